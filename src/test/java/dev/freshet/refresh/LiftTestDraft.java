package dev.freshet.refresh;

import dev.freshet.spec.LiftTest;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Lift tests of tests, each part replaceable: TV, one week, the whole market, 40 ± 10 for 100. */
final class LiftTestDraft {
  private String model = Specs.MODEL;
  private final String name;
  private List<String> channels = List.of("tv");
  private LiftTest.Days tested;
  private LiftTest.Days measured;
  private double lift = 40;
  private double standardError = 10;
  private Optional<Double> spendChange = Optional.of(100.0);
  private double share = 1;
  private LiftTest.Scope scope = LiftTest.Scope.TOTAL;
  private Optional<LocalDate> expires = Optional.empty();
  private Optional<String> supersedes = Optional.empty();

  private LiftTestDraft(String name, LocalDate from, LocalDate to) {
    this.name = name;
    this.tested = new LiftTest.Days(from, to);
    this.measured = tested;
  }

  /** Tested and measured on the days of these weeks. */
  static LiftTestDraft weeks(String name, LocalDate firstWeek, int weeks) {
    return new LiftTestDraft(name, firstWeek, firstWeek.plusWeeks(weeks).minusDays(1));
  }

  static LiftTestDraft days(String name, LocalDate from, LocalDate to) {
    return new LiftTestDraft(name, from, to);
  }

  LiftTestDraft model(String other) {
    model = other;
    return this;
  }

  LiftTestDraft channels(String... names) {
    channels = List.of(names);
    return this;
  }

  LiftTestDraft measured(LocalDate from, LocalDate to) {
    measured = new LiftTest.Days(from, to);
    return this;
  }

  LiftTestDraft lift(double value, double error) {
    lift = value;
    standardError = error;
    return this;
  }

  LiftTestDraft change(double spend) {
    spendChange = Optional.of(spend);
    return this;
  }

  LiftTestDraft holdOut(double marketShare) {
    spendChange = Optional.empty();
    share = marketShare;
    lift = -Math.abs(lift);
    return this;
  }

  LiftTestDraft share(double part) {
    share = part;
    return this;
  }

  LiftTestDraft immediate() {
    scope = LiftTest.Scope.IMMEDIATE;
    return this;
  }

  LiftTestDraft expires(LocalDate day) {
    expires = Optional.of(day);
    return this;
  }

  LiftTestDraft supersedes(String other) {
    supersedes = Optional.of(other);
    return this;
  }

  LiftTest test() {
    return new LiftTest(
        model,
        name,
        channels,
        tested,
        measured,
        micros(lift),
        micros(standardError),
        spendChange.map(s -> OptionalLong.of(micros(s))).orElse(OptionalLong.empty()),
        share,
        scope,
        expires,
        supersedes);
  }

  private static long micros(double units) {
    return Math.round(units * 1e6);
  }
}
