package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class RightsTest {
  private static final Topics TOPICS =
      new Topics(
          Topics.DEFAULT_PREFIX, new SchemaRegistryClient(RegistryConfig.at("http://localhost:1")));

  @Test
  void shouldBeDocumentedAsDeclared() throws Exception {
    assertThat(Files.readString(Path.of("docs/security.md"))).contains(Rights.document(TOPICS));
  }

  @Test
  void shouldNotLetTheLedgerWriteWhatTheRefresherPublishes() {
    assertThat(Rights.of(Role.LEDGER, TOPICS))
        .doesNotContainKey(topic("mmm.roi"))
        .extractingByKey(topic("mmm.spend"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.collection(AclOperation.class))
        .doesNotContain(AclOperation.WRITE);
  }

  @Test
  void shouldNameInternalTopicsByTheTopicPrefix() {
    Topics other =
        new Topics("uk.", new SchemaRegistryClient(RegistryConfig.at("http://localhost:1")));
    assertThat(Rights.of(Role.LEDGER, other))
        .containsKey(
            new ResourcePattern(
                ResourceType.TOPIC,
                other.application("freshet-ledger") + "-",
                PatternType.PREFIXED));
  }

  private static ResourcePattern topic(String name) {
    return new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
  }
}
