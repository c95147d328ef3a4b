package dev.freshet.model;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The result of a test that changed the media of some channels and measured what that did to the
 * outcome. Arrays are copied in and out.
 *
 * @param name identity of the experiment, unique in the model
 * @param channels names of the media that were tested
 * @param testWeek first day of the first week with changed media
 * @param change by channel, then week from {@code testWeek} on: what the test added to the exposure
 *     of the whole model's data, raw units; negative where it took away. Where a share of the
 *     market was tested, all of it happened there. A week that the test covers in part has the part
 * @param measuredWeek first day of the first week in which the outcome was compared
 * @param measured by week from {@code measuredWeek} on: the part of the week that was measured, in
 *     [0, 1]
 * @param share share of the market that was tested, in (0, 1]
 * @param lift measured effect on the outcome of the tested share over the measured weeks, in its
 *     units
 * @param standardError of the lift, above 0
 * @param scope which part of the effect the lift holds
 */
public record Experiment(
    String name,
    List<String> channels,
    LocalDate testWeek,
    double[][] change,
    LocalDate measuredWeek,
    double[] measured,
    double share,
    double lift,
    double standardError,
    Scope scope) {

  /** Which part of the effect a lift holds. */
  public enum Scope {
    /** The tested weeks alone: measured weeks after them do not count. */
    IMMEDIATE,
    /** All measured weeks, with the carry-over into them. */
    TOTAL
  }

  public Experiment {
    channels = List.copyOf(channels);
    Objects.requireNonNull(testWeek, "testWeek");
    Objects.requireNonNull(measuredWeek, "measuredWeek");
    Objects.requireNonNull(scope, "scope");
    change = ModelData.copy(change);
    measured = measured.clone();
    require(!channels.isEmpty() && change.length == channels.size(), name, "channels and changes");
    for (double[] weeks : change) {
      require(
          weeks.length == change[0].length && Arrays.stream(weeks).allMatch(Double::isFinite),
          name,
          "finite changes over equally many weeks for each channel");
    }
    require(change[0].length > 0 && measured.length > 0, name, "tested and measured weeks");
    require(
        Arrays.stream(measured).allMatch(m -> m >= 0 && m <= 1), name, "measured parts in [0, 1]");
    require(share > 0 && share <= 1, name, "a share of the market in (0, 1]");
    require(Double.isFinite(lift), name, "a finite lift");
    require(standardError > 0 && Double.isFinite(standardError), name, "a standard error above 0");
  }

  private static void require(boolean ok, String name, String what) {
    if (!ok) {
      throw new IllegalArgumentException("experiment " + name + ": needs " + what);
    }
  }

  @Override
  public double[][] change() {
    return ModelData.copy(change);
  }

  @Override
  public double[] measured() {
    return measured.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Experiment that
        && name.equals(that.name)
        && channels.equals(that.channels)
        && testWeek.equals(that.testWeek)
        && Arrays.deepEquals(change, that.change)
        && measuredWeek.equals(that.measuredWeek)
        && Arrays.equals(measured, that.measured)
        && share == that.share
        && lift == that.lift
        && standardError == that.standardError
        && scope == that.scope;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, channels, testWeek, measuredWeek, share, lift, standardError, scope);
  }
}
