package dev.freshet.robyn;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Ridge regression with box limits on its coefficients, as glmnet (4.1, alpha = 0) defines it for a
 * single penalty.
 *
 * <p>With Z the n × p columns over their population standard deviation (divisor n), centred when
 * there is an intercept, it minimises
 *
 * <pre>
 * ‖y − b0 − Z b‖² / (2 n) + (λ / s_y) ‖b‖² / 2,   lower_j ≤ b_j / sd_j ≤ upper_j
 * </pre>
 *
 * where s_y is the population standard deviation of y, or √mean(y²) without intercept. Coefficients
 * come back on the columns' own scale. A constant column gets 0 (or the limit nearest to it).
 *
 * <p>Algorithm: cyclic coordinate descent finds which coefficients rest on a limit; the free ones
 * are then solved for exactly (Cholesky), until the optimality conditions hold to 1e-12 of the
 * gradient's scale. glmnet itself stops at 1e-7, which on collinear media leaves its coefficients
 * some per cent short of the optimum. Reference: Friedman, Hastie, Tibshirani (2010), J. Stat.
 * Softw. 33(1), doi:10.18637/jss.v033.i01.
 */
public final class Ridge {
  private static final double TOLERANCE = 1e-12;
  private static final int ROUNDS = 2_000;
  private static final int SWEEPS_A_ROUND = 50;

  /**
   * The minimum.
   *
   * @param intercept b0; 0 without intercept
   * @param coefficients by column, on the column's own scale
   */
  public record Fit(double intercept, double[] coefficients) {
    public Fit {
      coefficients = coefficients.clone();
    }

    @Override
    public double[] coefficients() {
      return coefficients.clone();
    }
  }

  private final int n;
  private final int p;
  private final double[] mean;
  private final double[] scale; // 0 marks a constant column
  private final double yMean;
  private final double[] lower;
  private final double[] upper;
  private final double[][] gram; // Z'Z / n + penalty on the diagonal
  private final double[] target; // Z'y / n

  private Ridge(
      double[][] columns,
      double[] y,
      double lambda,
      double[] lower,
      double[] upper,
      boolean intercept) {
    this.n = y.length;
    this.p = columns.length;
    this.mean = new double[p];
    this.scale = new double[p];
    this.yMean = intercept ? Arrays.stream(y).average().orElseThrow() : 0;
    this.lower = lower.clone();
    this.upper = upper.clone();
    double ySquares = Arrays.stream(y).map(v -> (v - yMean) * (v - yMean)).sum();
    double penalty = lambda / Math.sqrt(ySquares / n);
    double[][] z = new double[p][];
    for (int j = 0; j < p; j++) {
      z[j] = standardise(j, columns[j], intercept);
    }
    this.gram = new double[p][p];
    this.target = new double[p];
    for (int j = 0; j < p; j++) {
      for (int k = 0; k <= j; k++) {
        gram[j][k] = gram[k][j] = dot(z[j], z[k]) / n;
      }
      for (int t = 0; t < n; t++) {
        target[j] += z[j][t] * (y[t] - yMean) / n;
      }
      gram[j][j] += penalty;
    }
  }

  /**
   * Fits by the class's definition.
   *
   * @param columns p columns of n values
   * @param y n values, not all equal
   * @param lambda penalty in glmnet's units, above 0
   * @param lower by column, smallest coefficient; may be −∞
   * @param upper by column, largest coefficient; may be ∞
   * @param intercept whether there is an intercept, which is not penalised
   * @return the minimum, its optimality conditions met to 1e-12 of the gradient's scale
   * @throws IllegalArgumentException if shapes, penalty or limits do not fit
   * @throws IllegalStateException if it is not reached
   */
  public static Fit fit(
      double[][] columns,
      double[] y,
      double lambda,
      double[] lower,
      double[] upper,
      boolean intercept) {
    require(columns, y, lambda, lower, upper);
    return new Ridge(columns, y, lambda, lower, upper, intercept).solve(intercept);
  }

