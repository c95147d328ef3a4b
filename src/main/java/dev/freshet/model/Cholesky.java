package dev.freshet.model;

/**
 * Lower Cholesky factors of small dense matrices, stored row by row in flat arrays.
 *
 * <p>{@code A = L L'}, n × n, symmetric positive definite. Solves are in place.
 */
final class Cholesky {
  private Cholesky() {}

  /**
   * Replaces the lower triangle of {@code a} by its factor and clears the upper triangle.
   *
   * @return false when {@code a} is not positive definite; its content is then undefined
   */
  static boolean factor(double[] a, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i * n + j];
        for (int k = 0; k < j; k++) {
          sum -= a[i * n + k] * a[j * n + k];
        }
        if (i != j) {
          a[i * n + j] = sum / a[j * n + j];
        } else if (sum > 0) {
          a[i * n + i] = Math.sqrt(sum);
        } else {
          return false;
        }
      }
      for (int j = i + 1; j < n; j++) {
        a[i * n + j] = 0;
      }
    }
    return true;
  }

  /** Solves {@code L x = b}. */
  static void solveLower(double[] l, int n, double[] b) {
    for (int i = 0; i < n; i++) {
      double sum = b[i];
      for (int k = 0; k < i; k++) {
        sum -= l[i * n + k] * b[k];
      }
      b[i] = sum / l[i * n + i];
    }
  }

  /** Solves {@code L' x = b}. */
  static void solveUpper(double[] l, int n, double[] b) {
    for (int i = n - 1; i >= 0; i--) {
      double x = b[i] / l[i * n + i];
      b[i] = x;
      for (int k = 0; k < i; k++) {
        b[k] -= l[i * n + k] * x;
      }
    }
  }

  /** out = L x. */
  static void multiplyLower(double[] l, int n, double[] x, double[] out) {
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int k = 0; k <= i; k++) {
        sum += l[i * n + k] * x[k];
      }
      out[i] = sum;
    }
  }

  /** out = L' x. */
  static void multiplyUpper(double[] l, int n, double[] x, double[] out) {
    java.util.Arrays.fill(out, 0, n, 0);
    for (int i = 0; i < n; i++) {
      double xi = x[i];
      for (int k = 0; k <= i; k++) {
        out[k] += l[i * n + k] * xi;
      }
    }
  }

  /** log det A of the factored matrix. */
  static double logDeterminant(double[] l, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(l[i * n + i]);
    }
    return 2 * sum;
  }
}
