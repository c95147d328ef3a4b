package dev.freshet.refresh;

import dev.freshet.avro.Contribution;
import dev.freshet.avro.CurvePoint;
import dev.freshet.avro.FitKind;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.model.CarryOver;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.ComponentPath;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Interval;
import dev.freshet.model.ResponseCurve;
import dev.freshet.model.SpendWeek;
import dev.freshet.topic.Keys;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the rows of a fitted model's set: contributions, ROI, curves, the model's own row that
 * lists them, and tombstones for the keys that only the incumbent had.
 *
 * <p>Rows depend on the fit's inputs alone: no times, hosts or counters but the request's sequence
 * in the model's own row.
 */
final class ResultRows {
  private static final String AT_MOST =
      "too small to be told from zero: read the upper ends as bounds";

  private final Topics topics;

  ResultRows(Topics topics) {
    this.topics = topics;
  }

  /** All records of the set, the model's own row last. */
  List<ProducerRecord<byte[], byte[]>> of(RefreshRequest request, FittedModel model, FitKind kind) {
    dev.freshet.avro.FittedModel row = modelRow(request, model, kind);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    addContributions(records, request.getModel(), model);
    String currency = request.getSpec().getCurrency();
    for (ChannelRoi roi : model.roi()) {
      records.add(
          topics
              .roi()
              .record(
                  Keys.roi(request.getModel(), roi.channel(), roi.horizon()),
                  roiRow(request.getModel(), currency, model, roi)));
    }
    for (ResponseCurve curve : model.curves()) {
      records.add(
          topics
              .curves()
              .record(
                  Keys.curve(request.getModel(), curve.channel()),
                  curveRow(request.getModel(), currency, model, curve)));
    }
    for (SpendWeek week : model.spendWeeks()) {
      records.add(
          topics
              .spendWeeks()
              .record(
                  Keys.spendWeek(request.getModel(), week.channel(), week.week()),
                  spendWeekRow(request.getModel(), currency, model, week)));
    }
    addTombstones(records, request.getIncumbent(), row);
    records.add(topics.models().record(request.getModel(), row));
    return records;
  }

  private void addContributions(
      List<ProducerRecord<byte[], byte[]>> records, String name, FittedModel model) {
    for (ComponentPath path : model.components()) {
      double[] contribution = path.contribution();
      double[] lower = path.lower();
      double[] upper = path.upper();
      double[][] split = split(model, path.component());
      for (int t = 0; t < contribution.length; t++) {
        LocalDate week = model.data().week(t);
        Contribution row =
            Contribution.newBuilder()
                .setModel(name)
                .setModelVersion(model.modelVersion())
                .setWeek(week)
                .setComponent(path.component())
                .setContribution(finite(contribution[t]))
                .setLower(finite(lower[t]))
                .setUpper(finite(upper[t]))
                .build();
        if (split != null) {
          row.setImmediate(split[0][t]);
          row.setImmediateLower(split[1][t]);
          row.setImmediateUpper(split[2][t]);
          row.setCarryOver(split[3][t]);
          row.setCarryOverLower(split[4][t]);
          row.setCarryOverUpper(split[5][t]);
        }
        records.add(
            topics.contributions().record(Keys.contribution(name, week, path.component()), row));
      }
    }
  }

  // Immediate and carried with their intervals, by week; null for what is no medium.
  private static double[][] split(FittedModel model, String component) {
    return model.carryOver().stream()
        .filter(c -> c.channel().equals(component))
        .findFirst()
        .map(
            (CarryOver c) ->
                new double[][] {
                  c.immediate(), c.immediateLower(), c.immediateUpper(),
                  c.carried(), c.carriedLower(), c.carriedUpper()
                })
        .orElse(null);
  }

  private static dev.freshet.avro.SpendWeek spendWeekRow(
      String name, String currency, FittedModel model, SpendWeek week) {
    return dev.freshet.avro.SpendWeek.newBuilder()
        .setModel(name)
        .setModelVersion(model.modelVersion())
        .setChannel(week.channel())
        .setWeek(week.week().orElse(null))
        .setCurrency(currency)
        .setSpend(week.spend())
        .setContribution(week.contribution())
        .setContributionLower(week.lower())
        .setContributionUpper(week.upper())
        .setToCome(week.toCome().median())
        .setToComeLower(week.toCome().lower())
        .setToComeUpper(week.toCome().upper())
        .setRoi(median(week.roi()))
        .setRoiLower(week.roi().map(Interval::lower).orElse(null))
        .setRoiUpper(week.roi().map(Interval::upper).orElse(null))
        .build();
  }

