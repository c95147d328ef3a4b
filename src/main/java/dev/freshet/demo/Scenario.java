package dev.freshet.demo;

import java.util.Arrays;
import java.util.Optional;

/**
 * A kind of simulated advertiser: what makes it harder, or easier, to tell channels apart.
 *
 * <p>{@link #USUAL} is the demo's. {@link #CLEAN} books every channel by itself; each further one
 * differs from it in the one thing its name says. The ranges are plausible sizes of what its name
 * says; no estimator had a part in them.
 */
public enum Scenario {
  /** The demo's advertisers: some channels booked together, search follows demand. */
  USUAL {
    @Override
    Flighting flighting(int index, Flighting usual) {
      return usual;
    }
  },
  /** Every channel is booked by itself, without regard to season or demand. */
  CLEAN,
  /** All channels but television and search are booked along with television. */
  COLLINEAR {
    @Override
    Flighting flighting(int index, Flighting usual) {
      return index < 2 ? super.flighting(index, usual) : Flighting.COLLINEAR;
    }
  },
  /** Business grows by 10–30 % of its first size a year, and budgets grow faster still. */
  TREND {
    @Override
    Shape shape(Draws draws, int weeks) {
      double growth = draws.between(0.1, 0.3) / 52;
      double faster = draws.between(1.5, 2.5);
      double[] baseline = new double[weeks];
      double[] spend = new double[weeks];
      for (int week = 0; week < weeks; week++) {
        baseline[week] = 1 + growth * week;
        spend[week] = StrictMath.pow(baseline[week], faster);
      }
      return new Shape(baseline, spend);
    }
  },
  /** From some week between a third and four fifths of the time, the baseline is 8–20 % off. */
  LEVEL_SHIFT {
    @Override
    Shape shape(Draws draws, int weeks) {
      int from = (int) (weeks * draws.between(0.35, 0.8));
      double size = draws.between(0.08, 0.2) * (draws.chance(0.5) ? 1 : -1);
      double[] baseline = ones(weeks);
      Arrays.fill(baseline, from, weeks, 1 + size);
      return new Shape(baseline, ones(weeks));
    }
  },
  /** Flights of two or three weeks with pauses of ten to twenty. */
  SPARSE {
    @Override
    Flighting flighting(int index, Flighting usual) {
      return Flighting.SPARSE;
    }
  },
  /** The last channel starts 30 to 60 weeks before the end. */
  NEW_CHANNEL {
    @Override
    int start(Draws draws, boolean last, int weeks) {
      return last ? Math.max(0, weeks - draws.whole(30, 60)) : 0;
    }
  },
  /** What a channel's pressure brings rises or falls by a factor of 1.35–1.65 over the time. */
  EFFECT_DRIFT {
    @Override
    double[] effect(Draws draws, int index, int weeks) {
      double size = draws.between(0.3, 0.5) * (draws.chance(0.5) ? 1 : -1);
      double[] effect = new double[weeks];
      for (int week = 0; week < weeks; week++) {
        effect[week] = StrictMath.exp(size * week / weeks);
      }
      return effect;
    }
  },
  /**
   * From {@value #CHANGED_WEEKS} weeks before the end, what television's pressure brings is halved,
   * or 1.6 times what it was.
   */
  EFFECT_CHANGE {
    @Override
    double[] effect(Draws draws, int index, int weeks) {
      double factor = draws.chance(0.5) ? 0.5 : 1.6;
      double[] effect = ones(weeks);
      if (index == 0) {
        Arrays.fill(effect, Math.max(0, weeks - CHANGED_WEEKS), weeks, factor);
      }
      return effect;
    }
  },
  /** What a channel brings has nothing to do with what is spent on it. */
  INDEPENDENT {
    @Override
    Optional<Double> contribution(Draws draws) {
      return Optional.of(draws.logNormal(0.8));
    }
  };

  /** Weeks that {@link #EFFECT_CHANGE} has changed. */
  public static final int CHANGED_WEEKS = 26;

  /** Factors by week, from the lead-in on. */
  record Shape(double[] baseline, double[] spend) {}

  /** How the channel at an index is booked, when {@code usual} is how the demo books it. */
  Flighting flighting(int index, Flighting usual) {
    return usual == Flighting.SEASONAL || usual == Flighting.COLLINEAR
        ? Flighting.ALWAYS_ON
        : usual;
  }

  /** What multiplies baseline and budgets. */
  Shape shape(Draws draws, int weeks) {
    return new Shape(ones(weeks), ones(weeks));
  }

  /** The first week with spend on a channel. */
  int start(Draws draws, boolean last, int weeks) {
    return 0;
  }

  /** What multiplies the response of the channel at an index, by week. */
  double[] effect(Draws draws, int index, int weeks) {
    return ones(weeks);
  }

  /** A channel's part of what media bring, relative to the other channels'; else ROI says it. */
  Optional<Double> contribution(Draws draws) {
    return Optional.empty();
  }

  private static double[] ones(int weeks) {
    double[] ones = new double[weeks];
    Arrays.fill(ones, 1);
    return ones;
  }
}
