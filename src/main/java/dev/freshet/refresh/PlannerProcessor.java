package dev.freshet.refresh;

import dev.freshet.avro.CommandKind;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.LiftTest;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.internal.PlannerInput;
import dev.freshet.avro.internal.PlannerState;
import dev.freshet.refresh.Plan.Edition;
import dev.freshet.refresh.Plan.Ending;
import dev.freshet.refresh.Plan.Route;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
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
  static final String ASKED = "asked";
  static final String LIVES = "lives";
  static final String MODELS = "models";
  static final String EXPERIMENTS = "experiments";
  static final String PULSE = "pulse";

  private final PlannerConfig config;
  private final Clock clock;
  private final Topics topics;
  private final Readings readings;
  private final PlannerGauges gauges;

  private ProcessorContext<String, SpecificRecord> context;
  private KeyValueStore<String, PlannerState> plans;
  private WeeklyRows rows;
  private KeptModels models;
  private KeptLiftTests tests;
  private IntakeWatch reading;
  private final Set<String> touched = new HashSet<>();
  private final Set<String> unjudged = new HashSet<>();
  private BuildQueue builds;
  private PlannerGauges.Task figures;

  PlannerProcessor(
      PlannerConfig config, Clock clock, Topics topics, Readings readings, PlannerGauges gauges) {
    this.config = config;
    this.clock = clock;
    this.topics = topics;
    this.readings = readings;
    this.gauges = gauges;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> newContext) {
    context = newContext;
    plans = context.getStateStore(PLANS);
    rows =
        new WeeklyRows(
            new KeptWeeks(context.getStateStore(WEEKS), context.getStateStore(ASKED)),
            context.getStateStore(LIVES));
    models = new KeptModels(context.getStateStore(MODELS), topics, this::tombstone);
    tests = new KeptLiftTests(context.getStateStore(EXPERIMENTS));
    reading = new IntakeWatch(readings, context.taskId().partition(), context.getStateStore(PULSE));
    builds = new BuildQueue(config.builds());
    figures = gauges.open();
    try (KeyValueIterator<String, PlannerState> all = plans.all()) {
      all.forEachRemaining(
          e -> {
            touched.add(e.key);
            unjudged.add(e.key);
            note(e.key, PlanMapping.fromAvro(e.value));
          });
    }
    look(clock.instant());
    context.schedule(
        config.debounce(), PunctuationType.WALL_CLOCK_TIME, timestamp -> writeRequests());
    context.schedule(config.closing(), PunctuationType.WALL_CLOCK_TIME, timestamp -> touchAll());
  }

  /**
   * Weeks close by the clock: every model is looked at now and then, whether it has news or not.
   */
  private void touchAll() {
    if (reading.intake().since().isPresent()) {
      touchEach();
    }
  }

  private void touchEach() {
    try (KeyValueIterator<String, PlannerState> all = plans.all()) {
      all.forEachRemaining(e -> touched.add(e.key));
    }
  }

  private void look(Instant now) {
    if (reading.look(now)) {
      // What came while the rows could not be believed is judged now.
      touchEach();
    }
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
    Plan changed =
        input.getReport() == null
            ? apply(before, model, input)
            : reported(before, input.getReport(), RequestHeaders.isUnattended(record.headers()));
    Plan after = RefreshPlanner.aged(changed, clock.instant());
    save(model, before, after);
    touched.add(model);
    if (input.getReport() == null && input.getPublished() == null) {
      unjudged.add(model);
    }
  }

  private Plan apply(Plan plan, String model, PlannerInput input) {
    if (input.getSpec() != null) {
      return rows.specified(
          plan, SpecMapping.fromAvro(input.getSpec()), clock.instant(), reading.intake());
    }
    if (input.getWithdrawnWeek() != null) {
      return rows.withdrawn(plan, model, input.getWithdrawnWeek());
    }
    if (input.getObservation() != null) {
      return rows.observed(plan, input.getObservation(), clock.instant(), reading.intake());
    }
    if (input.getCommand() != null) {
      CommandKind kind = input.getCommand().getCommand();
      return kind == CommandKind.RESEND
          ? RefreshPlanner.resent(plan)
          : RefreshPlanner.commanded(
              plan, kind == CommandKind.REBUILD, input.getCommand().getReason());
    }
    if (input.getPublished() != null) {
      return arrived(plan, model, input.getPublished());
    }
    return experimented(plan, model, input);
  }

  private Plan arrived(Plan plan, String model, FittedModel row) {
    Edition edition = new Edition(row.getModelVersion(), row.getSequence(), row.getEngineVersion());
    if (RefreshPlanner.isOfFormerLife(plan, row.getSequence())) {
      if (RefreshPlanner.isAlone(plan)) {
        models.withdraw(row);
      } else if (row.getSequence() >= models.sequence(model)) {
        models.put(row);
      }
      return RefreshPlanner.arrived(plan, edition, row.getLastWeek());
    }
    boolean accepted =
        RefreshPlanner.accepts(
            plan, row.getModelVersion(), row.getSequence(), models.sequence(model));
    if (!accepted) {
      return plan;
    }
    models.put(row);
    return RefreshPlanner.arrived(plan, edition, row.getLastWeek());
  }

  private Plan reported(Plan plan, RefreshReport report, boolean unattended) {
    RefreshPlanner.Reported reported =
        new RefreshPlanner.Reported(
            report.getRequestId(),
            report.getSequence(),
            report.getSpecVersion(),
            Ending.valueOf(report.getOutcome().name()),
            Optional.ofNullable(report.getModelVersion()),
            report.getClosedWeek(),
            report.getDetail());
    Plan after =
        unattended
            ? RefreshPlanner.unattended(plan, reported, clock.instant())
            : RefreshPlanner.reported(plan, reported, clock.instant());
    boolean former = RefreshPlanner.isOfFormerLife(after, models.sequence(report.getModel()));
    if (former && RefreshPlanner.isAlone(after)) {
      models.retire(report.getModel());
    }
    return after;
  }

  private Plan experimented(Plan plan, String model, PlannerInput input) {
    LiftTest test = input.getExperiment();
    String experiment = test == null ? input.getWithdrawnExperiment() : test.getExperiment();
    boolean news = test == null ? tests.withdraw(model, experiment) : tests.put(test);
    return news ? judged(model, plan, Set.of(experiment)) : plan;
  }

  /** Says anew which lift tests count; nothing for a model that has none and had none. */
  private Plan judged(String model, Plan plan, Set<String> changed) {
    List<LiftTest> all = tests.of(model);
    if (all.isEmpty() && plan.liftTests().isEmpty() || plan.spec().isEmpty()) {
      return plan;
    }
    Optional<Series> weeksSoFar =
        plan.closedWeeks() > 0 ? Optional.of(rows.series(model, plan)) : Optional.empty();
    return RefreshPlanner.judged(
        plan, ExperimentRows.judge(plan.spec().get(), weeksSoFar, all).uses(), changed);
  }

  private void writeRequests() {
    Instant now = clock.instant();
    look(now);
    for (String model : List.copyOf(touched)) {
      Plan before = load(model);
      Plan ticked = RefreshPlanner.ticked(before, now, reading.intake());
      boolean closed = !ticked.weeks().closedThrough().equals(before.weeks().closedThrough());
      Plan after = unjudged.remove(model) || closed ? judged(model, ticked, Set.of()) : ticked;
      Optional<NextRequest> request = next(model, after, now);
      boolean mayWait = after.inFlight().isEmpty();
      builds.leave(model);
      if (request.filter(r -> r.route() == Route.BUILD && mayWait).isPresent()) {
        builds.join(model);
        saveChanged(model, before, after, now);
      } else {
        saveChanged(model, before, request.map(r -> write(model, r)).orElse(after), now);
      }
      // A model that waits for time to pass stays in the set; all others come back with news.
      if (after.trouble().retryAt().isEmpty() && !NextRequest.catchesUp(after, now)) {
        touched.remove(model);
      }
    }
    for (String model : builds.turns(model -> next(model, load(model), now), now)) {
      Plan before = load(model);
      next(model, before, now).ifPresent(r -> saveChanged(model, before, write(model, r), now));
    }
    figures.turns(builds.waiting());
  }

  @Override
  public void close() {
    if (figures != null) {
      figures.close();
    }
  }

  private Optional<NextRequest> next(String model, Plan plan, Instant now) {
    return NextRequest.of(plan, model, now, config.engine());
  }

  private Plan write(String model, NextRequest request) {
    Topic<String, RefreshRequest> topic =
        request.route() == Route.BUILD ? topics.rebuildRequests() : topics.refreshRequests();
    RefreshRequest row = request(model, request);
    context.forward(
        new Record<>(model, (SpecificRecord) row, clock.millis(), RequestHeaders.of(row)),
        topic.name());
    rows.asked(model);
    return request.after();
  }

  private RefreshRequest request(String model, NextRequest request) {
    Plan plan = request.after();
    Plan.Closed closed = plan.weeks().closed().orElseThrow();
    Series series = rows.series(model, plan);
    return RefreshRequest.newBuilder()
        .setRequestId(request.requestId())
        .setModel(model)
        .setSequence(plan.counters().sequence())
        .setDataRevision(plan.counters().dataRevision())
        .setReasons(PlanMapping.reasons(request.triggers()))
        .setReasonDetail(request.detail())
        .setBuild(request.rebuild())
        .setSpec(SpecMapping.toAvro(plan.spec().orElseThrow()))
        .setFirstWeek(series.firstWeek())
        .setLeadInWeeks(series.leadInWeeks())
        .setWeeks(series.weeks())
        .setSeries(Observations.toAvro(series.micros()))
        .setExperiments(tests.of(model))
        .setIncumbent(plan.atHand().isPresent() ? models.get(model) : null)
        .setClosedWeek(closed.week())
        .setClosedAt(closed.at())
        .setIncompleteSources(closed.missing())
        .setRequestedAt(clock.instant())
        .setEngineVersion(request.engine())
        .build();
  }

  private void retire(String model) {
    tests.retire(model);
    Plan retired = rows.retired(load(model), model, clock.instant());
    plans.put(model, PlanMapping.toAvro(retired));
    note(model, retired);
    touched.remove(model);
    unjudged.remove(model);
    builds.leave(model);
    tombstone(topics.status(), model);
    models.retire(model);
  }

  private Plan load(String model) {
    PlannerState state = plans.get(model);
    return state == null ? Plan.EMPTY : PlanMapping.fromAvro(state);
  }

  private void saveChanged(String model, Plan before, Plan after, Instant now) {
    if (!after.equals(before)) {
      save(model, before, RefreshPlanner.aged(after, now));
    }
  }

  private void save(String model, Plan before, Plan after) {
    plans.put(model, PlanMapping.toAvro(after));
    note(model, after);
    if (RefreshPlanner.isRetired(after)) {
      return;
    }
    ModelStatus status = StatusRows.of(model, after, Instant.EPOCH);
    if (!status.equals(StatusRows.of(model, before, Instant.EPOCH))) {
      status.setChangedAt(clock.instant());
      forward(topics.status().name(), model, status);
    }
  }

  /** Keeps count of the builds in flight, and the figures. */
  private void note(String model, Plan plan) {
    figures.note(model, Standing.of(plan, config.engine()));
    builds.note(model, plan);
  }

  private void tombstone(Topic<String, ?> topic, String key) {
    forward(topic.name(), key, null);
  }

  private void forward(String sink, String key, SpecificRecord value) {
    context.forward(new Record<>(key, value, clock.millis()), sink);
  }
}
