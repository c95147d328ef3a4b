package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.BadDataException;
import dev.freshet.model.BaselineTerm;
import dev.freshet.model.FitRequest;
import dev.freshet.model.MediaTerm;
import dev.freshet.spec.Aggregation;
import dev.freshet.spec.BaselineSpec;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.Fill;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.Sign;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FitRequestsTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);

  private static Long[] units(Integer... values) {
    Long[] micros = new Long[values.length];
    for (int t = 0; t < values.length; t++) {
      micros[t] = values[t] == null ? null : values[t] * 1_000_000L;
    }
    return micros;
  }

  private static Series series(int leadIn, Map<String, Long[]> micros) {
    int total = micros.values().iterator().next().length;
    Map<String, Long[]> all = new TreeMap<>(micros);
    all.putIfAbsent("outcome.revenue", units(new Integer[total]));
    return new Series(FIRST, leadIn, total - leadIn, all);
  }

  private static FitRequest request(ModelSpec spec, Series series) {
    return FitRequests.of(spec, series, Optional.empty());
  }

  private static ModelSpec price(Fill fill) {
    return Specs.tv()
        .context(
            new ContextSpec(
                "price",
                Sign.ANY,
                ContextSpec.Kind.NUMBER,
                Aggregation.MEAN,
                fill,
                "shop",
                ContextSpec.DEFAULT_NONE_LEVEL))
        .build();
  }

  @Test
  void shouldTakeAnAbsentAmountForZeroMediaAndMissingOutcome() {
    FitRequest request =
        request(
            Specs.tv().build(),
            series(0, Map.of("spend.tv", units(1, null), "outcome.revenue", units(null, 9))));

    assertThat(request.data().media()[0]).containsExactly(1, 0);
    assertThat(request.data().outcome()).containsExactly(Double.NaN, 9);
  }

  @Test
  void shouldKeepEveryMicro() {
    FitRequest request =
        request(Specs.tv().build(), series(0, Map.of("spend.tv", new Long[] {1L, 123_456_789L})));

    assertThat(request.data().spend()[0]).containsExactly(0.000001, 123.456789);
  }

  @Test
  void shouldGiveMediaTheLeadInAndAllElseTheWindow() {
    FitRequest request =
        request(
            price(Fill.ZERO),
            series(
                2,
                Map.of(
                    "spend.tv", units(1, 2, 3, 4, 5),
                    "context.price", units(6, 7, 8, 9, 10),
                    "outcome.revenue", units(11, 12, 13, 14, 15))));

    assertThat(request.data().leadInWeeks()).isEqualTo(2);
    assertThat(request.data().firstWeek()).isEqualTo(FIRST);
    assertThat(request.data().media()[0]).containsExactly(1, 2, 3, 4, 5);
    assertThat(request.data().outcome()).containsExactly(13, 14, 15);
    assertThat(request.data().baseline()[0]).containsExactly(8, 9, 10);
  }

  @Test
  void shouldModelTheExposureAndCountTheSpend() {
    ModelSpec spec =
        Specs.tv()
            .media(MediaSpec.of("search").withExposure(Exposure.CLICKS))
            .organic("newsletter")
            .build();

    FitRequest request =
        request(
            spec,
            series(
                0,
                Map.of(
                    "spend.tv", units(1),
                    "spend.search", units(2),
                    "clicks.search", units(300),
                    "organic.newsletter", units(40))));

    assertThat(request.definition().media())
        .extracting(m -> m.name() + " " + m.kind())
        .containsExactly("tv PAID", "search PAID", "newsletter ORGANIC");
    assertThat(request.data().media()).isDeepEqualTo(new double[][] {{1}, {300}, {40}});
    assertThat(request.data().spend()).isDeepEqualTo(new double[][] {{1}, {2}, {}});
    assertThat(request.definition().media().get(2).kind()).isEqualTo(MediaTerm.Kind.ORGANIC);
  }

  @Test
  void shouldNotModelAWeekOfMoreRefundsThanSpend() {
    FitRequest request =
        request(
            Specs.tv().build(),
            series(1, Map.of("spend.tv", units(-1, 5, -2), "outcome.revenue", units(7, 8, 9))));

    assertThat(request.data().media()[0]).containsExactly(0, 5, 0);
    assertThat(request.data().spend()[0]).containsExactly(0, 5, 0);
    assertThat(request.data().outcome()).containsExactly(8, Double.NaN);
  }

  @Test
  void shouldNameVariableAndWeekOfAMissingContext() {
    Series series =
        series(1, Map.of("spend.tv", units(1, 1, 1), "context.price", units(null, 3, null)));

    assertThatThrownBy(() -> request(price(Fill.ERROR), series))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("context.price")
        .hasMessageContaining("2026-01-19")
        .hasMessageContaining("fill");
  }

  @Test
  void shouldFillContextAsTheSpecSays() {
    Series series =
        series(1, Map.of("spend.tv", units(1, 1, 1, 1), "context.price", units(5, null, null, 7)));

    assertThat(request(price(Fill.ZERO), series).data().baseline()[0]).containsExactly(0, 0, 7);
    assertThat(request(price(Fill.PREVIOUS), series).data().baseline()[0]).containsExactly(5, 5, 7);
  }

  @Test
  void shouldNotFillFromAWeekThatIsMissingItself() {
    Series series = series(0, Map.of("spend.tv", units(1, 1), "context.price", units(null, 7)));

    assertThatThrownBy(() -> request(price(Fill.PREVIOUS), series))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("2026-01-05");
  }

  @Test
  void shouldNotChangeTheSeries() {
    Series series = series(0, Map.of("spend.tv", units(-1, 1), "context.price", units(null, 7)));

    request(price(Fill.ZERO), series);

    assertThat(series.of("spend.tv")).containsExactly(-1_000_000L, 1_000_000L);
    assertThat(series.of("context.price")).containsExactly(null, 7_000_000L);
  }

  @Test
  void shouldGiveEveryLevelOfACategoryAColumnButTheNoneLevelAndEmptyOnes() {
    ModelSpec spec = Specs.tv().context(ContextSpec.category("events")).build();

    FitRequest request =
        request(
            spec,
            series(
                1,
                Map.of(
                    "spend.tv", units(1, 1, 1),
                    "context.events:sale", units(null, 1, null),
                    "context.events:fair", units(1, 0, 0),
                    "context.events:na", units(0, 1, 1),
                    "context.events:never", units(0, 0, null))));

    assertThat(request.definition().baseline())
        .containsExactly(
            new BaselineTerm("context.events:fair", "context.events"),
            new BaselineTerm("context.events:sale", "context.events"));
    assertThat(request.data().baseline()).isDeepEqualTo(new double[][] {{0, 0}, {1, 0}});
  }

  @Test
  void shouldHaveTheSameHolidayColumnsInAnyWindow() {
    ModelSpec spec = Specs.tv().baseline(new BaselineSpec(true, true, Optional.of("DE"))).build();
    Long[] year = units(new Integer[52]);

    FitRequest winter = request(spec, new Series(FIRST, 0, 4, Map.of()));
    FitRequest whole = request(spec, new Series(FIRST, 0, 52, Map.of("spend.tv", year)));

    List<String> names = whole.definition().baseline().stream().map(BaselineTerm::name).toList();
    assertThat(winter.definition()).isEqualTo(whole.definition());
    assertThat(names).contains("holiday.FIRST_CHRISTMAS_DAY", "holiday.christian.EASTER_MONDAY");
    assertThat(whole.definition().baseline()).allMatch(b -> b.component().equals("holiday"));
    // 25 December 2026 is in the week of the 21st, the 51st from 5 January.
    double[] christmas = whole.data().baseline()[names.indexOf("holiday.FIRST_CHRISTMAS_DAY")];
    assertThat(christmas[50]).isEqualTo(1);
    assertThat(java.util.Arrays.stream(christmas).sum()).isEqualTo(1);
    assertThat(winter.data().baseline()[names.indexOf("holiday.FIRST_CHRISTMAS_DAY")])
        .containsExactly(0, 0, 0, 0);
  }

  @Test
  void shouldNotKnowHolidaysThatWereKeptOnceOnly() {
    ModelSpec spec = Specs.tv().baseline(new BaselineSpec(true, true, Optional.of("DE"))).build();

    FitRequest request = request(spec, new Series(LocalDate.of(2017, 10, 2), 0, 52, Map.of()));

    // 31 October 2017 was a holiday in all of Germany, once.
    assertThat(request.definition().baseline()).noneMatch(b -> b.name().contains("REFORMATION"));
  }
}
