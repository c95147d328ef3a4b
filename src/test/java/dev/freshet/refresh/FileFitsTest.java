package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.WeeklyHistory;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FileFitsTest {
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 6);

  private static WeeklyHistory history(int weeks) {
    return new WeeklyHistory(
        FIRST, weeks, Map.of("spend.tv", LongStream.range(0, weeks).toArray()));
  }

  private static ModelSpec spec(int min, int window) {
    return Specs.tv().weeks(min, window).build();
  }

  @Test
  void shouldTakeTheWholeFileAsWindowWhenItIsShort() {
    Series series = FileFits.series(spec(10, 156), history(50), null);

    assertThat(series.firstWeek()).isEqualTo(FIRST);
    assertThat(series.leadInWeeks()).isZero();
    assertThat(series.weeks()).isEqualTo(50);
  }

  @Test
  void shouldTakeWhatLiesBeforeTheWindowAsLeadIn() {
    Series series = FileFits.series(spec(10, 40), history(50), null);

    assertThat(series.leadInWeeks()).isEqualTo(10);
    assertThat(series.weeks()).isEqualTo(40);
    assertThat(series.of("spend.tv")).hasSize(50).startsWith(0L, 1L).endsWith(49L);
  }

  @Test
  void shouldCapTheLeadIn() {
    Series series = FileFits.series(spec(10, 40), history(200), null);

    assertThat(series.leadInWeeks()).isEqualTo(Series.MAX_LEAD_IN_WEEKS);
    assertThat(series.firstWeek()).isEqualTo(FIRST.plusWeeks(200 - 40 - 104));
    assertThat(series.of("spend.tv")).hasSize(144).startsWith(56L).endsWith(199L);
  }

  @Test
  void shouldEndWithTheLastWeekThatIsOverOnTheDay() {
    ModelSpec spec = spec(2, 40);
    LocalDate sunday = FIRST.plusDays(20);

    assertThat(FileFits.series(spec, history(50), sunday).weeks()).isEqualTo(3);
    assertThat(FileFits.series(spec, history(50), sunday.minusDays(1)).weeks()).isEqualTo(2);
    assertThat(FileFits.series(spec, history(50), FIRST.plusYears(9)).weeks()).isEqualTo(40);
  }

  @Test
  void shouldSayHowManyWeeksAreMissing() {
    assertThatThrownBy(() -> FileFits.series(spec(30, 40), history(50), FIRST.plusWeeks(10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 weeks")
        .hasMessageContaining("needs 30");
    assertThatThrownBy(() -> FileFits.series(spec(30, 40), history(50), FIRST.minusYears(1)))
        .hasMessageContaining("0 weeks");
  }
}
