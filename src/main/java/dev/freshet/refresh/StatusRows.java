package dev.freshet.refresh;

import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.OpenWeek;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.refresh.Plan.Edition;
import dev.freshet.refresh.Plan.InFlight;
import dev.freshet.spec.ModelSpec;
import java.time.Instant;
import java.util.List;

/** Makes the rows of {@code mmm.status} from plans. */
final class StatusRows {
  private static final int MAX_OPEN_WEEKS = 26;

  private StatusRows() {}

  /** The status of a model, as of {@code now}. */
  static ModelStatus of(String model, Plan plan, Instant now) {
    return ModelStatus.newBuilder()
        .setModel(model)
        .setSpecVersion(plan.spec().map(ModelSpec::fingerprint).orElse(""))
        .setState(state(plan))
        .setClosedWeek(plan.weeks().closedThrough().orElse(null))
        .setClosedWeeks(plan.closedWeeks())
        .setOpenWeeks(openWeeks(plan))
        .setRequestId(plan.inFlight().map(InFlight::requestId).orElse(null))
        .setSequence(plan.counters().sequence())
        .setLastOutcome(
            plan.trouble().outcome().map(o -> RefreshOutcome.valueOf(o.name())).orElse(null))
        .setLastDetail(plan.trouble().detail())
        .setModelVersion(plan.published().map(Edition::version).orElse(null))
        .setStaleSince(plan.incumbent().staleSince().orElse(null))
        .setStaleReason(RefreshPlanner.staleReason(plan).orElse(""))
        .setChangedAt(now)
        .setClosedWithout(Standing.lacking(plan))
        .setExperiments(ExperimentRows.toAvro(plan.liftTests()))
        .build();
  }

  private static ModelState state(Plan plan) {
    if (plan.spec().isEmpty()) {
      return ModelState.WAITING_FOR_SPEC;
    }
    if (plan.inFlight().isPresent()) {
      return ModelState.FITTING;
    }
    if (plan.published().isEmpty()) {
      return ModelState.COLLECTING;
    }
    return RefreshPlanner.staleReason(plan).isPresent() ? ModelState.STALE : ModelState.FRESH;
  }

  private static List<OpenWeek> openWeeks(Plan plan) {
    return Standing.open(plan).stream()
        .limit(MAX_OPEN_WEEKS)
        .map(o -> new OpenWeek(o.week(), o.waitingFor()))
        .toList();
  }
}
