package dev.freshet.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.OpenWeek;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvroConverterTest {
  private static final String TOPIC = "mmm.roi";

  private EmbeddedRegistry registry;
  private Topics topics;
  private AvroConverter converter;

  @BeforeEach
  void start() {
    registry = EmbeddedRegistry.inMemory().start();
    topics = new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at(registry.url())));
    converter = new AvroConverter();
    converter.configure(
        Map.of(
            "schema.registry.url", registry.url(),
            "max.retries", "0",
            "converter.type", "value"),
        false);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private byte[] published(ChannelRoi row) {
    return topics.roi().record("key", row).value();
  }

  private static ChannelRoi row() {
    return ChannelRoi.newBuilder()
        .setModel("acme/DE")
        .setModelVersion("v7")
        .setChannel("tv")
        .setHorizon("13w")
        .setFirstWeek(LocalDate.of(1969, 12, 29))
        .setLastWeek(LocalDate.of(2026, 3, 30))
        .setCurrency("EUR")
        .setSpend(1200.5)
        .setContribution(3000)
        .setContributionLower(2000)
        .setContributionUpper(4000)
        .setRoi(2.5)
        .setAtMost(true)
        .build();
  }

  @Test
  void shouldGiveARowAsAStruct() {
    SchemaAndValue read = converter.toConnectData(TOPIC, published(row()));
    Struct struct = (Struct) read.value();

    assertThat(struct.schema()).isEqualTo(read.schema());
    assertThat(read.schema().fields())
        .extracting(Field::name)
        .containsExactlyElementsOf(
            ChannelRoi.getClassSchema().getFields().stream().map(f -> f.name()).toList());
    assertThat(struct.get("model")).isEqualTo("acme/DE");
    assertThat(struct.get("spend")).isEqualTo(1200.5);
    assertThat(struct.get("roi")).isEqualTo(2.5);
    assertThat(struct.get("roiLower")).isNull();
    assertThat(struct.get("atMost")).isEqualTo(true);
    assertThat(struct.get("firstWeek"))
        .isEqualTo(Date.from(LocalDate.of(1969, 12, 29).atStartOfDay(ZoneOffset.UTC).toInstant()));
    assertThat(struct.get("lastWeek"))
        .isEqualTo(Date.from(LocalDate.of(2026, 3, 30).atStartOfDay(ZoneOffset.UTC).toInstant()));
  }

  @Test
  void shouldSayWhatMayBeMissingAndWhatStandsInForIt() {
    Schema schema = converter.toConnectData(TOPIC, published(row())).schema();

    assertThat(schema.field("roi").schema())
        .isEqualTo(org.apache.kafka.connect.data.Schema.OPTIONAL_FLOAT64_SCHEMA);
    assertThat(schema.field("spend").schema()).isEqualTo(Schema.FLOAT64_SCHEMA);
    assertThat(schema.field("atMost").schema().defaultValue()).isEqualTo(false);
    assertThat(schema.field("note").schema().defaultValue()).isEqualTo("");
    assertThat(schema.field("firstWeek").schema())
        .isEqualTo(org.apache.kafka.connect.data.Date.SCHEMA);
  }

  @Test
  void shouldGiveListsRecordsEnumsAndInstants() {
    Instant at = Instant.parse("2026-03-08T06:30:00.123Z");
    ModelStatus status =
        ModelStatus.newBuilder()
            .setModel("acme/DE")
            .setSpecVersion("s")
            .setState(ModelState.STALE)
            .setClosedWeeks(3)
            .setOpenWeeks(List.of(new OpenWeek(LocalDate.of(2026, 3, 2), List.of("shop"))))
            .setSequence(4_000_000_000L)
            .setStaleSince(at)
            .setChangedAt(at.plusSeconds(1))
            .setClosedWithout(List.of("shop", "facebook"))
            .build();

    Struct struct =
        (Struct)
            converter
                .toConnectData("mmm.status", topics.status().record("acme/DE", status).value())
                .value();

    assertThat(struct.get("state")).isEqualTo("STALE");
    assertThat(struct.get("closedWeek")).isNull();
    assertThat(struct.get("closedWeeks")).isEqualTo(3);
    assertThat(struct.get("sequence")).isEqualTo(4_000_000_000L);
    assertThat(struct.get("staleSince")).isEqualTo(Date.from(at));
    assertThat(struct.schema().field("changedAt").schema()).isEqualTo(Timestamp.SCHEMA);
    assertThat(struct.get("closedWithout")).isEqualTo(List.of("shop", "facebook"));
    assertThat(struct.getArray("openWeeks"))
        .singleElement()
        .satisfies(
            week -> assertThat(((Struct) week).get("waitingFor")).isEqualTo(List.of("shop")));
  }

  @Test
  void shouldTranslateEveryContract() {
    topics.publishContracts();
    SchemaRegistryClient client = new SchemaRegistryClient(RegistryConfig.at(registry.url()));
    assertThat(topics.all())
        .filteredOn(t -> !t.equals(topics.deadLetters()))
        .allSatisfy(
            t -> {
              org.apache.avro.Schema contract =
                  client.latest(t.name() + "-value").orElseThrow().schema();
              assertThat(Translation.of(contract).schema().fields())
                  .hasSameSizeAs(contract.getFields());
            });
  }

  @Test
  void shouldLeaveATombstoneOne() {
    assertThat(converter.toConnectData(TOPIC, null)).isEqualTo(SchemaAndValue.NULL);
  }

  @Test
  void shouldCallUnreadableWhatCanNeverBeRead() {
    assertThatThrownBy(
            () -> converter.toConnectData(TOPIC, "garbage".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(TOPIC);
    assertThatThrownBy(
            () ->
                converter.toConnectData(
                    TOPIC, ByteBuffer.allocate(9).put((byte) 0).putInt(987_654).array()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("987654");
  }

  @Test
  void shouldAskToTryAgainWhenTheRegistryIsAway() {
    byte[] payload = published(row());
    registry.stop();

    assertThatThrownBy(() -> converter.toConnectData(TOPIC, payload))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining(registry.url());
    registry.start();
    assertThat(converter.toConnectData(TOPIC, payload).value()).isInstanceOf(Struct.class);
  }

  @Test
  void shouldRefuseUnionsOfSeveralTypes() {
    org.apache.avro.Schema union = SchemaBuilder.unionOf().stringType().and().longType().endUnion();

    assertThatThrownBy(() -> Translation.of(union))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no counterpart");
  }

  @Test
  void shouldNotWrite() {
    assertThatThrownBy(() -> converter.fromConnectData(TOPIC, Schema.STRING_SCHEMA, "x"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("only reads");
  }

  @Test
  void shouldBeFoundByWorkersThatLookForPlugins() {
    assertThat(ServiceLoader.load(Converter.class)).hasAtLeastOneElementOfType(AvroConverter.class);
  }
}
