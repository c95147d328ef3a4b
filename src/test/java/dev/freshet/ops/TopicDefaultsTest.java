package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ledger.LedgerTopology;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicDefaultsTest {
  private static final Topics TOPICS =
      new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at("http://127.0.0.1:1")));

  @Test
  void shouldAskForTwoInSyncWhereThereAreThreeCopies() {
    for (Topic<?, ?> topic : TOPICS.all()) {
      assertThat(TopicDefaults.of(topic, new ServiceConfig.Layout(6, 3)))
          .as(topic.name())
          .containsEntry("min.insync.replicas", "2");
      assertThat(TopicDefaults.of(topic, new ServiceConfig.Layout(6, 2)))
          .as(topic.name())
          .doesNotContainKey("min.insync.replicas");
    }
  }

  @Test
  void shouldKeepForEverWhatTheLedgerBooks() {
    for (Topic<?, ?> topic : LedgerTopology.sources(TOPICS)) {
      if (topic.retention() == Topic.Retention.COMPACT) {
        assertThat(TopicDefaults.of(topic, new ServiceConfig.Layout(6, 3)))
            .containsEntry("cleanup.policy", "compact");
      } else {
        assertThat(TopicDefaults.of(topic, new ServiceConfig.Layout(6, 3)))
            .as(topic.name())
            .containsEntry("retention.ms", "-1")
            .containsEntry("retention.bytes", "-1");
      }
    }
  }

  @Test
  void shouldKeepInputsAsLongAsIsSaid() {
    ServiceConfig.Layout layout =
        new ServiceConfig.Layout(6, 3, Optional.of(Duration.ofDays(1500)));

    assertThat(TopicDefaults.of(TOPICS.spend(), layout))
        .containsEntry("retention.ms", "129600000000");
    assertThat(TopicDefaults.of(TOPICS.refreshes(), layout)).doesNotContainKey("retention.ms");
  }
}
