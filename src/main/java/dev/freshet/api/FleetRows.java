package dev.freshet.api;

import dev.freshet.api.ReadStore.Batch;
import dev.freshet.api.ReadStore.View;
import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.MovePart;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.internal.FleetHealth;
import dev.freshet.avro.internal.FleetMove;
import dev.freshet.avro.internal.FleetRow;
import dev.freshet.registry.SingleObjectSerde;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a line a model for the view of the fleet: a few hundred bytes, so that ten thousand can be
 * looked through for one answer.
 */
final class FleetRows {
  private static final SingleObjectSerde<FleetRow> SERDE = new SingleObjectSerde<>(FleetRow.class);

  /** Fields that are for the read model alone. */
  static final Set<String> OMITTED = Set.of("known", "publishedSequence", "publishedWeek");

  private FleetRows() {}

  /** The planner has said where a model stands; empty when it knows it no more. */
  static void status(Batch batch, String model, Optional<ModelStatus> status) {
    FleetRow row = rowOrNew(batch, model);
    row.setKnown(status.isPresent());
    status.ifPresent(now -> stand(row, now));
    put(batch, row);
  }

  private static void stand(FleetRow row, ModelStatus now) {
    row.setHealth(health(now));
    row.setReason(reason(now));
    row.setStaleSince(now.getStaleSince());
    row.setClosedWeek(now.getClosedWeek());
    row.setClosedWeeks(now.getClosedWeeks());
    row.setOpenWeeks(now.getOpenWeeks().size());
    row.setWaitingFor(
        now.getOpenWeeks().isEmpty() ? List.of() : now.getOpenWeeks().get(0).getWaitingFor());
    row.setClosedWithout(now.getClosedWithout());
  }

  /**
   * A request has ended.
   *
   * @param written when its report was written; not before it was finished
   */
  static void report(Batch batch, RefreshReport report, Instant written) {
    FleetRow row = rowOrNew(batch, report.getModel());
    if (report.getSequence() >= row.getSequence()) {
      row.setSequence(report.getSequence());
      row.setKind(report.getKind());
      row.setOutcome(report.getOutcome());
      row.setEndedAt(report.getFinishedAt());
    }
    if (report.getOutcome() == RefreshOutcome.PUBLISHED
        && report.getSequence() >= row.getPublishedSequence()) {
      if (row.getPublishedWeek() == null
          || row.getPublishedWeek().isBefore(report.getClosedWeek())) {
        row.setLagMillis(Duration.between(report.getClosedAt(), written).toMillis());
      }
      row.setPublishedSequence(report.getSequence());
      row.setPublishedWeek(report.getClosedWeek());
      row.setPublishedAt(written);
      row.setMove(BiggestMove.of(report.getMoved()).map(FleetRows::move).orElse(null));
    }
    put(batch, row);
  }

  /** Another set of a model is shown; empty when none is any more. */
  static void shown(Batch batch, String model, Optional<FittedModel> set) {
    FleetRow row = rowOrNew(batch, model);
    row.setModelVersion(set.map(FittedModel::getModelVersion).orElse(null));
    row.setLastWeek(set.map(FittedModel::getLastWeek).orElse(null));
    put(batch, row);
  }

  /** A model's line; empty when there is none. */
  static Optional<FleetRow> row(View view, String model) {
    return kept(view, model).filter(FleetRows::listed);
  }

  /** All lines, in the order of the models' names. */
  static List<FleetRow> all(View view) {
    List<FleetRow> rows = new ArrayList<>();
    byte[] kind = ReadKeys.of(ReadKeys.FLEET, "");
    view.scan(
        kind,
        (key, kept) -> {
          if (!ReadKeys.startsWith(key, kind)) {
            return false;
          }
          FleetRow row = decoded(kept);
          if (listed(row)) {
            rows.add(row);
          }
          return true;
        });
    return rows;
  }

  /** Reports outlive the models that they speak of. */
  private static boolean listed(FleetRow row) {
    return row.getKnown() || row.getModelVersion() != null;
  }

  private static Optional<FleetRow> kept(View view, String model) {
    return view.get(ReadKeys.of(ReadKeys.FLEET, model)).map(FleetRows::decoded);
  }

  private static FleetHealth health(ModelStatus status) {
    return switch (status.getState()) {
      case WAITING_FOR_SPEC -> FleetHealth.WAITING_FOR_SPEC;
      case FITTING -> FleetHealth.FITTING;
      case FRESH -> FleetHealth.FRESH;
      case COLLECTING, STALE -> halted(status);
    };
  }

  /** A fit that came to nothing is what holds a model up; else it waits for data. */
  private static FleetHealth halted(ModelStatus status) {
    if (status.getLastOutcome() == RefreshOutcome.FAILED) {
      return FleetHealth.FAILED;
    }
    if (status.getLastOutcome() == RefreshOutcome.REFUSED) {
      return FleetHealth.REFUSED;
    }
    return status.getState() == ModelState.STALE ? FleetHealth.STALE : FleetHealth.COLLECTING;
  }

  private static String reason(ModelStatus status) {
    boolean halted =
        status.getLastOutcome() == RefreshOutcome.FAILED
            || status.getLastOutcome() == RefreshOutcome.REFUSED;
    return status.getStaleReason().isEmpty() && halted
        ? status.getLastDetail()
        : status.getStaleReason();
  }

  private static FleetMove move(ChannelMove move) {
    MovePart largest = BiggestMove.largestPart(move);
    return new FleetMove(
        move.getChannel(),
        move.getBefore(),
        move.getAfter(),
        largest.getCauses(),
        largest.getDetail());
  }

  private static FleetRow rowOrNew(Batch batch, String model) {
    return kept(batch, model)
        .orElseGet(
            () ->
                FleetRow.newBuilder()
                    .setModel(model)
                    .setHealth(FleetHealth.WAITING_FOR_SPEC)
                    .setReason("")
                    .build());
  }

  private static FleetRow decoded(byte[] kept) {
    return SERDE.deserializer().deserialize("", kept);
  }

  private static void put(Batch batch, FleetRow row) {
    batch.put(ReadKeys.of(ReadKeys.FLEET, row.getModel()), SERDE.serializer().serialize("", row));
  }
}
