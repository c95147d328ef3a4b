package dev.freshet.refresh;

import dev.freshet.avro.ExperimentUse;
import dev.freshet.avro.FitKind;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.WeekScore;
import dev.freshet.model.BadDataException;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Fitter;
import dev.freshet.model.Gate;
import dev.freshet.model.SamplerChecks;
import dev.freshet.model.TestedLift;
import dev.freshet.registry.RegistryException;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Turns one refresh request into what is published for it: a report, and the set if it fitted. */
final class RequestFitter {
  private static final Logger LOG = LogManager.getLogger(RequestFitter.class);

  /** How long a request waits for a refresher of its engine before an older one answers it. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Topics topics;
  private final Fitter fitter;
  private final Clock clock;
  private final String host;
  private final ResultRows rows;

  /**
   * @param host what reports name as the place of the fit
   */
  RequestFitter(Topics topics, Fitter fitter, Clock clock, String host) {
    this.topics = topics;
    this.fitter = fitter;
    this.clock = clock;
    this.host = host;
    this.rows = new ResultRows(topics);
  }

  /**
   * What a request leads to.
   *
   * @param report the acknowledgement
   * @param rows the set; empty unless published
   * @param roiWidths widths of the paid channels' ROI intervals over the window, in medians; empty
   *     unless published
   */
  record Answer(
      RefreshReport report, List<ProducerRecord<byte[], byte[]>> rows, List<Double> roiWidths) {
    Answer(RefreshReport report, List<ProducerRecord<byte[], byte[]>> rows) {
      this(report, rows, List.of());
    }
  }

  /**
   * Fits a request. A fault of the data or the engine is an answer too: FAILED, with the reason.
   *
   * @throws RegistryException when rows cannot be written for now
   */
  Answer fit(RefreshRequest request) {
    Instant started = clock.instant();
    long start = System.nanoTime();
    Optional<FittedModel> incumbent = incumbent(request);
    FittedModel model;
    List<ProducerRecord<byte[], byte[]>> set;
    List<ExperimentUse> experiments;
    try {
      ModelSpec spec = SpecMapping.fromAvro(request.getSpec());
      Series series = series(request);
      LiftTestJudgement tests =
          ExperimentRows.judge(spec, Optional.of(series), request.getExperiments());
      model =
          fitter.fit(
              FitRequests.of(spec, series, request.getBuild() ? Optional.empty() : incumbent)
                  .withExperiments(tests.counting()));
      set =
          model.gate().outcome() == Gate.Outcome.REFUSE
              ? List.of()
              : rows.of(request, model, kind(request, model));
      experiments = ExperimentRows.toAvro(tests.uses(), TestedLift.of(model));
    } catch (BadDataException e) {
      return failed(request, started, start, "the data cannot carry a model: " + e.getMessage());
    } catch (RegistryException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // An error too ends this request only: were it to end the lane, the lane would meet it again.
      return failed(request, started, start, "the fit broke off: " + e);
    }
    boolean refused = model.gate().outcome() == Gate.Outcome.REFUSE;
    RefreshReport.Builder report =
        report(
                request,
                refused ? RefreshOutcome.REFUSED : RefreshOutcome.PUBLISHED,
                kind(request, model),
                started,
                start,
                refused ? model.gate().reason() : why(request, model, incumbent))
            .setRSquared(model.diagnostics().r2())
            .setNrmse(model.diagnostics().nrmse())
            .setEffectiveParticles(model.sampler().effectiveParticles())
            .setReweightedShare(share(model))
            .setGradients(model.sampler().gradients())
            .setExperiments(experiments);
    addGate(report, model.gate());
    if (!refused) {
      report
          .setModelVersion(model.modelVersion())
          .setRows((int) set.stream().filter(r -> r.value() != null).count())
          .setMoved(MoveRows.of(model, incumbent));
    }
    return new Answer(report.build(), set, refused ? List.of() : roiWidths(model));
  }

  // A channel that is too small to be told has a bound and no estimate to measure against.
  private static List<Double> roiWidths(FittedModel model) {
    return model.roi().stream()
        .filter(r -> r.horizon().equals("window") && !r.atMost())
        .filter(r -> !r.channel().equals(ChannelRoi.MEDIA_TOTAL))
        .flatMap(r -> r.roi().stream())
        .filter(i -> i.median() > 0)
        .map(i -> (i.upper() - i.lower()) / i.median())
        .toList();
  }

