package dev.freshet.spec;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What no lift test can be, whatever the model: each rule gives what is wrong, and where. */
final class LiftTestRules {
  /** A lift of more standard errors than this is a mistake of units: no test is so precise. */
  private static final double MOST_PRECISE = 100;

  /** Standard errors by which a lift may point against its change: media take nothing away. */
  private static final double MOST_AGAINST = 3;

  private LiftTestRules() {}

  /**
   * Something that is wrong.
   *
   * @param key of the file form
   */
  record Fault(String key, String message) {}

  static void require(String name, Stream<List<Fault>> found) {
    String all =
        found
            .flatMap(List::stream)
            .map(fault -> fault.key() + ": " + fault.message())
            .collect(Collectors.joining("; "));
    if (!all.isEmpty()) {
      throw new IllegalArgumentException("experiment %s: %s".formatted(name, all));
    }
  }

  static List<Fault> ofChannels(List<String> channels) {
    if (channels.isEmpty()) {
      return List.of(new Fault("channels", "is empty; name at least one channel"));
    }
    return new HashSet<>(channels).size() < channels.size()
        ? List.of(new Fault("channels", "names a channel twice; keep one"))
        : List.of();
  }

  static List<Fault> ofDays(
      LiftTest.Days tested,
      LiftTest.Days measured,
      LiftTest.Scope scope,
      Optional<LocalDate> expires) {
    if (measured.from().isBefore(tested.from())) {
      return List.of(
          new Fault(
              "measured",
              "begins on %s, before the test on %s; an effect cannot come before its cause"
                  .formatted(measured.from(), tested.from())));
    }
    if (scope == LiftTest.Scope.IMMEDIATE && measured.from().isAfter(tested.to())) {
      return List.of(
          new Fault(
              "measured",
              "begins on %s, after the test ended on %s, so nothing immediate was measured; say scope: total"
                  .formatted(measured.from(), tested.to())));
    }
    return expires.filter(day -> !day.isAfter(measured.to())).isPresent()
        ? List.of(
            new Fault(
                "expires",
                "is %s, before the measured days end on %s; give a later day or leave it out"
                    .formatted(expires.get(), measured.to())))
        : List.of();
  }

  static List<Fault> ofLift(long lift, long standardError) {
    if (!(standardError > 0)) {
      return List.of(
          new Fault("standardError", "must be above 0; without one a test cannot be weighed"));
    }
    return Math.abs((double) lift) > MOST_PRECISE * standardError
        ? List.of(
            new Fault(
                "standardError",
                "%s is less than a hundredth of the lift %s; no test is so precise, check the units"
                    .formatted(Micros.toUnits(standardError), Micros.toUnits(lift))))
        : List.of();
  }

  /**
   * @param standardError its sign rule is left out where this is not above 0
   */
  static List<Fault> ofChange(
      long lift, long standardError, OptionalLong spendChange, double share) {
    if (!(share > 0 && share <= 1)) {
      return List.of(
          new Fault(
              "marketShare",
              "%s must lie in (0, 1]; 0.2 is a fifth of the market".formatted(share)));
    }
    if (spendChange.isEmpty() && share == 1) {
      return List.of(
          new Fault(
              "holdOut",
              "of the whole market leaves nothing to tell what would have been spent; give the marketShare that was held out, or a negative spendChange"));
    }
    if (spendChange.isPresent() && spendChange.getAsLong() == 0) {
      return List.of(
          new Fault(
              "spendChange", "is 0, so nothing was tested; give the change, or holdOut: true"));
    }
    boolean less = spendChange.orElse(-1) < 0;
    double against = less ? lift : -lift;
    return standardError > 0 && against > MOST_AGAINST * standardError
        ? List.of(
            new Fault(
                "lift",
                less
                    ? "%s is positive, but media were taken away; give what the outcome lost, as a negative number"
                        .formatted(Micros.toUnits(lift))
                    : "%s is negative, but spend was added; check the signs of lift and spendChange"
                        .formatted(Micros.toUnits(lift))))
        : List.of();
  }

  static List<Fault> ofSuperseded(String name, Optional<String> supersedes) {
    return supersedes.filter(name::equals).isPresent()
        ? List.of(new Fault("supersedes", "is the test itself; name another or leave it out"))
        : List.of();
  }
}
