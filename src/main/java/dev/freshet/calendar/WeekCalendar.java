package dev.freshet.calendar;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Objects;

/**
 * Says to which week an instant belongs: the one definition of a week in Freshet.
 *
 * <p>A week is seven calendar days beginning on {@code weekStart} in {@code zone} and is written by
 * its first day. In instants it is the half-open interval {@code [start, end)}; {@code end} is the
 * start of the next week, so weeks tile time without gap or overlap even where daylight saving
 * makes a week 167 or 169 hours long, removes midnight, or repeats it.
 *
 * <p>Weeks are never numbered: an ISO week number means another week under another locale.
 *
 * @param weekStart first day of every week
 * @param zone time zone of the market
 */
public record WeekCalendar(DayOfWeek weekStart, ZoneId zone) {
  private static final int DAYS = 7;

  public WeekCalendar {
    Objects.requireNonNull(weekStart, "weekStart");
    Objects.requireNonNull(zone, "zone");
  }

  /** First day of the week that holds the instant. */
  public LocalDate weekOf(Instant instant) {
    LocalDate week = weekOf(LocalDate.ofInstant(instant, zone));
    // A clock set back across midnight repeats the last minutes of a day that is already over.
    return instant.isBefore(end(week)) && !instant.isBefore(start(week)) ? week : next(week);
  }

  /** First day of the week that holds the calendar day. */
  public LocalDate weekOf(LocalDate day) {
    return day.with(TemporalAdjusters.previousOrSame(weekStart));
  }

  /** First instant of the week. */
  public Instant start(LocalDate week) {
    return require(week).atStartOfDay(zone).toInstant();
  }

  /** First instant after the week, which is the first instant of the next. */
  public Instant end(LocalDate week) {
    return start(next(week));
  }

  public LocalDate next(LocalDate week) {
    return plus(week, 1);
  }

  public LocalDate previous(LocalDate week) {
    return plus(week, -1);
  }

  /** The week {@code weeks} later, or earlier if negative. */
  public LocalDate plus(LocalDate week, long weeks) {
    return require(week).plusDays(Math.multiplyExact(weeks, DAYS));
  }

  /** Weeks from {@code from} to {@code to}; negative if {@code to} is earlier, 0 if the same. */
  public long weeksBetween(LocalDate from, LocalDate to) {
    return ChronoUnit.DAYS.between(require(from), require(to)) / DAYS;
  }

  /** Whether the day is the first of a week, and so may name one. */
  public boolean isWeek(LocalDate day) {
    return day.getDayOfWeek() == weekStart;
  }

  private LocalDate require(LocalDate week) {
    if (!isWeek(week)) {
      throw new IllegalArgumentException(
          "%s is a %s, but weeks start on %s: name the week by its first day, %s"
              .formatted(week, week.getDayOfWeek(), weekStart, weekOf(week)));
    }
    return week;
  }
}
