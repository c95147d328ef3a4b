package dev.freshet.model;

/**
 * The marginal likelihood of what the media leave over, at one grid point (τ, ρ).
 *
 * <p>For a residual r at the m observed weeks, noise e_t = ρ e_{t−1} + σ ε_t and baseline columns
 * z_i with b_i ~ N(0, (σ d_i)²), σ² ~ InvGamma(a0, b0):
 *
 * <pre>
 * Q   = |R r|² − |G⁻¹ F' R r|²,  F = (d_i R z_i),  G G' = A = I + F' F
 * ell = log det A + log(variance of the whitened rows) ,  g = R' R r − R' F A⁻¹ F' R r
 * </pre>
 *
 * R whitens: (R v)_0 = √(1 − ρ²) v_0, (R v)_t = v_t − ρ v_{t−1}. Across a gap of k weeks (k − 1 of
 * them without outcome) the AR(1) process gives e_t | e_{t−k} ~ N(ρ^k e_{t−k}, σ² (1 − ρ^{2k}) / (1
 * − ρ²)), so the row becomes (v_t − ρ^k v_{t−k}) √((1 − ρ²) / (1 − ρ^{2k})): missing weeks are
 * integrated out exactly. G⁻¹ F' R is computed once (p × m, row by row); Q and g then cost 4 p m
 * operations.
 */
final class BaselineFactor {
  private final int observed;
  private final int columns;
  private final double[] diagonal; // R_kk
  private final double[] previous; // −R_k,k−1
  private final double[] projector; // G⁻¹ F' R, columns × observed
  private final double[] factor; // G
  private final double[] scales; // d_i
  private final double logDeterminant;

  BaselineFactor(BaselineDesign design, int[] observedWeeks, int grid) {
    this.observed = observedWeeks.length;
    this.columns = design.size();
    this.diagonal = new double[observed];
    this.previous = new double[observed];
    double logJacobian = whitening(observedWeeks, NoiseGrid.rho(grid));
    this.scales = new double[columns];
    double[][] f = new double[columns][];
    for (int i = 0; i < columns; i++) {
      scales[i] = design.scale(i, NoiseGrid.tau(grid));
      f[i] = whiten(gather(design.column(i).values(), observedWeeks), scales[i]);
    }
    this.factor = gram(f);
    if (!Cholesky.factor(factor, columns)) {
      throw new IllegalStateException("baseline columns are not finite");
    }
    this.logDeterminant = Cholesky.logDeterminant(factor, columns) - 2 * logJacobian;
    this.projector = project(f);
  }

  private double whitening(int[] weeks, double rho) {
    double logJacobian = 0;
    for (int k = 0; k < observed; k++) {
      if (k == 0) {
        diagonal[0] = Math.sqrt(1 - rho * rho);
      } else {
        int gap = weeks[k] - weeks[k - 1];
        double carried = gap == 1 ? rho : Math.pow(rho, gap);
        diagonal[k] = gap == 1 ? 1 : Math.sqrt((1 - rho * rho) / (1 - carried * carried));
        previous[k] = diagonal[k] * carried;
      }
      logJacobian += Math.log(diagonal[k]);
    }
    return logJacobian;
  }

  private static double[] gather(double[] values, int[] weeks) {
    double[] out = new double[weeks.length];
    for (int k = 0; k < weeks.length; k++) {
      out[k] = values[weeks[k]];
    }
    return out;
  }

  private double[] whiten(double[] v, double scale) {
    double[] out = new double[observed];
    for (int k = 0; k < observed; k++) {
      out[k] = scale * (k == 0 ? diagonal[0] * v[0] : diagonal[k] * v[k] - previous[k] * v[k - 1]);
    }
    return out;
  }

