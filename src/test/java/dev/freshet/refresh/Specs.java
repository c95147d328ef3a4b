package dev.freshet.refresh;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.BaselineSpec;
import dev.freshet.spec.ClosingSpec;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Specs of tests, each part replaceable. */
final class Specs {
  static final String MODEL = "acme/DE";

  private String model = MODEL;
  private String currency = "EUR";
  private DayOfWeek weekStart = DayOfWeek.MONDAY;
  private int windowWeeks = 156;
  private int minWeeks = 3;
  private BaselineSpec baseline = new BaselineSpec(true, true, Optional.empty());
  private final List<MediaSpec> media = new ArrayList<>();
  private final List<OrganicSpec> organic = new ArrayList<>();
  private final List<ContextSpec> context = new ArrayList<>();
  private Duration grace = Duration.ofDays(2);
  private double tolerance = 0.01;

  private Specs() {}

  /** Revenue, TV and nothing else; weeks from Monday in UTC, two days of grace, from 3 weeks. */
  static Specs tv() {
    return new Specs();
  }

  Specs model(String name) {
    model = name;
    return this;
  }

  Specs currency(String code) {
    currency = code;
    return this;
  }

  Specs weekStart(DayOfWeek day) {
    weekStart = day;
    return this;
  }

  Specs weeks(int min, int window) {
    minWeeks = min;
    windowWeeks = window;
    return this;
  }

  Specs baseline(BaselineSpec newer) {
    baseline = newer;
    return this;
  }

  Specs media(MediaSpec further) {
    media.add(further);
    return this;
  }

  Specs organic(String name) {
    organic.add(OrganicSpec.of(name));
    return this;
  }

  Specs context(ContextSpec further) {
    context.add(further);
    return this;
  }

  Specs grace(Duration newer) {
    grace = newer;
    return this;
  }

  Specs tolerance(double part) {
    tolerance = part;
    return this;
  }

  ModelSpec build() {
    List<MediaSpec> all = new ArrayList<>();
    all.add(MediaSpec.of("tv"));
    all.addAll(media);
    return new ModelSpec(
        model,
        currency,
        "revenue",
        true,
        new WeekCalendar(weekStart, ZoneOffset.UTC),
        windowWeeks,
        minWeeks,
        baseline,
        all,
        organic,
        context,
        "shop",
        new ClosingSpec(grace, Duration.ofDays(21), Duration.ofDays(1), tolerance, 26),
        Optional.empty());
  }
}
