package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Samples' competitor takes 2000 an index point (one standard deviation) off the outcome. */
class SignedColumnsTest {
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(512, 2));
  private static final ModelData DATA = Samples.data(2, 10, 10, 104, 21);

  private static FittedModel fit(BaselineTerm.Sign sign) {
    return FITTER.fit(FitRequest.build(Samples.signed(Samples.definition(2), sign), DATA));
  }

  // Effect of one standard deviation: the path's slope in the column, by two extreme weeks.
  private static double[] slope(FittedModel model) {
    double[] x = DATA.baseline()[0];
    int low = 0;
    int high = 0;
    for (int t = 0; t < x.length; t++) {
      low = x[t] < x[low] ? t : low;
      high = x[t] > x[high] ? t : high;
    }
    ComponentPath path = model.component("context.competitor");
    double mean = DATA.baseline()[0].length == 0 ? 0 : Series.mean(x, 0, x.length);
    double distance = x[high] - mean;
    return new double[] {
      path.contribution()[high] / distance,
      path.lower()[high] / distance,
      path.upper()[high] / distance
    };
  }

  @Test
  void shouldChangeNothingWhenTheDataConfirmTheSign() {
    double[] any = slope(fit(BaselineTerm.Sign.ANY));
    double[] negative = slope(fit(BaselineTerm.Sign.NEGATIVE));
    // Any sign: the exact conjugate answer. Its interval does not reach 0, so the truncation takes
    // nothing away; what differs is Monte Carlo error of 512 particles, .1 widths at its ends.
    double width = any[2] - any[1];
    assertThat(any[2]).isNegative();
    for (int i = 0; i < 3; i++) {
      assertThat(negative[i]).isCloseTo(any[i], within(0.15 * width));
    }
    assertThat(-2000.0).isBetween(negative[1], negative[2]);
  }

  @Test
  void shouldStayNearZeroWhenTheDataContradictTheSign() {
    FittedModel model = fit(BaselineTerm.Sign.POSITIVE);
    double[] positive = slope(model);
    assertThat(positive[1]).isNotNegative();
    assertThat(positive[2]).isLessThan(700);
    assertThat(model.particles().dimension()).isEqualTo(2 * 4 + 1);
    double[] fitted = new double[DATA.weeks()];
    for (ComponentPath path : model.components()) {
      if (path.role() == ComponentPath.Role.PART) {
        for (int t = 0; t < fitted.length; t++) {
          fitted[t] += path.contribution()[t];
        }
      }
    }
    double[] published = model.component("fitted").contribution();
    for (int t = 0; t < fitted.length; t++) {
      assertThat(fitted[t]).isCloseTo(published[t], within(1e-9 * published[t]));
    }
  }
}
