package dev.freshet.failures;

import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.SourceWatermark;
import dev.freshet.avro.VariableAmount;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.topic.Keys;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hears every row of Freshet's outputs in the order in which a read_committed consumer gets them,
 * and knows what must never be among them and what must have come in the end.
 *
 * <p>Never ({@link #violations}):
 *
 * <ul>
 *   <li>two different rows under one key and model version;
 *   <li>two versions, or a version twice, for one sequence of a model; a sequence that goes back;
 *   <li>two requests of one id or sequence, two reports for one request;
 *   <li>two different weekly rows of one revision; a revision or a watermark that goes back;
 *   <li>a dead letter.
 * </ul>
 *
 * <p>In the end ({@link #unfinished}):
 *
 * <ul>
 *   <li>every row that a model's own row lists has come, under its version;
 *   <li>every row belongs to a version whose model row has come: a row that was published by a
 *       transaction which was aborted does not;
 *   <li>every request has its report, every published report its model row, and the other way
 *       round.
 * </ul>
 */
final class Witness {
  private static final int MOST_NAMED = 5;

  /** Which topic a row of a set was on. */
  enum Kind {
    CONTRIBUTION,
    ROI,
    CURVE,
    SPEND_WEEK
  }

  private record Row(Kind kind, String key, String version) {}

  private record Turn(String model, long sequence) {}

  private final Map<Row, ByteBuffer> rows = new HashMap<>();
  private final Map<Turn, FittedModel> models = new LinkedHashMap<>();
  private final Map<String, Long> newestModel = new HashMap<>();
  private final Map<Turn, String> requests = new LinkedHashMap<>();
  private final Map<String, RefreshReport> reports = new LinkedHashMap<>();
  private final Map<String, WeeklyObservation> weeks = new HashMap<>();
  private final Map<String, Map<String, Instant>> watermarks = new HashMap<>();
  private final Map<String, Long> newestStatus = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  /** A row of a set, by its key and the version it carries. */
  synchronized void row(Kind kind, String key, String version, byte[] content) {
    ByteBuffer now = ByteBuffer.wrap(content);
    ByteBuffer before = rows.putIfAbsent(new Row(kind, key, version), now);
    if (before != null && !before.equals(now)) {
      violation("two different rows for %s %s of version %s", kind, key, version);
    }
  }

  /** A model's own row. */
  synchronized void model(FittedModel row) {
    FittedModel before = models.putIfAbsent(new Turn(row.getModel(), row.getSequence()), row);
    if (before != null) {
      violation(
          "%s: sequence %d published twice, as %s and %s",
          row.getModel(), row.getSequence(), before.getModelVersion(), row.getModelVersion());
    }
    Long newest = newestModel.put(row.getModel(), row.getSequence());
    if (newest != null && newest > row.getSequence()) {
      violation("%s: sequence %d published after %d", row.getModel(), row.getSequence(), newest);
    }
  }

  synchronized void request(RefreshRequest row) {
    Turn turn = new Turn(row.getModel(), row.getSequence());
    String before = requests.putIfAbsent(turn, row.getRequestId());
    if (before != null) {
      violation(
          "%s: sequence %d requested twice, as %s and %s",
          row.getModel(), row.getSequence(), before, row.getRequestId());
    }
  }

  synchronized void report(RefreshReport row) {
    RefreshReport before = reports.putIfAbsent(row.getRequestId(), row);
    if (before != null) {
      violation(
          "request %s ended twice: %s and %s",
          row.getRequestId(), before.getOutcome(), row.getOutcome());
    }
  }

  synchronized void week(WeeklyObservation row) {
    String key = Keys.week(row.getModel(), row.getWeek());
    WeeklyObservation before = weeks.put(key, row);
    if (before != null && before.getRevision() > row.getRevision()) {
      violation("%s: revision %d after %d", key, row.getRevision(), before.getRevision());
    }
    if (before != null
        && before.getRevision() == row.getRevision()
        && !amounts(before).equals(amounts(row))) {
      violation("%s: two different rows of revision %d", key, row.getRevision());
    }
    Map<String, Instant> known =
        watermarks.computeIfAbsent(row.getModel(), model -> new HashMap<>());
    for (SourceWatermark watermark : row.getWatermarks()) {
      Instant last = known.put(watermark.getSource(), watermark.getCompleteThrough());
      if (last != null && last.isAfter(watermark.getCompleteThrough())) {
        violation(
            "%s: watermark of %s goes back from %s to %s",
            key, watermark.getSource(), last, watermark.getCompleteThrough());
      }
    }
  }

  synchronized void status(ModelStatus row) {
    Long before = newestStatus.put(row.getModel(), row.getSequence());
    if (before != null && before > row.getSequence()) {
      violation("%s: status of sequence %d after %d", row.getModel(), row.getSequence(), before);
    }
  }

  synchronized void deadLetter(String reason) {
    violation("a dead letter: %s", reason);
  }

  /** What must never have been seen. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** What is still to come; must be empty once all is quiet. */
  synchronized List<String> unfinished() {
    List<String> open = new ArrayList<>();
    Set<String> versions = new HashSet<>();
    models.forEach(
        (turn, row) -> {
          versions.add(row.getModel() + " " + row.getModelVersion());
          Set<Row> missing = new TreeSet<>(java.util.Comparator.comparing(Row::toString));
          missing.addAll(listed(row));
          missing.removeAll(rows.keySet());
          if (!missing.isEmpty()) {
            open.add(
                "%s %s of sequence %d: %d rows of its set have not come: %s"
                    .formatted(
                        row.getModel(),
                        row.getModelVersion(),
                        row.getSequence(),
                        missing.size(),
                        missing.stream().limit(MOST_NAMED).toList()));
          }
        });
    List<Row> strays =
        rows.keySet().stream()
            .filter(r -> !versions.contains(Keys.modelOf(r.key()) + " " + r.version()))
            .toList();
    if (!strays.isEmpty()) {
      open.add(
          "%d rows of versions that were never published: %s"
              .formatted(strays.size(), strays.stream().limit(MOST_NAMED).toList()));
    }
    unanswered(open);
    return open;
  }

  private void unanswered(List<String> open) {
    requests.forEach(
        (turn, id) -> {
          if (!reports.containsKey(id)) {
            open.add("request %s has no report".formatted(id));
          }
        });
    Set<Turn> published = new HashSet<>();
    for (RefreshReport report : reports.values()) {
      Turn turn = new Turn(report.getModel(), report.getSequence());
      if (!report.getRequestId().equals(requests.get(turn))) {
        open.add("report of %s answers no request".formatted(report.getRequestId()));
      }
      if (report.getOutcome() == RefreshOutcome.PUBLISHED) {
        published.add(turn);
        FittedModel row = models.get(turn);
        if (row == null || !row.getModelVersion().equals(report.getModelVersion())) {
          open.add(
              "%s was reported as published in %s, its model row says %s"
                  .formatted(
                      report.getRequestId(),
                      report.getModelVersion(),
                      row == null ? "nothing" : row.getModelVersion()));
        }
      }
    }
    for (Turn turn : models.keySet()) {
      if (!published.contains(turn)) {
        open.add("%s: sequence %d has no report".formatted(turn.model(), turn.sequence()));
      }
    }
  }

  /** Reports heard so far. */
  synchronized List<RefreshReport> reports() {
    return List.copyOf(reports.values());
  }

  /** Ids of requests heard so far that have no report yet. */
  synchronized List<String> openRequests() {
    return requests.values().stream().filter(id -> !reports.containsKey(id)).toList();
  }

  /** Keys that a model's own row lists, as a reader of the contracts would list them. */
  private static List<Row> listed(FittedModel row) {
    String model = row.getModel();
    String version = row.getModelVersion();
    List<LocalDate> window = new ArrayList<>();
    for (LocalDate w = row.getFirstWeek(); !w.isAfter(row.getLastWeek()); w = w.plusWeeks(1)) {
      window.add(w);
    }
    List<Row> listed = new ArrayList<>();
    for (LocalDate week : window) {
      for (String component : row.getComponents()) {
        String key = Keys.contribution(model, week, component);
        listed.add(new Row(Kind.CONTRIBUTION, key, version));
      }
    }
    for (String channel : row.getChannels()) {
      for (String horizon : row.getHorizons()) {
        listed.add(new Row(Kind.ROI, Keys.roi(model, channel, horizon), version));
      }
    }
    for (String channel : row.getCurves()) {
      listed.add(new Row(Kind.CURVE, Keys.curve(model, channel), version));
    }
    for (String channel : row.getSpendWeeks()) {
      listed.add(
          new Row(Kind.SPEND_WEEK, Keys.spendWeek(model, channel, Optional.empty()), version));
      for (LocalDate week : window) {
        String key = Keys.spendWeek(model, channel, Optional.of(week));
        listed.add(new Row(Kind.SPEND_WEEK, key, version));
      }
    }
    return listed;
  }

  private static Map<String, Long> amounts(WeeklyObservation row) {
    Map<String, Long> amounts = new HashMap<>();
    for (VariableAmount amount : row.getVariables()) {
      amounts.put(amount.getVariable(), amount.getAmountMicros());
    }
    return amounts;
  }

  private void violation(String words, Object... values) {
    violations.add(words.formatted(values));
  }
}
