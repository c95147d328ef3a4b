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
  public static final String ENGINE_VERSION = "2";

  /**
   * What an operator may set.
   *
   * @param particles number of particles of a build; a refresh keeps its incumbent's
   * @param threads threads one fit may use; results do not depend on it
   * @param robust whether builds treat outliers and level shifts, see {@link Anomaly}
   */
  public record Settings(int particles, int threads, boolean robust) {
    /** 2048 particles on one thread, robust. */
    public static final Settings DEFAULT = new Settings(2048, 1);

    /** Robust. */
    public Settings(int particles, int threads) {
      this(particles, threads, true);
    }

    public Settings {
      if (particles < 64) {
        throw new IllegalArgumentException("particles must be at least 64: " + particles);
      }
      if (threads < 1) {
        throw new IllegalArgumentException("threads must be at least 1: " + threads);
      }
    }

    public Settings withParticles(int count) {
      return new Settings(count, threads, robust);
    }

    public Settings withThreads(int count) {
      return new Settings(particles, count, robust);
    }

    public Settings withRobust(boolean treatsAnomalies) {
      return new Settings(particles, threads, treatsAnomalies);
    }
  }

  private final Settings settings;
  private final Convention convention;
  private final Workers workers;

  public BayesianFitter(Settings settings) {
    this(settings, Convention.PRODUCT);
  }

  BayesianFitter(Settings settings, Convention convention) {
    this.settings = settings;
    this.convention = convention;
    this.workers = new Workers(settings.threads());
  }

  @Override
  public FittedModel fit(FitRequest request) {
    DataCheck.require(request.definition(), request.data());
    if (request.incumbent().isEmpty()) {
      return build(request, FitKind.BUILD, "no incumbent");
    }
    FittedModel incumbent = request.incumbent().get();
    Optional<String> reason =
        RefreshRules.reasonToRebuild(
            request.definition(), request.data(), incumbent, ENGINE_VERSION);
    return reason.isPresent()
        ? build(request, FitKind.REBUILD, reason.get())
        : refresh(request, incumbent);
  }

  private FittedModel build(FitRequest request, FitKind kind, String reason) {
    Anchor anchor = anchor(request);
    Posterior posterior = new Posterior(request.definition(), anchor, request.data(), convention);
    String fingerprint = fingerprint(request, settings.particles(), Optional.empty());
    TemperedSampler.Outcome outcome =
        new TemperedSampler(posterior, workers)
            .sample(settings.particles(), posterior.start(anchor.mixedShare()), seed(fingerprint));
    return answer(
        request,
        new Fit(
            kind,
            reason,
            fingerprint,
            anchor,
            posterior,
            outcome.cloud(),
            outcome.report(),
            Optional.empty(),
            Optional.empty()));
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
    Posterior posterior = new Posterior(definition, anchor, request.data(), convention);
    Posterior old = new Posterior(definition, anchor, incumbent.data(), convention);
    String fingerprint =
        fingerprint(request, incumbent.particles().size(), Optional.of(incumbent.fingerprint()));
    WarmSampler.Outcome outcome =
        new WarmSampler(posterior, old, workers).sample(incumbent, seed(fingerprint));
    if (outcome.cloud().isEmpty()) {
      return build(request, FitKind.REBUILD, outcome.reasonToRebuild());
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
            report,
            OneStepAhead.of(
                new OneStepAhead.Target(definition, request.data(), posterior),
                incumbent,
                convention),
            Optional.of(old)));
  }

  private record Fit(
      FitKind kind,
      String reason,
      String fingerprint,
      Anchor anchor,
      Posterior posterior,
      Cloud cloud,
      SamplerReport report,
      Optional<Diagnostics.Prediction> newest,
      Optional<Posterior> before) {}

  private FittedModel answer(FitRequest request, Fit fit) {
    ModelDefinition definition = request.definition();
    ModelData data = request.data();
    Particles particles = fit.cloud().freeze();
    MediaAnswers media =
        new MediaAnswers(definition, data, fit.anchor(), fit.posterior(), particles, workers);
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
    if (definition.media().stream().anyMatch(MediaTerm::isPaid)) {
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
        particles,
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
        media.spendWeeks);
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
    RoiPath path =
        new RoiPath(incumbent, request.data(), fit.before().get(), fit.posterior(), workers);
    return WhatMoved.byRefresh(incumbent, current, path);
  }

  private String fingerprint(FitRequest request, int particles, Optional<String> incumbent) {
    return Fingerprint.of(
        request.definition(),
        request.data(),
        ENGINE_VERSION,
        particles,
        settings.robust(),
        incumbent);
  }

  private static long seed(String fingerprint) {
    return FittedModel.seedOf(fingerprint);
  }
}
