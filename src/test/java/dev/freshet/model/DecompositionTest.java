package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DecompositionTest {
  private static final ModelDefinition DEFINITION = Samples.definition(2);
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(64, 1));

  private static ModelData window(int from) {
    return Samples.data(2, from, 10, 60, 5);
  }

  @Test
  void shouldFollowRobynWhenSharesMoved() {
    FittedModel build = FITTER.fit(FitRequest.build(DEFINITION, window(20)));
    assertThat(build.decomposition().refreshDistance()).isEmpty();
    FittedModel refresh = FITTER.fit(FitRequest.refresh(DEFINITION, window(23), build));

    // By ORACLES.md: 2 paid channels, 5 other components, 3 of 60 weeks new.
    Map<String, Double> before = build.decomposition().shares();
    Map<String, Double> after = refresh.decomposition().shares();
    double paid = 0;
    double others = 0;
    for (String component : after.keySet()) {
      double square = Math.pow(after.get(component) - before.get(component), 2);
      paid += component.startsWith("channel") ? square / 2 : 0;
      others += component.startsWith("channel") ? 0 : square / 5;
    }
    assertThat(after).hasSize(7);
    double expected = Math.sqrt(paid) + Math.sqrt(others) / (1 - 3.0 / 60);
    assertThat(refresh.decomposition().refreshDistance().orElseThrow())
        .isCloseTo(expected, within(1e-15));
  }

  @Test
  void shouldSumToOneWhenSharesAreOfTheFittedOutcome() {
    double[] none = new double[60];
    double[] three = new double[60];
    java.util.Arrays.fill(three, 3);
    double[] one = new double[60];
    java.util.Arrays.fill(one, 1);
    List<ComponentPath> paths =
        List.of(
            new ComponentPath("intercept", ComponentPath.Role.PART, three, none, none),
            new ComponentPath("channel0", ComponentPath.Role.PART, one, none, none),
            new ComponentPath("fitted", ComponentPath.Role.FITTED, three, none, none));

    assertThat(Decomposition.of(DEFINITION, window(20), paths, Optional.empty()))
        .isEqualTo(
            new Decomposition(Map.of("intercept", 0.75, "channel0", 0.25), OptionalDouble.empty()));
  }
}
