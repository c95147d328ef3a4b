package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Builds and refreshes against oracles/estimator/posterior.json and refresh.json: quantiles of a
 * long run of the No-U-Turn sampler by the reference implementation.
 *
 * <p>Tolerances are in widths of the 90 % interval: the bias and four standard errors of the mean
 * over our seeds, from the seed-to-seed standard deviation of the reference implementation's own
 * sampler at as many particles.
 */
class SamplerOracleTest {
  private static final int PARTICLES = 1024;
  private static final String[] ENDS = {"q05", "median", "q95"};

  @ParameterizedTest
  @ValueSource(strings = {"A", "B"})
  void shouldMeetReferencePosteriorWhenBuilt(String set) {
    int seeds = 4;
    JsonNode oracle = Oracle.json("posterior.json").get("datasets").get(set);
    Oracle data = Oracle.data(set);
    ModelData all = data.first(data.weeks());
    Anchor anchor = Anchors.of(data.definition(), all);
    Posterior posterior = new Posterior(data.definition(), anchor, all, Convention.REFERENCE);
    Workers workers = new Workers(2);
    JsonNode errors = oracle.get("smc_production_error_1024").get("channels");
    double[][] sums = new double[errors.size()][3];
    double[] rho = new double[5];
    for (int seed = 0; seed < seeds; seed++) {
      Cloud cloud =
          new TemperedSampler(posterior, workers)
              .sample(PARTICLES, java.util.List.of(posterior.start(anchor.mixedShare())), seed)
              .cloud();
      for (int g : cloud.grid) {
        rho[g / 5] += 1.0 / (seeds * PARTICLES);
      }
      add(
          sums,
          Samples.answers(data.definition(), all, anchor, posterior, cloud.freeze(), workers));
    }
    for (int c = 0; c < errors.size(); c++) {
      boolean total = c == errors.size() - 1;
      JsonNode wanted =
          total
              ? oracle.get("media_total")
              : oracle.get("channels").get(c).get("total_contribution");
      double width = wanted.get("q95").asDouble() - wanted.get("q05").asDouble();
      for (int e = 0; e < 3; e++) {
        JsonNode error = errors.get(c).get(ENDS[e]);
        double tolerance =
            Math.abs(error.get("bias").asDouble())
                + 4 * error.get("sd").asDouble() / Math.sqrt(seeds);
        assertThat((sums[c][e] / seeds - wanted.get(ENDS[e]).asDouble()) / width)
            .as("%s %s", errors.get(c).get("channel").asText(), ENDS[e])
            .isCloseTo(0, within(tolerance));
      }
    }
    double[] marginal = Oracle.doubles(oracle.get("grid").get("rho_marginal"));
    for (int r = 0; r < 5; r++) {
      // 4096 draws whose Gibbs moves are nearly independent: standard error below 0.01.
      assertThat(rho[r]).as("rho %d", r).isCloseTo(marginal[r], within(0.04));
    }
  }

  private static void add(double[][] sums, MediaAnswers answers) {
    double[][] found =
        answers.roi.stream()
            .filter(r -> r.horizon().equals("window"))
            .map(r -> ends(r.contribution()))
            .toArray(double[][]::new);
    assertThat(found).hasDimensions(sums.length, 3);
    for (int c = 0; c < sums.length; c++) {
      for (int e = 0; e < 3; e++) {
        sums[c][e] += found[c][e];
      }
    }
  }

  private static double[] ends(Interval interval) {
    return new double[] {interval.lower(), interval.median(), interval.upper()};
  }

  @Test
  void shouldMeetReferencePosteriorsWhenRefreshedWeekByWeek() {
    int chains = 2;
    JsonNode weeks = Oracle.json("refresh.json").get("weeks");
    Oracle data = Oracle.data("B");
    double[][][] sums = new double[weeks.size()][7][3];
    double[] effective = new double[weeks.size()];
    JsonNode errors =
        Oracle.json("posterior.json")
            .get("datasets")
            .get("B")
            .get("smc_production_error_1024")
            .get("channels");
    for (int chain = 0; chain < chains; chain++) {
      // Another number of particles is another fingerprint, so another seed.
      BayesianFitter fitter =
          new BayesianFitter(
              new BayesianFitter.Settings(PARTICLES + chain, 2), Convention.REFERENCE);
      FittedModel model = fitter.fit(FitRequest.build(data.definition(), data.first(117)));
      for (int k = 1; k < weeks.size(); k++) {
        model = fitter.fit(FitRequest.refresh(data.definition(), data.first(117 + k), model));
        assertThat(model.kind()).isEqualTo(FitKind.REFRESH);
        double share =
            model.sampler().effectiveAfterReweighting().orElseThrow() / model.particles().size();
        assertThat(model.sampler().sweeps() > 0).isEqualTo(share < 0.5);
        effective[k] += share / chains;
        double[][] found =
            model.roi().stream()
                .filter(r -> r.horizon().equals("window"))
                .map(r -> ends(r.contribution()))
                .toArray(double[][]::new);
        for (int c = 0; c < found.length; c++) {
          for (int e = 0; e < 3; e++) {
            sums[k][c][e] += found[c][e] / chains;
          }
        }
      }
    }
    for (int k = 1; k < weeks.size(); k++) {
      JsonNode week = weeks.get(k);
      JsonNode warm = week.get("warm_256").get("moves_0");
      assertThat(effective[k])
          .isCloseTo(warm.get("ess_over_n").get("mean").asDouble(), within(0.05));
      for (int c = 0; c < 7; c++) {
        JsonNode wanted = week.get("reference").get(c);
        double width = wanted.get("q95").asDouble() - wanted.get("q05").asDouble();
        for (int e = 0; e < 3; e++) {
          // The deviation of a build of 1024 particles on all weeks, raised for the effective
          // number.
          double sd = errors.get(c).get(ENDS[e]).get("sd").asDouble() * 1.4 / Math.sqrt(chains);
          assertThat((sums[k][c][e] - wanted.get(ENDS[e]).asDouble()) / width)
              .as("week %d %s %s", k, wanted.get("channel").asText(), ENDS[e])
              .isCloseTo(0, within(0.012 + 4 * sd));
        }
      }
    }
  }

  @Test
  void shouldGiveTheSameModelWhenThreadsDiffer() {
    Oracle data = Oracle.data("A");
    FitRequest request = FitRequest.build(data.definition(), data.first(104));

    FittedModel one = new BayesianFitter(new BayesianFitter.Settings(128, 1)).fit(request);
    FittedModel three = new BayesianFitter(new BayesianFitter.Settings(128, 3)).fit(request);

    assertThat(three).isEqualTo(one);
    FitRequest next = FitRequest.refresh(data.definition(), data.slice(3, 3, 101), one);
    assertThat(new BayesianFitter(new BayesianFitter.Settings(128, 3)).fit(next))
        .isEqualTo(new BayesianFitter(new BayesianFitter.Settings(128, 1)).fit(next));
    assertThat(Arrays.stream(one.particles().q()).flatMapToDouble(Arrays::stream))
        .allMatch(v -> v == (float) v.doubleValue());
  }
}
