package dev.freshet.refresh;

import dev.freshet.avro.CommandKind;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.LiftTest;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.avro.internal.PlannerInput;
import dev.freshet.avro.internal.PlannerState;
import dev.freshet.refresh.Plan.Ending;
import dev.freshet.topic.Keys;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Feeds {@link RefreshPlanner} with what has come for a model and writes the requests and the
 * status that follow.
 *
 * <p>Requests are written by a wall-clock punctuator, so that rows which arrive together make one
 * request.
 */
final class PlannerProcessor implements Processor<String, PlannerInput, String, SpecificRecord> {
  static final String PLANS = "plans";
  static final String WEEKS = "weeks";
  static final String MODELS = "models";
  static final String EXPERIMENTS = "experiments";

  private final PlannerConfig config;
  private final Clock clock;
  private final Topics topics;

  private ProcessorContext<String, SpecificRecord> context;
  private KeyValueStore<String, PlannerState> plans;
  private KeyValueStore<String, WeeklyObservation> weeks;
  private KeyValueStore<String, FittedModel> models;
  private KeyValueStore<String, LiftTest> experiments;
  private final Set<String> touched = new HashSet<>();

  PlannerProcessor(PlannerConfig config, Clock clock, Topics topics) {
    this.config = config;
    this.clock = clock;
    this.topics = topics;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> newContext) {
    context = newContext;
    plans = context.getStateStore(PLANS);
    weeks = context.getStateStore(WEEKS);
    models = context.getStateStore(MODELS);
    experiments = context.getStateStore(EXPERIMENTS);
    try (KeyValueIterator<String, PlannerState> all = plans.all()) {
      all.forEachRemaining(e -> touched.add(e.key));
    }
    context.schedule(
        config.debounce(), PunctuationType.WALL_CLOCK_TIME, timestamp -> writeRequests());
  }

  @Override
  public void process(Record<String, PlannerInput> record) {
    String model = record.key();
    PlannerInput input = record.value();
    if (input.getRetired()) {
      retire(model);
      return;
    }
    Plan before = load(model);
    if (RefreshPlanner.awaitsResultsToWithdraw(before) && input.getSpec() == null) {
      withdraw(model, before, input);
      return;
    }
    Plan after = RefreshPlanner.aged(apply(before, model, input), clock.instant());
    save(model, before, after);
    touched.add(model);
  }

  private Plan apply(Plan plan, String model, PlannerInput input) {
    if (input.getSpec() != null) {
      return RefreshPlanner.specified(plan, SpecMapping.fromAvro(input.getSpec()), clock.instant());
    }
    if (input.getObservation() != null) {
      return observed(plan, model, input.getObservation());
    }
    if (input.getCommand() != null) {
      CommandKind kind = input.getCommand().getCommand();
      return kind == CommandKind.RESEND
          ? RefreshPlanner.resent(plan)
          : RefreshPlanner.commanded(
              plan, kind == CommandKind.REBUILD, input.getCommand().getReason());
    }
    if (input.getReport() != null) {
      return RefreshPlanner.reported(plan, reported(input.getReport()), clock.instant());
    }
    if (input.getPublished() != null) {
      return arrived(plan, model, input.getPublished());
    }
    return experimented(plan, model, input);
  }

  private Plan observed(Plan plan, String model, WeeklyObservation row) {
    String key = Keys.week(model, row.getWeek());
    WeeklyObservation before = weeks.get(key);
    double change = Observations.relativeChange(before, row);
    if (before == null || change > 0) {
      weeks.put(key, row);
    }
    return RefreshPlanner.observed(
        plan,
        new RefreshPlanner.Observed(
            row.getWeek(), PlanMapping.watermarks(row.getWatermarks()), change > 0, change),
        clock.instant());
  }

  private Plan arrived(Plan plan, String model, FittedModel row) {
    FittedModel atHand = models.get(model);
    boolean accepted =
        RefreshPlanner.accepts(
            plan,
            row.getModelVersion(),
            row.getSequence(),
            atHand == null ? 0 : atHand.getSequence());
    if (!accepted) {
      return plan;
    }
    models.put(model, row);
    return RefreshPlanner.arrived(plan, row.getModelVersion(), row.getSequence());
  }

  private static RefreshPlanner.Reported reported(RefreshReport report) {
    return new RefreshPlanner.Reported(
        report.getRequestId(),
        Ending.valueOf(report.getOutcome().name()),
        Optional.ofNullable(report.getModelVersion()),
        report.getClosedWeek(),
        report.getDetail());
  }

  private Plan experimented(Plan plan, String model, PlannerInput input) {
    LiftTest test = input.getExperiment();
    String experiment = test == null ? input.getWithdrawnExperiment() : test.getExperiment();
    String key = Keys.curve(model, experiment);
    if (test == null) {
      experiments.delete(key);
    } else {
      experiments.put(key, test);
    }
    return RefreshPlanner.experimented(plan, experiment);
  }

