package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weeks without outcome against the dense covariance of the observed weeks. */
class MissingWeeksTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 8, 14, 19, 24})
  void shouldEqualDenseAlgebraWhenWeeksAreMissing(int grid) {
    ModelDefinition definition = Samples.definition(2);
    ModelData data = Samples.data(2, 5, 5, 60, 3);
    double[] outcome = data.outcome();
    for (int t : new int[] {0, 1, 10, 20, 21, 22, 59}) {
      outcome[t] = Double.NaN;
    }
    ModelData gappy = Samples.withOutcome(data, outcome);
    Anchor anchor = Anchors.of(definition, gappy);
    Posterior posterior = new Posterior(definition, anchor, gappy, Convention.PRODUCT);
    Posterior.Workspace ws = posterior.workspace();
    double[] q = posterior.start(anchor.mixedShare());

    double full = posterior.full(q, grid, ws);

    double[] residual = ws.residual.clone();
    int[] observed = posterior.observedIndices();
    assertThat(observed).hasSize(53);
    double expected =
        denseLogLikelihood(posterior.design(), observed, residual, grid)
            + posterior.logPrior(q)
            + NoiseGrid.logPrior(grid);
    assertThat(full).isCloseTo(expected, within(1e-8));
  }

  // −½ log |Σ| − (a0 + m/2) log(b0 + r'Σ⁻¹r/2), Σ = AR(1) covariance + Σ_i d_i² z_i z_i', in units
  // of σ².
  private static double denseLogLikelihood(
      BaselineDesign design, int[] weeks, double[] residual, int grid) {
    int m = weeks.length;
    double rho = NoiseGrid.rho(grid);
    RealMatrix covariance = MatrixUtils.createRealMatrix(m, m);
    for (int a = 0; a < m; a++) {
      for (int b = 0; b < m; b++) {
        double sum = Math.pow(rho, Math.abs(weeks[a] - weeks[b])) / (1 - rho * rho);
        for (int i = 0; i < design.size(); i++) {
          double d = design.scale(i, NoiseGrid.tau(grid));
          double[] z = design.column(i).values();
          sum += d * d * z[weeks[a]] * z[weeks[b]];
        }
        covariance.setEntry(a, b, sum);
      }
    }
    CholeskyDecomposition factor = new CholeskyDecomposition(covariance, 1e-10, 1e-14);
    RealVector r = MatrixUtils.createRealVector(residual);
    double quadratic = r.dotProduct(factor.getSolver().solve(r));
    double logDeterminant = 0;
    for (int i = 0; i < m; i++) {
      logDeterminant += 2 * Math.log(factor.getL().getEntry(i, i));
    }
    return -logDeterminant / 2 - (2 + m / 2.0) * Math.log(0.005 + quadratic / 2);
  }
}
