package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The log posterior against oracles/estimator/logposterior.json: the reference implementation of
 * the estimator's specification (C++), recomputed independently in numpy. Tolerances 1e-9 are those
 * the specification suggests; the two references agree to 2e-10.
 */
class PosteriorOracleTest {
  private static final JsonNode ORACLE = Oracle.json("logposterior.json");

  static Stream<JsonNode> sets() {
    return IntStream.range(0, 3).mapToObj(i -> ORACLE.get("sets").get(i));
  }

  private static Oracle data(JsonNode set) {
    return Oracle.data(set.get("dataset").asText().substring(0, 1));
  }

  private static Anchor anchor(JsonNode set) {
    Oracle data = data(set);
    return Anchors.of(data.definition(), data.first(set.get("anchor_weeks").asInt()));
  }

  private static Posterior posterior(JsonNode set) {
    Oracle data = data(set);
    return new Posterior(
        data.definition(), anchor(set), data.first(set.get("weeks").asInt()), Convention.REFERENCE);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void shouldFixTheReferenceScalesWhenAnchored(JsonNode set) {
    Anchor anchor = anchor(set);

    assertThat(anchor.outcomeMean()).isCloseTo(set.get("outcome_mean").asDouble(), within(1e-6));
    assertThat(anchor.mediaMax()).containsExactly(Oracle.doubles(set.get("spend_max")));
    assertClose(anchor.initialAdstock(), Oracle.doubles(set.get("initial_adstock")), 1e-14);
    assertClose(anchor.spendShare(), Oracle.doubles(set.get("spend_share")), 1e-14);
    assertClose(anchor.mixedShare(), Oracle.doubles(set.get("mixed_share")), 1e-14);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void shouldMeetReferenceValuesWhenEvaluated(JsonNode set) {
    Posterior posterior = posterior(set);
    Posterior.Workspace ws = posterior.workspace();
    int compared = 0;
    for (JsonNode point : set.get("points")) {
      double[] q = Oracle.doubles(point.get("q"));
      for (JsonNode expected : point.get("evaluations")) {
        int grid = grid(expected);
        double[] gradient = new double[q.length];
        double conditional = posterior.conditional(q, grid, gradient, ws);

        assertThat(conditional)
            .isCloseTo(expected.get("conditional_log_posterior").asDouble(), within(1e-9));
        assertThat(posterior.conditional(q, grid, ws)).isEqualTo(conditional);
        assertThat(posterior.full(q, grid, ws))
            .isCloseTo(expected.get("log_posterior").asDouble(), within(1e-9));
        assertThat(posterior.logPrior(q))
            .isCloseTo(expected.get("log_prior_q").asDouble(), within(1e-11));
        double[] wanted = Oracle.doubles(expected.get("gradient"));
        double largest =
            IntStream.range(0, q.length).mapToDouble(i -> Math.abs(wanted[i])).max().orElseThrow();
        assertClose(gradient, wanted, 1e-9 * largest);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(18);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void shouldMeetReferenceSeriesWhenMediaAreTransformed(JsonNode set) {
    JsonNode series = set.get("series");
    Posterior posterior = posterior(set);
    Posterior.Workspace ws = posterior.workspace();
    int channel = series.get("channel").asInt();
    JsonNode point =
        IntStream.range(0, set.get("points").size())
            .mapToObj(i -> set.get("points").get(i))
            .filter(p -> p.get("name").equals(series.get("point")))
            .findFirst()
            .orElseThrow();

    assertThat(posterior.residual(Oracle.doubles(point.get("q")), ws, false)).isTrue();

    MediumCurve curve = ws.curves[channel];
    double[] adstock = Oracle.doubles(series.get("adstock"));
    assertClose(java.util.Arrays.copyOf(curve.adstock(), adstock.length), adstock, 1e-14);
    double[] h = Oracle.doubles(series.get("h"));
    assertClose(java.util.Arrays.copyOf(curve.hill(), h.length), h, 1e-14);
    assertThat(curve.meanHill()).isCloseTo(series.get("mean_h").asDouble(), within(1e-14));
    double[] totals = Oracle.doubles(point.get("total_contribution"));
    for (int c = 0; c < totals.length; c++) {
      double total =
          ws.curves[c].scale()
              * Series.sum(ws.curves[c].hill(), 0, h.length)
              * set.get("outcome_mean").asDouble();
      assertThat(total).isCloseTo(totals[c], within(1e-10 * totals[c]));
    }
  }

  private static int grid(JsonNode evaluation) {
    for (int g = 0; g < NoiseGrid.SIZE; g++) {
      if (NoiseGrid.tau(g) == evaluation.get("tau").asDouble()
          && NoiseGrid.rho(g) == evaluation.get("rho").asDouble()) {
        return g;
      }
    }
    throw new IllegalArgumentException("not on the grid: " + evaluation);
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("[%d]", i).isCloseTo(expected[i], within(tolerance));
    }
  }
}
