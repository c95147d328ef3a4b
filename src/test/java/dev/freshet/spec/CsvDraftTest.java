package dev.freshet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CsvDraftTest {
  private static final CsvDraft.Request REQUEST =
      new CsvDraft.Request("acme/DE", "EUR", "Europe/Berlin", Optional.empty(), Set.of());

  /** Weeks from a Monday, the cells of each made of its number. */
  private static String csv(String header, int weeks, java.util.function.IntFunction<String> row) {
    StringBuilder csv = new StringBuilder("DATE," + header + "\n");
    for (int t = 0; t < weeks; t++) {
      csv.append(LocalDate.of(2024, 1, 1).plusWeeks(t)).append(',').append(row.apply(t));
      csv.append('\n');
    }
    return csv.toString();
  }

  private static CsvDraft draft(String csv) {
    return CsvDraft.of(csv, "history.csv", REQUEST);
  }

  private static ModelSpec spec(CsvDraft draft) {
    return SpecParser.parse(draft.yaml(), "draft.yaml").orElseThrow();
  }

  @Test
  void shouldTellTheRolesOfColumnsByNameAndCells() {
    String csv =
        csv(
            "revenue,tv_S,facebook_I,search_clicks_P,search_S,competitor_sales_B,facebook_S,events,newsletter",
            60,
            t ->
                "%d,%d,%d,%d,%d,%d,%d,%s,%d"
                    .formatted(
                        1000 + t,
                        t % 5,
                        10 * t,
                        t,
                        t % 7,
                        500 - t,
                        t % 3,
                        t % 20 == 3 ? "\"sale\"" : "\"na\"",
                        t % 4));
    CsvDraft draft = draft(csv);
    ModelSpec spec = spec(draft);

    assertThat(spec.outcome()).isEqualTo("revenue");
    assertThat(spec.outcomeIsMoney()).isTrue();
    assertThat(spec.calendar().weekStart()).isEqualTo(DayOfWeek.MONDAY);
    assertThat(spec.baseline().holidays()).contains("DE");
    assertThat(spec.data().orElseThrow().columns())
        .isEqualTo(
            Map.of(
                "outcome.revenue", "revenue",
                "spend.tv", "tv_S",
                "spend.search", "search_S",
                "clicks.search", "search_clicks_P",
                "spend.facebook", "facebook_S",
                "impressions.facebook", "facebook_I",
                "organic.newsletter", "newsletter",
                "context.competitor_sales", "competitor_sales_B",
                "context.events", "events"));
    assertThat(spec.contextOf("context.events").orElseThrow().kind())
        .isEqualTo(ContextSpec.Kind.CATEGORY);
    assertThat(draft.warnings()).isEmpty();
    assertThat(HistoryCsv.read(spec, csv, "history.csv").rows()).hasSize(60);
  }

  @Test
  void shouldSayWhatItLeavesOutAndFills() {
    String csv =
        csv(
            "orders,revenue,cost_tv,tv impressions,tv_clicks,price,nothing,note,promo",
            30,
            t ->
                "%d,%d,%s,%d,%d,%s,0,text %d,%s"
                    .formatted(
                        t,
                        1000 + t,
                        t == 4 ? "" : "" + t % 5,
                        t,
                        2 * t,
                        t == 4 ? "NA" : "9." + t,
                        t,
                        t % 10 == 0 ? "spring" : "usual"));
    CsvDraft draft = draft(csv);
    ModelSpec spec = spec(draft);

    assertThat(spec.outcome()).isEqualTo("revenue");
    assertThat(spec.minWeeks()).isEqualTo(30);
    assertThat(spec.contextOf("context.price").orElseThrow().aggregation())
        .isEqualTo(Aggregation.MEAN);
    assertThat(spec.contextOf("context.promo").orElseThrow().noneLevel()).isEqualTo("usual");
    assertThat(spec.fillOf("spend.tv")).isEqualTo(Fill.ZERO);
    assertThat(spec.fillOf("context.price")).isEqualTo(Fill.PREVIOUS);
    assertThat(draft.warnings())
        .containsExactlyInAnyOrder(
            "30 weeks are few: trend and season are hardly known from less than a year",
            "promo: its most frequent level, usual, is taken for none",
            "nothing is left out: has the same value in every row",
            "note is left out: has 30 different texts, and is no number",
            "tv_clicks is left out: tv impressions stands for tv already",
            "orders is left out: looks like an outcome too; one outcome must not explain another",
            "cost_tv has empty cells: taken as zero",
            "price has empty cells: taken as previous");
    assertThat(HistoryCsv.read(spec, csv, "history.csv").rows()).hasSize(30);
  }

  @Test
  void shouldCountWhatIsNoMoneyAndReadDays() {
    StringBuilder csv = new StringBuilder("day,Sign-ups,Spend TV\n");
    for (int t = 0; t < 400; t++) {
      csv.append(LocalDate.of(2024, 1, 3).plusDays(t));
      csv.append(',').append(50 + t % 9).append(',').append(t % 5).append('\n');
    }
    ModelSpec spec =
        spec(
            CsvDraft.of(
                csv.toString(),
                "daily.csv",
                new CsvDraft.Request("acme/shop", "USD", "UTC", Optional.empty(), Set.of())));

    assertThat(spec.outcomeIsMoney()).isFalse();
    assertThat(spec.outcome()).isEqualTo("sign-ups");
    assertThat(spec.media().get(0).channel()).isEqualTo("TV");
    assertThat(spec.baseline().holidays()).isEmpty();
    assertThat(HistoryCsv.read(spec, csv.toString(), "daily.csv").step())
        .isEqualTo(History.Step.DAY);
  }

  @Test
  void shouldTakeWhatIsSaid() {
    String csv = csv("a,b,c", 60, t -> "%d,%d,%d".formatted(t, t % 7, t % 5));
    CsvDraft.Request request =
        new CsvDraft.Request("acme/DE", "EUR", "UTC", Optional.of("c"), Set.of("b"));
    ModelSpec spec = spec(CsvDraft.of(csv, "history.csv", request));

    assertThat(spec.data().orElseThrow().columns())
        .isEqualTo(Map.of("outcome.c", "c", "spend.b", "b", "context.a", "a"));
  }

  @Test
  void shouldSayWhatToDoWhenItCannotTell() {
    assertThatThrownBy(() -> draft("revenue,tv_S\n1,2\n"))
        .hasMessage(
            "no column of dates: one must hold the first day of each week, or each day, as 2026-11-16");
    assertThatThrownBy(() -> draft(csv("revenue,television", 9, t -> t + "," + t % 4)))
        .hasMessageStartingWith("no column looks like spend, such as tv_S")
        .hasMessageContaining("--spend");
    assertThatThrownBy(() -> draft(csv("a,b,tv_S", 9, t -> t + "," + t % 4 + "," + t % 3)))
        .hasMessage("cannot tell which column is the outcome: name it with --outcome, one of a, b");
    assertThatThrownBy(() -> draft("DATE;revenue\n2024-01-01;5\n"))
        .hasMessageContaining("separated by semicolons: save it with commas");
    assertThatThrownBy(() -> draft("DATE,x,x\n2024-01-01,5,5\n"))
        .hasMessageContaining("two columns have this name");
    assertThatThrownBy(
            () ->
                CsvDraft.of(
                    csv("revenue,tv_S", 9, t -> t + "," + t % 4),
                    "history.csv",
                    new CsvDraft.Request("acme/DE", "EUR", "UTC", Optional.of("revenu"), Set.of())))
        .hasMessage("--outcome revenu: the file has no such column; did you mean 'revenue'?");
  }

  @Test
  void shouldRefuseNamesThatASpecWouldRefuse() {
    assertThatThrownBy(() -> new CsvDraft.Request("acme", "EUR", "UTC", Optional.empty(), Set.of()))
        .hasMessageContaining("must be advertiser/market");
    assertThatThrownBy(
            () -> new CsvDraft.Request("acme/DE", "Euro", "UTC", Optional.empty(), Set.of()))
        .hasMessageContaining("ISO 4217");
    assertThatThrownBy(
            () -> new CsvDraft.Request("acme/DE", "EUR", "Berlin", Optional.empty(), Set.of()))
        .hasMessageContaining("'Berlin' is no time zone");
  }
}