  private double[] gram(double[][] f) {
    double[] a = new double[columns * columns];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? 1 : 0;
        for (int k = 0; k < observed; k++) {
          sum += f[i][k] * f[j][k];
        }
        a[i * columns + j] = sum;
        a[j * columns + i] = sum;
      }
    }
    return a;
  }

  private double[] project(double[][] f) {
    double[] out = new double[columns * observed];
    double[] column = new double[columns];
    double[][] solved = new double[observed][];
    for (int k = 0; k < observed; k++) {
      for (int i = 0; i < columns; i++) {
        column[i] = f[i][k];
      }
      Cholesky.solveLower(factor, columns, column);
      solved[k] = column.clone();
    }
    for (int i = 0; i < columns; i++) {
      for (int k = 0; k < observed; k++) {
        double next = k + 1 < observed ? previous[k + 1] * solved[k + 1][i] : 0;
        out[i * observed + k] = diagonal[k] * solved[k][i] - next;
      }
    }
    return out;
  }

  /** log det A minus twice the log Jacobian of R. */
  double logDeterminant() {
    return logDeterminant;
  }

  int columns() {
    return columns;
  }

  /** Q for the residual {@code r}; leaves G⁻¹ F' R r in {@code z}. */
  double quadraticForm(double[] r, double[] z) {
    double q = 0;
    double before = 0;
    for (int k = 0; k < observed; k++) {
      double w = diagonal[k] * r[k] - previous[k] * before;
      before = r[k];
      q += w * w;
    }
    products(r, z);
    for (int i = 0; i < columns; i++) {
      q -= z[i] * z[i];
    }
    return q;
  }

  /** g = R' M⁻¹ R r, given the {@code z} of {@link #quadraticForm}. */
  void gradient(double[] r, double[] z, double[] g) {
    double w = observed == 0 ? 0 : diagonal[0] * r[0];
    for (int k = 0; k < observed - 1; k++) {
      double next = diagonal[k + 1] * r[k + 1] - previous[k + 1] * r[k];
      g[k] = diagonal[k] * w - previous[k + 1] * next;
      w = next;
    }
    g[observed - 1] = diagonal[observed - 1] * w;
    int i = 0;
    for (; i + 3 < columns; i += 4) {
      subtractFour(i, z, g);
    }
    for (; i < columns; i++) {
      int at = i * observed;
      double zi = z[i];
      for (int k = 0; k < observed; k++) {
        g[k] -= zi * projector[at + k];
      }
    }
  }

  private void subtractFour(int i, double[] z, double[] g) {
    double[] b = projector;
    int m = observed;
    int b0 = i * m;
    int b1 = b0 + m;
    int b2 = b1 + m;
    int b3 = b2 + m;
    double z0 = z[i];
    double z1 = z[i + 1];
    double z2 = z[i + 2];
    double z3 = z[i + 3];
    for (int k = 0; k < m; k++) {
      g[k] -= (z0 * b[b0 + k] + z1 * b[b1 + k]) + (z2 * b[b2 + k] + z3 * b[b3 + k]);
    }
  }

  // Four rows at a time: four independent sums keep the processor busy.
  private void products(double[] r, double[] z) {
    double[] b = projector;
    int m = observed;
    int i = 0;
    for (; i + 3 < columns; i += 4) {
      int b0 = i * m;
      int b1 = b0 + m;
      int b2 = b1 + m;
      int b3 = b2 + m;
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      for (int k = 0; k < m; k++) {
        double rk = r[k];
        s0 += b[b0 + k] * rk;
        s1 += b[b1 + k] * rk;
        s2 += b[b2 + k] * rk;
        s3 += b[b3 + k] * rk;
      }
      z[i] = s0;
      z[i + 1] = s1;
      z[i + 2] = s2;
      z[i + 3] = s3;
    }
    for (; i < columns; i++) {
      double s = 0;
      for (int k = 0; k < m; k++) {
        s += b[i * m + k] * r[k];
      }
      z[i] = s;
    }
  }

  /**
   * Coefficients of the columns in units of the outcome scale: their conditional mean, plus {@code
   * sigma} times the standard normal {@code noise} shaped by their covariance.
   *
   * @param z G⁻¹ F' R r; overwritten with the coefficients
   * @param noise standard normal draws, or null for the mean
   */
  void coefficients(double[] z, double sigma, double[] noise) {
    if (noise != null) {
      for (int i = 0; i < columns; i++) {
        z[i] += sigma * noise[i];
      }
    }
    Cholesky.solveUpper(factor, columns, z);
    for (int i = 0; i < columns; i++) {
      z[i] *= scales[i];
    }
  }
}