  private void writeRequests() {
    Instant now = clock.instant();
    for (String model : List.copyOf(touched)) {
      Plan before = load(model);
      Plan after = RefreshPlanner.ticked(before, now);
      Optional<RefreshPlanner.Request> request = RefreshPlanner.next(after, model, now);
      if (request.isPresent()) {
        after = request.get().after();
        RefreshRequest row = request(model, request.get());
        forward(
            row.getBuild() ? topics.rebuildRequests().name() : topics.refreshRequests().name(),
            model,
            row);
      }
      if (!after.equals(before)) {
        save(model, before, RefreshPlanner.aged(after, now));
      }
      // A model that waits for time to pass stays in the set; all others come back with news.
      if (after.trouble().retryAt().isEmpty() && !RefreshPlanner.catchesUp(after, now)) {
        touched.remove(model);
      }
    }
  }

  private RefreshRequest request(String model, RefreshPlanner.Request request) {
    Plan plan = request.after();
    int window = plan.spec().orElseThrow().windowWeeks();
    LocalDate last = plan.weeks().closedThrough().orElseThrow();
    int total = Series.total(plan.closedWeeks(), window);
    int inWindow = Math.min(total, window);
    LocalDate first = last.minusWeeks(total - 1L);
    return RefreshRequest.newBuilder()
        .setRequestId(request.requestId())
        .setModel(model)
        .setSequence(plan.counters().sequence())
        .setDataRevision(plan.counters().dataRevision())
        .setReasons(PlanMapping.reasons(request.triggers()))
        .setReasonDetail(request.detail())
        .setBuild(request.rebuild())
        .setSpec(SpecMapping.toAvro(plan.spec().orElseThrow()))
        .setFirstWeek(first)
        .setLeadInWeeks(total - inWindow)
        .setWeeks(inWindow)
        .setSeries(Observations.toAvro(Observations.line(stored(model, first, last), first, total)))
        .setExperiments(experimentsOf(model))
        .setIncumbent(models.get(model))
        .setClosedWeek(last)
        .setClosedAt(plan.weeks().closedAt().orElseThrow())
        .setIncompleteSources(List.of())
        .setRequestedAt(clock.instant())
        .build();
  }

  private Map<LocalDate, WeeklyObservation> stored(String model, LocalDate from, LocalDate to) {
    Map<LocalDate, WeeklyObservation> found = new HashMap<>();
    try (KeyValueIterator<String, WeeklyObservation> rows =
        weeks.range(Keys.week(model, from), Keys.week(model, to))) {
      rows.forEachRemaining(e -> found.put(e.value.getWeek(), e.value));
    }
    return found;
  }

  private List<LiftTest> experimentsOf(String model) {
    List<LiftTest> found = new ArrayList<>();
    String prefix = model + Keys.SEPARATOR;
    try (KeyValueIterator<String, LiftTest> rows =
        experiments.range(prefix, prefix + Character.MAX_VALUE)) {
      rows.forEachRemaining(e -> found.add(e.value));
    }
    return found;
  }

  private void retire(String model) {
    String prefix = model + Keys.SEPARATOR;
    List<String> history = new ArrayList<>();
    try (KeyValueIterator<String, WeeklyObservation> rows =
        weeks.range(prefix, prefix + Character.MAX_VALUE)) {
      rows.forEachRemaining(e -> history.add(e.key));
    }
    history.forEach(weeks::delete);
    experimentsOf(model).forEach(t -> experiments.delete(Keys.curve(model, t.getExperiment())));
    FittedModel last = models.delete(model);
    plans.put(model, PlanMapping.toAvro(RefreshPlanner.retired(load(model))));
    touched.remove(model);
    forward(topics.status().name(), model, null);
    if (last != null) {
      withdraw(model, last);
    }
  }

  /** Takes back what a request that was in flight when its model retired still publishes. */
  private void withdraw(String model, Plan retired, PlannerInput input) {
    String awaited = retired.inFlight().orElseThrow().requestId();
    if (input.getPublished() != null) {
      withdraw(model, input.getPublished());
      plans.put(model, PlanMapping.toAvro(retired.withInFlight(Optional.empty())));
    } else if (input.getReport() != null
        && input.getReport().getRequestId().equals(awaited)
        && input.getReport().getOutcome() != RefreshOutcome.PUBLISHED) {
      plans.put(model, PlanMapping.toAvro(retired.withInFlight(Optional.empty())));
    }
  }

  private void withdraw(String model, FittedModel row) {
    ResultKeys.of(topics, row)
        .forEach((topic, keys) -> keys.forEach(key -> forward(topic.name(), key, null)));
    forward(topics.models().name(), model, null);
  }

  private Plan load(String model) {
    PlannerState state = plans.get(model);
    return state == null ? Plan.EMPTY : PlanMapping.fromAvro(state);
  }

  private void save(String model, Plan before, Plan after) {
    plans.put(model, PlanMapping.toAvro(after));
    ModelStatus status = StatusRows.of(model, after, Instant.EPOCH);
    if (!status.equals(StatusRows.of(model, before, Instant.EPOCH))) {
      status.setChangedAt(clock.instant());
      forward(topics.status().name(), model, status);
    }
  }

  private void forward(String sink, String key, SpecificRecord value) {
    context.forward(new Record<>(key, value, clock.millis()), sink);
  }
}
