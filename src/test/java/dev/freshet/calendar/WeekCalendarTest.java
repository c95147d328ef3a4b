package dev.freshet.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WeekCalendarTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final WeekCalendar MONDAYS_IN_PARIS = new WeekCalendar(DayOfWeek.MONDAY, PARIS);

  @Property
  void shouldHoldEveryInstantInItsWeek(
      @ForAll("calendars") WeekCalendar calendar, @ForAll("instants") Instant instant) {
    LocalDate week = calendar.weekOf(instant);

    assertThat(calendar.isWeek(week)).isTrue();
    assertThat(calendar.start(week)).isBeforeOrEqualTo(instant);
    assertThat(calendar.end(week)).isAfter(instant);
  }

  /** Where zones are most likely to go wrong: within an hour and a half of a clock change. */
  @Property
  void shouldHoldInstantsAroundClockChanges(
      @ForAll("calendars") WeekCalendar calendar,
      @ForAll("instants") Instant about,
      @ForAll @IntRange(min = -5400, max = 5400) int seconds) {
    var change = calendar.zone().getRules().nextTransition(about);
    Instant instant = (change == null ? about : change.getInstant()).plusSeconds(seconds);
    LocalDate week = calendar.weekOf(instant);

    assertThat(calendar.start(week)).isBeforeOrEqualTo(instant);
    assertThat(calendar.end(week)).isAfter(instant);
  }

  @Property
  void shouldTileTimeWithWeeks(
      @ForAll("calendars") WeekCalendar calendar, @ForAll("instants") Instant instant) {
    LocalDate week = calendar.weekOf(instant);

    assertThat(calendar.end(week)).isEqualTo(calendar.start(calendar.next(week)));
    assertThat(calendar.weekOf(calendar.start(week))).isEqualTo(week);
    assertThat(calendar.weekOf(calendar.end(week).minusNanos(1))).isEqualTo(week);
    assertThat(calendar.weekOf(calendar.end(week))).isEqualTo(calendar.next(week));
    assertThat(calendar.previous(calendar.next(week))).isEqualTo(week);
  }

  @Property
  void shouldCountTheWeeksItAdds(
      @ForAll("calendars") WeekCalendar calendar,
      @ForAll("instants") Instant instant,
      @ForAll @IntRange(min = -1000, max = 1000) int weeks) {
    LocalDate week = calendar.weekOf(instant);

    assertThat(calendar.weeksBetween(week, calendar.plus(week, weeks))).isEqualTo(weeks);
  }

  @Provide
  Arbitrary<WeekCalendar> calendars() {
    List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    return Combinators.combine(Arbitraries.of(DayOfWeek.class), Arbitraries.of(zones))
        .as((day, zone) -> new WeekCalendar(day, ZoneId.of(zone)));
  }

  @Provide
  Arbitrary<Instant> instants() {
    long from = Instant.parse("1970-01-01T00:00:00Z").getEpochSecond();
    long to = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();
    return Arbitraries.longs().between(from, to).map(Instant::ofEpochSecond);
  }

  @Test
  void shouldLoseAnHourWhenSummerTimeBegins() {
    LocalDate week = LocalDate.of(2026, 3, 23);

    assertThat(MONDAYS_IN_PARIS.start(week)).isEqualTo("2026-03-22T23:00:00Z");
    assertThat(MONDAYS_IN_PARIS.end(week)).isEqualTo("2026-03-29T22:00:00Z");
    assertThat(length(MONDAYS_IN_PARIS, week)).isEqualTo(Duration.ofHours(167));
  }

  @Test
  void shouldGainAnHourWhenSummerTimeEnds() {
    LocalDate week = LocalDate.of(2026, 10, 19);

    assertThat(MONDAYS_IN_PARIS.end(week)).isEqualTo("2026-10-25T23:00:00Z");
    assertThat(length(MONDAYS_IN_PARIS, week)).isEqualTo(Duration.ofHours(169));
  }

  @Test
  void shouldCrossTheYearInTheFiftyThirdWeek() {
    // ISO 8601: 2020-W53 runs from Monday 28 December 2020 to Sunday 3 January 2021.
    LocalDate week = LocalDate.of(2020, 12, 28);

    assertThat(MONDAYS_IN_PARIS.weekOf(LocalDate.of(2021, 1, 3))).isEqualTo(week);
    assertThat(MONDAYS_IN_PARIS.next(week)).isEqualTo("2021-01-04");
  }

  @Test
  void shouldHoldLeapDays() {
    assertThat(MONDAYS_IN_PARIS.weekOf(LocalDate.of(2024, 2, 29))).isEqualTo("2024-02-26");
    assertThat(MONDAYS_IN_PARIS.weekOf(LocalDate.of(2024, 3, 1))).isEqualTo("2024-02-26");
  }

  @Test
  void shouldPutMidnightIntoTheNewWeek() {
    Instant midnight = Instant.parse("2026-11-15T23:00:00Z");

    assertThat(MONDAYS_IN_PARIS.weekOf(midnight)).isEqualTo("2026-11-16");
    assertThat(MONDAYS_IN_PARIS.weekOf(midnight.minusMillis(1))).isEqualTo("2026-11-09");
  }

  @Test
  void shouldStartLateWhenThereIsNoMidnight() {
    // Beirut set its clocks forward at midnight: Sunday 31 March 2024 began at 01:00.
    var calendar = new WeekCalendar(DayOfWeek.SUNDAY, ZoneId.of("Asia/Beirut"));

    assertThat(calendar.start(LocalDate.of(2024, 3, 31))).isEqualTo("2024-03-30T22:00:00Z");
  }

  @Test
  void shouldNotReturnToAWeekWhenMidnightIsRepeated() {
    // St. John's set its clocks back at 00:01 on Sunday 7 November 2010, to 23:01 on Saturday.
    var calendar = new WeekCalendar(DayOfWeek.SUNDAY, ZoneId.of("America/St_Johns"));
    LocalDate week = LocalDate.of(2010, 11, 7);
    Instant repeatedHour = calendar.start(week).plus(Duration.ofMinutes(30));

    assertThat(LocalDate.ofInstant(repeatedHour, calendar.zone())).isEqualTo("2010-11-06");
    assertThat(calendar.weekOf(repeatedHour)).isEqualTo(week);
  }

  @Test
  void shouldNameTheRightDayWhenADayIsNoWeek() {
    assertThatThrownBy(() -> MONDAYS_IN_PARIS.start(LocalDate.of(2026, 11, 18)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "2026-11-18 is a WEDNESDAY, but weeks start on MONDAY: name the week by its first day, 2026-11-16");
    assertThatThrownBy(() -> MONDAYS_IN_PARIS.next(LocalDate.of(2026, 11, 15)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Duration length(WeekCalendar calendar, LocalDate week) {
    return Duration.between(calendar.start(week), calendar.end(week));
  }
}
