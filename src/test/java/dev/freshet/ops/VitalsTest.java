package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ops.Vitals.Vital;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VitalsTest {
  private final Vitals vitals = new Vitals();
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
    vitals.watch("freshet-ledger", ledger::get);
    ledger.set(Vital.RUNNING);
    assertThat(vitals.ready()).isFalse();

    vitals.complete();

    assertThat(vitals.ready()).isTrue();
  }

  @Test
  void shouldStayLiveAndStartedWhileAPartRestores() {
    vitals.watch("freshet-ledger", ledger::get);
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
  void shouldNotBeLiveOnceAPartIsLost() {
    vitals.watch("freshet-ledger", ledger::get);
    vitals.watch("freshet-planner", () -> Vital.RUNNING);
    vitals.complete();

    ledger.set(Vital.LOST);

    assertThat(vitals.live()).isFalse();
    assertThat(vitals.ready()).isFalse();
  }
}
