package dev.freshet.calendar;

import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayCalendar;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Counts a country's national public holidays by week. */
public final class Holidays {
  private static final Set<String> COUNTRIES =
      HolidayCalendar.getSupportedCalendarCodes().stream()
          .filter(code -> code.length() == 2)
          .map(code -> code.toUpperCase(Locale.ROOT))
          .collect(
              Collectors.collectingAndThen(
                  Collectors.toCollection(TreeSet::new), Collections::unmodifiableSet));

  private Holidays() {}

  /** Supported countries, ISO 3166 alpha-2 in capitals, sorted. */
  public static Set<String> countries() {
    return COUNTRIES;
  }

  /**
   * Days of each national public holiday in each week of a range.
   *
   * @param country ISO 3166 alpha-2 code in capitals, such as {@code DE}
   * @param firstWeek first day of the first week
   * @param weeks length of the range, in weeks
   * @return by holiday key (such as {@code CHRISTMAS}), sorted: {@code weeks} numbers of days;
   *     holidays without a day in the range are left out
   * @throws IllegalArgumentException if the country is unknown or {@code firstWeek} no first day
   */
  public static Map<String, double[]> daysByWeek(
      String country, WeekCalendar calendar, LocalDate firstWeek, int weeks) {
    if (!COUNTRIES.contains(country)) {
      throw new IllegalArgumentException(
          "no holidays are known for country '%s': use an ISO 3166 code among %s"
              .formatted(country, COUNTRIES));
    }
    if (!(weeks > 0)) {
      throw new IllegalArgumentException("a range of %d weeks: must be positive".formatted(weeks));
    }
    LocalDate end = calendar.plus(firstWeek, weeks);
    Map<String, double[]> days = new TreeMap<>();
    // Lower case by ourselves: the library follows the default locale, where I may become ı.
    HolidayManager manager =
        HolidayManager.getInstance(ManagerParameters.create(country.toLowerCase(Locale.ROOT)));
    for (Holiday holiday :
        manager.getHolidays(firstWeek, end.minusDays(1), HolidayType.PUBLIC_HOLIDAY)) {
      LocalDate week = calendar.weekOf(holiday.getDate());
      int index = Math.toIntExact(calendar.weeksBetween(firstWeek, week));
      days.computeIfAbsent(holiday.getPropertiesKey(), key -> new double[weeks])[index]++;
    }
    return Collections.unmodifiableMap(days);
  }
}
