package dev.freshet.demo;

import dev.freshet.spec.Exposure;
import dev.freshet.spec.MediaSpec;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The truth about one channel: how it is booked and how people respond.
 *
 * <p>The ranges are what practitioners report, chosen without regard to any estimator's priors:
 * half of a television week's effect is still felt a week or so later, a fifth of a search week's;
 * the response curve is between slightly concave and moderately S-shaped (0.8–2), half saturated
 * somewhere between half and twice of a typical week that is on; ROI is log-normal about 1.8, nine
 * tenths between 0.8 and 4.
 *
 * @param name name of the channel
 * @param flighting how spend is spread
 * @param exposure what people respond to, if not to spend as such
 * @param unitCost cost of one exposure, in currency
 * @param weight part of the budget, relative to the other channels'
 * @param theta weekly carry-over
 * @param alpha shape of the Hill curve
 * @param kappa half-saturation, in units of the mean adstock of weeks that are on
 * @param roi outcome per spend over all simulated weeks
 */
record SimulatedChannel(
    String name,
    Flighting flighting,
    Optional<Exposure> exposure,
    double unitCost,
    double weight,
    double theta,
    double alpha,
    double kappa,
    double roi) {
  private record Kind(
      String name,
      Flighting flighting,
      Optional<Exposure> exposure,
      double unitCost,
      double weight,
      double lowTheta,
      double highTheta) {}

  private static final Optional<Exposure> SPEND = Optional.empty();
  private static final Optional<Exposure> IMPRESSIONS = Optional.of(Exposure.IMPRESSIONS);
  private static final Optional<Exposure> CLICKS = Optional.of(Exposure.CLICKS);

  /** The first is never collinear: others follow it. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("tv", Flighting.BURSTS, SPEND, 1, 3.0, 0.40, 0.75),
          new Kind("search", Flighting.SEASONAL, CLICKS, 0.55, 1.6, 0.02, 0.25),
          new Kind("facebook", Flighting.ALWAYS_ON, IMPRESSIONS, 0.006, 1.4, 0.10, 0.40),
          new Kind("ooh", Flighting.BURSTS, SPEND, 1, 1.2, 0.30, 0.60),
          new Kind("video", Flighting.COLLINEAR, IMPRESSIONS, 0.012, 1.0, 0.25, 0.55),
          new Kind("print", Flighting.PULSES, SPEND, 1, 0.7, 0.15, 0.50),
          new Kind("radio", Flighting.COLLINEAR, SPEND, 1, 0.8, 0.20, 0.45),
          new Kind("affiliate", Flighting.SEASONAL, SPEND, 1, 0.6, 0.00, 0.15));

  static final int MOST = KINDS.size();

  /** Outcome per spend about which channels' ROI lie. */
  static final double TYPICAL_ROI = 1.8;

  /** The first {@code count} channels with values drawn at random. */
  static List<SimulatedChannel> draw(int count, UniformRandomProvider random) {
    return KINDS.subList(0, count).stream().map(kind -> draw(kind, random)).toList();
  }

  private static SimulatedChannel draw(Kind kind, UniformRandomProvider random) {
    Draws draws = new Draws(random);
    return new SimulatedChannel(
        kind.name,
        kind.flighting,
        kind.exposure,
        kind.unitCost * draws.logNormal(0.2),
        kind.weight * draws.logNormal(0.35),
        draws.between(kind.lowTheta, kind.highTheta),
        draws.between(0.8, 2),
        draws.between(0.5, 2),
        TYPICAL_ROI * draws.logNormal(0.5));
  }

  MediaSpec spec() {
    MediaSpec media = MediaSpec.of(name);
    return exposure.map(media::withExposure).orElse(media);
  }

  /**
   * The curve's value by week, between 0 and 1, of a series of media pressure.
   *
   * <p>a<sub>t</sub> = x<sub>t</sub> + θ a<sub>t−1</sub>; h = a<sup>α</sup> / (a<sup>α</sup> + (κ
   * ā)<sup>α</sup>), ā the mean of a over weeks with x &gt; 0.
   */
  double[] response(double[] pressure) {
    double[] adstock = adstock(pressure);
    double half = half(pressure, adstock);
    double[] response = new double[pressure.length];
    for (int week = 0; week < pressure.length; week++) {
      double power = StrictMath.pow(adstock[week], alpha);
      response[week] = power / (power + half);
    }
    return response;
  }

  /** The curve after weeks of pressure, saturated at {@code scale}. */
  SimulatedCurve curve(double[] pressure, double scale) {
    double[] adstock = adstock(pressure);
    return new SimulatedCurve(
        theta, alpha, half(pressure, adstock), scale, adstock[adstock.length - 1]);
  }

  private double[] adstock(double[] pressure) {
    double[] adstock = new double[pressure.length];
    double carried = 0;
    for (int week = 0; week < pressure.length; week++) {
      carried = pressure[week] + theta * carried;
      adstock[week] = carried;
    }
    return adstock;
  }

  /** (κ ā)<sup>α</sup>. */
  private double half(double[] pressure, double[] adstock) {
    double total = 0;
    int on = 0;
    for (int week = 0; week < pressure.length; week++) {
      if (pressure[week] > 0) {
        total += adstock[week];
        on++;
      }
    }
    return on == 0 ? 1 : StrictMath.pow(kappa * total / on, alpha);
  }
}
