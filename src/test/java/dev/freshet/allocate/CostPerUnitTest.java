package dev.freshet.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CostPerUnitTest {
  @Test
  void shouldBeSpendOverExposureOfTheLastWeeksThatHaveBoth() {
    double[] spend = {100, 10, 0, 30, 5};
    double[] exposure = {1, 20, 7, 40, 0};

    CostPerUnit cost = CostPerUnit.of("search", spend, exposure, 2);

    assertThat(cost.cost()).isEqualTo(40.0 / 60);
    assertThat(cost.exposure(40)).isEqualTo(60);
    assertThat(cost.spend(60)).isEqualTo(40);
    assertThat(CostPerUnit.of("search", spend, exposure, 99).cost()).isEqualTo(140.0 / 61);
  }

  @Test
  void shouldBeOneWhereSpendIsTheExposure() {
    assertThat(CostPerUnit.of("tv", new double[] {3, 0}, new double[] {3, 0}, 5).cost())
        .isEqualTo(1);
  }

  @Test
  void shouldBeUnknownWhenNoWeekTells() {
    CostPerUnit cost = CostPerUnit.of("tv", new double[] {0, 2}, new double[] {5, 0}, 5);

    assertThat(cost.isKnown()).isFalse();
    assertThat(cost.exposure(10)).isZero();
  }

  @Test
  void shouldSayWhichChannelIsNotThere() {
    assertThat(CostPerUnit.of(Fits.MODEL, "search", 5).cost()).isEqualTo(0.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostPerUnit.of(Fits.MODEL, "blog", 5))
        .withMessage("the model has no paid channel blog");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostPerUnit.of(Fits.MODEL, "tv", 0))
        .withMessage("weeks must be at least 1: 0");
  }
}
