package dev.freshet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryCsvTest {
  private static final ModelSpec WEEKLY =
      spec(
          """
          media:
            - {channel: tv}
            - {channel: facebook, exposure: impressions}
          organic: [newsletter]
          context:
            - {name: competitor}
            - {name: events, kind: category}
          data:
            date: DATE
            columns: {outcome.revenue: revenue, spend.tv: tv_S, spend.facebook: facebook_S,
              impressions.facebook: facebook_I, organic.newsletter: newsletter,
              context.competitor: competitor, context.events: events}
            fill: {newsletter: zero}
          """);
  private static final ModelSpec DAILY =
      spec(
          """
          media: [tv]
          context:
            - {name: price, aggregation: mean, fill: previous}
            - {name: stores, aggregation: last}
            - {name: events, kind: category}
          data:
            date: day
            columns: {outcome.revenue: revenue, spend.tv: tv, context.price: price,
              context.stores: stores, context.events: events}
          """);

  private static ModelSpec spec(String rest) {
    return SpecParser.parse(
            "model: acme/DE\ncurrency: EUR\noutcome: revenue\ncalendar: {zone: Europe/Berlin}\n"
                + rest,
            "spec.yaml")
        .orElseThrow();
  }

  @Test
  void shouldSayThatAFileIsNotInUtf8(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.write(file, "DATE,Umsätze\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(catchThrowableOfType(IOException.class, () -> HistoryCsv.read(WEEKLY, file)))
        .hasMessage(file + ": the text is not in UTF-8; save it as CSV UTF-8");
  }

  @Test
  void shouldReadWeeksInAnyOrderToMicros() throws IOException {
    History history = HistoryCsv.read(WEEKLY, Path.of("src/test/resources/spec/weekly.csv"));
    WeeklyHistory weeks = history.weeks(WEEKLY);

    assertThat(history.step()).isEqualTo(History.Step.WEEK);
    assertThat(history.rows().get(0).line()).isEqualTo(3);
    assertThat(weeks.firstWeek()).isEqualTo("2024-01-01");
    assertThat(weeks.weeks()).isEqualTo(4);
    assertThat(weeks.micros("outcome.revenue"))
        .containsExactly(1_000_250_000, 1_100_000_000, 1_030_500_000, 990_000_000);
    assertThat(weeks.micros("spend.tv")).containsExactly(10_000_000, 0, 12_000_001, 8_500_000);
    // 5000.1234567 is half even to 5000.123457.
    assertThat(weeks.micros("impressions.facebook")[0]).isEqualTo(5_000_123_457L);
    assertThat(weeks.micros("organic.newsletter"))
        .containsExactly(100_000_000, 0, 90_000_000, 80_000_000);
    assertThat(weeks.micros("context.events:flood")).containsExactly(0, 0, 0, 1_000_000);
    assertThat(weeks.micros("context.events:sale")).containsExactly(0, 1_000_000, 0, 0);
    assertThat(weeks.variables()).doesNotContain("context.events", "context.events:na");
  }

  @Test
  void shouldSumDaysToWholeWeeksByAggregation() {
    StringBuilder csv = new StringBuilder("day,revenue,tv,price,stores,events\n");
    LocalDate day = LocalDate.of(2024, 1, 6);
    for (int i = 0; i < 11; i++) {
      // Saturday 6 to Tuesday 16 January: one whole week, from the 8th (i = 2) to the 14th (i = 8).
      csv.append(
          "%s,%d,%s,%s,%d,%s\n"
              .formatted(
                  day.plusDays(i),
                  100 + i,
                  i == 3 ? "-0.5" : "1.5",
                  i == 4 ? "" : i,
                  i,
                  i == 8 ? "sale" : ""));
    }

    History history = HistoryCsv.read(DAILY, csv.toString(), "days.csv");
    WeeklyHistory weeks = history.weeks(DAILY);

    assertThat(history.rows()).hasSize(11);
    assertThat(history.wholeWeeks(DAILY.calendar()).rows()).hasSize(7);
    assertThat(weeks.weeks()).isEqualTo(1);
    assertThat(weeks.firstWeek()).isEqualTo("2024-01-08");
    assertThat(weeks.micros("outcome.revenue")).containsExactly(735_000_000);
    assertThat(weeks.micros("spend.tv")).containsExactly(8_500_000);
    // 2, 3, 3 (filled), 5, 6, 7, 8: their mean is 34/7 = 4.857142857.
    assertThat(weeks.micros("context.price")).containsExactly(4_857_143);
    assertThat(weeks.micros("context.stores")).containsExactly(8_000_000);
    assertThat(weeks.micros("context.events:sale")).containsExactly(1_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "2024-01-08,1100,0 ~ 2024-01-08,1100,x ~ w.csv:3: tv: 'x' is no number; write it with a decimal point and without separators, 1234.5",
        "2024-01-08,1100,0 ~ 2024-01-08,1100,NaN ~ w.csv:3: tv: 'NaN' is no number; write it with a decimal point and without separators, 1234.5",
        "2024-01-08,1100,0 ~ 2024-01-08,1100,1e999999999 ~ w.csv:3: tv: '1e999999999' is no number; write it with a decimal point and without separators, 1234.5",
        "2024-01-08,1100,0 ~ 2024-01-08,1e15,0 ~ w.csv:3: revenue: 1e15 is too large; use a larger unit",
        "2024-01-08,1100,0 ~ 2024-01-08,,0 ~ w.csv:3: revenue: the cell is empty; give a value, or say what it means with data.fill: {revenue: zero}",
        "2024-01-08,1100,0 ~ 2024-01-08,1100,-1 ~ w.csv:3: tv: the week of 2024-01-08 comes to -1.0; media cannot be below 0, book refunds in the week of the spend",
        "2024-01-08,1100,0 ~ 08.01.2024,1100,0 ~ w.csv:3: week: '08.01.2024' is no date; write it as 2026-11-16",
        "2024-01-08,1100,0 ~ 2024-01-01,1100,0 ~ w.csv:3: week: 2024-01-01 is already in line 2; keep one row a date",
        "2024-01-08,1100,0 ~ 2024-01-08,1100 ~ w.csv:3: the row has 2 cells, the header 3; check commas and quotes",
        "2024-01-08,1100,0\\n ~  ~ w.csv:3: week: 1 week(s) before this row is missing: 2024-01-08; add them, with zeros if nothing happened",
        "tv ~ radio ~ w.csv:1: tv: the file has no such column; the file has week, revenue, radio",
        "tv ~ Tv ~ w.csv:1: tv: the file has no such column; did you mean 'Tv'?",
        "week,revenue,tv ~ week;revenue;tv ~ w.csv:1: tv: the file has no such column; it is separated by semicolons: save it with commas",
        "week,revenue,tv ~ week,revenue,tv,tv ~ w.csv:1: tv: two columns have this name; rename or remove one",
      })
  void shouldSayWhatIsWrongWhereAndWhatToDo(String good, String bad, String problem) {
    ModelSpec spec =
        spec(
            "media: [tv]\ndata: {date: week, columns: {outcome.revenue: revenue, spend.tv: tv}}\n");
    String csv =
        "week,revenue,tv\n2024-01-01,1000,1\n2024-01-08,1100,0\n2024-01-15,1000,2\n"
            .replace(good.replace("\\n", "\n"), bad == null ? "" : bad);

    assertThat(problems(spec, csv)).contains(problem);
  }

  @Test
  void shouldReportEveryProblemAtOnce() {
    ModelSpec spec =
        spec(
            "media: [tv]\ndata: {date: week, columns: {outcome.revenue: revenue, spend.tv: tv}}\n");

    assertThat(problems(spec, "week,revenue,tv\n2024-01-01,a,1\n2024-01-08,1,b\n2024-01-15,,2\n"))
        .hasSize(3);
  }

  @Test
  void shouldSayWhichWeekStartTheFileHas() {
    ModelSpec spec =
        spec(
            "media: [tv]\ndata: {date: week, columns: {outcome.revenue: revenue, spend.tv: tv}}\n");

    assertThat(problems(spec, "week,revenue,tv\n2024-01-07,1,1\n2024-01-14,1,2\n"))
        .containsExactly(
            "w.csv:2: week: the rows are weeks starting on SUNDAY, but the spec's weeks start on MONDAY; set calendar.weekStart to SUNDAY, or date the rows by the first day of their week");
  }

  @Test
  void shouldSayThatAFileIsEmptyOrHasNoWholeWeek() {
    assertThat(problems(DAILY, ""))
        .containsExactly(
            "w.csv:1: the file has no row; it needs a header and one row a week or day");
    assertThat(
            problems(
                DAILY,
                "day,revenue,tv,price,stores,events\n2024-01-02,1,1,1,1,\n2024-01-03,1,1,1,1,\n"))
        .containsExactly(
            "w.csv:2: day: the history from 2024-01-02 to before 2024-01-04 holds no whole week starting on MONDAY; add rows");
  }

  @Test
  void shouldReadAFileWithAByteOrderMark() {
    ModelSpec spec =
        spec(
            "media: [tv]\ndata: {date: week, columns: {outcome.revenue: revenue, spend.tv: tv}}\n");

    assertThat(HistoryCsv.read(spec, "\uFEFFweek,revenue,tv\r\n2024-01-01,1,2\r\n", "w").rows())
        .hasSize(1);
  }

  private static List<String> problems(ModelSpec spec, String csv) {
    SpecException thrown =
        catchThrowableOfType(SpecException.class, () -> HistoryCsv.read(spec, csv, "w.csv"));
    assertThat(thrown).isNotNull();
    return thrown.problems().stream().map(SpecProblem::toString).toList();
  }
}
