package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.avro.VariableAmount;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.demo.Simulator;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.History;
import dev.freshet.spec.ModelSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
  private static final ModelSpec SPEC =
      Simulator.advertiser(
              new Simulator.Setting(
                  "hooli/US",
                  "USD",
                  ZoneId.of("America/New_York"),
                  "US",
                  5,
                  LocalDate.of(2025, 3, 3),
                  56,
                  3))
          .spec();
  private static final LocalDate FIRST = LocalDate.parse("2023-01-02");
  private static final String CATEGORY =
      SPEC.context().stream()
          .filter(c -> c.kind() == ContextSpec.Kind.CATEGORY)
          .map(ContextSpec::variable)
          .findFirst()
          .orElseThrow();

  @Test
  void shouldSendNothingWhenThePublishedWeeksSayTheSame() {
    LoadPlan plan = new LoadPlan(SPEC, history(), published(false));
    assertThat(plan.variables(FIRST)).isEmpty();
    assertThat(plan.variables(FIRST.plusWeeks(1))).isEmpty();
    assertThat(plan.settledWeeks()).isEmpty();
  }

  @Test
  void shouldSendAllOfAWeekThatIsNotPublished() {
    Map<LocalDate, WeeklyObservation> weeks = published(false);
    weeks.remove(FIRST);
    LoadPlan plan = new LoadPlan(SPEC, history(), weeks);
    assertThat(plan.variables(FIRST)).contains(SPEC.outcomeVariable(), CATEGORY);
    assertThat(plan.variables(FIRST.plusWeeks(1))).isEmpty();
  }

  @Test
  void shouldSendOnlyTheVariablesThatDiffer() {
    Map<LocalDate, WeeklyObservation> weeks = published(false);
    WeeklyObservation row = weeks.get(FIRST);
    List<VariableAmount> amounts = new ArrayList<>();
    for (VariableAmount amount : row.getVariables()) {
      String variable = amount.getVariable();
      if (variable.startsWith(CATEGORY)) {
        amounts.add(new VariableAmount(CATEGORY + ":other", 1_000_000L, 1L));
      } else if (!variable.equals(SPEC.outcomeVariable())) {
        amounts.add(amount);
      }
    }
    row.setVariables(amounts);
    LoadPlan plan = new LoadPlan(SPEC, history(), weeks);
    assertThat(plan.variables(FIRST)).containsExactlyInAnyOrder(SPEC.outcomeVariable(), CATEGORY);
  }

  @Test
  void shouldRefuseSettledWeeksThatDifferAndSayWhatToDo() {
    Map<LocalDate, WeeklyObservation> weeks = published(true);
    assertThatCode(() -> new LoadPlan(SPEC, history(), weeks).requireNoneSettled(SPEC.model()))
        .doesNotThrowAnyException();
    weeks
        .get(FIRST)
        .getVariables()
        .forEach(
            amount -> {
              if (amount.getVariable().equals(SPEC.outcomeVariable())) {
                amount.setAmountMicros(9_000_000L);
              }
            });
    LoadPlan plan = new LoadPlan(SPEC, history(), weeks);
    assertThat(plan.settledWeeks()).containsExactly(FIRST);
    assertThat(plan.variables(FIRST)).isEmpty();
    assertThatThrownBy(() -> plan.requireNoneSettled(SPEC.model()))
        .hasMessage(
            "1 of the file's weeks have settled in the ledger of %s and differ from it, first 2023-01-02 (%s is 9.0, in the file 5.0): load with --reopen to replace these weeks as wholes, or take them out of the file; nothing was sent"
                .formatted(SPEC.model(), SPEC.outcomeVariable()));
  }

  @Test
  void shouldReplaceOldWeeksWhetherTheirRowsSayThatTheySettledOrNot() {
    Map<LocalDate, WeeklyObservation> weeks = published(false);
    weeks.values().forEach(row -> row.setVariables(List.of()));
    LoadPlan plan = new LoadPlan(SPEC, history(), weeks);
    LocalDate settles = FIRST.plusWeeks(1 + SPEC.closing().settleWeeks());
    plan.replaceOldWeeks(SPEC.calendar().start(settles).minusMillis(1));
    assertThat(plan.settledWeeks()).isEmpty();
    plan.replaceOldWeeks(SPEC.calendar().start(settles));
    assertThat(plan.settledWeeks()).containsExactly(FIRST);
    assertThat(plan.variables(FIRST)).isEmpty();
    assertThat(plan.variables(FIRST.plusWeeks(1))).isNotEmpty();
  }

  @Test
  void shouldReplaceAWeekWithoutARowOnlyWhereALaterOneHasSettled() {
    Instant later = SPEC.calendar().start(FIRST.plusWeeks(60));
    LoadPlan first = new LoadPlan(SPEC, history(), Map.of());
    first.replaceOldWeeks(later);
    assertThat(first.settledWeeks()).isEmpty();
    Map<LocalDate, WeeklyObservation> weeks = published(true);
    weeks.remove(FIRST);
    LoadPlan plan = new LoadPlan(SPEC, history(), weeks);
    plan.replaceOldWeeks(later);
    assertThat(plan.settledWeeks()).containsExactly(FIRST);
  }

  /** Two weeks: 5 of every number, and a level in the first week only. */
  private static History history() {
    List<String> variables = new ArrayList<>();
    for (String variable : SPEC.variables()) {
      variables.add(variable.equals(CATEGORY) ? CATEGORY + ":sale" : variable);
    }
    List<History.Row> rows = new ArrayList<>();
    for (int week = 0; week < 2; week++) {
      Map<String, Long> micros = new LinkedHashMap<>();
      for (String variable : variables) {
        boolean level = variable.indexOf(':') >= 0;
        micros.put(variable, level ? (week == 0 ? 1_000_000L : 0L) : 5_000_000L);
      }
      rows.add(new History.Row(FIRST.plusWeeks(week), micros, week + 1));
    }
    return new History(History.Step.WEEK, variables, rows);
  }

  private static Map<LocalDate, WeeklyObservation> published(boolean settled) {
    Map<LocalDate, WeeklyObservation> weeks = new HashMap<>();
    for (History.Row row : history().rows()) {
      List<VariableAmount> amounts = new ArrayList<>();
      new TreeMap<>(row.micros())
          .forEach(
              (variable, micros) -> {
                if (micros != 0) {
                  amounts.add(new VariableAmount(variable, micros, 1L));
                }
              });
      weeks.put(
          row.date(),
          new WeeklyObservation(SPEC.model(), row.date(), 1L, amounts, "v", List.of(), settled));
    }
    return weeks;
  }
}
