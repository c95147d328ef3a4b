package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ModelSpec;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpecReaderTest {
  private static final TopicPartition SPECS = new TopicPartition("mmm.specs", 0);
  private static final dev.freshet.spec.ModelSpec OLD = Specs.tv().build();
  private static final dev.freshet.spec.ModelSpec NEW = Specs.tv().tolerance(0.2).build();

  private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory().start();
  private final Topics topics =
      new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at(registry.url())));
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final SpecReader reader = new SpecReader(topics, consumer);
  private long end;

  @BeforeEach
  void openTopic() {
    consumer.updatePartitions(
        SPECS.topic(), List.of(new PartitionInfo(SPECS.topic(), 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(SPECS, 0L));
    consumer.updateEndOffsets(Map.of(SPECS, 0L));
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void shouldKnowTheNewestSpecOfEachModel() {
    assertThat(reader.latest(Specs.MODEL)).isEqualTo(new Supersession.Latest.Unknown());

    spec(Specs.MODEL, OLD);
    spec(Specs.MODEL, NEW);

    assertThat(newest(Specs.MODEL)).isEqualTo(NEW.fingerprint());
    assertThat(reader.latest("globex/FR")).isEqualTo(new Supersession.Latest.Unknown());
  }

  @Test
  void shouldKnowThatASpecWasWithdrawn() {
    spec(Specs.MODEL, OLD);
    send(Specs.MODEL, null);

    assertThat(reader.latest(Specs.MODEL)).isEqualTo(new Supersession.Latest.Withdrawn());
  }

  @Test
  void shouldHoldOnToTheSpecBeforeOneThatIsOfAnotherModel() {
    ModelSpec rivals = SpecMapping.toAvro(NEW);
    rivals.setModel("rival/DE");
    spec(Specs.MODEL, OLD);
    send(Specs.MODEL, topics.specs().record(Specs.MODEL, rivals).value());

    assertThat(newest(Specs.MODEL)).isEqualTo(OLD.fingerprint());
    assertThat(reader.latest("rival/DE")).isEqualTo(new Supersession.Latest.Unknown());
  }

  @Test
  void shouldHoldOnToTheSpecBeforeOneThatNobodyCanRead() {
    ModelSpec unsound = SpecMapping.toAvro(NEW);
    unsound.setZone("Mars/Olympus");
    spec(Specs.MODEL, OLD);
    send(Specs.MODEL, "not avro".getBytes(StandardCharsets.UTF_8));
    send(Specs.MODEL, topics.specs().record(Specs.MODEL, unsound).value());

    assertThat(newest(Specs.MODEL)).isEqualTo(OLD.fingerprint());
  }

  private String newest(String model) {
    return ((Supersession.Latest.Known) reader.latest(model)).spec().fingerprint();
  }

  private void spec(String key, dev.freshet.spec.ModelSpec spec) {
    send(key, topics.specs().record(key, SpecMapping.toAvro(spec)).value());
  }

  private void send(String key, byte[] value) {
    long offset = end++;
    consumer.updateEndOffsets(Map.of(SPECS, end));
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(
                    SPECS.topic(), 0, offset, key.getBytes(StandardCharsets.UTF_8), value)));
  }
}
