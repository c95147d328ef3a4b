package dev.freshet.spec;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The result of an experiment that changed the media of some channels and measured what that did to
 * the outcome. A value that exists is possible in itself; whether a model can use it is another
 * matter.
 *
 * @param model model, {@code advertiser/market}
 * @param name identity of the test within the model
 * @param channels channels that were tested together
 * @param tested days on which media were changed
 * @param measured days on which the outcome was compared; they do not begin before the tested ones
 * @param liftMicros effect of the change on the outcome of the tested part of the market, micros;
 *     negative where media were taken away and the outcome fell
 * @param standardErrorMicros its standard error, micros, above 0
 * @param spendChangeMicros what the test added to the channels' spend, against what would have been
 *     spent, micros; empty for a hold-out, in which the tested part saw none of the media
 * @param marketShare share of the market that was tested, in (0, 1]; below 1 for a hold-out
 * @param scope which part of the effect the lift holds
 * @param expires day from which the test no longer counts
 * @param supersedes the test that this one replaces
 */
public record LiftTest(
    String model,
    String name,
    List<String> channels,
    Days tested,
    Days measured,
    long liftMicros,
    long standardErrorMicros,
    OptionalLong spendChangeMicros,
    double marketShare,
    Scope scope,
    Optional<LocalDate> expires,
    Optional<String> supersedes) {

  /** Which part of the effect a lift holds. */
  public enum Scope {
    /** The effect within the tested weeks. */
    IMMEDIATE,
    /** All within the measured days, carry-over after the test included. */
    TOTAL
  }

  /** Consecutive days, both ends included. */
  public record Days(LocalDate from, LocalDate to) {
    public Days {
      if (to.isBefore(from)) {
        throw new IllegalArgumentException(
            "ends on %s, before it begins on %s: exchange the dates".formatted(to, from));
      }
    }

    /** How many of these days lie within the seven that begin on {@code week}. */
    public int within(LocalDate week) {
      LocalDate first = from.isAfter(week) ? from : week;
      LocalDate end = to.isBefore(week.plusDays(6)) ? to : week.plusDays(6);
      return (int) Math.max(0, end.toEpochDay() - first.toEpochDay() + 1);
    }

    /** Number of days. */
    public long count() {
      return to.toEpochDay() - from.toEpochDay() + 1;
    }

    /** Whether the two have a day in common. */
    public boolean overlaps(Days other) {
      return !from.isAfter(other.to) && !other.from.isAfter(to);
    }
  }

  /**
   * @throws IllegalArgumentException with all that is impossible in itself
   */
  public LiftTest {
    if (!Names.isModel(model)) {
      throw new IllegalArgumentException(
          "model '%s': must be advertiser/market, each %s".formatted(model, Names.FORM));
    }
    Names.require("experiment", name);
    Objects.requireNonNull(tested, "tested");
    Objects.requireNonNull(measured, "measured");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(expires, "expires");
    channels = List.copyOf(channels);
    channels.forEach(channel -> Names.require("channel", channel));
    supersedes.ifPresent(other -> Names.require("supersedes", other));
    LiftTestRules.require(
        name,
        Stream.of(
            LiftTestRules.ofChannels(channels),
            LiftTestRules.ofDays(tested, measured, scope, expires),
            LiftTestRules.ofLift(liftMicros, standardErrorMicros),
            LiftTestRules.ofChange(liftMicros, standardErrorMicros, spendChangeMicros, marketShare),
            LiftTestRules.ofSuperseded(name, supersedes)));
  }

  /** Whether the tested part of the market saw none of the tested media. */
  public boolean isHoldOut() {
    return spendChangeMicros.isEmpty();
  }
}
