package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.registry.RegistryConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {
  private static ServiceConfig.Cluster cluster(String setting, String value) {
    return new ServiceConfig.Cluster(
        "broker:9092", "http://registry:8081", "mmm.", Map.of(setting, value));
  }

  @Test
  void shouldHandEverySettingOfTheRegistryClientToItAlone() {
    for (String name : RegistryConfig.definition().names()) {
      ServiceConfig.Cluster cluster = cluster(name, "1");

      assertThat(cluster.registry()).containsKey(name);
      assertThat(cluster.kafkaClient()).doesNotContainKey(name);
    }
  }

  @Test
  void shouldHandOtherSettingsToKafkaClients() {
    ServiceConfig.Cluster cluster = cluster("security.protocol", "SSL");

    assertThat(cluster.kafkaClient()).containsEntry("security.protocol", "SSL");
    assertThat(cluster.registry()).doesNotContainKey("security.protocol");
  }
}
