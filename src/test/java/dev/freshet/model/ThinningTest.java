package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private static final int DRAWS = 800;

  @Property(tries = 60)
  void shouldSayTheSameAsAllDraws(
      @ForAll @IntRange(min = 1, max = 12) int statistics, @ForAll long seed) {
    Random random = new Random(seed);
    Cloud all = cloud(random);
    double[][] f = new double[statistics][DRAWS];
    for (int s = 0; s < statistics; s++) {
      for (int i = 0; i < DRAWS; i++) {
        f[s][i] = random.nextGaussian() < -1.6 + 3.2 * s / statistics ? 1 : 0;
      }
    }

    Cloud few = Thinning.of(all, 200, f);

    assertThat(few.size).isEqualTo(200);
    assertThat(Series.sum(few.weight, 0, 200)).isCloseTo(1, within(1e-12));
    assertThat(few.effectiveSize()).isBetween(120.0, 200.0 + 1e-9);
    for (double[] statistic : f) {
      double found = 0;
      for (int k = 0; k < 200; k++) {
        found += few.weight[k] * statistic[(int) few.q[k][0]];
      }
      assertThat(found).isCloseTo(Series.mean(statistic, 0, DRAWS), within(1e-8));
    }
  }

  @Test
  void shouldKeepEqualWeightsWhenNoneWouldDo() {
    double[][] impossible = new double[1][DRAWS];
    impossible[0][1] = 1; // of the draws kept, none has it

    Cloud few = Thinning.of(cloud(new Random(1)), 200, impossible);

    assertThat(few.weight).containsOnly(1.0 / 200);
  }

  // Each draw's only coordinate is its position.
  private static Cloud cloud(Random random) {
    double[][] q = new double[DRAWS][1];
    int[] grid = new int[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      q[i][0] = i;
      grid[i] = random.nextInt(NoiseGrid.SIZE);
    }
    return new Cloud(q, grid);
  }
}
