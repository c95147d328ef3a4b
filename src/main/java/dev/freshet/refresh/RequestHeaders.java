package dev.freshet.refresh;

import dev.freshet.avro.FitKind;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What a request says of itself outside its value, so that even one whose value cannot be read ends
 * in a report: the planner waits for nothing else.
 */
final class RequestHeaders {
  private static final String ID = "freshet.request";
  private static final String SEQUENCE = "freshet.sequence";
  private static final String SPEC = "freshet.spec";
  private static final String DATA = "freshet.data-revision";
  private static final String WEEK = "freshet.closed-week";
  private static final String CLOSED_AT = "freshet.closed-at";
  private static final String REQUESTED_AT = "freshet.requested-at";

  /** Of a report: the engine that the request needs and no refresher of the group had. */
  private static final String NEEDS_ENGINE = "freshet.needs-engine";

  private RequestHeaders() {}

  static Headers of(RefreshRequest request) {
    Headers headers = new RecordHeaders();
    put(headers, ID, request.getRequestId());
    put(headers, SEQUENCE, request.getSequence());
    put(headers, SPEC, request.getSpec().getVersion());
    put(headers, DATA, request.getDataRevision());
    put(headers, WEEK, request.getClosedWeek());
    put(headers, CLOSED_AT, request.getClosedAt());
    put(headers, REQUESTED_AT, request.getRequestedAt());
    return headers;
  }

  /** Marks a report as that of a request for which no refresher was there. */
  static void markUnattended(Headers headers, String engine) {
    put(headers, NEEDS_ENGINE, engine);
  }

  static boolean isUnattended(Headers headers) {
    return headers.lastHeader(NEEDS_ENGINE) != null;
  }

  /** The report that a request ended without result; empty where the headers are not ours. */
  static Optional<RefreshReport> failed(
      Headers headers, String model, String detail, Instant now, String host) {
    try {
      return Optional.of(
          RefreshReport.newBuilder()
              .setRequestId(text(headers, ID))
              .setModel(model)
              .setSequence(Long.parseLong(text(headers, SEQUENCE)))
              .setSpecVersion(text(headers, SPEC))
              .setDataRevision(Long.parseLong(text(headers, DATA)))
              .setOutcome(RefreshOutcome.FAILED)
              .setKind(FitKind.BUILD)
              .setReasons(List.of())
              .setDetail(detail)
              .setClosedWeek(LocalDate.parse(text(headers, WEEK)))
              .setClosedAt(Instant.parse(text(headers, CLOSED_AT)))
              .setRequestedAt(Instant.parse(text(headers, REQUESTED_AT)))
              .setStartedAt(now)
              .setFinishedAt(now)
              .setFitMillis(0)
              .setHost(host)
              .setGradients(0)
              .setRows(0)
              .setMoved(List.of())
              .build());
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static void put(Headers headers, String name, Object value) {
    headers.add(name, value.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null) {
      throw new IllegalArgumentException("no header " + name);
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
