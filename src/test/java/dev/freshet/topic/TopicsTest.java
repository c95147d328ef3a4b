package dev.freshet.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void shouldNameApplicationsApartWhenTheirTopicsAre() {
    assertThat(topics(Topics.DEFAULT_PREFIX).application("freshet-ledger"))
        .isEqualTo("freshet-ledger");
    assertThat(topics("test.eu/").application("freshet-ledger"))
        .isEqualTo("test-eu-freshet-ledger");
  }

  private static Topics topics(String prefix) {
    return new Topics(prefix, new SchemaRegistryClient(RegistryConfig.at("http://127.0.0.1:1")));
  }
}
