package dev.freshet.cli;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * What it took to refresh all models of a fleet that closed a week at once.
 *
 * @param instances refreshers at work
 * @param threads fitting threads of all of them together
 * @param lagsMillis by model, from its last event of the week to its readable report
 * @param fitMillis by model, how long the fit took
 * @param seconds from the first model's last event to the last readable report
 * @param cpuSeconds CPU time of the whole process meanwhile
 */
record FleetRound(
    int instances,
    int threads,
    double[] lagsMillis,
    double[] fitMillis,
    double seconds,
    double cpuSeconds) {

  FleetRound {
    if (lagsMillis.length == 0 || lagsMillis.length != fitMillis.length) {
      throw new IllegalArgumentException(
          "%d lags and %d fits: need one of each a model"
              .formatted(lagsMillis.length, fitMillis.length));
    }
    if (!(threads >= instances && instances > 0)) {
      throw new IllegalArgumentException(
          "%d instances with %d threads: need one each".formatted(instances, threads));
    }
    if (!(seconds > 0)) {
      throw new IllegalArgumentException("%s seconds: must be positive".formatted(seconds));
    }
    lagsMillis = sorted(lagsMillis);
    fitMillis = sorted(fitMillis);
  }

  private static double[] sorted(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  /** In ascending order. */
  @Override
  public double[] lagsMillis() {
    return lagsMillis.clone();
  }

  /** In ascending order. */
  @Override
  public double[] fitMillis() {
    return fitMillis.clone();
  }

  int fits() {
    return lagsMillis.length;
  }

  /** Quantile of the lags by the nearest rank, milliseconds. */
  double lag(double p) {
    return nearestRank(lagsMillis, p);
  }

  /** Median duration of a fit by the nearest rank, milliseconds. */
  double medianFit() {
    return nearestRank(fitMillis, .5);
  }

  double fitsPerSecond() {
    return fits() / seconds;
  }

  double fitsPerSecondAndThread() {
    return fitsPerSecond() / threads;
  }

  /** Of all that the process does, from broker to reader; NaN when the CPU time is not known. */
  double fitsPerCpuSecond() {
    return fits() / cpuSeconds;
  }

  double busyCores() {
    return cpuSeconds / seconds;
  }

  /** Both rounds as one, of the same number of instances. */
  FleetRound and(FleetRound other) {
    if (other.instances != instances || other.threads != threads) {
      throw new IllegalArgumentException(
          "rounds of %d and %d instances: cannot be taken together"
              .formatted(instances, other.instances));
    }
    return new FleetRound(
        instances,
        threads,
        both(lagsMillis, other.lagsMillis),
        both(fitMillis, other.fitMillis),
        seconds + other.seconds,
        cpuSeconds + other.cpuSeconds);
  }

  private static double[] both(double[] a, double[] b) {
    return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }

  private static double nearestRank(double[] ascending, double p) {
    int rank = (int) Math.ceil(p * ascending.length);
    return ascending[Math.max(0, rank - 1)];
  }
}
