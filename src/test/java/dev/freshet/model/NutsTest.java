package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class NutsTest {
  @Test
  void shouldMeetMomentsWhenTheTargetIsGaussian() {
    // Correlated pair: sd 1 and 3, correlation 0.8; third coordinate independent, sd 0.1.
    double r = 0.8;
    Nuts.Target target =
        (q, g) -> {
          double x = q[0];
          double y = q[1] / 3;
          double z = q[2] / 0.1;
          double d = 1 - r * r;
          g[0] = -(x - r * y) / d;
          g[1] = -(y - r * x) / d / 3;
          g[2] = -z / 0.1;
          return -0.5 * ((x * x - 2 * r * x * y + y * y) / d + z * z);
        };
    double[] metric = {1, 0, 0, 0, 2, 0, 0, 0, 0.1};
    Nuts nuts =
        new Nuts(metric, new double[] {5, 5, 1}, 0.1, RandomSource.XO_SHI_RO_256_PP.create(3L));
    for (int k = 0; k < 300; k++) {
      nuts.move(target, true);
    }
    int n = 10_000;
    double[] sums = new double[6];
    double accepted = 0;
    for (int k = 0; k < n; k++) {
      nuts.move(target, false);
      double[] q = nuts.position();
      accepted += nuts.acceptance() / n;
      sums[0] += q[0] / n;
      sums[1] += q[1] / n;
      sums[2] += q[0] * q[0] / n;
      sums[3] += q[1] * q[1] / n;
      sums[4] += q[0] * q[1] / n;
      sums[5] += q[2] * q[2] / n;
    }
    // Standard errors of 10,000 independent draws: 0.01 of an sd, 0.014 of a variance; five of
    // them.
    assertThat(sums[0]).isCloseTo(0, within(0.05));
    assertThat(sums[1]).isCloseTo(0, within(0.15));
    assertThat(sums[2]).isCloseTo(1, within(0.07));
    assertThat(sums[3]).isCloseTo(9, within(0.63));
    assertThat(sums[4]).isCloseTo(2.4, within(0.2));
    assertThat(sums[5]).isCloseTo(0.01, within(0.0007));
    assertThat(accepted).isBetween(0.65, 0.95);
  }

  @Test
  void shouldMeetReferencePosteriorWhenChainsAreRun() {
    Oracle data = Oracle.data("A");
    ModelData all = data.first(data.weeks());
    Anchor anchor = Anchors.of(data.definition(), all);
    Posterior posterior = new Posterior(data.definition(), anchor, all, Convention.REFERENCE);
    Workers workers = new Workers(2);
    Cloud cloud =
        new ChainSampler(posterior, workers)
            .sample(
                2048, new double[0][], java.util.List.of(posterior.start(anchor.mixedShare())), 11)
            .cloud();
    MediaAnswers answers =
        Samples.answers(data.definition(), all, anchor, posterior, cloud.freeze(), workers);
    JsonNode channels = Oracle.json("posterior.json").get("datasets").get("A").get("channels");
    for (int c = 0; c < channels.size(); c++) {
      JsonNode wanted = channels.get(c).get("total_contribution");
      double width = wanted.get("q95").asDouble() - wanted.get("q05").asDouble();
      String name = data.definition().media().get(c).name();
      Interval found =
          answers.roi.stream()
              .filter(r -> r.channel().equals(name) && r.horizon().equals("window"))
              .findFirst()
              .orElseThrow()
              .contribution();
      // A median of 2,048 independent draws has a standard error of 0.009 widths, an end of 0.014
      // to 0.03; chains are correlated: half of them effective, five standard errors.
      assertThat((found.median() - wanted.get("median").asDouble()) / width)
          .as(name)
          .isCloseTo(0, within(0.06));
      assertThat((found.lower() - wanted.get("q05").asDouble()) / width)
          .as(name)
          .isCloseTo(0, within(0.1));
      assertThat((found.upper() - wanted.get("q95").asDouble()) / width)
          .as(name)
          .isCloseTo(0, within(0.2));
    }
  }
}
