package dev.freshet.refresh;

import dev.freshet.avro.ExperimentState;
import dev.freshet.avro.ExperimentUse;
import dev.freshet.avro.LiftTest;
import dev.freshet.model.TestedLift;
import dev.freshet.refresh.LiftTestUse.State;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.LiftTestMapping;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Judges lift tests as they travel, and writes what became of them into reports and status. */
final class ExperimentRows {
  private ExperimentRows() {}

  /**
   * Which of the tests count on these weeks.
   *
   * @param series the weeks; empty before any has closed
   */
  static LiftTestJudgement judge(ModelSpec spec, Optional<Series> series, List<LiftTest> rows) {
    List<dev.freshet.spec.LiftTest> tests = new ArrayList<>();
    List<LiftTestUse> uses = new ArrayList<>();
    for (LiftTest row : rows) {
      try {
        tests.add(LiftTestMapping.fromAvro(row));
      } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
        uses.add(LiftTestUse.of(row.getExperiment(), State.REFUSED, e.getMessage()));
      }
    }
    LiftTestJudgement judged =
        series
            .map(weeks -> LiftTestJudgement.of(spec, weeks, tests))
            .orElseGet(() -> LiftTestJudgement.beforeAnyWeek(tests));
    uses.addAll(judged.uses());
    uses.sort(Comparator.comparing(LiftTestUse::experiment));
    return new LiftTestJudgement(uses, judged.counting());
  }

  static List<ExperimentUse> toAvro(List<LiftTestUse> uses) {
    return toAvro(uses, List.of());
  }

  /**
   * @param lifts what a fit says of the tests that count
   */
  static List<ExperimentUse> toAvro(List<LiftTestUse> uses, List<TestedLift> lifts) {
    return uses.stream()
        .map(
            use ->
                row(
                    use,
                    lifts.stream()
                        .filter(l -> l.experiment().equals(use.experiment()))
                        .findFirst()))
        .toList();
  }

  private static ExperimentUse row(LiftTestUse use, Optional<TestedLift> lift) {
    return ExperimentUse.newBuilder()
        .setExperiment(use.experiment())
        .setState(ExperimentState.valueOf(use.state().name()))
        .setLeavesNext(use.leavesNext())
        .setDetail(use.detail())
        .setLift(lift.map(TestedLift::measured).orElse(null))
        .setStandardError(lift.map(TestedLift::standardError).orElse(null))
        .setModelled(lift.map(l -> l.modelled().median()).orElse(null))
        .setModelledLower(lift.map(l -> l.modelled().lower()).orElse(null))
        .setModelledUpper(lift.map(l -> l.modelled().upper()).orElse(null))
        .build();
  }

  static List<LiftTestUse> fromAvro(List<ExperimentUse> rows) {
    return rows.stream()
        .map(
            row ->
                new LiftTestUse(
                    row.getExperiment(),
                    State.valueOf(row.getState().name()),
                    row.getLeavesNext(),
                    row.getDetail()))
        .toList();
  }
}
