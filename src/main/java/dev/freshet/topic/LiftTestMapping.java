package dev.freshet.topic;

import dev.freshet.avro.LiftScope;
import dev.freshet.spec.LiftInterval;
import dev.freshet.spec.LiftTest;
import dev.freshet.spec.LiftTest.Days;
import java.util.Optional;
import java.util.OptionalLong;

/** Maps lift tests between their domain form and the contract {@code LiftTest.avsc}. */
public final class LiftTestMapping {
  private LiftTestMapping() {}

  /** The contract's form. */
  public static dev.freshet.avro.LiftTest toAvro(LiftTest test) {
    return dev.freshet.avro.LiftTest.newBuilder()
        .setModel(test.model())
        .setExperiment(test.name())
        .setChannels(test.channels())
        .setTestStart(test.tested().from())
        .setTestEnd(test.tested().to())
        .setMeasureStart(test.measured().from())
        .setMeasureEnd(test.measured().to())
        .setLiftMicros(test.liftMicros())
        .setStandardErrorMicros(test.standardErrorMicros())
        .setSpendChangeMicros(test.spendChangeMicros().orElse(0))
        .setHoldOut(test.isHoldOut())
        .setMarketShare(test.marketShare())
        .setScope(LiftScope.valueOf(test.scope().name()))
        .setExpires(test.expires().orElse(null))
        .setSupersedes(test.supersedes().orElse(null))
        .build();
  }

  /**
   * The domain form.
   *
   * @throws IllegalArgumentException saying what is wrong, if the test is impossible in itself
   */
  public static LiftTest fromAvro(dev.freshet.avro.LiftTest record) {
    return new LiftTest(
        record.getModel(),
        record.getExperiment(),
        record.getChannels(),
        days("tested", record.getTestStart(), record.getTestEnd()),
        days("measured", record.getMeasureStart(), record.getMeasureEnd()),
        record.getLiftMicros(),
        standardError(record),
        spendChange(record),
        record.getMarketShare(),
        LiftTest.Scope.valueOf(record.getScope().name()),
        Optional.ofNullable(record.getExpires()),
        Optional.ofNullable(record.getSupersedes()));
  }

  private static Days days(String what, java.time.LocalDate from, java.time.LocalDate to) {
    try {
      return new Days(from, to);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
    }
  }

  private static long standardError(dev.freshet.avro.LiftTest record) {
    dev.freshet.avro.LiftInterval interval = record.getInterval();
    if (interval == null || record.getStandardErrorMicros() != 0) {
      return record.getStandardErrorMicros();
    }
    return new LiftInterval(
            interval.getLevel(), interval.getLowerMicros(), interval.getUpperMicros())
        .standardErrorMicros();
  }

  private static OptionalLong spendChange(dev.freshet.avro.LiftTest record) {
    if (record.getHoldOut() && record.getSpendChangeMicros() != 0) {
      throw new IllegalArgumentException(
          "experiment %s: spendChange and holdOut exclude each other; leave the change 0 for a hold-out"
              .formatted(record.getExperiment()));
    }
    return record.getHoldOut()
        ? OptionalLong.empty()
        : OptionalLong.of(record.getSpendChangeMicros());
  }
}
