package dev.freshet.demo;

import dev.freshet.demo.SimulatedEvent.Fact;
import dev.freshet.demo.SimulatedEvent.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends rows the way platforms do: some late, some twice, some wrong first and restated (and then
 * sent again from an old export), some withdrawn and replaced, some first dated a week too early.
 * The highest revisions are the truth.
 */
final class EmissionGenerator {
  private static final double LATE = 0.03;
  private static final double RESENT = 0.02;
  private static final double RESTATED = 0.03;
  private static final double RESTATED_AGAIN = 0.2;
  private static final double OLD_EXPORT = 0.05;
  private static final double REPLACED = 0.004;
  private static final double MISDATED = 0.002;
  private static final int DAY_MINUTES = 24 * 60;

  private final Draws draws;
  private final Instant start;
  private final List<SimulatedEvent> emissions = new ArrayList<>();

  /**
   * @param start when the data begin: nothing is dated before
   */
  EmissionGenerator(long seed, Instant start) {
    this.draws = Draws.seeded(seed, "emission");
    this.start = start;
  }

  /** All events of the rows, in no order yet. */
  List<SimulatedEvent> emissions(List<Fact> rows) {
    rows.forEach(this::send);
    return emissions;
  }

  private void send(Fact row) {
    Version version = row.version().sent(later(row.emittedAt(), 0, 300));
    if (draws.chance(LATE)) {
      version = version.sent(later(version.emittedAt(), 2 * DAY_MINUTES, 9 * DAY_MINUTES));
    }
    double fate = draws.random().nextDouble();
    Instant weekBefore = version.time().minus(Duration.ofDays(7));
    if (fate < RESTATED) {
      restate(row, version);
    } else if (fate < RESTATED + REPLACED) {
      replace(row, version);
    } else if (fate < RESTATED + REPLACED + MISDATED && !weekBefore.isBefore(start)) {
      emit(row, version.dated(weekBefore));
      emit(row, next(version, 5));
    } else {
      emit(row, version);
    }
  }

  private void restate(Fact row, Version version) {
    Fact first = wrong(row, version);
    emit(first);
    Version corrected = next(version, 20);
    if (draws.chance(RESTATED_AGAIN)) {
      emit(wrong(row, corrected));
      corrected = next(corrected, 20);
    }
    emit(row, corrected);
    if (draws.chance(OLD_EXPORT)) {
      Version after = version.sent(next(corrected, 5).emittedAt());
      emissions.add(first.revised(after, micros -> micros));
    }
  }

  private void replace(Fact row, Version version) {
    emit(row, version);
    Version withdrawn = next(version, 6).withdraw();
    emit(row, withdrawn);
    emit(
        row,
        version
            .named(version.eventId() + "/replaced")
            .sent(withdrawn.emittedAt().plus(Duration.ofMinutes(1))));
  }

  private Fact wrong(Fact row, Version version) {
    double error = draws.between(-0.3, 0.3);
    return row.revised(
        version,
        micros -> {
          long units = micros / row.unitMicros();
          long off = Math.round(units * error);
          return (units + (off == 0 ? 1 : off)) * row.unitMicros();
        });
  }

  private Version next(Version version, int days) {
    return version
        .number(version.revision() + 1)
        .sent(later(version.emittedAt(), DAY_MINUTES, days * DAY_MINUTES));
  }

  private void emit(Fact row, Version version) {
    emit(row.revised(version, micros -> micros));
  }

  private void emit(Fact event) {
    emissions.add(event);
    if (draws.chance(RESENT)) {
      Instant again = later(event.emittedAt(), 60, 3 * DAY_MINUTES);
      emissions.add(event.revised(event.version().sent(again), micros -> micros));
    }
  }

  private Instant later(Instant instant, int leastMinutes, int mostMinutes) {
    return instant.plus(Duration.ofMinutes(draws.whole(leastMinutes, mostMinutes)));
  }
}
