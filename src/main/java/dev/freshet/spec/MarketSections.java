package dev.freshet.spec;

import dev.freshet.calendar.Holidays;
import dev.freshet.calendar.WeekCalendar;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code calendar:} and {@code baseline:}, which depend on the market. */
final class MarketSections {
  private final SpecSection root;

  MarketSections(SpecSection root) {
    this.root = root;
  }

  Optional<WeekCalendar> calendar() {
    if (!root.has("calendar")) {
      root.problem("calendar", "is missing; add calendar: {zone: Europe/Berlin}");
    }
    return root.section("calendar")
        .flatMap(
            section -> {
              section.allow("weekStart", "zone");
              DayOfWeek start = section.choice("weekStart", DayOfWeek.class, DayOfWeek.MONDAY);
              return section
                  .required("zone", "zone: Europe/Berlin")
                  .flatMap(text -> zone(section, text.value()))
                  .map(zone -> new WeekCalendar(start, zone));
            });
  }

  private static Optional<ZoneId> zone(SpecSection section, String id) {
    try {
      return Optional.of(ZoneId.of(id));
    } catch (DateTimeException e) {
      section.problem(
          "zone",
          "'%s' is no time zone; %s",
          id,
          DidYouMean.hint(
              id, ZoneId.getAvailableZoneIds(), "use an IANA name such as Europe/Berlin"));
      return Optional.empty();
    }
  }

  BaselineSpec baseline() {
    return root.section("baseline")
        .map(
            section -> {
              section.allow("trend", "season", "holidays");
              boolean trend = section.flag("trend", true);
              boolean season = section.flag("season", true);
              Optional<String> country = section.text("holidays").map(SpecText::value);
              country
                  .filter(code -> !Holidays.countries().contains(code))
                  .ifPresent(
                      code ->
                          section.problem(
                              "holidays",
                              "the holidays of '%s' are not known; %s",
                              code,
                              countryHint(code)));
              return new BaselineSpec(trend, season, country);
            })
        .orElseGet(BaselineSpec::defaults);
  }

  /** Two letters are near to any other two, so only plain slips are worth a guess. */
  private static String countryHint(String code) {
    String capitals = code.toUpperCase(Locale.ROOT);
    if (capitals.equals("UK")) {
      return "did you mean 'GB'?";
    }
    return Holidays.countries().contains(capitals)
        ? "did you mean '" + capitals + "'?"
        : "use an ISO 3166 country code such as DE";
  }
}
