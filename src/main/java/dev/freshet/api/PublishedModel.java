package dev.freshet.api;

import dev.freshet.avro.Contribution;
import dev.freshet.avro.CurvePoint;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.WeekScore;
import dev.freshet.model.CarryOver;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.ComponentPath;
import dev.freshet.model.Decomposition;
import dev.freshet.model.Diagnostics;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Gate;
import dev.freshet.model.Interval;
import dev.freshet.model.ResponseCurve;
import dev.freshet.model.RoiChange;
import dev.freshet.model.SamplerChecks;
import dev.freshet.model.SamplerReport;
import dev.freshet.model.ScoredWeek;
import dev.freshet.model.SpendWeek;
import dev.freshet.refresh.StateCodec;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Puts a published set together again as the fitted model that it came from: the answers from the
 * rows, digit by digit, the data and the particles from the state, and how the fit went from its
 * report, as far as that is still kept.
 */
final class PublishedModel {
  private static final Map<String, RoiChange.Cause> CAUSES =
      Arrays.stream(RoiChange.Cause.values())
          .collect(Collectors.toMap(RoiChange.Cause::label, Function.identity()));

  private final Queries queries;
  private final dev.freshet.avro.FittedModel set;
  private final Optional<RefreshReport> report;

  private PublishedModel(Queries queries, dev.freshet.avro.FittedModel set) {
    this.queries = queries;
    this.set = set;
    this.report = queries.reportOf(set);
  }

  /**
   * The model of a set.
   *
   * @throws IllegalArgumentException if the set's state is of a version that this one cannot read
   */
  static FittedModel of(Queries queries, dev.freshet.avro.FittedModel set) {
    return new PublishedModel(queries, set)
        .model(StateCodec.decode(queries.state(set).orElse(new byte[0])));
  }

  private FittedModel model(FittedModel state) {
    List<Contribution> rows = rows(SetKind.CONTRIBUTIONS, Contribution.class);
    return new FittedModel(
        state.kind(),
        state.reason(),
        state.engineVersion(),
        state.fingerprint(),
        state.definition(),
        state.data(),
        state.anchor(),
        state.particles(),
        state.stepSize(),
        sampler(state.sampler().particles()),
        components(rows),
        roi(),
        curves(),
        diagnostics(state),
        changes(),
        carryOver(rows),
        rows(SetKind.SPEND_WEEKS, dev.freshet.avro.SpendWeek.class).stream()
            .map(PublishedModel::spendWeek)
            .toList(),
        new Decomposition(state.decomposition().shares(), optional(set.getRefreshDecompRssd())),
        gate(state.gate()));
  }

  private <T> List<T> rows(SetKind kind, Class<T> type) {
    return queries.rows(kind, set.getModel(), "", "").stream().map(type::cast).toList();
  }

  private SamplerReport sampler(int particles) {
    return new SamplerReport(
        particles,
        set.getEffectiveParticles(),
        number(report.map(RefreshReport::getAcceptance)),
        0,
        0,
        report.map(RefreshReport::getGradients).orElse(0L),
        "",
        report
            .map(RefreshReport::getReweightedShare)
            .map(share -> OptionalDouble.of(share * particles))
            .orElse(OptionalDouble.empty()));
  }

  private List<ComponentPath> components(List<Contribution> rows) {
    Map<String, List<Contribution>> byComponent = byComponent(rows);
    return set.getComponents().stream()
        .map(
            name -> {
              List<Contribution> path = byComponent.get(name);
              return new ComponentPath(
                  name,
                  role(name),
                  series(path, Contribution::getContribution),
                  series(path, Contribution::getLower),
                  series(path, Contribution::getUpper));
            })
        .toList();
  }

