package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientKindTest {
  private static final Map<String, Object> ALL =
      Map.of(
          "security.protocol", "SSL",
          "request.timeout.ms", 1,
          "consumer.request.timeout.ms", 2,
          "producer.request.timeout.ms", 3,
          "main.consumer.request.timeout.ms", 4,
          "restore.consumer.request.timeout.ms", 5,
          "global.consumer.request.timeout.ms", 6,
          "topic.min.insync.replicas", 2);

  @Test
  void shouldPreferTheSettingsOfItsKindToThoseOfAll() {
    assertThat(ClientKind.CONSUMER.of(ALL))
        .containsOnly(Map.entry("security.protocol", "SSL"), Map.entry("request.timeout.ms", 2));
    assertThat(ClientKind.PRODUCER.of(ALL))
        .containsOnly(Map.entry("security.protocol", "SSL"), Map.entry("request.timeout.ms", 3));
    assertThat(ClientKind.ADMIN.of(ALL))
        .containsOnly(Map.entry("security.protocol", "SSL"), Map.entry("request.timeout.ms", 1));
  }
}
