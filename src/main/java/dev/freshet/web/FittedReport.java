package dev.freshet.web;

import dev.freshet.model.AdstockAnswers;
import dev.freshet.model.AdstockShape;
import dev.freshet.model.BaselineTerm;
import dev.freshet.model.ComponentPath;
import dev.freshet.model.Experiment;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Gate;
import dev.freshet.model.Interval;
import dev.freshet.model.MediaTerm;
import dev.freshet.model.RoiChange;
import dev.freshet.model.TestedLift;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the report's data of a fitted model with its answers. */
public final class FittedReport {
  /** A normal quantity's central 90 % reaches so many standard errors to either side. */
  private static final double QUANTILE_95 = 1.6448536269514722;

  private final Subject subject;
  private final FittedModel model;

  private FittedReport(Subject subject, FittedModel model) {
    this.subject = subject;
    this.model = model;
  }

  /**
   * What a report is about, beside the numbers.
   *
   * @param model name, {@code advertiser/market}
   * @param currency ISO 4217 code of its money
   * @param outcome name of its outcome
   * @param outcomeIsMoney whether the outcome is in {@code currency}; else it is a count
   */
  public record Subject(String model, String currency, String outcome, boolean outcomeIsMoney) {}

  /**
   * The report of a model.
   *
   * @throws IllegalArgumentException if the model is without its answers, as one read back is
   */
  public static ReportData of(Subject subject, FittedModel model) {
    if (model.components().isEmpty()) {
      throw new IllegalArgumentException(
          subject.model() + ": the fitted model holds no contributions; fit it again");
    }
    return new FittedReport(subject, model).data();
  }

  private ReportData data() {
    List<LocalDate> weeks = new ArrayList<>();
    for (int t = 0; t < model.data().weeks(); t++) {
      weeks.add(model.data().week(t));
    }
    ComponentPath fitted = model.component("fitted");
    ChannelReports channels = new ChannelReports(model);
    return new ReportData(
        subject.model(),
        model.modelVersion(),
        subject.currency(),
        subject.outcome(),
        subject.outcomeIsMoney(),
        model.kind().name(),
        model.reason(),
        weeks.get(0),
        weeks.get(weeks.size() - 1),
        weeks,
        Numbers.of(model.data().outcome()),
        new ReportData.Band(
            Numbers.of(fitted.contribution()),
            Numbers.of(fitted.lower()),
            Numbers.of(fitted.upper())),
        Numbers.of(model.component("residual").contribution()),
        components(),
        channels.all(adstocks()),
        channels.total(),
        diagnostics(),
        new ReportData.Sampler(
            model.gate().checks().method(),
            model.sampler().effectiveParticles(),
            model.sampler().gradients(),
            model.gate().checks().monteCarloError()),
        new ReportData.Gate(
            model.gate().outcome() == Gate.Outcome.REFUSE,
            model.gate().reason(),
            model.gate().regimeChange()),
        model.roiChanges().stream().map(FittedReport::move).toList(),
        model.gate().weeks().stream()
            .map(s -> new ReportData.Score(s.week(), s.observed(), s.mean(), s.sd(), s.z()))
            .toList(),
        quality(weeks),
        tests(),
        null,
        null,
        List.of());
  }

  private List<ReportData.Component> components() {
    Set<String> context = new HashSet<>();
    for (BaselineTerm term : model.definition().baseline()) {
      if (term.component().startsWith("context.")) {
        context.add(term.component());
      }
    }
    List<ReportData.Component> components = new ArrayList<>();
    for (ComponentPath path : model.components()) {
      if (path.role() == ComponentPath.Role.PART || path.role() == ComponentPath.Role.MEDIA_TOTAL) {
        components.add(
            new ReportData.Component(
                path.component(),
                role(path, context),
                Numbers.of(path.contribution()),
                Numbers.of(path.lower()),
                Numbers.of(path.upper())));
      }
    }
    return components;
  }

  private ReportData.Role role(ComponentPath path, Set<String> context) {
    if (path.role() == ComponentPath.Role.MEDIA_TOTAL) {
      return ReportData.Role.MEDIA_TOTAL;
    }
    for (MediaTerm term : model.definition().media()) {
      if (term.name().equals(path.component())) {
        return term.kind() == MediaTerm.Kind.PAID ? ReportData.Role.PAID : ReportData.Role.ORGANIC;
      }
    }
    return context.contains(path.component()) ? ReportData.Role.CONTEXT : ReportData.Role.BASELINE;
  }

  private Map<String, ChannelReport.Adstock> adstocks() {
    Map<String, ChannelReport.Adstock> adstocks = new java.util.HashMap<>();
    for (AdstockShape shape : AdstockAnswers.of(model)) {
      adstocks.put(
          shape.channel(),
          new ChannelReport.Adstock(
              shape.form().name(),
              new ReportData.Band(
                  Numbers.of(shape.weights()),
                  Numbers.of(shape.lower()),
                  Numbers.of(shape.upper())),
              Estimate.of(shape.meanLag()),
              Estimate.of(shape.weeksToNinety())));
    }
    return adstocks;
  }

  private ReportData.Diagnostics diagnostics() {
    dev.freshet.model.Diagnostics d = model.diagnostics();
    return new ReportData.Diagnostics(
        d.r2(), d.nrmse(), d.mape(), d.decompRssd(), d.durbinWatson());
  }

  private static ReportData.Move move(RoiChange change) {
    return new ReportData.Move(
        change.channel(),
        change.before(),
        change.after(),
        change.parts().stream()
            .map(p -> new ReportData.Move.Part(p.label(), p.change(), p.detail()))
            .toList());
  }

  private List<ReportData.LiftTest> tests() {
    List<TestedLift> counted = TestedLift.of(model);
    return model.data().experiments().stream()
        .map(
            test ->
                test(
                    test,
                    counted.stream()
                        .filter(t -> t.experiment().equals(test.name()))
                        .map(TestedLift::modelled)
                        .findFirst()))
        .toList();
  }

  private static ReportData.LiftTest test(Experiment test, Optional<Interval> modelled) {
    double reach = QUANTILE_95 * test.standardError();
    return new ReportData.LiftTest(
        test.name(),
        test.channels(),
        test.testWeek(),
        test.testWeek().plusWeeks(test.change()[0].length).minusDays(1),
        new Estimate(test.lift(), test.lift() - reach, test.lift() + reach),
        Estimate.ofNullable(modelled),
        test.share());
  }

  private DataQuality quality(List<LocalDate> weeks) {
    double[] outcome = model.data().outcome();
    List<LocalDate> missing = new ArrayList<>();
    for (int t = 0; t < outcome.length; t++) {
      if (Double.isNaN(outcome[t])) {
        missing.add(weeks.get(t));
      }
    }
    dev.freshet.model.Diagnostics d = model.diagnostics();
    return new DataQuality(
        List.of(),
        missing,
        d.anomalies().stream()
            .map(
                a ->
                    new DataQuality.Anomaly(
                        a.kind().name(), a.week(), a.size(), a.score(), a.treated()))
            .toList(),
        d.correlations().stream()
            .map(c -> new DataQuality.Pair(c.first(), c.second(), c.correlation()))
            .toList(),
        d.inflations().stream()
            .map(
                i ->
                    new DataQuality.Inflation(
                        i.channel(), Double.isFinite(i.vif()) ? i.vif() : null))
            .toList(),
        List.of());
  }
}
