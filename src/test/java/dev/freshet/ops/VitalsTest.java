package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ops.Vitals.Vital;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VitalsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Vitals vitals = new Vitals(meters);
  private final AtomicReference<Vital> ledger = new AtomicReference<>(Vital.PREPARING);

  @ParameterizedTest
  @CsvSource({
    "CREATED,PREPARING",
    "REBALANCING,PREPARING",
    "RUNNING,RUNNING",
    "PENDING_SHUTDOWN,PREPARING",
    "PENDING_ERROR,LOST",
    "ERROR,LOST",
    "NOT_RUNNING,LOST"
  })
  void shouldJudgeATopologyByItsState(KafkaStreams.State state, Vital vital) {
    assertThat(Vitals.of(state)).isEqualTo(vital);
  }

  @Test
  void shouldNotBeReadyBeforeAllPartsAreThere() {
    assertThat(vitals.live()).isTrue();
    assertThat(vitals.ready()).isFalse();
    vitals.watch(Role.LEDGER, "freshet-ledger", ledger::get);
    ledger.set(Vital.RUNNING);
    assertThat(vitals.ready()).isFalse();

    vitals.complete();

    assertThat(vitals.ready()).isTrue();
  }

  @Test
  void shouldStayLiveAndStartedWhileAPartRestores() {
    vitals.watch(Role.LEDGER, "freshet-ledger", ledger::get);
    vitals.complete();
    assertThat(vitals.started()).isFalse();
    ledger.set(Vital.RUNNING);
    assertThat(vitals.started()).isTrue();

    ledger.set(Vital.PREPARING);

    assertThat(vitals.live()).isTrue();
    assertThat(vitals.ready()).isFalse();
    assertThat(vitals.started()).isTrue();
    assertThat(vitals.parts()).containsEntry("freshet-ledger", "PREPARING");
  }

  @Test
  void shouldMeasureWhichRolesWorkHereUntilItIsClosed() {
    vitals.watch(Role.LEDGER, "freshet-ledger", ledger::get);
    assertThat(meters.get(Vitals.READY).tag("role", "ledger").gauge().value()).isZero();
    ledger.set(Vital.RUNNING);
    assertThat(meters.get(Vitals.READY).tag("role", "ledger").gauge().value()).isEqualTo(1);

    vitals.close();

    assertThat(meters.find(Vitals.READY).gauges()).isEmpty();
  }

  @Test
  void shouldNotBeLiveOnceAPartIsLost() {
    vitals.watch(Role.LEDGER, "freshet-ledger", ledger::get);
    vitals.watch(Role.PLANNER, "freshet-planner", () -> Vital.RUNNING);
    vitals.complete();

    ledger.set(Vital.LOST);

    assertThat(vitals.live()).isFalse();
    assertThat(vitals.ready()).isFalse();
  }
}
