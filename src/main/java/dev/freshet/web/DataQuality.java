package dev.freshet.web;

import java.time.LocalDate;
import java.util.List;

/**
 * What is odd about a model's data.
 *
 * @param problems what somebody should see to, in words
 * @param missingOutcome weeks of the window without outcome, first days
 * @param anomalies outliers and level shifts
 * @param collinear pairs of media that move nearly alike
 * @param inflation variance inflation by medium whose exposure varies
 * @param openWeeks weeks begun and not closed; empty outside the service
 */
public record DataQuality(
    List<String> problems,
    List<LocalDate> missingOutcome,
    List<Anomaly> anomalies,
    List<Pair> collinear,
    List<Inflation> inflation,
    List<OpenWeek> openWeeks) {
  /** Nothing known. */
  public static final DataQuality UNKNOWN =
      new DataQuality(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public DataQuality {
    problems = List.copyOf(problems);
    missingOutcome = List.copyOf(missingOutcome);
    anomalies = List.copyOf(anomalies);
    collinear = List.copyOf(collinear);
    inflation = List.copyOf(inflation);
    openWeeks = List.copyOf(openWeeks);
  }

  /** The same with open weeks. */
  DataQuality withOpenWeeks(List<OpenWeek> open) {
    return new DataQuality(problems, missingOutcome, anomalies, collinear, inflation, open);
  }

  /**
   * @param kind {@code OUTLIER} or {@code LEVEL_SHIFT}
   * @param week the week, or the first of the new level
   * @param size by how much the outcome is off, its units
   * @param score size over its standard error
   * @param treated whether the model leaves it out of its effects
   */
  public record Anomaly(String kind, LocalDate week, double size, double score, boolean treated) {}

  /**
   * @param correlation of their exposures over the window
   */
  public record Pair(String first, String second, double correlation) {}

  /**
   * @param vif 1 or more; null when infinite: nothing about the channel is its own
   */
  public record Inflation(String channel, Double vif) {}

  /**
   * @param waitingFor sources whose data are not complete
   */
  public record OpenWeek(LocalDate week, List<String> waitingFor) {
    public OpenWeek {
      waitingFor = List.copyOf(waitingFor);
    }
  }
}
