package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.avro.VariableAmount;
import dev.freshet.avro.WeeklyObservation;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationsTest {
  private static final LocalDate WEEK = LocalDate.of(2026, 1, 5);

  private static WeeklyObservation week(Object... variableAndMicros) {
    List<VariableAmount> variables = new ArrayList<>();
    for (int i = 0; i < variableAndMicros.length; i += 2) {
      variables.add(
          new VariableAmount(
              (String) variableAndMicros[i], ((Number) variableAndMicros[i + 1]).longValue(), 1L));
    }
    return WeeklyObservation.newBuilder()
        .setModel(Specs.MODEL)
        .setWeek(WEEK)
        .setRevision(1)
        .setVariables(variables)
        .setSpecVersion("")
        .setWatermarks(List.of())
        .build();
  }

  @Test
  void shouldSeeNoChangeInTheSameAmountsInAnotherOrder() {
    assertThat(
            Observations.relativeChange(
                week("spend.tv", 5, "outcome.revenue", 7),
                week("outcome.revenue", 7, "spend.tv", 5)))
        .isZero();
  }

  @Test
  void shouldTakeTheLargestRelativeChange() {
    assertThat(
            Observations.relativeChange(
                week("spend.tv", 1000, "outcome.revenue", -200),
                week("spend.tv", 1010, "outcome.revenue", -210)))
        .isCloseTo(0.05, within(1e-15));
  }

  @Test
  void shouldCallItInfiniteWhenAVariableComesGoesOrLeavesZero() {
    assertThat(Observations.relativeChange(null, week("spend.tv", 1))).isInfinite();
    assertThat(Observations.relativeChange(week(), week("spend.tv", 0))).isInfinite();
    assertThat(Observations.relativeChange(week("spend.tv", 0), week())).isInfinite();
    assertThat(Observations.relativeChange(week("spend.tv", 0), week("spend.tv", 1))).isInfinite();
  }

  @Test
  void shouldSeeAChangeOfOneMicroInALargeAmount() {
    long large = 900_000_000_000_000_001L;

    assertThat(Observations.relativeChange(week("spend.tv", large), week("spend.tv", large + 1)))
        .isPositive();
  }

  @Test
  void shouldLineUpWeeksWithGapsAsNull() {
    Map<LocalDate, WeeklyObservation> weeks =
        Map.of(WEEK, week("spend.tv", 1), WEEK.plusWeeks(2), week("spend.tv", 3, "spend.ooh", 4));

    Map<String, Long[]> line = Observations.line(weeks, WEEK, 4);

    assertThat(line).containsOnlyKeys("spend.tv", "spend.ooh");
    assertThat(line.get("spend.tv")).containsExactly(1L, null, 3L, null);
    assertThat(line.get("spend.ooh")).containsExactly(null, null, 4L, null);
  }

  @Test
  void shouldKeepSeriesThroughTheContract() {
    Map<String, Long[]> series =
        Map.of("spend.tv", new Long[] {1L, null, -3L}, "a", new Long[] {null, null, null});

    Map<String, Long[]> back = Observations.fromAvro(Observations.toAvro(series));

    assertThat(back).containsOnlyKeys("spend.tv", "a");
    assertThat(back.get("spend.tv")).containsExactly(1L, null, -3L);
    assertThat(back.get("a")).containsExactly(null, null, null);
  }
}
