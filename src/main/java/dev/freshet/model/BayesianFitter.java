package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fits models by the Bayesian estimator: tempered sampling for builds, reweighting for refreshes.
 *
 * <p>Safe for use by several threads; helper threads are shared and idle out by themselves.
 */
public final class BayesianFitter implements Fitter {
  /** Version of the mathematics: raised whenever the same request would give another result. */
  public static final String ENGINE_VERSION = "5";

  /** Stored particles take no more bytes than this, as long as at least the fewest are kept. */
  private static final int STORED_BYTES = 256 << 10;

  private static final int FEWEST_STORED = 512;
  private static final int MOST_STORED = 1024;

  /**
   * What an operator may set.
   *
   * @param particles number of particles of a build, from which its answers come; at most 1,024 of
   *     them (fewer with many media) are stored and refreshed
   * @param threads threads one fit may use; results do not depend on it
   * @param refreshes refreshes after which a model is rebuilt, give or take an eighth
   * @param robust whether builds treat outliers and level shifts, see {@link Anomaly}
   */
  public record Settings(int particles, int threads, int refreshes, boolean robust) {
    private static final int REFRESHES = 52;

    /** 4096 particles on one thread, rebuilt after about 52 refreshes, not robust. */
    public static final Settings DEFAULT = new Settings(4096, 1);

    public Settings {
      if (particles < 64) {
        throw new IllegalArgumentException("particles must be at least 64: " + particles);
      }
      if (threads < 1) {
        throw new IllegalArgumentException("threads must be at least 1: " + threads);
      }
      if (refreshes < 1) {
        throw new IllegalArgumentException("refreshes must be at least 1: " + refreshes);
      }
    }

    public Settings(int particles, int threads) {
      this(particles, threads, REFRESHES, false);
    }

    public Settings withParticles(int count) {
      return new Settings(count, threads, refreshes, robust);
    }

    public Settings withThreads(int count) {
      return new Settings(particles, count, refreshes, robust);
    }

    public Settings withRefreshes(int count) {
      return new Settings(particles, threads, count, robust);
    }

    public Settings withRobust(boolean treatsAnomalies) {
      return new Settings(particles, threads, refreshes, treatsAnomalies);
    }
  }

  private final Settings settings;
  private final Convention convention;
  private final double strictness;
  private final Workers workers;

  public BayesianFitter(Settings settings) {
    this(settings, Convention.PRODUCT);
  }

  BayesianFitter(Settings settings, Convention convention) {
    this(settings, convention, 1);
  }

  /**
   * @param strictness by how much the sampler's checks are stricter than usual
   */
  BayesianFitter(Settings settings, Convention convention, double strictness) {
    this.settings = settings;
    this.convention = convention;
    this.strictness = strictness;
    this.workers = new Workers(settings.threads());
  }

  @Override
  public FittedModel fit(FitRequest request) {
    DataCheck.require(request.definition(), request.data());
    if (request.incumbent().isEmpty()) {
      return build(request, FitKind.BUILD, "no incumbent", Scores.NONE);
    }
    FittedModel incumbent = request.incumbent().get();
    Optional<String> reason =
        RefreshRules.reasonToRebuild(
            request.definition(), request.data(), incumbent, ENGINE_VERSION);
    return reason.isPresent()
        ? build(request, FitKind.REBUILD, reason.get(), Scores.NONE)
        : refresh(request, incumbent);
  }

  /**
   * A build on an anchor that is already fixed: what a chain of refreshes on it should say. For
   * studies; a build of the service fixes its own.
   *
   * @throws BadDataException if the data cannot carry a model
   * @throws IllegalArgumentException if the window does not start within the anchor's
   */
  public FittedModel buildOn(FitRequest request, Anchor anchor) {
    DataCheck.require(request.definition(), request.data());
    String basis =
        "anchor %s %d %d %s"
            .formatted(
                anchor.firstWeek(), anchor.weeks(), anchor.leadInWeeks(), anchor.outcomeMean());
    return build(
        request,
        new Basis(anchor, Optional.of(basis)),
        FitKind.BUILD,
        "on a given anchor",
        Scores.NONE);
  }

  private FittedModel build(FitRequest request, FitKind kind, String reason, Scores scores) {
    Anchor anchor = anchor(request);
    return build(request, new Basis(anchor, Optional.empty()), kind, reason, scores);
  }

  /** The scales of a build, and what the fingerprint says of them unless the data fix them. */
  private record Basis(Anchor anchor, Optional<String> fixed) {}

