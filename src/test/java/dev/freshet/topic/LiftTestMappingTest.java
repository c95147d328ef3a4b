package dev.freshet.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.avro.LiftInterval;
import dev.freshet.spec.LiftTest;
import dev.freshet.spec.LiftTestParser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LiftTestMappingTest {
  private static final LiftTest TEST =
      LiftTestParser.parse(
              """
              model: acme/DE
              experiments:
                - name: a
                  channels: [tv]
                  tested: [2026-03-02, 2026-03-29]
                  lift: 120
                  standardError: 30
                  spendChange: 45
              """,
              "tests.yaml")
          .orElseThrow()
          .get(0);

  @Test
  void shouldBeTheSameThereAndBack() throws Exception {
    for (LiftTest test :
        LiftTestParser.parse(Path.of("docs/examples/acme-de-experiments.yaml")).orElseThrow()) {
      assertThat(LiftTestMapping.fromAvro(LiftTestMapping.toAvro(test))).isEqualTo(test);
    }
  }

  @Test
  void shouldReadAnIntervalWhereThereIsNoStandardError() {
    dev.freshet.avro.LiftTest record = LiftTestMapping.toAvro(TEST);
    record.setInterval(new LiftInterval(0.9, 80_000_000L, 160_000_000L));
    assertThat(LiftTestMapping.fromAvro(record).standardErrorMicros()).isEqualTo(30_000_000);

    record.setStandardErrorMicros(0);

    // 80 / (2 × 1.6448536269514722), qnorm(0.95) of R 4.3.
    assertThat(LiftTestMapping.fromAvro(record).standardErrorMicros()).isEqualTo(24_318_273);
    record.setInterval(new LiftInterval(0.9, 160_000_000L, 80_000_000L));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LiftTestMapping.fromAvro(record))
        .withMessage("lower 160.0 must be below upper 80.0");
  }

  @Test
  void shouldRefuseAHoldOutWithASpendChange() {
    dev.freshet.avro.LiftTest record = LiftTestMapping.toAvro(TEST);
    record.setHoldOut(true);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LiftTestMapping.fromAvro(record))
        .withMessageContaining("spendChange and holdOut exclude each other");
  }
}
