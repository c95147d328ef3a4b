package dev.freshet.model;

/**
 * Logarithm and exponential for the inner loop, short enough to be inlined and free of branches.
 *
 * <p>log: x = 2^e m, c the centre of one of 128 intervals of m, r = m / c − 1: e log 2 + log c +
 * log(1 + r) by a polynomial of degree 7. exp: x = k log 2 / 128 + r: 2^(k/128) times a polynomial
 * of degree 5. log takes positive normal numbers; exp takes any and answers within [10⁻³⁰⁴, 10³⁰⁴].
 *
 * <p>Error: log below 6·10⁻¹⁶ max(1, |log x|); exp below 4·10⁻¹⁶ relative for |x| up to 2 and
 * 2·10⁻¹³ up to 700. Being plain arithmetic, both give the same bits on every platform, which
 * {@link Math#exp} does not promise. (Tang, Table-driven implementation of the logarithm function,
 * 1990, and of the exponential function, 1989.)
 */
final class Elementary {
  private static final int BITS = 7;
  private static final int SIZE = 1 << BITS;
  private static final double LIMIT = 700;
  private static final double[] INVERSE = new double[SIZE];
  private static final double[] LOG = new double[SIZE];
  private static final double[] POWER = new double[SIZE];
  private static final double LOG_2 = 0.6931471805599453;
  // log 2 / 128 in two parts, the first with enough trailing zeros for exact products.
  private static final double STEP_HIGH =
      Double.longBitsToDouble(Double.doubleToRawLongBits(LOG_2 / SIZE) & ~((1L << 27) - 1));
  private static final double STEP_LOW = LOG_2 / SIZE - STEP_HIGH + 2.3190468138462996e-17 / SIZE;
  private static final double INVERSE_STEP = SIZE / LOG_2;
  private static final double ROUNDER = 0x1.8p52;

  static {
    for (int i = 0; i < SIZE; i++) {
      double centre = 1 + (i + 0.5) / SIZE;
      INVERSE[i] = i == 0 ? 1 : 1 / centre; // exact near 1, where logarithms are small
      LOG[i] = i == 0 ? 0 : -StrictMath.log(INVERSE[i]);
      POWER[i] = StrictMath.pow(2, (double) i / SIZE);
    }
  }

  private Elementary() {}

  static double log(double x) {
    long bits = Double.doubleToRawLongBits(x);
    int exponent = (int) (bits >> 52) - 1023;
    int index = (int) (bits >> (52 - BITS)) & (SIZE - 1);
    double m = Double.longBitsToDouble((bits & 0x000fffffffffffffL) | 0x3ff0000000000000L);
    double r = m * INVERSE[index] - 1;
    double r2 = r * r;
    double tail =
        r2 * ((-0.5 + r * (1.0 / 3)) + r2 * ((-0.25 + r * 0.2) + r2 * (-1.0 / 6 + r * (1.0 / 7))));
    return (exponent * LOG_2 + LOG[index]) + (r + tail);
  }

  static double exp(double x) {
    double bounded = x > LIMIT ? LIMIT : x < -LIMIT ? -LIMIT : x;
    double shifted = bounded * INVERSE_STEP + ROUNDER;
    long k = Double.doubleToRawLongBits(shifted);
    double rounded = shifted - ROUNDER;
    double r = (bounded - rounded * STEP_HIGH) - rounded * STEP_LOW;
    double r2 = r * r;
    double p = r + r2 * ((0.5 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120)));
    double power = POWER[(int) k & (SIZE - 1)];
    // k as a signed integer: the low bits of the shifted double hold it.
    long whole = (k << 12) >> (12 + BITS);
    double scale = Double.longBitsToDouble((whole - (0x8000000000000L >> BITS) + 1023) << 52);
    return scale * (power + power * p);
  }
}
