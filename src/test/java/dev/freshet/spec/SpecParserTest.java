package dev.freshet.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.calendar.WeekCalendar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecParserTest {
  private static final String SMALL =
      """
      model: acme/DE
      currency: EUR
      outcome: revenue
      calendar: {zone: Europe/Berlin}
      media:
        - {channel: tv}
        - {channel: facebook, exposure: impressions}
      """;

  @Test
  void shouldReadTheShapeThatOthersDependOn() {
    ModelSpec spec =
        SpecParser.parse(
                """
                model: acme/DE
                currency: EUR
                outcome: revenue
                calendar: {weekStart: MONDAY, zone: Europe/Berlin}
                window: {weeks: 156}
                baseline: {trend: true, season: true, holidays: DE}
                media:
                  - {channel: tv, adstock: geometric, theta: [0.3, 0.8], alpha: [0.5, 3], gamma: [0.3, 1]}
                  - {channel: facebook, exposure: impressions}
                organic: [newsletter]
                context:
                  - {name: competitor_sales, sign: any}
                  - {name: events, kind: category}
                data:
                  date: DATE
                  columns: {outcome.revenue: revenue, spend.tv: tv_S, spend.facebook: facebook_S, impressions.facebook: facebook_I, organic.newsletter: newsletter, context.competitor_sales: competitor_sales_B, context.events: events}
                """,
                "acme.yaml")
            .orElseThrow();

    assertThat(spec.model()).isEqualTo("acme/DE");
    assertThat(spec.calendar())
        .isEqualTo(new WeekCalendar(DayOfWeek.MONDAY, ZoneId.of("Europe/Berlin")));
    assertThat(spec.baseline()).isEqualTo(new BaselineSpec(true, true, Optional.of("DE")));
    assertThat(spec.media().get(0))
        .isEqualTo(
            new MediaSpec(
                "tv",
                Adstock.GEOMETRIC,
                Optional.empty(),
                Optional.of(new Bounds(0.3, 0.8)),
                Optional.of(new Bounds(0.5, 3)),
                Optional.of(new Bounds(0.3, 1)),
                Optional.empty(),
                "tv"));
    assertThat(spec.variables())
        .containsExactly(
            "outcome.revenue",
            "spend.tv",
            "spend.facebook",
            "impressions.facebook",
            "organic.newsletter",
            "context.competitor_sales",
            "context.events");
    assertThat(spec.sources())
        .containsExactly("outcome", "tv", "facebook", "newsletter", "competitor_sales", "events");
    assertThat(spec.aggregationOf("context.events:sale")).isEqualTo(Aggregation.ANY);
    assertThat(spec.aggregationOf("spend.tv")).isEqualTo(Aggregation.SUM);
    assertThat(spec.data().orElseThrow().columns()).containsEntry("spend.tv", "tv_S");
  }

  @Test
  void shouldFillInDefaults() {
    ModelSpec spec = SpecParser.parse(SMALL, "small.yaml").orElseThrow();

    assertThat(spec.windowWeeks()).isEqualTo(156);
    assertThat(spec.minWeeks()).isEqualTo(52);
    assertThat(spec.outcomeIsMoney()).isTrue();
    assertThat(spec.calendar().weekStart()).isEqualTo(DayOfWeek.MONDAY);
    assertThat(spec.baseline()).isEqualTo(new BaselineSpec(true, true, Optional.empty()));
    assertThat(spec.closing())
        .isEqualTo(
            new ClosingSpec(Duration.ofDays(2), Duration.ofDays(21), Duration.ofDays(1), 0.01, 26));
    assertThat(spec.data()).isEmpty();
  }

  @Test
  void shouldReadCountsAndShortForms() {
    ModelSpec spec =
        SpecParser.parse(
                """
                model: acme/NO
                currency: NOK
                outcome: {name: conversions, money: false}
                calendar: {weekStart: sunday, zone: Europe/Oslo}
                window: {weeks: 40}
                baseline: {trend: false, holidays: NO}
                media: [tv, radio]
                closing: {grace: 0d, maxWait: 36h}
                sources: {agency: [tv, radio], shop: [outcome.conversions]}
                """,
                "acme-no.yaml")
            .orElseThrow();

    assertThat(spec.outcomeIsMoney()).isFalse();
    assertThat(spec.minWeeks()).isEqualTo(40);
    assertThat(spec.baseline()).isEqualTo(new BaselineSpec(false, true, Optional.of("NO")));
    assertThat(spec.closing().grace()).isZero();
    assertThat(spec.closing().maxWait()).isEqualTo(Duration.ofHours(36));
    assertThat(spec.variableToSource())
        .containsEntry("spend.tv", "agency")
        .containsEntry("spend.radio", "agency")
        .containsEntry("outcome.conversions", "shop");
  }

  @Test
  void shouldReadTheCommentedExample() throws IOException {
    ModelSpec spec = SpecParser.parse(Path.of("docs/examples/acme-de.yaml")).orElseThrow();

    assertThat(spec.closing()).isEqualTo(ClosingSpec.defaults());
    assertThat(spec.sources())
        .containsExactly("shop", "tv", "meta", "search", "competitor_sales", "events");
    assertThat(spec.fillOf("clicks.search")).isEqualTo(Fill.ZERO);
    assertThat(spec.fillOf("context.price")).isEqualTo(Fill.PREVIOUS);
    assertThat(spec.fillOf("outcome.revenue")).isEqualTo(Fill.ERROR);
  }

  @Test
  void shouldReadTheWeeklyExample() throws IOException {
    ModelSpec spec = SpecParser.parse(Path.of("docs/examples/weekly-208.yaml")).orElseThrow();

    assertThat(spec.media()).hasSize(5);
    assertThat(spec.media().get(4).mediaVariable()).isEqualTo("clicks.search");
  }

  @Test
  void shouldReportEverythingAtOnceInTheOrderOfTheFile() {
    assertThat(
            problems(
                """
                model: acme
                currency: EURO
                outcome: revenue
                calendar: {weekStart: MONDAY, zone: Europe/Berln}
                windw: {weeks: 156}
                baseline: {trend: yes, holidays: UK}
                media:
                  - {channel: tv, adstock: weibull, theta: [0.3, 1.2]}
                  - {channel: tv, alpha: [3, 0.5]}
                  - {channel: search, exposure: click, gamma: [0, 1], roi: [-1, 2]}
                context:
                  - {name: price, sign: down}
                closing: {grace: two days}
                """))
        .containsExactly(
            "spec.yaml:1: model: 'acme' must be advertiser/market, each letters, digits, '_' and '-', at most 64, beginning with a letter or digit",
            "spec.yaml:2: currency: 'EURO' is no ISO 4217 currency; did you mean 'EUR'?",
            "spec.yaml:4: calendar.zone: 'Europe/Berln' is no time zone; did you mean 'Europe/Berlin'?",
            "spec.yaml:5: windw: unknown key; did you mean 'window'?",
            "spec.yaml:6: baseline.trend: 'yes' must be true or false",
            "spec.yaml:6: baseline.holidays: the holidays of 'UK' are not known; did you mean 'GB'?",
            "spec.yaml:8: media[0].adstock: 'weibull' is unknown; use one of geometric, weibull_cdf, weibull_pdf",
            "spec.yaml:8: media[0].theta: upper 1.2 must be below 1",
            "spec.yaml:9: media[1].channel: tv is listed twice; names must differ, keep one",
            "spec.yaml:9: media[1].alpha: lower 3.0 must be below upper 0.5",
            "spec.yaml:10: media[2].exposure: 'click' is unknown; did you mean 'clicks'?",
            "spec.yaml:10: media[2].gamma: lower 0.0 must be above 0",
            "spec.yaml:10: media[2].roi: lower -1.0 must be above 0",
            "spec.yaml:12: context[0].sign: 'down' is unknown; use one of any, positive, negative",
            "spec.yaml:13: closing.grace: 'two days' must be a duration such as 2d, 36h, 90m");
  }

  @Test
  void shouldNameWhatIsMissing() {
    assertThat(problems("{}"))
        .containsExactly(
            "spec.yaml:1: model: is missing; add model: advertiser/market, such as acme/DE",
            "spec.yaml:1: currency: is missing; add currency: EUR",
            "spec.yaml:1: outcome: is missing; add outcome: revenue",
            "spec.yaml:1: calendar: is missing; add calendar: {zone: Europe/Berlin}",
            "spec.yaml:1: media: is missing; add at least one channel, media: [{channel: tv}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "media: tv ~ spec.yaml:8: media: is given twice (first in line 5); keep one",
        "window: 156 ~ spec.yaml:8: window: must be a mapping, {key: value}",
        "window: {weeks: 1.5} ~ spec.yaml:8: window.weeks: '1.5' must be a whole number above 0",
        "window: {weeks: 26}\\nminWeeks: 27 ~ spec.yaml:9: minWeeks: 27 must not be above the window's 26 weeks",
        "organic: newsletter ~ spec.yaml:8: organic: must be a list, [first, second] or one a line after a dash",
        "organic: [a b] ~ spec.yaml:8: organic[0].name: 'a b' must be letters, digits, '_' and '-', at most 64, beginning with a letter or digit",
        "context: [{name: x, kind: category, aggregation: sum}] ~ spec.yaml:8: context[0].aggregation: a category is aggregated by level; remove the key",
        "context: [{name: x, aggregation: any}] ~ spec.yaml:8: context[0].aggregation: any is for a category; use sum, mean or last, or add kind: category",
        "context: [{name: }] ~ spec.yaml:8: context[0].name: is empty; give a value or remove the key",
        "sources: {a: [tvv]} ~ spec.yaml:8: sources.a[0]: tvv is nothing in this spec; did you mean 'tv'?",
        "sources: {a: [tv], b: [spend.tv]} ~ spec.yaml:8: sources.b[0]: tv already comes from a; all its variables come from one source",
        "closing: {grace: 3d, maxWait: 2d} ~ spec.yaml:8: closing.maxWait: a week would close before it may; make maxWait at least as long as grace",
        "closing: {restatementTolerance: 5} ~ spec.yaml:8: closing.restatementTolerance: 5.0 must lie in [0, 1); 0.01 means 1 %",
        "minWeeks: *anchor ~ spec.yaml:8: minWeeks: an alias (*anchor) is not supported; write it out",
      })
  void shouldSayWhatIsWrongAndWhatToDo(String lines, String problem) {
    assertThat(problems(SMALL + lines.replace("\\n", "\n"))).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "spend.tv: a ~ data.columns: spend.facebook has no column; add spend.facebook: name of its column",
        "spend.tvv: a ~ data.columns.spend.tvv: no variable of this spec; did you mean 'spend.tv'?",
        "clicks.tv: a ~ data.columns.clicks.tv: nothing uses this variable; add exposure: clicks to channel tv or remove it",
        "spend.tv: a, spend.facebook: a ~ data.columns.spend.facebook: column a already is spend.tv; give each its own",
        "spend.tv: D ~ data.columns.spend.tv: column D already is the date; give each its own",
      })
  void shouldCheckColumnsAgainstVariables(String columns, String problem) {
    assertThat(problems(SMALL + "data:\n  date: D\n  columns: {" + columns + "}\n"))
        .anySatisfy(p -> assertThat(p).endsWith(problem));
  }

  @Test
  void shouldCheckFillsAgainstColumns() {
    String columns =
        "{outcome.revenue: r, spend.tv: a, spend.facebook: b, impressions.facebook: imps}";
    assertThat(
            problems(
                SMALL
                    + "data:\n  date: D\n  columns: "
                    + columns
                    + "\n  fill: {imp: zero, r: zero, a: zeroo}\n"))
        .containsExactly(
            "spec.yaml:11: data.fill.imp: is neither a column nor a variable of columns; did you mean 'imps'?",
            "spec.yaml:11: data.fill.r: an outcome cannot be filled with zero; leave the row out or mend the file",
            "spec.yaml:11: data.fill.a: 'zeroo' is unknown; did you mean 'zero'?");
  }

  @Test
  void shouldPointAtBrokenSyntax() {
    assertThat(problems("model: acme/DE\nmedia: [{channel: tv\ncurrency: EUR\n"))
        .singleElement()
        .asString()
        .startsWith("spec.yaml:3: this is not valid YAML: ")
        .endsWith("; check indentation, brackets and quotes here");
  }

  @Test
  void shouldSayThatAFileIsEmptyOrNoMapping() {
    assertThat(problems("# nothing\n"))
        .containsExactly("spec.yaml:1: the file is empty; begin with model: advertiser/market");
    assertThat(problems("- a\n"))
        .containsExactly("spec.yaml:1: a spec is a mapping; begin with model: advertiser/market");
  }

  @Test
  void shouldReadUnderTheTurkishLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      ModelSpec spec =
          SpecParser.parse(SMALL.replace("{zone", "{weekStart: friday, zone"), "tr.yaml")
              .orElseThrow();

      assertThat(spec.calendar().weekStart()).isEqualTo(DayOfWeek.FRIDAY);
      assertThat(spec.media().get(1).exposure()).contains(Exposure.IMPRESSIONS);
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Whatever a person types, the answer is a spec or a list of problems, never an exception. */
  @Property(tries = 400)
  void shouldNeverFailOnAMutilatedSpec(
      @ForAll @IntRange(max = 100_000) int where,
      @ForAll @IntRange(max = 40) int length,
      @ForAll("scraps") String scrap)
      throws IOException {
    String good = Files.readString(Path.of("docs/examples/acme-de.yaml"));
    int from = where % good.length();
    String bad =
        good.substring(0, from) + scrap + good.substring(Math.min(good.length(), from + length));

    assertThat(SpecParser.parse(bad, "bad.yaml")).isNotNull();
  }

  @Provide
  Arbitrary<String> scraps() {
    return Arbitraries.of(
        "",
        " ",
        "\n",
        "\t",
        ":",
        "-",
        "[",
        "]",
        "{",
        "}",
        ",",
        "'",
        "\"",
        "&a",
        "*a",
        "!!",
        "%",
        "|",
        ">",
        "#",
        "null",
        "~",
        "-1",
        "1e99999999",
        "NaN",
        "\u0000",
        "é",
        "😀",
        "a: b\n",
        "- x\n");
  }

  private static List<String> problems(String yaml) {
    SpecResult result = SpecParser.parse(yaml, "spec.yaml");
    assertThat(result).isInstanceOf(SpecResult.Invalid.class);
    return ((SpecResult.Invalid) result).problems().stream().map(SpecProblem::toString).toList();
  }
}
