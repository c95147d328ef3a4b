package dev.freshet.refresh;

import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.SourceWatermark;
import dev.freshet.avro.TriggerReason;
import dev.freshet.avro.internal.PlannerEdition;
import dev.freshet.avro.internal.PlannerFeed;
import dev.freshet.avro.internal.PlannerState;
import dev.freshet.avro.internal.PlannerWeekNews;
import dev.freshet.refresh.Plan.Burst;
import dev.freshet.refresh.Plan.Closed;
import dev.freshet.refresh.Plan.Counters;
import dev.freshet.refresh.Plan.Due;
import dev.freshet.refresh.Plan.Edition;
import dev.freshet.refresh.Plan.Ending;
import dev.freshet.refresh.Plan.Feed;
import dev.freshet.refresh.Plan.InFlight;
import dev.freshet.refresh.Plan.Incumbent;
import dev.freshet.refresh.Plan.Mandate;
import dev.freshet.refresh.Plan.Route;
import dev.freshet.refresh.Plan.Trouble;
import dev.freshet.refresh.Plan.Weeks;
import dev.freshet.topic.SpecMapping;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Maps plans to and from the form in which the planner's store keeps them. */
final class PlanMapping {
  private PlanMapping() {}

  static PlannerState toAvro(Plan plan) {
    Optional<InFlight> flight = plan.inFlight();
    return PlannerState.newBuilder()
        .setSpec(plan.spec().map(SpecMapping::toAvro).orElse(null))
        .setSpecSince(plan.mandate().map(Mandate::since).orElse(null))
        .setFeeds(
            plan.feeds().entrySet().stream()
                .map(
                    e ->
                        new PlannerFeed(e.getKey(), e.getValue().through(), e.getValue().movedAt()))
                .toList())
        .setFirstWeek(plan.weeks().first().orElse(null))
        .setNewestWeek(plan.weeks().newest().orElse(null))
        .setClosedThrough(plan.weeks().closedThrough().orElse(null))
        .setClosedAt(plan.weeks().closed().map(Closed::at).orElse(null))
        .setClosedWithout(plan.weeks().closed().map(Closed::missing).orElse(List.of()))
        .setWeekNews(
            plan.weeks().news().entrySet().stream()
                .map(e -> new PlannerWeekNews(e.getKey(), e.getValue()))
                .toList())
        .setDataRevision(plan.counters().dataRevision())
        .setSequence(plan.counters().sequence())
        .setFloor(plan.counters().floor())
        .setDue(reasons(plan.due().triggers()))
        .setDueRebuild(plan.due().rebuild())
        .setDueDetail(plan.due().detail())
        .setDueWeeks(plan.due().burst().weeks())
        .setDueSince(plan.due().burst().since().orElse(null))
        .setDueNewsAt(plan.due().burst().newsAt().orElse(null))
        .setRequestId(flight.map(InFlight::requestId).orElse(null))
        .setRequestSequence(flight.map(InFlight::sequence).orElse(0L))
        .setRequestFrom(flight.map(InFlight::from).orElse(0L))
        .setRequestRoute(flight.map(f -> f.route().name()).orElse(""))
        .setRequestLost(flight.map(InFlight::lost).orElse(false))
        .setRequestedAt(flight.map(InFlight::requestedAt).orElse(null))
        .setRequestDue(flight.map(f -> reasons(f.due().triggers())).orElse(List.of()))
        .setRequestRebuild(flight.map(f -> f.due().rebuild()).orElse(false))
        .setRequestDetail(flight.map(f -> f.due().detail()).orElse(""))
        .setReported(plan.incumbent().reported().map(PlanMapping::edition).orElse(null))
        .setArrived(plan.incumbent().arrived().map(PlanMapping::edition).orElse(null))
        .setPublishedWeek(plan.incumbent().closedWeek().orElse(null))
        .setFailures(plan.trouble().failures())
        .setRetryAt(plan.trouble().retryAt().orElse(null))
        .setLastOutcome(
            plan.trouble().outcome().map(o -> RefreshOutcome.valueOf(o.name())).orElse(null))
        .setLastDetail(plan.trouble().detail())
        .setStaleSince(plan.incumbent().staleSince().orElse(null))
        .setExperiments(ExperimentRows.toAvro(plan.liftTests()))
        .build();
  }

  static Plan fromAvro(PlannerState s) {
    return new Plan(
        Optional.ofNullable(s.getSpec())
            .map(spec -> new Mandate(SpecMapping.fromAvro(spec), s.getSpecSince())),
        new Weeks(
            Optional.ofNullable(s.getFirstWeek()),
            Optional.ofNullable(s.getNewestWeek()),
            Optional.ofNullable(s.getClosedThrough())
                .map(week -> new Closed(week, s.getClosedAt(), s.getClosedWithout())),
            news(s.getWeekNews())),
        feeds(s.getFeeds()),
        new Counters(s.getDataRevision(), s.getSequence(), s.getFloor()),
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
                        s.getRequestFrom(),
                        Route.valueOf(s.getRequestRoute()),
                        s.getRequestedAt(),
                        new Due(
                            triggers(s.getRequestDue()),
                            s.getRequestRebuild(),
                            s.getRequestDetail(),
                            Burst.NONE),
                        s.getRequestLost())),
        new Incumbent(
            Optional.ofNullable(s.getReported()).map(PlanMapping::edition),
            Optional.ofNullable(s.getArrived()).map(PlanMapping::edition),
            Optional.ofNullable(s.getPublishedWeek()),
            Optional.ofNullable(s.getStaleSince())),
        new Trouble(
            s.getFailures(),
            Optional.ofNullable(s.getRetryAt()),
            Optional.ofNullable(s.getLastOutcome()).map(o -> Ending.valueOf(o.name())),
            s.getLastDetail()),
        ExperimentRows.fromAvro(s.getExperiments()));
  }

  private static PlannerEdition edition(Edition e) {
    return new PlannerEdition(e.version(), e.sequence(), e.engine());
  }

  private static Edition edition(PlannerEdition e) {
    return new Edition(e.getVersion(), e.getSequence(), e.getEngine());
  }

  private static Map<String, Feed> feeds(List<PlannerFeed> rows) {
    Map<String, Feed> feeds = new HashMap<>();
    rows.forEach(r -> feeds.put(r.getSource(), new Feed(r.getCompleteThrough(), r.getMovedAt())));
    return feeds;
  }

  private static SortedMap<LocalDate, Instant> news(List<PlannerWeekNews> rows) {
    SortedMap<LocalDate, Instant> news = new TreeMap<>();
    rows.forEach(r -> news.put(r.getWeek(), r.getAt()));
    return news;
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
