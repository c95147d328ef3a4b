package dev.freshet.web;

import dev.freshet.model.ChannelRoi;
import dev.freshet.model.FittedModel;
import dev.freshet.model.MediaTerm;
import dev.freshet.model.ResponseCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes what a report says about each medium of a fitted model. */
final class ChannelReports {
  /** Weeks whose mean is the present operating point. */
  private static final int RECENT_WEEKS = 13;

  private static final String AT_MOST =
      "too small to be told from zero: read the upper ends as bounds";

  private final FittedModel model;

  ChannelReports(FittedModel model) {
    this.model = model;
  }

  /** Paid, then organic media. */
  List<ChannelReport> all(Map<String, ChannelReport.Adstock> adstocks) {
    double allSpend = 0;
    double allEffect = 0;
    List<MediaTerm> media = model.definition().media();
    for (int c = 0; c < media.size(); c++) {
      if (media.get(c).hasSpend()) {
        allSpend += sum(amounts(c));
        allEffect += effect(media.get(c));
      }
    }
    List<ChannelReport> reports = new ArrayList<>();
    for (MediaTerm.Kind kind : MediaTerm.Kind.values()) {
      for (int c = 0; c < media.size(); c++) {
        MediaTerm term = media.get(c);
        if (term.kind() == kind) {
          double[] amounts = amounts(c);
          reports.add(
              new ChannelReport(
                  term.name(),
                  term.hasSpend(),
                  term.hasSpend() ? share(sum(amounts), allSpend) : null,
                  term.hasSpend() ? share(effect(term), allEffect) : null,
                  returns(term.name()),
                  term.hasSpend() ? Numbers.of(amounts) : Numbers.NONE,
                  curve(term.name(), amounts),
                  adstocks.get(term.name())));
        }
      }
    }
    return reports;
  }

  /** All paid media together, by horizon; empty without paid media. */
  Map<String, ChannelReport.Return> total() {
    return returns(ChannelRoi.MEDIA_TOTAL);
  }

  // By window week: money of paid, exposure of organic media.
  private double[] amounts(int c) {
    double[][] series =
        model.definition().media().get(c).hasSpend() ? model.data().spend() : model.data().media();
    return Arrays.copyOfRange(series[c], model.data().leadInWeeks(), series[c].length);
  }

  private double effect(MediaTerm term) {
    return sum(model.component(term.name()).contribution());
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  private static Double share(double part, double whole) {
    return whole > 0 ? part / whole : null;
  }

  private Map<String, ChannelReport.Return> returns(String channel) {
    Map<String, ChannelReport.Return> returns = new LinkedHashMap<>();
    for (ChannelRoi row : model.roi()) {
      if (row.channel().equals(channel)) {
        returns.put(
            row.horizon(),
            new ChannelReport.Return(
                row.weeks(),
                row.spend(),
                Estimate.of(row.contribution()),
                Estimate.ofNullable(row.roi()),
                Estimate.ofNullable(row.mroi()),
                Estimate.ofNullable(row.cpa()),
                row.atMost(),
                row.atMost() ? AT_MOST : row.reason()));
      }
    }
    return returns;
  }

  private ChannelReport.Curve curve(String channel, double[] amounts) {
    for (ResponseCurve curve : model.curves()) {
      if (curve.channel().equals(channel)) {
        int from = Math.max(0, amounts.length - RECENT_WEEKS);
        double recent = sum(Arrays.copyOfRange(amounts, from, amounts.length));
        return ChannelReport.Curve.of(
            curve.unit().name(),
            Numbers.of(curve.spend()),
            new ReportData.Band(
                Numbers.of(curve.response()), Numbers.of(curve.lower()), Numbers.of(curve.upper())),
            new ChannelReport.Curve.Point(curve.meanSpend(), Estimate.of(curve.meanResponse())),
            recent / (amounts.length - from));
      }
    }
    return null;
  }
}
