package dev.freshet.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that the pages about one model and refresh draw: the JSON of {@link ReportJson}, whose names
 * are those of the components.
 *
 * <p>Series "by week" are aligned with {@link #weeks}. "Outcome's units" are money in {@link
 * #currency} when {@link #outcomeIsMoney}, else counts. A component is null, and a number of a
 * series NaN, where nothing is known; lists and maps are empty then.
 *
 * @param model name, {@code advertiser/market}
 * @param modelVersion version that every published row carries
 * @param currency ISO 4217 code of all money
 * @param outcomeName name of the outcome, such as {@code revenue}
 * @param outcomeIsMoney whether the outcome is in {@code currency}; else it is a count
 * @param kind {@code BUILD}, {@code REFRESH} or {@code REBUILD}
 * @param reason why this kind, in words
 * @param fittedFrom first day of the window's first week
 * @param fittedTo first day of the window's last week
 * @param weeks first days of the window's weeks, in time order
 * @param outcome by week, outcome's units; NaN in a week without outcome
 * @param fitted by week, outcome's units, with its 90 % interval
 * @param residual by week, outcome − fitted; NaN in a week without outcome
 * @param components the parts that sum to {@code fitted}, baseline first, then {@code media.total}
 * @param channels paid, then organic media, in the model's order
 * @param mediaTotal all paid media together, by horizon; empty without paid media
 * @param diagnostics how well the fitted value matches the outcome
 * @param sampler how the posterior was sampled; null when not known
 * @param gate whether the answers may be used
 * @param moves what moved since the incumbent, and why; empty for a first build
 * @param scores new weeks against what the incumbent predicted for them, in time order
 * @param dataQuality what is odd about the data
 * @param experiments lift tests that the model was told
 * @param allocation recommended spend plan; null for none
 * @param forecast what the outcome will be under a plan; null for none
 * @param history refreshes before and with this one, newest first; empty outside the service
 */
public record ReportData(
    String model,
    String modelVersion,
    String currency,
    String outcomeName,
    boolean outcomeIsMoney,
    String kind,
    String reason,
    LocalDate fittedFrom,
    LocalDate fittedTo,
    List<LocalDate> weeks,
    Numbers outcome,
    Band fitted,
    Numbers residual,
    List<Component> components,
    List<ChannelReport> channels,
    Map<String, ChannelReport.Return> mediaTotal,
    Diagnostics diagnostics,
    Sampler sampler,
    Gate gate,
    List<Move> moves,
    List<Score> scores,
    DataQuality dataQuality,
    List<LiftTest> experiments,
    Plan allocation,
    Outlook forecast,
    List<HistoryEntry> history) {
  public ReportData {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(outcomeName, "outcomeName");
    Objects.requireNonNull(diagnostics, "diagnostics");
    Objects.requireNonNull(gate, "gate");
    Objects.requireNonNull(dataQuality, "dataQuality");
    weeks = List.copyOf(weeks);
    components = List.copyOf(components);
    channels = List.copyOf(channels);
    mediaTotal = Ordered.copyOf(mediaTotal);
    moves = List.copyOf(moves);
    scores = List.copyOf(scores);
    experiments = List.copyOf(experiments);
    history = List.copyOf(history);
    Ordered.requireWeeks("outcome", outcome, weeks.size());
    Ordered.requireWeeks("fitted", fitted.value(), weeks.size());
    Ordered.requireWeeks("residual", residual, weeks.size());
    for (Component component : components) {
      Ordered.requireWeeks(component.name(), component.contribution(), weeks.size());
    }
  }

  /**
   * A series with its central 90 % interval.
   *
   * @param value posterior median, or the published path
   * @param lower 5 % quantiles
   * @param upper 95 % quantiles
   */
  public record Band(Numbers value, Numbers lower, Numbers upper) {}

  /** What a component is. */
  public enum Role {
    /** Intercept, trend, season, holidays. */
    BASELINE,
    /** A context variable. */
    CONTEXT,
    PAID,
    ORGANIC,
    /** All paid media together: no part of the sum. */
    MEDIA_TOTAL
  }

  /**
   * What one component explains of the outcome.
   *
   * @param contribution by week, outcome's units
   * @param lower 5 % quantile by week
   * @param upper 95 % quantile by week
   */
  public record Component(
      String name, Role role, Numbers contribution, Numbers lower, Numbers upper) {}

  /**
   * Figures of merit over the window.
   *
   * @param r2 share of the outcome's variance that is explained
   * @param nrmse root mean squared residual over the outcome's range
   * @param mape mean of |residual| / |outcome|, as a fraction
   * @param decompRssd distance of effect shares from spend shares, Robyn's definition
   * @param durbinWatson near 2 without autocorrelation of the residuals
   */
  public record Diagnostics(
      Double r2, Double nrmse, Double mape, Double decompRssd, Double durbinWatson) {}

  /**
   * How the posterior was sampled.
   *
   * @param method what drew the particles; blank when not known
   * @param effectiveParticles effective number of them
   * @param gradients gradients evaluated in all; null when not known
   * @param monteCarloError standard error of a published median or end from sampling alone, in
   *     widths of the 90 % interval; null when not known
   */
  public record Sampler(
      String method, double effectiveParticles, Long gradients, Double monteCarloError) {}

  /**
   * Whether the answers may be used.
   *
   * @param refused whether the sampler's checks refuse them
   * @param reason why, in words; blank unless refused
   * @param regimeChange whether the new weeks surprised the incumbent
   */
  public record Gate(boolean refused, String reason, boolean regimeChange) {}

  /**
   * Change of a channel's median ROI over the window.
   *
   * @param channel name, or {@code media.total}
   * @param before the incumbent's; null without one
   * @param after this model's; null without one
   * @param parts by cause, in the order of application; they add up to {@code after − before}
   */
  public record Move(String channel, Double before, Double after, List<Part> parts) {
    public Move {
      parts = List.copyOf(parts);
    }

    /**
     * @param cause in words, such as {@code new weeks}
     * @param change outcome per unit of spend
     * @param detail why, where there is more to say; else blank
     */
    public record Part(String cause, double change, String detail) {}
  }

  /**
   * A new week against the incumbent's prediction.
   *
   * @param observed outcome that came
   * @param mean predicted mean
   * @param sd predicted standard deviation
   * @param z standard normal quantile of the outcome among the predictions
   */
  public record Score(LocalDate week, double observed, double mean, double sd, double z) {}

  /**
   * A lift test that the model was told, and what the model says of the same change.
   *
   * @param testFrom first day with changed media; null when not known
   * @param testTo first day of the last changed week; null when not known
   * @param measured effect on the outcome, its units, with its 90 % interval
   * @param modelled the model's answer to the same question; null when not known
   * @param share share of the market that was tested, in (0, 1]
   */
  public record LiftTest(
      String name,
      List<String> channels,
      LocalDate testFrom,
      LocalDate testTo,
      Estimate measured,
      Estimate modelled,
      double share) {
    public LiftTest {
      channels = List.copyOf(channels);
    }
  }

  /**
   * One ended request.
   *
   * @param sequence of the request
   * @param time when it ended
   * @param outcome {@code PUBLISHED}, {@code REFUSED}, {@code FAILED} or {@code SUPERSEDED}
   * @param kind {@code BUILD}, {@code REFRESH} or {@code REBUILD}
   * @param reason in words
   * @param modelVersion version published; null for none
   * @param week first day of the newest closed week; null when not known
   * @param r2 of the fit; null without one
   * @param fitMillis duration of the fit, milliseconds; null without one
   */
  public record HistoryEntry(
      long sequence,
      Instant time,
      String outcome,
      String kind,
      String reason,
      String modelVersion,
      LocalDate week,
      Double r2,
      Double fitMillis) {}

  /** The same with a recommended plan. */
  public ReportData withAllocation(Plan plan) {
    return with(dataQuality, plan, forecast, history);
  }

  /** The same with a forecast. */
  public ReportData withForecast(Outlook outlook) {
    return with(dataQuality, allocation, outlook, history);
  }

  /** The same with what the service knows besides: refreshes, newest first, and open weeks. */
  public ReportData inService(List<HistoryEntry> refreshes, List<DataQuality.OpenWeek> open) {
    return with(dataQuality.withOpenWeeks(open), allocation, forecast, refreshes);
  }

  private ReportData with(
      DataQuality quality, Plan plan, Outlook outlook, List<HistoryEntry> refreshes) {
    return new ReportData(
        model,
        modelVersion,
        currency,
        outcomeName,
        outcomeIsMoney,
        kind,
        reason,
        fittedFrom,
        fittedTo,
        weeks,
        outcome,
        fitted,
        residual,
        components,
        channels,
        mediaTotal,
        diagnostics,
        sampler,
        gate,
        moves,
        scores,
        quality,
        experiments,
        plan,
        outlook,
        refreshes);
  }
}
