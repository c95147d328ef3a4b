package dev.freshet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AggregationTest {
  @Test
  void shouldSumExactlyEvenWhenPartsOverflow() {
    assertThat(Aggregation.SUM.of(Long.MAX_VALUE, 5, -5)).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> Aggregation.SUM.of(Long.MAX_VALUE, 1))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void shouldRoundMeansHalfEven() {
    assertThat(Aggregation.MEAN.of(1, 2)).isEqualTo(2);
    assertThat(Aggregation.MEAN.of(2, 3)).isEqualTo(2);
    assertThat(Aggregation.MEAN.of(-1, -2)).isEqualTo(-2);
    assertThat(Aggregation.MEAN.of(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldTakeTheLast() {
    assertThat(Aggregation.LAST.of(3, 1, 2)).isEqualTo(2);
  }

  @Test
  void shouldSayOneIfAnyDoes() {
    assertThat(Aggregation.ANY.of(0, 1_000_000, 1_000_000)).isEqualTo(1_000_000);
    assertThat(Aggregation.ANY.of(0, 0)).isZero();
  }
}