  private static void require(
      double[][] columns, double[] y, double lambda, double[] lower, double[] upper) {
    if (!(lambda > 0) || !Double.isFinite(lambda)) {
      throw new IllegalArgumentException("lambda %s: must be finite and above 0".formatted(lambda));
    }
    if (lower.length != columns.length || upper.length != columns.length) {
      throw new IllegalArgumentException(
          "%d columns, but %d lower and %d upper limits"
              .formatted(columns.length, lower.length, upper.length));
    }
    double first = y.length == 0 ? 0 : y[0];
    if (!Arrays.stream(y).allMatch(Double::isFinite)
        || Arrays.stream(y).allMatch(v -> v == first)) {
      throw new IllegalArgumentException("the outcome must be finite and must vary");
    }
    for (int j = 0; j < columns.length; j++) {
      if (columns[j].length != y.length || !Arrays.stream(columns[j]).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(
            "column %d: must have %d finite values".formatted(j, y.length));
      }
      if (!(lower[j] <= upper[j])) {
        throw new IllegalArgumentException(
            "column %d: limits [%s, %s] are in the wrong order".formatted(j, lower[j], upper[j]));
      }
    }
  }

  private double[] standardise(int j, double[] column, boolean centre) {
    double average = Arrays.stream(column).average().orElseThrow();
    double variance =
        Arrays.stream(column).map(v -> (v - average) * (v - average)).sum() / column.length;
    double size = Arrays.stream(column).map(Math::abs).max().orElseThrow();
    scale[j] = Math.sqrt(variance) > 1e-14 * size ? Math.sqrt(variance) : 0;
    mean[j] = centre ? average : 0;
    double[] z = new double[column.length];
    for (int t = 0; t < z.length && scale[j] > 0; t++) {
      z[t] = (column[t] - mean[j]) / scale[j];
    }
    return z;
  }

  private Fit solve(boolean intercept) {
    double[] low = new double[p];
    double[] high = new double[p];
    double[] b = new double[p];
    for (int j = 0; j < p; j++) {
      double unit = scale[j] > 0 ? scale[j] : 1;
      low[j] = lower[j] * unit;
      high[j] = upper[j] * unit;
      b[j] = clamp(0, low[j], high[j]);
    }
    for (int round = 0; !isOptimal(b, low, high); round++) {
      if (round == ROUNDS) {
        throw new IllegalStateException(
            "ridge: no optimum after %d sweeps".formatted(ROUNDS * SWEEPS_A_ROUND));
      }
      for (int sweep = 0; sweep < SWEEPS_A_ROUND; sweep++) {
        for (int j = 0; j < p; j++) {
          b[j] = clamp(b[j] - slope(j, b) / gram[j][j], low[j], high[j]);
        }
      }
      solveFree(b, low, high);
    }
    double[] coefficients = new double[p];
    double b0 = yMean;
    for (int j = 0; j < p; j++) {
      coefficients[j] = scale[j] > 0 ? b[j] / scale[j] : b[j];
      b0 -= coefficients[j] * mean[j];
    }
    return new Fit(intercept ? b0 : 0, coefficients);
  }

  /** Solves for the coefficients off their limits; keeps the answer only if it is feasible. */
  private void solveFree(double[] b, double[] low, double[] high) {
    int[] free = IntStream.range(0, p).filter(j -> b[j] > low[j] && b[j] < high[j]).toArray();
    if (free.length == 0) {
      return;
    }
    double[] right = new double[free.length];
    double[][] left = new double[free.length][free.length];
    for (int i = 0; i < free.length; i++) {
      right[i] = target[free[i]];
      for (int k = 0; k < p; k++) {
        right[i] -= gram[free[i]][k] * b[k];
      }
      for (int k = 0; k < free.length; k++) {
        left[i][k] = gram[free[i]][free[k]];
        right[i] += left[i][k] * b[free[k]];
      }
    }
    double[] exact =
        new CholeskyDecomposition(new Array2DRowRealMatrix(left, false), 1e-10, 0)
            .getSolver()
            .solve(new ArrayRealVector(right, false))
            .toArray();
    for (int i = 0; i < free.length; i++) {
      if (!(exact[i] > low[free[i]] && exact[i] < high[free[i]])) {
        return;
      }
    }
    for (int i = 0; i < free.length; i++) {
      b[free[i]] = exact[i];
    }
  }

  private boolean isOptimal(double[] b, double[] low, double[] high) {
    for (int j = 0; j < p; j++) {
      double slope = slope(j, b);
      double allowed = TOLERANCE * slopeScale(j, b);
      boolean uphill = slope > allowed && b[j] > low[j];
      boolean downhill = slope < -allowed && b[j] < high[j];
      if (uphill || downhill) {
        return false;
      }
    }
    return true;
  }

  private double slope(int j, double[] b) {
    return dot(gram[j], b) - target[j];
  }

  private double slopeScale(int j, double[] b) {
    double size = Math.abs(target[j]);
    for (int k = 0; k < p; k++) {
      size += Math.abs(gram[j][k] * b[k]);
    }
    return size;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
