package dev.freshet.model;

/**
 * Baseline columns whose effect has a known sign, and the prior of their coefficients.
 *
 * <pre>
 * contribution_t = ± e^l z_t,   e^l ~ HalfNormal(0.3),   log p(l) = l − e^{2l} / (2 · 0.3²)
 * </pre>
 *
 * z is the column, standardised on the anchor; e^l counts in mean outcomes for each of its standard
 * deviations; l is the coordinate. A truncated normal prior is not conjugate, so these coefficients
 * are sampled beside the media instead of integrated out. 0.3 is the standard deviation that
 * columns without sign have at the noise prior's centre (6 σ, σ = 0.05), so that a sign that the
 * data confirm changes nothing.
 */
final class SignedColumns {
  private static final double SD = 0.3;
  private static final double START = 0.02;
  private static final double TYPICAL_SCALE = 1.0;
  private static final double DISTURBANCE = 0.5;

  private final int from;
  private final int count;
  private final double[] sign;
  private final double[][] values; // by column, at the observed weeks

  /**
   * @param from position of the first coordinate
   */
  SignedColumns(BaselineDesign design, int[] observed, int from) {
    this.from = from;
    this.count = design.signed();
    this.sign = new double[count];
    this.values = new double[count][observed.length];
    for (int k = 0; k < count; k++) {
      BaselineDesign.Column column = design.column(design.size() + k);
      sign[k] = column.scale();
      for (int t = 0; t < observed.length; t++) {
        values[k][t] = sign[k] * column.values()[observed[t]];
      }
    }
  }

  int count() {
    return count;
  }

  /** The coefficients, with their signs, in mean outcomes for each standard deviation. */
  double coefficient(double[] q, int k) {
    return sign[k] * Math.exp(q[from + k]);
  }

  void start(double[] q) {
    java.util.Arrays.fill(q, from, from + count, Math.log(START));
  }

  void typicalScales(double[] out) {
    java.util.Arrays.fill(out, from, from + count, TYPICAL_SCALE);
  }

  void disturbances(double[] out) {
    java.util.Arrays.fill(out, from, from + count, DISTURBANCE);
  }

  void subtract(double[] q, double[] residual) {
    for (int k = 0; k < count; k++) {
      double size = Math.exp(q[from + k]);
      double[] z = values[k];
      for (int t = 0; t < residual.length; t++) {
        residual[t] -= size * z[t];
      }
    }
  }

  double logDensity(double[] q) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      double size = Math.exp(q[from + k]) / SD;
      sum += q[from + k] - size * size / 2;
    }
    return sum;
  }

  /**
   * Sets the gradient: the prior's, and λ times that of the fit.
   *
   * @param g derivative of Q / 2 in the residual, at the observed weeks
   */
  void gradient(double[] q, double lambda, double[] g, double[] gradient) {
    for (int k = 0; k < count; k++) {
      double size = Math.exp(q[from + k]);
      double[] z = values[k];
      double fit = 0;
      for (int t = 0; t < z.length; t++) {
        fit += g[t] * z[t];
      }
      gradient[from + k] = lambda * size * fit + 1 - size * size / (SD * SD);
    }
  }
}
