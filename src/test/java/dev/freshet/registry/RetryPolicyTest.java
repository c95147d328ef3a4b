package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  @Test
  void shouldDoubleUpToTheLongestWait() {
    RetryPolicy policy = new RetryPolicy(9, Duration.ofMillis(100), Duration.ofMillis(500));
    assertThat(policy.backoff(0, 0)).isEqualTo(Duration.ofMillis(50));
    assertThat(policy.backoff(1, 0)).isEqualTo(Duration.ofMillis(100));
    assertThat(policy.backoff(2, 0)).isEqualTo(Duration.ofMillis(200));
    assertThat(policy.backoff(3, 0)).isEqualTo(Duration.ofMillis(250));
  }

  @Property
  void shouldStayWithinHalfAndWholeOfTheCap(
      @ForAll @IntRange(max = 1_000_000) int repetition,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double uniform,
      @ForAll @LongRange(max = 100_000) long wait,
      @ForAll @LongRange(max = Integer.MAX_VALUE) long beyond) {
    RetryPolicy policy =
        new RetryPolicy(1, Duration.ofMillis(wait), Duration.ofMillis(wait + beyond));
    long backoff = policy.backoff(repetition, uniform).toMillis();
    assertThat(backoff).isBetween(wait / 2, wait + beyond);
  }

  @Test
  void shouldRefuseWhenLongestWaitIsShorterThanTheFirst() {
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofMillis(2), Duration.ofMillis(1)))
        .hasMessageContaining("retries.max.wait.ms (1) must be at least retries.wait.ms (2)");
  }
}
