package dev.freshet.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HolidaysTest {
  private static final WeekCalendar CALENDAR =
      new WeekCalendar(DayOfWeek.MONDAY, ZoneId.of("Europe/Berlin"));

  /** The nine holidays of all German states: Einigungsvertrag art. 2 (2) and the states' laws. */
  @Test
  void shouldCountTheNineNationalHolidaysOfGermany() {
    Map<String, double[]> days = Holidays.daysByWeek("DE", CALENDAR, LocalDate.of(2025, 1, 6), 52);

    // From 6 January 2025 to 4 January 2026: New Year's Day is that of 2026.
    assertThat(days.values().stream().mapToDouble(d -> Arrays.stream(d).sum()).sum()).isEqualTo(9);
    assertThat(days).containsKeys("NEW_YEAR", "UNIFICATION_GERMANY");
    // 3 October 2025 lies in the week of 29 September, the 39th after that of 6 January.
    assertThat(days.get("UNIFICATION_GERMANY")[38]).isEqualTo(1);
  }

  @Test
  void shouldLeaveOutHolidaysOfSomeStatesOnly() {
    // Corpus Christi, Thursday 19 June 2025, is a holiday in six of sixteen states.
    assertThat(Holidays.daysByWeek("DE", CALENDAR, LocalDate.of(2025, 6, 16), 1)).isEmpty();
  }

  @Test
  void shouldLeaveOutHolidaysBeyondTheRange() {
    Map<String, double[]> days = Holidays.daysByWeek("DE", CALENDAR, LocalDate.of(2025, 9, 22), 1);

    assertThat(days).isEmpty();
  }

  @Test
  void shouldFindCountriesUnderTheTurkishLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      assertThat(Holidays.daysByWeek("IT", CALENDAR, LocalDate.of(2025, 4, 21), 1)).hasSize(2);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void shouldKnowEveryCountryItLists() {
    assertThat(Holidays.countries()).contains("DE", "FR", "US", "GB").hasSizeGreaterThan(50);
    for (String country : Holidays.countries()) {
      Holidays.daysByWeek(country, CALENDAR, LocalDate.of(2025, 1, 6), 52);
    }
  }

  @Test
  void shouldSayWhichCountriesThereAreWhenOneIsUnknown() {
    assertThatThrownBy(() -> Holidays.daysByWeek("XX", CALENDAR, LocalDate.of(2025, 1, 6), 52))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("country 'XX'")
        .hasMessageContaining("DE");
  }
}
