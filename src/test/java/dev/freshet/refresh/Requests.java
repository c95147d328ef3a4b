package dev.freshet.refresh;

import dev.freshet.avro.FittedModel;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.TriggerReason;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.SpecMapping;
import java.time.Instant;
import java.util.List;

/** Requests as the planner writes them. */
final class Requests {
  private Requests() {}

  /** A request for a build, or with an incumbent for a refresh. */
  static RefreshRequest of(
      String model, long sequence, ModelSpec spec, Series series, FittedModel incumbent) {
    dev.freshet.avro.ModelSpec named = SpecMapping.toAvro(spec);
    named.setModel(model);
    return RefreshRequest.newBuilder()
        .setRequestId(model + "#" + sequence)
        .setModel(model)
        .setSequence(sequence)
        .setDataRevision(1)
        .setReasons(List.of(TriggerReason.WEEK_CLOSED))
        .setBuild(incumbent == null)
        .setSpec(named)
        .setFirstWeek(series.firstWeek())
        .setLeadInWeeks(series.leadInWeeks())
        .setWeeks(series.weeks())
        .setSeries(Observations.toAvro(series.micros()))
        .setExperiments(List.of())
        .setIncumbent(incumbent)
        .setClosedWeek(series.firstWeek().plusWeeks(series.leadInWeeks() + series.weeks() - 1L))
        .setClosedAt(Instant.EPOCH)
        .setIncompleteSources(List.of())
        .setRequestedAt(Instant.EPOCH)
        .build();
  }
}