  private FittedModel build(
      FitRequest request, Basis basis, FitKind kind, String reason, Scores scores) {
    Anchor anchor = basis.anchor();
    Posterior posterior =
        new Posterior(request.definition(), anchor, request.data(), convention, workers);
    String fingerprint = fingerprint(request, settings.particles(), basis.fixed());
    BuildLadder.Outcome outcome =
        new BuildLadder(posterior, starts(request, posterior, anchor), strictness, workers)
            .build(settings.particles(), seed(fingerprint));
    return answer(
        request,
        new Fit(
            kind,
            reason,
            fingerprint,
            anchor,
            posterior,
            outcome.cloud(),
            stored(outcome.cloud()),
            outcome.report(),
            scores.newest(),
            Optional.empty(),
            gate(outcome.checks(), scores, 0, List.of())));
  }

  // The default start of the search for the mode, and what the request adds to it.
  private static List<double[]> starts(FitRequest request, Posterior posterior, Anchor anchor) {
    List<double[]> starts = new ArrayList<>();
    starts.add(posterior.start(anchor.mixedShare()));
    if (!request.starts().isEmpty()) {
      starts.add(posterior.start(anchor.mixedShare(), request.definition(), request.starts()));
    }
    return starts;
  }

  private Anchor anchor(FitRequest request) {
    Anchor plain = Anchors.of(request.definition(), request.data());
    return settings.robust() && convention == Convention.PRODUCT
        ? Anomalies.treated(request.definition(), plain, request.data(), convention)
        : plain;
  }

  private FittedModel refresh(FitRequest request, FittedModel incumbent) {
    ModelDefinition definition = request.definition();
    Anchor anchor = incumbent.anchor();
    Posterior posterior = new Posterior(definition, anchor, request.data(), convention, workers);
    if (incumbent.particles().dimension() != posterior.dimension()) {
      return build(
          request, FitKind.REBUILD, "the incumbent's particles have another layout", Scores.NONE);
    }
    MediaCurves curves = MediaCurves.of(posterior, incumbent.particles(), workers);
    List<ScoredWeek> weeks =
        new OneStepAhead(definition, convention, workers)
            .score(request.data(), posterior, incumbent, curves);
    Surprise surprise = Surprise.of(weeks, incumbent.gate().recentScores());
    Scores scores = new Scores(weeks, surprise);
    Optional<String> reason =
        surprise.reason().or(() -> RefreshRules.tooManyRefreshes(incumbent, settings.refreshes()));
    if (reason.isPresent()) {
      return build(request, FitKind.REBUILD, reason.get(), scores);
    }
    Posterior old = new Posterior(definition, anchor, incumbent.data(), convention, workers);
    String fingerprint =
        fingerprint(request, incumbent.particles().size(), Optional.of(incumbent.fingerprint()));
    WarmSampler.Outcome outcome =
        new WarmSampler(posterior, old, strictness, workers)
            .sample(incumbent, curves, seed(fingerprint));
    if (outcome.cloud().isEmpty()) {
      return build(request, FitKind.REBUILD, outcome.reasonToRebuild(), scores);
    }
    SamplerReport report = outcome.report().orElseThrow();
    return answer(
        request,
        new Fit(
            FitKind.REFRESH,
            report.sweeps() == 0 ? "particles reweighted" : "particles reweighted and moved",
            fingerprint,
            anchor,
            posterior,
            outcome.cloud().get(),
            incumbent.particles().size(),
            report,
            scores.newest(),
            Optional.of(new Before(old, curves, report.sweeps() == 0)),
            gate(
                outcome.checks().orElseThrow(),
                scores,
                incumbent.gate().refreshes() + 1,
                surprise.recent())));
  }

  /** What the incumbent made of the new weeks. */
  private record Scores(List<ScoredWeek> weeks, Surprise surprise) {
    static final Scores NONE = new Scores(List.of(), Surprise.of(List.of(), List.of()));

    Optional<Diagnostics.Prediction> newest() {
      if (weeks.isEmpty()) {
        return Optional.empty();
      }
      ScoredWeek last = weeks.get(weeks.size() - 1);
      return Optional.of(new Diagnostics.Prediction(last.observed(), last.mean(), last.sd()));
    }
  }

  private static Gate gate(
      SamplerChecks checks, Scores scores, int refreshes, List<Double> recent) {
    return new Gate(
        checks.passed() ? Gate.Outcome.PUBLISH : Gate.Outcome.REFUSE,
        checks.passed()
            ? ""
            : "the sampler's checks fail even after escalation (%s): %s"
                .formatted(checks.method(), checks.problem()),
        scores.surprise().reason().isPresent(),
        scores.weeks(),
        scores.surprise().probability(),
        checks,
        refreshes,
        recent);
  }

  private static int stored(Cloud cloud) {
    int affordable = STORED_BYTES / (Float.BYTES * (cloud.dimension + 1) + 1);
    return Math.min(cloud.size, Math.min(MOST_STORED, Math.max(FEWEST_STORED, affordable)));
  }

