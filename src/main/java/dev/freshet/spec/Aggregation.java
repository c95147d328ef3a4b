package dev.freshet.spec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** How the events or rows of a week make the week's value of a variable; exact, in micros. */
public enum Aggregation {
  /** Their sum: spend, impressions, outcome. */
  SUM {
    @Override
    public long of(long... micros) {
      return total(micros).longValueExact();
    }
  },
  /** Their arithmetic mean, rounded half even to micros: a price. */
  MEAN {
    @Override
    public long of(long... micros) {
      return new BigDecimal(total(micros))
          .divide(BigDecimal.valueOf(micros.length), 0, RoundingMode.HALF_EVEN)
          .longValueExact();
    }
  },
  /** The value of the latest one: a stock, a rate. */
  LAST {
    @Override
    public long of(long... micros) {
      return micros[micros.length - 1];
    }
  },
  /** One (1,000,000 micros) if any is not zero, else zero: a level of a category. */
  ANY {
    @Override
    public long of(long... micros) {
      for (long value : micros) {
        if (value != 0) {
          return Micros.PER_UNIT;
        }
      }
      return 0;
    }
  };

  /**
   * The week's value.
   *
   * @param micros at least one value, in order of time
   * @throws ArithmeticException if the value does not fit in 64 bits
   */
  public abstract long of(long... micros);

  private static BigInteger total(long[] micros) {
    BigInteger total = BigInteger.ZERO;
    for (long value : micros) {
      total = total.add(BigInteger.valueOf(value));
    }
    return total;
  }
}
