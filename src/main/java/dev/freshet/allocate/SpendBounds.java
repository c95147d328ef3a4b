package dev.freshet.allocate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Between which amounts a channel's spend of each week must lie.
 *
 * @param lower smallest spend a week, 0 or more
 * @param upper largest spend a week, not below the smallest; infinite for none
 * @param relative whether both are multiples of the channel's reference, its mean spend a week of
 *     late
 */
public record SpendBounds(double lower, double upper, boolean relative) {
  private static final Pattern TEXT =
      Pattern.compile("\\s*([0-9]*\\.?[0-9]*)(%?)\\s*:\\s*([0-9]*\\.?[0-9]*)(%?)\\s*");

  public SpendBounds {
    if (!(lower >= 0) || !(upper >= lower) || lower == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "bounds %s:%s: the lower must be 0 or more and the upper not below it"
              .formatted(lower, upper));
    }
  }

  /** In money. */
  public static SpendBounds absolute(double lower, double upper) {
    return new SpendBounds(lower, upper, false);
  }

  /** In multiples of the reference. */
  public static SpendBounds relative(double lower, double upper) {
    return new SpendBounds(lower, upper, true);
  }

  /**
   * Reads {@code 1000:5000} (money a week) or {@code 70%:150%} (of the reference); an end left out
   * is 0 or none.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static SpendBounds parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || matcher.group(1).equals(".") || matcher.group(3).equals(".")) {
      throw new IllegalArgumentException(
          "'%s' are no bounds: write 1000:5000 (money a week) or 70%%:150%% (of the mean of late); an"
                  .formatted(text)
              + " end may be left out");
    }
    boolean first = !matcher.group(1).isEmpty();
    boolean last = !matcher.group(3).isEmpty();
    boolean relative = !matcher.group(2).isEmpty() || !matcher.group(4).isEmpty();
    if (relative && (first && matcher.group(2).isEmpty() || last && matcher.group(4).isEmpty())) {
      throw new IllegalArgumentException(
          "'%s': write both ends in money or both in %%".formatted(text));
    }
    double unit = relative ? 100 : 1;
    return new SpendBounds(
        first ? Double.parseDouble(matcher.group(1)) / unit : 0,
        last ? Double.parseDouble(matcher.group(3)) / unit : Double.POSITIVE_INFINITY,
        relative);
  }

  /** The same in money, given the reference a week. */
  SpendBounds inMoney(double reference) {
    if (!relative) {
      return this;
    }
    return absolute(
        lower * reference, upper == Double.POSITIVE_INFINITY ? upper : upper * reference);
  }
}
