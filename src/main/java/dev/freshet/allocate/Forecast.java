package dev.freshet.allocate;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The outcome of the weeks to come and its split by component; or, of two plans, the differences.
 *
 * <p>Means add up: those of the baseline's parts and the media to the expected outcome, with the
 * noise to the outcome. Intervals do not add up: each row has those of its own draws.
 *
 * @param firstWeek first day of the first week
 * @param components parts of the baseline, media, then the sums
 */
public record Forecast(LocalDate firstWeek, List<Component> components) {
  /** What a row is of. */
  public enum Kind {
    /** A part of the baseline. */
    BASELINE,
    /** A paid channel. */
    PAID,
    /** An organic medium. */
    ORGANIC,
    /** What no part explains; its mean is what the last week's leaves to the next. */
    NOISE,
    /** All paid channels together. */
    MEDIA_TOTAL,
    /** All parts but noise. */
    EXPECTED,
    /** All parts: what will be measured. */
    OUTCOME
  }

  /**
   * One row.
   *
   * @param name as in the model's contributions; {@code noise}, {@code media.total}, {@code
   *     expected}, {@code outcome}
   * @param weeks by week, in the outcome's units
   * @param total over all weeks
   * @param toCome what the media of these weeks bring in the weeks after them; 0 of the baseline
   */
  public record Component(String name, Kind kind, List<Range> weeks, Range total, Range toCome) {
    public Component {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(kind, "kind");
      weeks = List.copyOf(weeks);
      Objects.requireNonNull(total, "total");
      Objects.requireNonNull(toCome, "toCome");
    }
  }

  /**
   * Mean and quantiles of draws.
   *
   * @param lower90 5 % quantile
   * @param lower50 25 % quantile
   * @param upper50 75 % quantile
   * @param upper90 95 % quantile
   */
  public record Range(
      double mean, double lower90, double lower50, double median, double upper50, double upper90) {
    /** Of draws that are all 0. */
    public static final Range NONE = new Range(0, 0, 0, 0, 0, 0);

    static Range of(double[] draws) {
      double[] sorted = draws.clone();
      Arrays.sort(sorted);
      return new Range(
          Arrays.stream(draws).average().orElseThrow(),
          quantile(sorted, 0.05),
          quantile(sorted, 0.25),
          quantile(sorted, 0.5),
          quantile(sorted, 0.75),
          quantile(sorted, 0.95));
    }

    // Type 7 of Hyndman and Fan (1996), as the published intervals.
    private static double quantile(double[] sorted, double p) {
      double at = p * (sorted.length - 1);
      int low = (int) at;
      int high = Math.min(sorted.length - 1, low + 1);
      return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }
  }

  public Forecast {
    Objects.requireNonNull(firstWeek, "firstWeek");
    components = List.copyOf(components);
  }

  /** Number of weeks. */
  public int weeks() {
    return components.get(0).weeks().size();
  }

  /** First day of a week, from 0. */
  public LocalDate week(int index) {
    return firstWeek.plusWeeks(index);
  }

  /** The row of a kind of which there is one. */
  public Component only(Kind kind) {
    return components.stream().filter(c -> c.kind() == kind).findFirst().orElseThrow();
  }

  /** The row of a name. */
  public Component component(String name) {
    return components.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no component named " + name));
  }
}
