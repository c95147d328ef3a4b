package dev.freshet.robyn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.robyn.RobynModel.Context;
import dev.freshet.robyn.RobynModel.Medium;
import dev.freshet.robyn.RobynModel.Sign;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProphetBaselineTest {
  private static final int WEEKS = 208;
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 6);

  /** Noise-free parts that Prophet's model can represent come back within its priors' pull. */
  @Test
  void shouldSeparateTrendSeasonAndLevels() {
    List<LocalDate> dates = new ArrayList<>();
    List<String> outcome = new ArrayList<>();
    List<String> events = new ArrayList<>();
    double[] trend = new double[WEEKS];
    double[] season = new double[WEEKS];
    for (int t = 0; t < WEEKS; t++) {
      LocalDate date = FIRST.plusWeeks(t);
      trend[t] = 1000 + 2.0 * t;
      season[t] = 120 * Math.sin(2 * Math.PI * date.toEpochDay() / 365.25);
      boolean sale = t % 29 == 3;
      dates.add(date);
      events.add(sale ? "sale" : "na");
      outcome.add(Double.toString(trend[t] + season[t] + (sale ? 300 : 0)));
    }
    RobynData data =
        new RobynData(
            dates,
            Map.of(
                "y",
                outcome,
                "events",
                events,
                "week",
                dates.stream().map(Object::toString).toList()));

    Map<String, double[]> columns =
        ProphetBaseline.of(model(data), data, new WeekCalendar(DayOfWeek.MONDAY, ZoneOffset.UTC));

    for (int t = 0; t < WEEKS; t++) {
      assertThat(columns.get("season")[t]).isCloseTo(season[t], within(6.0));
      assertThat(columns.get("events")[t])
          .isCloseTo(events.get(t).equals("sale") ? 300 : 0, within(6.0));
      // Which part of the level is the category's own is not determined.
      assertThat(columns.get("trend")[t] - columns.get("trend")[0])
          .isCloseTo(trend[t] - trend[0], within(12.0));
    }
  }

  private static RobynModel model(RobynData data) {
    return new RobynModel(
        "test",
        "1",
        "week",
        7,
        "y",
        true,
        List.of("trend", "season"),
        Optional.empty(),
        List.of(new Context("events", Sign.DEFAULT, true)),
        List.of(new Medium("y", "y", Sign.POSITIVE, Map.of(), Map.of())),
        List.of(),
        RobynModel.Adstock.GEOMETRIC,
        FIRST,
        FIRST.plusWeeks(WEEKS - 1),
        1,
        Map.of(),
        Optional.of(data));
  }
}
