package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics as a broker has them. */
class TopicAdminIT {
  private static final ServiceConfig.Layout LAYOUT = new ServiceConfig.Layout(2, 1);

  @TempDir private Path folder;

  @Test
  void shouldCreateInputsThatLastAndWarnOfThoseThatDoNot() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.in(folder).start()) {
      ServiceConfig.Cluster cluster =
          new ServiceConfig.Cluster(
              kafka.bootstrapServers(), "http://127.0.0.1:1", "mmm.", Map.of());
      Topics topics = Service.topics(cluster);
      try (Admin admin = TopicAdmin.connect(cluster)) {
        // As a cluster makes one that nobody says anything about: it keeps seven days.
        admin.createTopics(Set.of(new NewTopic("mmm.spend", 2, (short) 1))).all().get();
        admin
            .createTopics(
                Set.of(
                    new NewTopic("freshet-ledger-x-changelog", 1, (short) 1)
                        .configs(Map.of("retention.ms", "1000"))))
            .all()
            .get();

        List<String> created = new TopicAdmin(admin, topics).create(LAYOUT);

        assertThat(created).contains("mmm.outcomes").doesNotContain("mmm.spend");
        ConfigResource outcomes = new ConfigResource(ConfigResource.Type.TOPIC, "mmm.outcomes");
        assertThat(
                admin
                    .describeConfigs(Set.of(outcomes))
                    .all()
                    .get()
                    .get(outcomes)
                    .get("retention.ms")
                    .value())
            .isEqualTo("-1");
        assertThat(warnings(admin, topics, Optional.empty()))
            .singleElement()
            .asString()
            .startsWith("topic mmm.spend keeps records for 168 h (retention.ms=604800000)");
        assertThat(warnings(admin, topics, Optional.of(Duration.ofDays(7)))).isEmpty();
      }
    }
  }

  private static List<String> warnings(Admin admin, Topics topics, Optional<Duration> wanted) {
    return TopicDurability.warnings(
        admin, Rights.topics(Role.LEDGER, topics), List.of("freshet-ledger"), wanted);
  }
}
