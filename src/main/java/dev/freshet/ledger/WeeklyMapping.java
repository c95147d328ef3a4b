package dev.freshet.ledger;

import dev.freshet.avro.SourceWatermark;
import dev.freshet.avro.VariableAmount;
import dev.freshet.avro.WeeklyObservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Maps a row of a week to its contract, {@code WeeklyObservation.avsc}. */
final class WeeklyMapping {
  private WeeklyMapping() {}

  static WeeklyObservation toAvro(WeekRow row) {
    List<VariableAmount> variables = new ArrayList<>();
    row.values()
        .forEach(v -> variables.add(new VariableAmount(v.variable(), v.micros(), v.events())));
    List<SourceWatermark> watermarks = new ArrayList<>();
    row.watermarksMillis()
        .forEach(
            (source, millis) ->
                watermarks.add(new SourceWatermark(source, Instant.ofEpochMilli(millis))));
    return new WeeklyObservation(
        row.model(),
        row.week(),
        row.revision(),
        variables,
        row.specVersion(),
        watermarks,
        row.settled());
  }
}
