package dev.freshet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RowGeneratorTest {
  @Property
  void shouldSplitExactlyAndNearTheProportions(
      @ForAll @LongRange(max = 1_000_000_000_000L) long total,
      @ForAll @Size(min = 1, max = 28) List<@DoubleRange(min = 0.1, max = 3) Double> listed) {
    double[] weights = listed.stream().mapToDouble(Double::doubleValue).toArray();
    long[] parts = RowGenerator.split(total, weights);
    double sum = Arrays.stream(weights).sum();

    assertThat(Arrays.stream(parts).sum()).isEqualTo(total);
    for (int i = 0; i < parts.length; i++) {
      // Each end of a part is rounded to the nearest unit; beyond 1e9 doubles add their own error.
      assertThat(Math.abs(parts[i] - total * weights[i] / sum)).isLessThanOrEqualTo(1.01);
    }
  }

  @Test
  void shouldSplitByHand() {
    assertThat(RowGenerator.split(10, new double[] {1, 2, 1})).containsExactly(3, 5, 2);
  }
}