  /** Weeks of each component, in time order as the rows' keys are. */
  private static Map<String, List<Contribution>> byComponent(List<Contribution> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                Contribution::getComponent, LinkedHashMap::new, Collectors.toList()));
  }

  private static ComponentPath.Role role(String component) {
    return switch (component) {
      case "fitted" -> ComponentPath.Role.FITTED;
      case "residual" -> ComponentPath.Role.RESIDUAL;
      case ChannelRoi.MEDIA_TOTAL -> ComponentPath.Role.MEDIA_TOTAL;
      default -> ComponentPath.Role.PART;
    };
  }

  private static double[] series(List<Contribution> rows, Function<Contribution, Double> column) {
    return rows.stream().mapToDouble(row -> number(Optional.of(row).map(column))).toArray();
  }

  private List<CarryOver> carryOver(List<Contribution> rows) {
    List<CarryOver> media = new ArrayList<>();
    byComponent(rows)
        .forEach(
            (name, path) -> {
              if (path.get(0).getImmediate() != null) {
                media.add(
                    new CarryOver(
                        name,
                        series(path, Contribution::getImmediate),
                        series(path, Contribution::getImmediateLower),
                        series(path, Contribution::getImmediateUpper),
                        series(path, Contribution::getCarryOver),
                        series(path, Contribution::getCarryOverLower),
                        series(path, Contribution::getCarryOverUpper)));
              }
            });
    return media;
  }

  /** In the order of channels and horizons that the fit had. */
  private List<ChannelRoi> roi() {
    Map<String, ChannelRoi> byKey = new LinkedHashMap<>();
    rows(SetKind.ROI, dev.freshet.avro.ChannelRoi.class)
        .forEach(row -> byKey.put(row.getChannel() + ' ' + row.getHorizon(), roi(row)));
    return set.getChannels().stream()
        .flatMap(channel -> set.getHorizons().stream().map(h -> byKey.get(channel + ' ' + h)))
        .toList();
  }

  private static ChannelRoi roi(dev.freshet.avro.ChannelRoi row) {
    LocalDate end = row.getLastWeek().plusWeeks(1);
    return new ChannelRoi(
        row.getChannel(),
        row.getHorizon(),
        (int) ChronoUnit.WEEKS.between(row.getFirstWeek(), end),
        row.getSpend(),
        new Interval(row.getContribution(), row.getContributionLower(), row.getContributionUpper()),
        interval(row.getRoi(), row.getRoiLower(), row.getRoiUpper()),
        interval(row.getMroi(), row.getMroiLower(), row.getMroiUpper()),
        interval(row.getCpa(), row.getCpaLower(), row.getCpaUpper()),
        row.getAtMost() ? "" : row.getNote(),
        row.getAtMost());
  }

  /** In the order of media that the fit had. */
  private List<ResponseCurve> curves() {
    return rows(SetKind.CURVES, dev.freshet.avro.ResponseCurve.class).stream()
        .sorted(Comparator.comparingInt(row -> set.getCurves().indexOf(row.getChannel())))
        .map(PublishedModel::curve)
        .toList();
  }

  private static ResponseCurve curve(dev.freshet.avro.ResponseCurve row) {
    return new ResponseCurve(
        row.getChannel(),
        row.getCurrency().isEmpty() ? ResponseCurve.Unit.EXPOSURE : ResponseCurve.Unit.SPEND,
        row.getPoints().stream().mapToDouble(CurvePoint::getSpend).toArray(),
        row.getPoints().stream().mapToDouble(CurvePoint::getResponse).toArray(),
        row.getPoints().stream().mapToDouble(CurvePoint::getLower).toArray(),
        row.getPoints().stream().mapToDouble(CurvePoint::getUpper).toArray(),
        number(Optional.ofNullable(row.getMeanSpend())),
        new Interval(
            number(Optional.ofNullable(row.getMeanResponse())),
            number(Optional.ofNullable(row.getMeanResponseLower())),
            number(Optional.ofNullable(row.getMeanResponseUpper()))));
  }

  private static SpendWeek spendWeek(dev.freshet.avro.SpendWeek row) {
    return new SpendWeek(
        row.getChannel(),
        Optional.ofNullable(row.getWeek()),
        row.getSpend(),
        row.getContribution(),
        row.getContributionLower(),
        row.getContributionUpper(),
        new Interval(row.getToCome(), row.getToComeLower(), row.getToComeUpper()),
        interval(row.getRoi(), row.getRoiLower(), row.getRoiUpper()),
        "");
  }

  private Diagnostics diagnostics(FittedModel state) {
    List<ScoredWeek> scores = scores();
    Optional<Diagnostics.Prediction> newest =
        scores.stream()
            .reduce((earlier, later) -> later)
            .map(s -> new Diagnostics.Prediction(s.observed(), s.mean(), s.sd()));
    return Diagnostics.stored(
        new Diagnostics(
            set.getRSquared(),
            set.getNrmse(),
            set.getMape(),
            set.getDecompRssd(),
            set.getDurbinWatson(),
            newest),
        state.anchor(),
        state.definition(),
        state.data());
  }

  private List<ScoredWeek> scores() {
    return report.map(RefreshReport::getScores).orElse(List.of()).stream()
        .map(PublishedModel::score)
        .toList();
  }

  private static ScoredWeek score(WeekScore s) {
    return new ScoredWeek(
        s.getWeek(), s.getObserved(), s.getMean(), s.getSd(), s.getPit(), s.getZ());
  }

  private List<RoiChange> changes() {
    return report.map(RefreshReport::getMoved).orElse(List.of()).stream()
        .filter(m -> m.getBefore() != null && m.getAfter() != null)
        .map(
            m ->
                new RoiChange(
                    m.getChannel(),
                    m.getBefore(),
                    m.getAfter(),
                    m.getParts().stream()
                        .map(
                            p ->
                                new RoiChange.Part(
                                    p.getCauses().stream().map(CAUSES::get).toList(),
                                    p.getChange(),
                                    p.getDetail()))
                        .toList()))
        .toList();
  }

  private Gate gate(Gate state) {
    return new Gate(
        Gate.Outcome.PUBLISH,
        "",
        report.map(RefreshReport::getRegimeChange).orElse(false),
        scores(),
        report.map(RefreshReport::getSurprise).orElse(1.0),
        new SamplerChecks(
            report.map(RefreshReport::getSamplerMethod).orElse(""),
            number(report.map(RefreshReport::getAcceptance)),
            set.getEffectiveParticles(),
            number(report.map(RefreshReport::getIslandDisagreement)),
            Double.NaN,
            number(report.map(RefreshReport::getMonteCarloError)),
            ""),
        state.refreshes(),
        state.recentScores());
  }

  private static Optional<Interval> interval(Double median, Double lower, Double upper) {
    return Optional.ofNullable(median)
        .map(
            m ->
                new Interval(
                    m, number(Optional.ofNullable(lower)), number(Optional.ofNullable(upper))));
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static double number(Optional<Double> value) {
    return value.orElse(Double.NaN);
  }
}