  private static dev.freshet.avro.ChannelRoi roiRow(
      String name, String currency, FittedModel model, ChannelRoi roi) {
    int last = model.data().weeks() - 1;
    return dev.freshet.avro.ChannelRoi.newBuilder()
        .setModel(name)
        .setModelVersion(model.modelVersion())
        .setChannel(roi.channel())
        .setHorizon(roi.horizon())
        .setFirstWeek(model.data().week(last - roi.weeks() + 1))
        .setLastWeek(model.data().week(last))
        .setCurrency(currency)
        .setSpend(roi.spend())
        .setContribution(roi.contribution().median())
        .setContributionLower(roi.contribution().lower())
        .setContributionUpper(roi.contribution().upper())
        .setRoi(median(roi.roi()))
        .setRoiLower(roi.roi().map(Interval::lower).orElse(null))
        .setRoiUpper(roi.roi().map(Interval::upper).orElse(null))
        .setMroi(median(roi.mroi()))
        .setMroiLower(roi.mroi().map(Interval::lower).orElse(null))
        .setMroiUpper(roi.mroi().map(Interval::upper).orElse(null))
        .setCpa(median(roi.cpa()))
        .setCpaLower(roi.cpa().map(Interval::lower).orElse(null))
        .setCpaUpper(roi.cpa().map(Interval::upper).orElse(null))
        .setAtMost(roi.atMost())
        .setNote(roi.atMost() ? AT_MOST : roi.reason())
        .build();
  }

  private static dev.freshet.avro.ResponseCurve curveRow(
      String name, String currency, FittedModel model, ResponseCurve curve) {
    double[] spend = curve.spend();
    double[] response = curve.response();
    double[] lower = curve.lower();
    double[] upper = curve.upper();
    List<CurvePoint> points = new ArrayList<>();
    for (int i = 0; i < spend.length; i++) {
      points.add(new CurvePoint(spend[i], response[i], lower[i], upper[i]));
    }
    return new dev.freshet.avro.ResponseCurve(
        name,
        model.modelVersion(),
        curve.channel(),
        curve.unit() == ResponseCurve.Unit.SPEND ? currency : "",
        points,
        curve.meanSpend(),
        curve.meanResponse().median(),
        curve.meanResponse().lower(),
        curve.meanResponse().upper());
  }

  private static dev.freshet.avro.FittedModel modelRow(
      RefreshRequest request, FittedModel model, FitKind kind) {
    Set<String> channels = new LinkedHashSet<>();
    Set<String> horizons = new LinkedHashSet<>();
    model
        .roi()
        .forEach(
            r -> {
              channels.add(r.channel());
              horizons.add(r.horizon());
            });
    int last = model.data().weeks() - 1;
    return dev.freshet.avro.FittedModel.newBuilder()
        .setModel(request.getModel())
        .setModelVersion(model.modelVersion())
        .setSequence(request.getSequence())
        .setSpecVersion(request.getSpec().getVersion())
        .setEngineVersion(model.engineVersion())
        .setFingerprint(model.fingerprint())
        .setSeed(model.seed())
        .setKind(kind)
        .setReason(model.reason())
        .setFirstWeek(model.data().week(0))
        .setLastWeek(model.data().week(last))
        .setAnchorWeek(model.anchor().firstWeek().plusWeeks(model.anchor().weeks() - 1L))
        .setComponents(model.components().stream().map(ComponentPath::component).toList())
        .setChannels(List.copyOf(channels))
        .setHorizons(List.copyOf(horizons))
        .setCurves(model.curves().stream().map(ResponseCurve::channel).toList())
        .setRSquared(model.diagnostics().r2())
        .setNrmse(model.diagnostics().nrmse())
        .setMape(model.diagnostics().mape())
        .setDecompRssd(model.diagnostics().decompRssd())
        .setRefreshDecompRssd(boxed(model.decomposition().refreshDistance()))
        .setDurbinWatson(model.diagnostics().durbinWatson())
        .setEffectiveParticles(model.sampler().effectiveParticles())
        .setSpendWeeks(model.spendWeeks().stream().map(SpendWeek::channel).distinct().toList())
        .setState(ByteBuffer.wrap(StateCodec.encode(model)))
        .setReplaces(
            request.getIncumbent() == null ? null : request.getIncumbent().getModelVersion())
        .build();
  }

  private void addTombstones(
      List<ProducerRecord<byte[], byte[]>> records,
      dev.freshet.avro.FittedModel incumbent,
      dev.freshet.avro.FittedModel row) {
    if (incumbent == null) {
      return;
    }
    Map<Topic<String, ?>, List<String>> present = ResultKeys.of(topics, row);
    ResultKeys.of(topics, incumbent)
        .forEach(
            (topic, keys) -> {
              Set<String> obsolete = new HashSet<>(keys);
              present.get(topic).forEach(obsolete::remove);
              obsolete.forEach(key -> records.add(topic.record(key, null)));
            });
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Double median(Optional<Interval> interval) {
    return interval.map(Interval::median).orElse(null);
  }
}
