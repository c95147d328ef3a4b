package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class TopicDurabilityTest {
  private static final String TOPIC = "mmm.spend";
  private static final String WEEK = Long.toString(Duration.ofDays(7).toMillis());

  private static Config config(String name, String value) {
    return new Config(List.of(new ConfigEntry(name, value)));
  }

  @Test
  void shouldWarnOfAcknowledgedRecordsThatOneBrokerAloneMayHold() {
    assertThat(TopicDurability.copying(TOPIC, 3, config("min.insync.replicas", "1")))
        .contains(
            "topic mmm.spend has 3 copies, but min.insync.replicas=1: a record that one broker alone had is lost with it; set 2 with kafka-configs");
    assertThat(TopicDurability.copying(TOPIC, 3, config("min.insync.replicas", "2"))).isEmpty();
  }

  @Test
  void shouldNotAskForTwoInSyncWhereNoCopyCouldBeSpared() {
    assertThat(TopicDurability.copying(TOPIC, 2, config("min.insync.replicas", "1"))).isEmpty();
    assertThat(TopicDurability.copying(TOPIC, 1, config("min.insync.replicas", "1"))).isEmpty();
  }

  @Test
  void shouldWarnOfInputsThatAreDeletedByAge() {
    assertThat(TopicDurability.keeping(TOPIC, Optional.empty(), config("retention.ms", WEEK)))
        .singleElement()
        .asString()
        .startsWith(
            "topic mmm.spend keeps records for 168 h (retention.ms=604800000), less than input-retention, unlimited: ")
        .contains("Set retention.ms=-1 with kafka-configs");
    assertThat(TopicDurability.keeping(TOPIC, Optional.empty(), config("retention.ms", "-1")))
        .isEmpty();
  }

  @Test
  void shouldHoldInputsToTheRetentionThatIsMeant() {
    Optional<Duration> meant = Optional.of(Duration.ofDays(7));

    assertThat(TopicDurability.keeping(TOPIC, meant, config("retention.ms", WEEK))).isEmpty();
    assertThat(TopicDurability.keeping(TOPIC, meant, config("retention.ms", "604799999")))
        .singleElement()
        .asString()
        .contains("less than input-retention, PT168H: ", "Set retention.ms=604800000 ");
  }

  @Test
  void shouldWarnOfInputsThatAreDeletedBySize() {
    assertThat(TopicDurability.keeping(TOPIC, Optional.empty(), config("retention.bytes", "1000")))
        .containsExactly(
            "topic mmm.spend has retention.bytes=1000: what is beyond that is deleted whatever its age; set -1 with kafka-configs");
  }
}
