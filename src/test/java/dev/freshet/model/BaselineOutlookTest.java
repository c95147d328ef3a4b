package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The weeks to come against the gate's prediction and against dense algebra. */
class BaselineOutlookTest {
  private static final int FROM = 20;
  private static final int LEAD_IN = 10;
  private static final int WEEKS = 80;
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(256, 2));

  private static ModelDefinition definition(BaselineTerm.Sign sign) {
    return Samples.signed(Samples.definition(3), sign);
  }

  /** The first weeks of a history, the outcome of its last ones missing. */
  private static ModelData history(int weeks, int missing, long seed) {
    ModelData data = Samples.data(3, FROM, LEAD_IN, weeks, seed);
    double[] outcome = data.outcome();
    Arrays.fill(outcome, WEEKS - missing, WEEKS, Double.NaN);
    return data.withOutcome(outcome);
  }

  private static double[][] columns(ModelData later) {
    double[][] columns = later.baseline();
    for (int k = 0; k < columns.length; k++) {
      columns[k] = Arrays.copyOfRange(columns[k], WEEKS, later.weeks());
    }
    return columns;
  }

  @ParameterizedTest
  @CsvSource({"ANY,0", "ANY,2", "NEGATIVE,0"})
  void shouldPredictTheNextWeekAsTheGateDoes(BaselineTerm.Sign sign, int missing) {
    ModelDefinition definition = definition(sign);
    FittedModel model = FITTER.fit(FitRequest.build(definition, history(WEEKS, missing, 5)));
    ModelData later = history(WEEKS + 1, missing, 5);
    Workers workers = new Workers(1);
    Posterior posterior = new Posterior(definition, model.anchor(), later, Convention.PRODUCT);
    MediaCurves curves = MediaCurves.of(posterior, model.particles(), workers);
    ScoredWeek scored =
        new OneStepAhead(definition, Convention.PRODUCT, workers)
            .score(later, posterior, model, curves)
            .get(0);

    int repeats = 40;
    int[] particles = MediaOutlook.systematic(model.particles().weightArray(), 1000);
    BaselineOutlook outlook = BaselineOutlook.of(model, 1, columns(later), particles, repeats);
    double[] draws = new double[outlook.draws()];
    for (int d = 0; d < draws.length; d++) {
      draws[d] = outlook.noise(d)[0] + media(curves, particles[d / repeats]) * unit(model);
      for (int j = 0; j < outlook.components().size(); j++) {
        draws[d] += outlook.path(d, j)[0];
      }
    }

    double mean = Arrays.stream(draws).average().orElseThrow();
    double sd =
        Math.sqrt(Arrays.stream(draws).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
    double below =
        Arrays.stream(draws).filter(x -> x <= scored.observed()).count() / (double) draws.length;
    // 40,000 draws: standard errors of 0.005 sd, 0.4 % and at most 0.0025; four of them, and the
    // 1,000 particles that stand for 256 weighted ones.
    assertThat(mean).isCloseTo(scored.mean(), within(0.03 * scored.sd()));
    assertThat(sd).isCloseTo(scored.sd(), within(0.02 * scored.sd()));
    assertThat(below).isCloseTo(scored.pit(), within(0.012));
  }

  private static double media(MediaCurves curves, int particle) {
    MediaWindow window = curves.posterior().window();
    double sum = 0;
    for (int m = 0; m < window.media; m++) {
      MediumCurve curve = curves.of(0, particle, m);
      sum += curve.scale() * curve.hill()[window.windowTo - 1];
    }
    return sum;
  }

  private static double unit(FittedModel model) {
    return model.anchor().outcomeMean();
  }

  /**
   * Given a particle, what media leave over follows a multivariate t distribution: observed and
   * coming weeks together have covariance σ² S, S = Z D² Z' + the AR(1) process's, so the coming
   * ones have location S_fo S_oo⁻¹ r and, E σ² = rate / (shape − 1), covariance E σ² (S_ff − S_fo
   * S_oo⁻¹ S_of).
   */
  @Test
  void shouldHaveTheMomentsOfDenseAlgebra() {
    int ahead = 4;
    ModelDefinition definition = definition(BaselineTerm.Sign.ANY);
    FittedModel model = FITTER.fit(FitRequest.build(definition, history(WEEKS, 0, 7)));
    ModelData later = history(WEEKS + ahead, 0, 7);
    int particle = 3;
    int grid = model.particles().gridIndex(particle);
    int repeats = 40_000;
    BaselineOutlook outlook =
        BaselineOutlook.of(model, ahead, columns(later), new int[] {particle}, repeats);

    BaselineDesign design =
        new BaselineDesign(definition, model.anchor(), later, Convention.PRODUCT);
    RealMatrix s = covariance(design, grid, later.weeks());
    Posterior known = new Posterior(definition, model.anchor(), model.data(), Convention.PRODUCT);
    Posterior.Workspace ws = known.workspace();
    assertThat(known.residual(model.particles().point(particle), ws, false)).isTrue();
    RealVector r = new ArrayRealVector(ws.residual);
    RealMatrix oo = s.getSubMatrix(0, WEEKS - 1, 0, WEEKS - 1);
    RealMatrix fo = s.getSubMatrix(WEEKS, WEEKS + ahead - 1, 0, WEEKS - 1);
    RealMatrix ff = s.getSubMatrix(WEEKS, WEEKS + ahead - 1, WEEKS, WEEKS + ahead - 1);
    RealMatrix inverse = new CholeskyDecomposition(oo).getSolver().getInverse();
    RealVector location = fo.operate(inverse.operate(r));
    double variance = (0.005 + r.dotProduct(inverse.operate(r)) / 2) / (2 + WEEKS / 2.0 - 1);
    RealMatrix scale =
        ff.subtract(fo.multiply(inverse).multiply(fo.transpose())).scalarMultiply(variance);

    double[][] draws = new double[ahead][repeats];
    for (int d = 0; d < repeats; d++) {
      double[] noise = outlook.noise(d);
      for (int t = 0; t < ahead; t++) {
        draws[t][d] = noise[t];
        for (int j = 0; j < outlook.components().size(); j++) {
          draws[t][d] += outlook.path(d, j)[t];
        }
        draws[t][d] /= unit(model);
      }
    }
    for (int t = 0; t < ahead; t++) {
      double sd = Math.sqrt(scale.getEntry(t, t));
      // Standard errors: sd / 200 of a mean, 0.7 % of a variance, less of a covariance.
      assertThat(mean(draws[t])).isCloseTo(location.getEntry(t), within(0.02 * sd));
      for (int u = 0; u <= t; u++) {
        double tolerance = 0.03 * Math.sqrt(scale.getEntry(t, t) * scale.getEntry(u, u));
        assertThat(covariance(draws[t], draws[u]))
            .isCloseTo(scale.getEntry(t, u), within(tolerance));
      }
    }
  }

  private static RealMatrix covariance(BaselineDesign design, int grid, int weeks) {
    double rho = NoiseGrid.rho(grid);
    RealMatrix s = new Array2DRowRealMatrix(weeks, weeks);
    for (int t = 0; t < weeks; t++) {
      for (int u = 0; u < weeks; u++) {
        double sum = Math.pow(rho, Math.abs(t - u)) / (1 - rho * rho);
        for (int k = 0; k < design.size(); k++) {
          double scale = design.scale(k, NoiseGrid.tau(grid));
          double[] z = design.column(k).values();
          sum += scale * scale * z[t] * z[u];
        }
        s.setEntry(t, u, sum);
      }
    }
    return s;
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  private static double covariance(double[] x, double[] y) {
    double mx = mean(x);
    double my = mean(y);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - mx) * (y[i] - my);
    }
    return sum / x.length;
  }

  @Test
  void shouldDrawTheSameWhateverTheColumns() {
    FittedModel model =
        FITTER.fit(FitRequest.build(definition(BaselineTerm.Sign.ANY), history(WEEKS, 0, 5)));
    MediaOutlook media = MediaOutlook.of(model, 2, 0);
    BaselineOutlook one = BaselineOutlook.of(model, media, new double[][] {{5, 5}, {0, 0}}, 3);
    BaselineOutlook two = BaselineOutlook.of(model, media, new double[][] {{5, 7}, {0, 0}}, 3);
    List<String> components = one.components();

    assertThat(components)
        .containsExactly("intercept", "trend", "season", "holiday", "context.competitor");
    assertThat(one.draws()).isEqualTo(3 * media.draws());
    for (int d = 0; d < one.draws(); d++) {
      assertThat(two.noise(d)).isEqualTo(one.noise(d));
      for (int j = 0; j < 4; j++) {
        assertThat(two.path(d, j)).isEqualTo(one.path(d, j));
      }
      assertThat(two.path(d, 4)[0]).isEqualTo(one.path(d, 4)[0]);
      assertThat(two.path(d, 4)[1] - one.path(d, 4)[1])
          .isCloseTo(2 * one.slope(d, 0), within(1e-6));
      assertThat(two.slope(d, 0)).isEqualTo(one.slope(d, 0)).isNegative();
      assertThat(one.path(d, 3)).containsOnly(0);
      assertThat(one.path(d, 0)[1]).isEqualTo(one.path(d, 0)[0]);
    }
  }

  @Test
  void shouldRefuseColumnsOfAnotherShape() {
    FittedModel model =
        FITTER.fit(FitRequest.build(definition(BaselineTerm.Sign.ANY), history(WEEKS, 0, 5)));
    assertThatThrownBy(
            () ->
                BaselineOutlook.of(
                    model, MediaOutlook.of(model, 2, 0), new double[][] {{1, 2}, {1}}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one of 2 weeks for each of the model's 2 baseline terms");
  }
}