  private record Fit(
      FitKind kind,
      String reason,
      String fingerprint,
      Anchor anchor,
      Posterior posterior,
      Cloud cloud,
      int stored,
      SamplerReport report,
      Optional<Diagnostics.Prediction> newest,
      Optional<Before> before,
      Gate gate) {}

  /**
   * What a refresh came from.
   *
   * @param posterior the incumbent's, on its own weeks
   * @param curves of the incumbent's particles on the new weeks
   * @param stayed whether these are still the particles
   */
  private record Before(Posterior posterior, MediaCurves curves, boolean stayed) {}

  private FittedModel answer(FitRequest request, Fit fit) {
    ModelDefinition definition = request.definition();
    ModelData data = request.data();
    Particles particles = fit.cloud().freeze();
    MediaCurves curves =
        fit.before()
            .filter(Before::stayed)
            .map(Before::curves)
            .orElseGet(() -> MediaCurves.of(fit.posterior(), particles, workers));
    MediaAnswers media =
        new MediaAnswers(definition, data, fit.anchor(), particles, curves, workers);
    List<ComponentPath> mediaPaths = media.paths();
    double[] published = sum(mediaPaths, data.weeks());
    BaselineAnswers baseline =
        new BaselineAnswers(
            definition,
            data,
            fit.posterior(),
            particles,
            fit.anchor().outcomeMean(),
            media.total,
            ~seed(fit.fingerprint()),
            workers);
    List<ComponentPath> components = new ArrayList<>(baseline.parts(published));
    components.addAll(mediaPaths);
    double[] fitted = sum(components, data.weeks());
    if (definition.media().stream().anyMatch(MediaTerm::hasSpend)) {
      components.add(media.paidPath());
    }
    addFitted(components, data, fitted, baseline.fittedInterval());
    return new FittedModel(
        fit.kind(),
        fit.reason(),
        ENGINE_VERSION,
        fit.fingerprint(),
        definition,
        data,
        fit.anchor(),
        Thinning.of(fit.cloud(), fit.stored(), media.below.toArray(double[][]::new)).freeze(),
        fit.cloud().stepSize,
        fit.report(),
        components,
        SmallChannels.marked(media.roi, data),
        media.curves,
        FitQuality.of(definition, data, mediaPaths, fitted, fit.newest())
            .withFindings(
                Anomalies.report(data, fit.anchor(), fit.posterior(), particles),
                new Collinearity(definition, data)),
        changes(request, fit, media.roi),
        media.carryOver(),
        media.spendWeeks,
        Decomposition.of(definition, data, components, request.incumbent()),
        fit.gate());
  }

  private static double[] sum(List<ComponentPath> paths, int weeks) {
    double[] sum = new double[weeks];
    for (ComponentPath path : paths) {
      double[] contribution = path.contribution();
      for (int t = 0; t < weeks; t++) {
        sum[t] += contribution[t];
      }
    }
    return sum;
  }

  private static void addFitted(
      List<ComponentPath> components, ModelData data, double[] fitted, double[][] bounds) {
    components.add(
        new ComponentPath("fitted", ComponentPath.Role.FITTED, fitted, bounds[0], bounds[1]));
    double[] outcome = data.outcomeArray();
    double[] residual = new double[fitted.length];
    double[] lower = new double[fitted.length];
    double[] upper = new double[fitted.length];
    for (int t = 0; t < fitted.length; t++) {
      residual[t] = outcome[t] - fitted[t];
      lower[t] = outcome[t] - bounds[1][t];
      upper[t] = outcome[t] - bounds[0][t];
    }
    components.add(
        new ComponentPath("residual", ComponentPath.Role.RESIDUAL, residual, lower, upper));
  }

  private List<RoiChange> changes(FitRequest request, Fit fit, List<ChannelRoi> current) {
    if (request.incumbent().isEmpty()) {
      return List.of();
    }
    FittedModel incumbent = request.incumbent().get();
    if (fit.before().isEmpty()) {
      return WhatMoved.byRebuild(incumbent, current, fit.reason());
    }
    Before before = fit.before().get();
    RoiPath path =
        new RoiPath(incumbent, request.data(), before.posterior(), before.curves(), workers);
    return WhatMoved.byRefresh(incumbent, current, path);
  }

  private String fingerprint(FitRequest request, int particles, Optional<String> incumbent) {
    return Fingerprint.of(
        request.definition(),
        request.data(),
        request.starts(),
        ENGINE_VERSION,
        particles,
        settings.robust(),
        incumbent);
  }

  private static long seed(String fingerprint) {
    return FittedModel.seedOf(fingerprint);
  }
}