  private static void addGate(RefreshReport.Builder report, Gate gate) {
    SamplerChecks checks = gate.checks();
    report
        .setScores(
            gate.weeks().stream()
                .map(w -> new WeekScore(w.week(), w.observed(), w.mean(), w.sd(), w.pit(), w.z()))
                .toList())
        .setSurprise(gate.weeks().isEmpty() ? null : gate.surprise())
        .setRegimeChange(gate.regimeChange())
        .setSamplerMethod(checks.method())
        .setAcceptance(finite(checks.acceptance()))
        .setIslandDisagreement(finite(checks.islandMedians()))
        .setMonteCarloError(finite(checks.monteCarloError()));
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** The incumbent; empty without one, or when its state is not readable: then a build follows. */
  private static Optional<FittedModel> incumbent(RefreshRequest request) {
    if (request.getIncumbent() == null) {
      return Optional.empty();
    }
    ByteBuffer state = request.getIncumbent().getState().duplicate();
    byte[] bytes = new byte[state.remaining()];
    state.get(bytes);
    try {
      return Optional.of(StateCodec.decode(bytes));
    } catch (IllegalArgumentException e) {
      LOG.warn("{} of {}: {}", request.getRequestId(), request.getModel(), e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The answer to a request that is out of date, see {@link Supersession}; empty when it is not.
   */
  Optional<Answer> superseded(RefreshRequest request, long newest, Supersession.Latest latest) {
    return Supersession.reason(
            request.getSequence(), SpecMapping.fromAvro(request.getSpec()), newest, latest)
        .map(
            detail ->
                new Answer(
                    report(
                            request,
                            RefreshOutcome.SUPERSEDED,
                            kind(request, null),
                            clock.instant(),
                            System.nanoTime(),
                            detail)
                        .build(),
                    List.of()));
  }

  /**
   * The answer to a request of a newer engine than this, once it has waited {@link #PATIENCE} for a
   * refresher that knows it; empty before.
   */
  Optional<Answer> unattended(RefreshRequest request, String engine) {
    Duration waited = Duration.between(request.getRequestedAt(), clock.instant());
    if (waited.compareTo(PATIENCE) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        failed(
            request,
            "needs engine %s and has waited %d min for a refresher of it; this one has engine %s. Start newer refreshers, or after a rollback roll the planner back too: it asks for a build then"
                .formatted(request.getEngineVersion(), waited.toMinutes(), engine)));
  }

  /** The answer to a request that ended without result. */
  Answer failed(RefreshRequest request, String detail) {
    return failed(request, clock.instant(), System.nanoTime(), detail);
  }

  /** The report on a request whose value cannot be read; empty where nothing says whose it is. */
  Optional<RefreshReport> unreadable(Headers headers, String model, String detail) {
    return RequestHeaders.failed(headers, model, detail, clock.instant(), host);
  }

  private Answer failed(RefreshRequest request, Instant started, long start, String detail) {
    return new Answer(
        report(request, RefreshOutcome.FAILED, kind(request, null), started, start, detail).build(),
        List.of());
  }

  private RefreshReport.Builder report(
      RefreshRequest request,
      RefreshOutcome outcome,
      FitKind kind,
      Instant started,
      long startNanos,
      String detail) {
    return RefreshReport.newBuilder()
        .setRequestId(request.getRequestId())
        .setModel(request.getModel())
        .setSequence(request.getSequence())
        .setSpecVersion(request.getSpec().getVersion())
        .setDataRevision(request.getDataRevision())
        .setOutcome(outcome)
        .setKind(kind)
        .setReasons(request.getReasons())
        .setDetail(detail)
        .setClosedWeek(request.getClosedWeek())
        .setClosedAt(request.getClosedAt())
        .setRequestedAt(request.getRequestedAt())
        .setStartedAt(started)
        .setFinishedAt(clock.instant())
        .setFitMillis(Duration.ofNanos(System.nanoTime() - startNanos).toNanos() / 1e6)
        .setHost(host)
        .setGradients(0)
        .setRows(0)
        .setMoved(List.of())
        .setIncompleteSources(request.getIncompleteSources());
  }

  private static Series series(RefreshRequest request) {
    return new Series(
        request.getFirstWeek(),
        request.getLeadInWeeks(),
        request.getWeeks(),
        Observations.fromAvro(request.getSeries()));
  }

  private static FitKind kind(RefreshRequest request, FittedModel model) {
    if (request.getIncumbent() == null) {
      return FitKind.BUILD;
    }
    boolean refreshed =
        model == null ? !request.getBuild() : model.kind() == dev.freshet.model.FitKind.REFRESH;
    return refreshed ? FitKind.REFRESH : FitKind.REBUILD;
  }

  private static String why(
      RefreshRequest request, FittedModel model, Optional<FittedModel> incumbent) {
    if (request.getIncumbent() == null) {
      return model.reason();
    }
    if (incumbent.isEmpty()) {
      return "this version cannot read the incumbent's state";
    }
    return request.getBuild()
        ? "built without the incumbent: " + request.getReasonDetail()
        : model.reason();
  }

  private static Double share(FittedModel model) {
    OptionalDouble effective = model.sampler().effectiveAfterReweighting();
    return effective.isPresent() ? effective.getAsDouble() / model.sampler().particles() : null;
  }
}
