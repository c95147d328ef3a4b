package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the media and the particle, credit is neither lost nor made. */
class CreditPropertyTest {
  @Property(tries = 200)
  void shouldNeitherLoseNorMakeCreditWhenDivided(
      @ForAll @Size(40) List<@DoubleRange(min = 0, max = 100) Double> media,
      @ForAll @Size(5) List<@DoubleRange(min = -3, max = 3) Double> q,
      @ForAll @IntRange(min = 0, max = 12) int leadIn,
      @ForAll MediaTerm.Adstock form) {
    double[] x = media.stream().mapToDouble(Double::doubleValue).toArray();
    x[0] += 1; // so old that no build leaves the medium out as new
    x[30] += 1; // some exposure within every window
    ModelDefinition definition =
        new ModelDefinition(
            List.of(MediaTerm.paid("tv").withAdstock(form)), List.of(), false, false);
    double[] outcome = new double[40 - leadIn];
    Arrays.fill(outcome, 1);
    ModelData data =
        new ModelData(
            Oracle.FIRST_WEEK,
            leadIn,
            outcome,
            new double[][] {x},
            new double[][] {x},
            new double[0][]);
    Posterior posterior =
        new Posterior(definition, Anchors.of(definition, data), data, Convention.PRODUCT);
    double[] point =
        Arrays.copyOf(q.stream().mapToDouble(Double::doubleValue).toArray(), posterior.dimension());
    Particles particles = new Particles(new double[][] {point}, new int[1], new double[] {1});

    Workers workers = new Workers(1);
    MediaCurves curves = MediaCurves.of(posterior, particles, workers);

    CreditDraws credit = CreditDraws.of(curves, 0, new double[] {1}, workers);

    double total = Arrays.stream(credit.path[0]).sum();
    assertThat(Arrays.stream(credit.soFar[0]).sum() + credit.soFarBefore[0])
        .isCloseTo(total, within(1e-9 * total));
    for (int t = 0; t < outcome.length; t++) {
      assertThat(credit.immediate[0][t]).isBetween(0.0, credit.path[0][t] * (1 + 1e-12));
      assertThat(credit.soFar[0][t]).isNotNegative();
      assertThat(credit.toCome[0][t]).isNotNegative();
      if (x[leadIn + t] == 0) {
        assertThat(credit.soFar[0][t] + credit.toCome[0][t]).isZero();
        assertThat(credit.immediate[0][t]).isZero();
      }
    }
    assertThat(credit.soFarBefore[0]).isNotNegative();
    assertThat(credit.toComeBefore[0]).isNotNegative();
  }
}
