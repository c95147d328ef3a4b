package dev.freshet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.model.CarryOver;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.ComponentPath;
import dev.freshet.model.Diagnostics;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Gate;
import dev.freshet.model.Interval;
import dev.freshet.model.ResponseCurve;
import dev.freshet.model.RoiChange;
import dev.freshet.model.SamplerReport;
import dev.freshet.model.ScoredWeek;
import dev.freshet.model.SpendWeek;
import dev.freshet.refresh.StateCodec;
import dev.freshet.web.ReportData;
import dev.freshet.web.ReportJson;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes a fitted model as files for analysts, and reads back what a refresh starts from. */
final class FitFiles {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String STATE = "state";

  /** The files of a fit. */
  static final List<String> NAMES =
      List.of(
          "model.json",
          "contributions.csv",
          "carryover.csv",
          "roi.csv",
          "spend_weeks.csv",
          "curves.csv");

  /** The data of a report about the fit. */
  static final String REPORT = "report.json";

  private FitFiles() {}

  /** Writes the files of {@link #NAMES}. */
  static void write(Path folder, String name, FittedModel model) throws IOException {
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve("model.json").toFile(), json(name, model));
    csv(
        folder.resolve("contributions.csv"),
        printer -> contributions(printer, model),
        "week",
        "component",
        "contribution",
        "lower",
        "upper");
    csv(
        folder.resolve("carryover.csv"),
        printer -> carryOver(printer, model),
        "week",
        "channel",
        "immediate",
        "immediate_lower",
        "immediate_upper",
        "carryover",
        "carryover_lower",
        "carryover_upper");
    csv(
        folder.resolve("spend_weeks.csv"),
        printer -> spendWeeks(printer, model),
        "channel",
        "week",
        "spend",
        "contribution",
        "lower",
        "upper",
        "to_come",
        "to_come_lower",
        "to_come_upper",
        "roi",
        "roi_lower",
        "roi_upper");
    csv(
        folder.resolve("roi.csv"),
        printer -> roi(printer, model),
        "channel",
        "horizon",
        "spend",
        "contribution",
        "roi",
        "lower",
        "upper");
    csv(
        folder.resolve("curves.csv"),
        printer -> curves(printer, model),
        "channel",
        "spend",
        "response",
        "lower",
        "upper");
  }

  /**
   * The model of an earlier {@code model.json}, without its answers.
   *
   * @throws IllegalArgumentException if the file is none
   */
  static FittedModel read(Path file) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file + ": not JSON (" + e.getOriginalMessage() + "); give a model.json of freshet fit",
          e);
    }
    JsonNode state = root.path(STATE);
    if (!state.isTextual()) {
      throw new IllegalArgumentException(
          file + ": no field '" + STATE + "'; give a model.json of freshet fit");
    }
    return StateCodec.decode(Base64.getDecoder().decode(state.asText()));
  }

  /** Writes the data of a report beside the other files. */
  static void writeReport(Path folder, ReportData report) throws IOException {
    Files.writeString(folder.resolve(REPORT), ReportJson.of(report));
  }

  /**
   * The data of a report about an earlier fit.
   *
   * @throws IllegalArgumentException if the folder is none of a fit
   */
  static ReportData readReport(Path folder) throws IOException {
    Path file = folder.resolve(REPORT);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          folder + ": no " + REPORT + " in it; name a folder that freshet fit wrote");
    }
    try {
      return ReportJson.read(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage() + "; fit again", e);
    }
  }

  private static ObjectNode json(String name, FittedModel model) {
    ObjectNode root = JSON.createObjectNode();
    root.put("model", name);
    root.put("modelVersion", model.modelVersion());
    root.put("engineVersion", model.engineVersion());
    root.put("fingerprint", model.fingerprint());
    root.put("kind", model.kind().name());
    root.put("reason", model.reason());
    root.put("firstWeek", model.data().week(0).toString());
    root.put("lastWeek", model.data().week(model.data().weeks() - 1).toString());
    root.put("weeks", model.data().weeks());
    root.put("leadInWeeks", model.data().leadInWeeks());
    root.put(
        "anchorWeek", model.anchor().firstWeek().plusWeeks(model.anchor().weeks() - 1L).toString());
    root.set("diagnostics", diagnostics(model.diagnostics()));
    ObjectNode shares = root.putObject("shares");
    model.decomposition().shares().forEach(shares::put);
    model
        .decomposition()
        .refreshDistance()
        .ifPresent(distance -> root.put("refreshDecompRssd", distance));
    root.set("sampler", sampler(model.sampler()));
    root.set("gate", gate(model.gate()));
    ArrayNode roi = root.putArray("roi");
    model.roi().forEach(r -> roi.add(roi(r)));
    ArrayNode curves = root.putArray("curves");
    model.curves().forEach(c -> curves.add(operatingPoint(c)));
    ArrayNode moved = root.putArray("moved");
    model.roiChanges().forEach(c -> moved.add(move(c)));
    root.put(STATE, Base64.getEncoder().encodeToString(StateCodec.encode(model)));
    return root;
  }

  private static ObjectNode diagnostics(Diagnostics d) {
    ObjectNode node = JSON.createObjectNode();
    node.put("rSquared", d.r2());
    node.put("nrmse", d.nrmse());
    node.put("mape", d.mape());
    node.put("decompRssd", d.decompRssd());
    node.put("durbinWatson", d.durbinWatson());
    return node;
  }

  private static ObjectNode sampler(SamplerReport s) {
    ObjectNode node = JSON.createObjectNode();
    node.put("particles", s.particles());
    node.put("effectiveParticles", s.effectiveParticles());
    node.put("temperingStages", s.temperingStages());
    node.put("sweeps", s.sweeps());
    node.put("gradients", s.gradients());
    if (Double.isFinite(s.acceptance())) {
      node.put("acceptance", s.acceptance());
    }
    s.effectiveAfterReweighting()
        .ifPresent(effective -> node.put("effectiveAfterReweighting", effective));
    return node;
  }

  private static ObjectNode gate(Gate gate) {
    ObjectNode node = JSON.createObjectNode();
    node.put("outcome", gate.outcome().name());
    node.put("reason", gate.reason());
    node.put("regimeChange", gate.regimeChange());
    node.put("samplerMethod", gate.checks().method());
    if (Double.isFinite(gate.checks().monteCarloError())) {
      node.put("islandDisagreement", gate.checks().islandMedians());
      node.put("monteCarloError", gate.checks().monteCarloError());
    }
    ArrayNode weeks = node.putArray("scores");
    for (ScoredWeek score : gate.weeks()) {
      weeks
          .addObject()
          .put("week", score.week().toString())
          .put("observed", score.observed())
          .put("mean", score.mean())
          .put("sd", score.sd())
          .put("z", score.z());
    }
    return node;
  }

  private static ObjectNode roi(ChannelRoi r) {
    ObjectNode node = JSON.createObjectNode();
    node.put("channel", r.channel());
    node.put("horizon", r.horizon());
    node.put("weeks", r.weeks());
    node.put("spend", r.spend());
    interval(node, "contribution", Optional.of(r.contribution()));
    interval(node, "roi", r.roi());
    interval(node, "mroi", r.mroi());
    interval(node, "cpa", r.cpa());
    if (!r.reason().isBlank()) {
      node.put("note", r.reason());
    }
    return node;
  }

  private static ObjectNode operatingPoint(ResponseCurve curve) {
    ObjectNode node = JSON.createObjectNode();
    node.put("channel", curve.channel());
    node.put("unit", curve.unit().name());
    node.put("meanSpend", curve.meanSpend());
    interval(node, "meanResponse", Optional.of(curve.meanResponse()));
    return node;
  }

  private static ObjectNode move(RoiChange change) {
    ObjectNode node = JSON.createObjectNode();
    node.put("channel", change.channel());
    node.put("before", change.before());
    node.put("after", change.after());
    ArrayNode parts = node.putArray("parts");
    for (RoiChange.Part part : change.parts()) {
      ObjectNode one = parts.addObject();
      one.put("cause", part.label());
      one.put("change", part.change());
      if (!part.detail().isBlank()) {
        one.put("detail", part.detail());
      }
    }
    return node;
  }

  private static void interval(ObjectNode node, String name, Optional<Interval> interval) {
    interval.ifPresent(
        i ->
            node.putObject(name)
                .put("median", i.median())
                .put("lower", i.lower())
                .put("upper", i.upper()));
  }

  private static void contributions(CSVPrinter printer, FittedModel model) throws IOException {
    for (ComponentPath path : model.components()) {
      double[] contribution = path.contribution();
      double[] lower = path.lower();
      double[] upper = path.upper();
      for (int t = 0; t < contribution.length; t++) {
        printer.printRecord(
            model.data().week(t),
            path.component(),
            cell(contribution[t]),
            cell(lower[t]),
            cell(upper[t]));
      }
    }
  }

  private static void carryOver(CSVPrinter printer, FittedModel model) throws IOException {
    for (CarryOver split : model.carryOver()) {
      double[][] columns = {
        split.immediate(), split.immediateLower(), split.immediateUpper(),
        split.carried(), split.carriedLower(), split.carriedUpper()
      };
      for (int t = 0; t < columns[0].length; t++) {
        printer.print(model.data().week(t));
        printer.print(split.channel());
        for (double[] column : columns) {
          printer.print(cell(column[t]));
        }
        printer.println();
      }
    }
  }

  private static void spendWeeks(CSVPrinter printer, FittedModel model) throws IOException {
    for (SpendWeek week : model.spendWeeks()) {
      printer.printRecord(
          week.channel(),
          week.week().map(LocalDate::toString).orElse("before"),
          cell(week.spend()),
          cell(week.contribution()),
          cell(week.lower()),
          cell(week.upper()),
          cell(week.toCome().median()),
          cell(week.toCome().lower()),
          cell(week.toCome().upper()),
          week.roi().map(i -> cell(i.median())).orElse(""),
          week.roi().map(i -> cell(i.lower())).orElse(""),
          week.roi().map(i -> cell(i.upper())).orElse(""));
    }
  }

  private static void roi(CSVPrinter printer, FittedModel model) throws IOException {
    for (ChannelRoi r : model.roi()) {
      printer.printRecord(
          r.channel(),
          r.horizon(),
          cell(r.spend()),
          cell(r.contribution().median()),
          r.roi().map(i -> cell(i.median())).orElse(""),
          r.roi().map(i -> cell(i.lower())).orElse(""),
          r.roi().map(i -> cell(i.upper())).orElse(""));
    }
  }

  private static void curves(CSVPrinter printer, FittedModel model) throws IOException {
    for (ResponseCurve curve : model.curves()) {
      double[] spend = curve.spend();
      double[] response = curve.response();
      double[] lower = curve.lower();
      double[] upper = curve.upper();
      for (int i = 0; i < spend.length; i++) {
        printer.printRecord(
            curve.channel(), cell(spend[i]), cell(response[i]), cell(lower[i]), cell(upper[i]));
      }
    }
  }

  /** Every digit that the number has; nothing for a number that is missing. */
  private static String cell(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  /** Fills a CSV file. */
  @FunctionalInterface
  private interface Rows {
    void print(CSVPrinter printer) throws IOException;
  }

  private static void csv(Path file, Rows rows, String... heads) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader(heads).setRecordSeparator('\n').get();
    try (Writer writer = Files.newBufferedWriter(file);
        CSVPrinter printer = new CSVPrinter(writer, format)) {
      rows.print(printer);
    }
  }
}
