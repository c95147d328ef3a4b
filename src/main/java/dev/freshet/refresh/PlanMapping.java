package dev.freshet.refresh;

import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.SourceWatermark;
import dev.freshet.avro.TriggerReason;
import dev.freshet.avro.internal.PlannerState;
import dev.freshet.refresh.Plan.Burst;
import dev.freshet.refresh.Plan.Counters;
import dev.freshet.refresh.Plan.Due;
import dev.freshet.refresh.Plan.Ending;
import dev.freshet.refresh.Plan.InFlight;
import dev.freshet.refresh.Plan.Incumbent;
import dev.freshet.refresh.Plan.Trouble;
import dev.freshet.refresh.Plan.Weeks;
import dev.freshet.topic.SpecMapping;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Maps plans to and from the form in which the planner's store keeps them. */
final class PlanMapping {
  private PlanMapping() {}

  static PlannerState toAvro(Plan plan) {
    Optional<InFlight> flight = plan.inFlight();
    return PlannerState.newBuilder()
        .setSpec(plan.spec().map(SpecMapping::toAvro).orElse(null))
        .setWatermarks(
            plan.watermarks().entrySet().stream()
                .map(e -> new SourceWatermark(e.getKey(), e.getValue()))
                .toList())
        .setFirstWeek(plan.weeks().first().orElse(null))
        .setNewestWeek(plan.weeks().newest().orElse(null))
        .setClosedThrough(plan.weeks().closedThrough().orElse(null))
        .setClosedAt(plan.weeks().closedAt().orElse(null))
        .setDataRevision(plan.counters().dataRevision())
        .setSequence(plan.counters().sequence())
        .setDue(reasons(plan.due().triggers()))
        .setDueRebuild(plan.due().rebuild())
        .setDueDetail(plan.due().detail())
        .setDueWeeks(plan.due().burst().weeks())
        .setDueSince(plan.due().burst().since().orElse(null))
        .setDueNewsAt(plan.due().burst().newsAt().orElse(null))
        .setRequestId(flight.map(InFlight::requestId).orElse(null))
        .setRequestSequence(flight.map(InFlight::sequence).orElse(0L))
        .setRequestedAt(flight.map(InFlight::requestedAt).orElse(null))
        .setRequestDue(flight.map(f -> reasons(f.due().triggers())).orElse(List.of()))
        .setRequestRebuild(flight.map(f -> f.due().rebuild()).orElse(false))
        .setRequestDetail(flight.map(f -> f.due().detail()).orElse(""))
        .setReportedVersion(plan.incumbent().reported().orElse(null))
        .setArrivedVersion(plan.incumbent().arrived().orElse(null))
        .setPublishedWeek(plan.incumbent().closedWeek().orElse(null))
        .setFailures(plan.trouble().failures())
        .setRetryAt(plan.trouble().retryAt().orElse(null))
        .setLastOutcome(
            plan.trouble().outcome().map(o -> RefreshOutcome.valueOf(o.name())).orElse(null))
        .setLastDetail(plan.trouble().detail())
        .setStaleSince(plan.incumbent().staleSince().orElse(null))
        .build();
  }

  static Plan fromAvro(PlannerState s) {
    return new Plan(
        Optional.ofNullable(s.getSpec()).map(SpecMapping::fromAvro),
        new Weeks(
            Optional.ofNullable(s.getFirstWeek()),
            Optional.ofNullable(s.getNewestWeek()),
            Optional.ofNullable(s.getClosedThrough()),
            Optional.ofNullable(s.getClosedAt())),
        watermarks(s.getWatermarks()),
        new Counters(s.getDataRevision(), s.getSequence()),
        new Due(
            triggers(s.getDue()),
            s.getDueRebuild(),
            s.getDueDetail(),
            new Burst(
                s.getDueWeeks(),
                Optional.ofNullable(s.getDueSince()),
                Optional.ofNullable(s.getDueNewsAt()))),
        Optional.ofNullable(s.getRequestId())
            .map(
                id ->
                    new InFlight(
                        id,
                        s.getRequestSequence(),
                        s.getRequestedAt(),
                        new Due(
                            triggers(s.getRequestDue()),
                            s.getRequestRebuild(),
                            s.getRequestDetail(),
                            Burst.NONE))),
        new Incumbent(
            Optional.ofNullable(s.getReportedVersion()),
            Optional.ofNullable(s.getArrivedVersion()),
            Optional.ofNullable(s.getPublishedWeek()),
            Optional.ofNullable(s.getStaleSince())),
        new Trouble(
            s.getFailures(),
            Optional.ofNullable(s.getRetryAt()),
            Optional.ofNullable(s.getLastOutcome()).map(o -> Ending.valueOf(o.name())),
            s.getLastDetail()));
  }

  static Map<String, Instant> watermarks(List<SourceWatermark> watermarks) {
    Map<String, Instant> bySource = new HashMap<>();
    watermarks.forEach(w -> bySource.put(w.getSource(), w.getCompleteThrough()));
    return bySource;
  }

  static List<TriggerReason> reasons(Set<Trigger> triggers) {
    return triggers.stream().map(t -> TriggerReason.valueOf(t.name())).toList();
  }

  private static Set<Trigger> triggers(List<TriggerReason> reasons) {
    EnumSet<Trigger> triggers = EnumSet.noneOf(Trigger.class);
    reasons.forEach(r -> triggers.add(Trigger.valueOf(r.name())));
    return triggers;
  }
}
