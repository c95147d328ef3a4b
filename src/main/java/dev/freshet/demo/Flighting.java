package dev.freshet.demo;

import org.apache.commons.rng.UniformRandomProvider;

/** How an advertiser spreads a channel's spend over the weeks. */
enum Flighting {
  /** Flights of three to six weeks with pauses of four to nine: television, posters. */
  BURSTS {
    @Override
    double[] levels(int weeks, double[] demand, double[] partner, UniformRandomProvider random) {
      double[] levels = new double[weeks];
      int week = random.nextInt(6);
      while (week < weeks) {
        int end = Math.min(weeks, week + 3 + random.nextInt(4));
        double strength = 0.6 + random.nextDouble();
        for (; week < end; week++) {
          levels[week] = strength * (0.8 + 0.4 * random.nextDouble());
        }
        week += 4 + random.nextInt(6);
      }
      return levels;
    }
  },
  /** Single weeks, one in three: inserts, mailings. */
  PULSES {
    @Override
    double[] levels(int weeks, double[] demand, double[] partner, UniformRandomProvider random) {
      double[] levels = new double[weeks];
      for (int week = 0; week < weeks; week++) {
        levels[week] = random.nextDouble() < 0.34 ? 0.5 + random.nextDouble() : 0;
      }
      return levels;
    }
  },
  /**
   * Nearly every week: a budget set anew each quarter, pushed to about double in one week of eight,
   * paused for a week or two now and then.
   */
  ALWAYS_ON {
    @Override
    double[] levels(int weeks, double[] demand, double[] partner, UniformRandomProvider random) {
      double[] levels = new double[weeks];
      double budget = 1;
      for (int week = 0; week < weeks; week++) {
        if (week % 13 == 0) {
          budget = 0.5 + random.nextDouble();
        }
        double fate = random.nextDouble();
        double push = fate < 0.125 ? 1.5 + random.nextDouble() : fate > 0.95 ? 0 : 1;
        levels[week] = budget * push * (0.7 + 0.6 * random.nextDouble());
      }
      return levels;
    }
  },
  /** Every week, following demand (search bids rise when people search), with some pushes. */
  SEASONAL {
    @Override
    double[] levels(int weeks, double[] demand, double[] partner, UniformRandomProvider random) {
      double[] levels = new double[weeks];
      for (int week = 0; week < weeks; week++) {
        double pull = Math.max(0.2, 1 + 2.5 * demand[week]);
        double push = random.nextDouble() < 0.1 ? 1.5 + 0.5 * random.nextDouble() : 1;
        levels[week] = pull * push * (0.6 + 0.8 * random.nextDouble());
      }
      return levels;
    }
  },
  /** Flights of two or three weeks with pauses of ten to twenty. */
  SPARSE {
    @Override
    double[] levels(int weeks, double[] demand, double[] partner, UniformRandomProvider random) {
      double[] levels = new double[weeks];
      int week = random.nextInt(12);
      while (week < weeks) {
        int end = Math.min(weeks, week + 2 + random.nextInt(2));
        for (; week < end; week++) {
          levels[week] = 0.6 + random.nextDouble();
        }
        week += 10 + random.nextInt(11);
      }
      return levels;
    }
  },
  /** Mostly when another channel is on, as one campaign is booked across channels. */
  COLLINEAR {
    @Override
    double[] levels(int weeks, double[] demand, double[] partner, UniformRandomProvider random) {
      double[] levels = new double[weeks];
      for (int week = 0; week < weeks; week++) {
        boolean alone = random.nextDouble() < 0.12;
        levels[week] =
            partner[week] * (0.6 + 0.8 * random.nextDouble())
                + (alone ? 0.8 * random.nextDouble() : 0);
      }
      return levels;
    }
  };

  /**
   * Relative spend by week, at least 0, in no particular unit.
   *
   * @param demand the season by week, as a part of the base
   * @param partner levels of the channel that a collinear one follows
   */
  abstract double[] levels(
      int weeks, double[] demand, double[] partner, UniformRandomProvider random);
}
