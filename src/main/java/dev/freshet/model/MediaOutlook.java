package dev.freshet.model;

import java.time.LocalDate;
import java.util.List;

/**
 * Contributions of a fitted model's media over weeks after its data, draw by draw.
 *
 * <p>The weeks follow the model's last: first those of a plan, then some without exposure in which
 * what was planned still carries over. What carries over from the data's own weeks is part of every
 * path. Draws are equally weighted, taken from the model's particles by systematic resampling
 * without chance: draw i is the particle at the (i + ½) / n part of their weight. Immutable and
 * shared by threads.
 */
public final class MediaOutlook {
  /** Number of draws. */
  public static final int DRAWS = 200;

  private final List<String> media;
  private final LocalDate firstWeek;
  private final int weeks;
  private final int after;
  private final int[] particles;
  private final MediumOutlook[][] outlooks; // by draw, then medium; null where it is left out

  private MediaOutlook(
      List<String> media,
      LocalDate firstWeek,
      int weeks,
      int after,
      int[] particles,
      MediumOutlook[][] outlooks) {
    this.particles = particles;
    this.media = media;
    this.firstWeek = firstWeek;
    this.weeks = weeks;
    this.after = after;
    this.outlooks = outlooks;
  }

  /**
   * The weeks right after the model's last.
   *
   * @param weeks weeks of the plan, at least 1
   * @param after weeks after them in which carry-over still counts, 0 or more
   * @throws IllegalArgumentException if one of them lies outside
   */
  public static MediaOutlook of(FittedModel model, int weeks, int after) {
    return of(model.definition(), model.anchor(), model.data(), model.particles(), weeks, after);
  }

  static MediaOutlook of(
      ModelDefinition definition,
      Anchor anchor,
      ModelData data,
      Particles particles,
      int weeks,
      int after) {
    if (weeks < 1 || after < 0) {
      throw new IllegalArgumentException(
          "%d weeks and %d after them; need at least 1 and 0".formatted(weeks, after));
    }
    MediaWindow window = new MediaWindow(anchor, data);
    MediumPrior[] priors = Posterior.priors(definition, anchor, window);
    int[] offsets = Posterior.offsets(priors);
    MediumCurve[] curves = new MediumCurve[window.media];
    java.util.Arrays.setAll(curves, i -> new MediumCurve(window, i, priors[i].adstock()));
    int[] chosen = systematic(particles.weightArray(), DRAWS);
    MediumOutlook[][] outlooks = new MediumOutlook[DRAWS][definition.media().size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      if (draw > 0 && chosen[draw] == chosen[draw - 1]) {
        outlooks[draw] = outlooks[draw - 1];
        continue;
      }
      double[] q = particles.point(chosen[draw]);
      for (int i = 0; i < window.media; i++) {
        curves[i].evaluate(priors[i], q, offsets[i], false);
        int term = window.term[i];
        outlooks[draw][term] =
            new MediumOutlook(
                window, i, curves[i], anchor.mediaMax(term), anchor.outcomeMean(), weeks + after);
      }
    }
    List<String> names = definition.media().stream().map(MediaTerm::name).toList();
    return new MediaOutlook(names, data.week(data.weeks()), weeks, after, chosen, outlooks);
  }

  /**
   * Positions of {@code count} equally weighted draws, in ascending order.
   *
   * @param weight non-negative; sums to 1 within rounding
   */
  static int[] systematic(double[] weight, int count) {
    double total = Series.sum(weight, 0, weight.length);
    int[] chosen = new int[count];
    int at = 0;
    double cumulative = weight[0];
    for (int i = 0; i < count; i++) {
      double point = (i + 0.5) / count * total;
      while (cumulative < point && at < weight.length - 1) {
        cumulative += weight[++at];
      }
      chosen[i] = at;
    }
    return chosen;
  }

  /** Number of draws, all of the same weight. */
  public int draws() {
    return outlooks.length;
  }

  /** Position among the model's particles that a draw was taken from. */
  int particle(int draw) {
    return particles[draw];
  }

  /** All media of the model's definition, paid and organic, in its order. */
  public List<String> media() {
    return media;
  }

  /** First day of the first week of the plan. */
  public LocalDate firstWeek() {
    return firstWeek;
  }

  /** Weeks of the plan. */
  public int weeks() {
    return weeks;
  }

  /** Weeks after the plan in which carry-over still counts. */
  public int after() {
    return after;
  }

  /** Whether the medium is in the model; one that is left out contributes nothing. */
  public boolean isModelled(int medium) {
    return outlooks[0][medium] != null;
  }

  /**
   * Contribution by week.
   *
   * @param exposures by week of the plan, raw units, 0 or more
   * @param out where it is left by week of the plan and after, in the outcome's unit
   */
  public void path(int draw, int medium, double[] exposures, double[] out) {
    requireWeeks(exposures);
    MediumOutlook outlook = outlooks[draw][medium];
    if (outlook == null) {
      java.util.Arrays.fill(out, 0, weeks + after, 0);
    } else {
      outlook.path(exposures, out);
    }
  }

  /**
   * Contribution over the plan and the weeks after it.
   *
   * @param exposures by week of the plan, raw units, 0 or more
   * @param gradient where the derivatives in them are left; null if not wanted. 0 where the adstock
   *     is 0, whatever the curve's slope there
   * @return in the outcome's unit
   */
  public double total(int draw, int medium, double[] exposures, double[] gradient) {
    requireWeeks(exposures);
    MediumOutlook outlook = outlooks[draw][medium];
    if (outlook == null) {
      if (gradient != null) {
        java.util.Arrays.fill(gradient, 0, weeks, 0);
      }
      return 0;
    }
    return outlook.total(exposures, gradient);
  }

  /**
   * Contribution a week at steady state: once exposure has been the same for good.
   *
   * @param exposure a week, raw units, 0 or more
   * @param slope where its derivative is left, at 0; null if not wanted
   * @return in the outcome's unit
   */
  public double settled(int draw, int medium, double exposure, double[] slope) {
    MediumOutlook outlook = outlooks[draw][medium];
    if (outlook == null) {
      if (slope != null) {
        slope[0] = 0;
      }
      return 0;
    }
    return outlook.settled(exposure, slope);
  }

  /** A concave function of one medium's exposures by draw, nowhere below {@link #total}. */
  public interface Majorant {
    /**
     * Its value and gradient.
     *
     * @param exposures by week of the plan, raw units, within the limits
     * @param gradient where the derivatives in them are left
     * @return in the outcome's unit
     */
    double total(int draw, double[] exposures, double[] gradient);
  }

  /**
   * Such a function for exposures within limits: the closer they are, the closer it is.
   *
   * @param least smallest exposure by week of the plan, raw units, 0 or more
   * @param most largest one
   */
  public Majorant majorant(int medium, double[] least, double[] most) {
    requireWeeks(least);
    requireWeeks(most);
    if (!isModelled(medium)) {
      return (draw, exposures, gradient) -> total(draw, medium, exposures, gradient);
    }
    ConcaveOutlook[] concave = new ConcaveOutlook[draws()];
    for (int draw = 0; draw < concave.length; draw++) {
      boolean again = draw > 0 && outlooks[draw] == outlooks[draw - 1];
      concave[draw] =
          again ? concave[draw - 1] : new ConcaveOutlook(outlooks[draw][medium], least, most);
    }
    return (draw, exposures, gradient) -> concave[draw].total(exposures, gradient);
  }

  private void requireWeeks(double[] exposures) {
    if (exposures.length != weeks) {
      throw new IllegalArgumentException(
          exposures.length + " weeks of exposure, expected " + weeks);
    }
  }
}
