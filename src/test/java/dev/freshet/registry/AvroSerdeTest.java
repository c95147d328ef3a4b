package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.registry.ChannelRow.Interval;
import dev.freshet.registry.MalformedPayloadException.Reason;
import dev.freshet.registry.RegistryException.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {
  private static final String TOPIC = "mmm.roi";
  private static final Instant FITTED = Instant.parse("2026-11-16T08:30:00.123Z");
  private static final ChannelRow TV =
      new ChannelRow("tv", FITTED, new Interval(1.25, 2.5), "first");

  private ClientFixture fixture;
  private SchemaRegistryClient client;

  @BeforeEach
  void start() throws IOException {
    fixture = new ClientFixture();
    client = fixture.client(RegistrySettings.MAX_RETRIES, "0");
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void shouldWriteMagicIdAndAvroBinary() {
    client.register("other", Rows.V2);
    byte[] bytes = serialize(Rows.row("tv", 1.0));

    // By the Avro specification: length 2 zig-zagged 04, "tv", union branch 1 as 02, IEEE 754 of
    // 1.0.
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo("00" + "00000002" + "047476" + "02" + "000000000000f03f");
    assertThat(fixture.first.lines().get(1)).isEqualTo("POST /subjects/mmm.roi-value/versions");
  }

  @Test
  void shouldAskTheRegistryOnceForManyRecords() {
    AvroSerde<GenericRecord> serde = AvroSerde.generic(client);
    for (int i = 0; i < 50; i++) {
      GenericRecord row = Rows.row("c" + i, (double) i);
      byte[] bytes = serde.serializer().serialize(TOPIC, row);
      assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(row);
    }
    assertThat(fixture.first.lines()).hasSize(2);
  }

  @Test
  void shouldKeepTombstones() {
    AvroSerde<ChannelRow> serde = AvroSerde.of(ChannelRow.class, client);
    assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
    assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
    assertThat(fixture.first.lines()).isEmpty();
  }

  @Test
  void shouldRoundTripGeneratedRecordsAndRegisterTheContractWithoutJavaProperties() {
    AvroSerde<ChannelRow> serde = AvroSerde.of(ChannelRow.class, client);

    byte[] bytes = serde.serializer().serialize(TOPIC, TV);
    ChannelRow read = serde.deserializer().deserialize(TOPIC, bytes);

    assertThat(read).isEqualTo(TV).isInstanceOf(ChannelRow.class);
    assertThat(read.get(1)).isEqualTo(FITTED);
    assertThat(read.get(2)).isInstanceOf(Interval.class);
    String registered = client.latest("mmm.roi-value").orElseThrow().schema().toString();
    assertThat(registered)
        .contains("{\"name\":\"channel\",\"type\":\"string\"}", "timestamp-millis")
        .doesNotContain("avro.java.string");
  }

  @Test
  void shouldResolveOlderWritersSchemaToTheReaders() {
    ChannelRow blank = new ChannelRow("tv", FITTED, null, "");
    GenericRecord old = new GenericData.Record(ChannelRow.OLDER);
    old.put("channel", "tv");
    old.put("fittedAt", FITTED.toEpochMilli());
    byte[] bytes = serialize(old);
    // A newer version beside it: each record is read by the schema it names.
    byte[] newer = new AvroSerializer<ChannelRow>(client).serialize(TOPIC, blank);

    AvroDeserializer<ChannelRow> reader = AvroDeserializer.specific(ChannelRow.class, client);

    assertThat(reader.deserialize(TOPIC, bytes))
        .isEqualTo(new ChannelRow("tv", FITTED, null, "none"));
    assertThat(reader.deserialize(TOPIC, newer)).isEqualTo(blank);
  }

  @Test
  void shouldResolveToGivenGenericSchema() {
    byte[] bytes = serialize(Rows.row("tv", null));
    GenericRecord read = AvroDeserializer.generic(Rows.V2, client).deserialize(TOPIC, bytes);
    assertThat(read.getSchema()).isEqualTo(Rows.V2);
    assertThat(read.get("weeks")).isEqualTo(List.of());
  }

  @Test
  void shouldWorkWhenKafkaConfiguresIt() {
    try (AvroSerde<ChannelRow> serde = new AvroSerde<>()) {
      assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, TV))
          .hasMessageContaining("call configure()");
      serde.configure(
          Map.of(
              "schema.registry.url", fixture.first.url(),
              "specific.avro.key.type", ChannelRow.class.getName(),
              "acks", "all"),
          true);

      byte[] bytes = serde.serializer().serialize(TOPIC, TV);

      assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(TV);
      assertThat(client.latest("mmm.roi-key")).isPresent();
    }
  }

  @Test
  void shouldOnlyLookUpWhenRegistrationIsOff() {
    SchemaRegistryClient strict = fixture.client(RegistrySettings.AUTO_REGISTER, "false");
    AvroSerializer<GenericRecord> serializer = new AvroSerializer<>(strict);

    assertThatThrownBy(() -> serializer.serialize(TOPIC, Rows.row("tv", 1.0)))
        .isInstanceOf(RegistryRequestException.class)
        .hasMessageContaining("mmm.roi-value")
        .hasMessageContaining("auto.register.schemas=true");
    assertThat(client.latest("mmm.roi-value")).isEmpty();

    int id = client.register("mmm.roi-value", Rows.V1);
    byte[] bytes = serializer.serialize(TOPIC, Rows.row("tv", 1.0));
    assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(id);
  }

  @Test
  void shouldNameTheReasonWhenBytesAreMalformed() {
    byte[] good = serialize(Rows.row("television", 1.0));
    assertThat(reasonOf(new byte[0])).isEqualTo(Reason.EMPTY);
    assertThat(reasonOf("{\"json\":1}".getBytes())).isEqualTo(Reason.WRONG_MAGIC);
    assertThat(reasonOf(Arrays.copyOf(good, 4))).isEqualTo(Reason.TOO_SHORT);
    assertThat(reasonOf(Arrays.copyOf(good, good.length + 1))).isEqualTo(Reason.TRAILING_BYTES);
    for (int length = 5; length < good.length; length++) {
      assertThat(reasonOf(Arrays.copyOf(good, length))).isEqualTo(Reason.UNDECODABLE);
    }
    byte[] hugeString = good.clone();
    // Zig-zag varint of about 2^31: a length far beyond the record must not be allocated.
    byte[] length = HexFormat.of().parseHex("feffffff0f");
    System.arraycopy(length, 0, hugeString, 5, length.length);
    assertThat(reasonOf(hugeString)).isEqualTo(Reason.UNDECODABLE);
    assertThat(AvroDeserializer.generic(client).deserialize(TOPIC, good))
        .isEqualTo(Rows.row("television", 1.0));
  }

  @Test
  void shouldRejectRecordWhenItsSchemaCannotBeReadAsTheReaders() {
    byte[] bytes = serialize(Rows.row("tv", 1.0));
    assertThatThrownBy(
            () -> AvroDeserializer.generic(Rows.BREAKING, client).deserialize(TOPIC, bytes))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessageContaining("horizon");
  }

  @Test
  void shouldReadGenericRecordsWhenConfigurationNamesNoClass() {
    byte[] bytes = serialize(Rows.row("tv", 1.0));
    try (AvroDeserializer<GenericRecord> deserializer = new AvroDeserializer<>()) {
      deserializer.configure(Map.of("schema.registry.url", fixture.first.url()), false);
      assertThat(deserializer.deserialize(TOPIC, bytes)).isEqualTo(Rows.row("tv", 1.0));
    }
  }

  @Test
  void shouldRefuseConfigurationWhenItNamesAClassThatIsNotGenerated() {
    try (AvroDeserializer<ChannelRow> deserializer = new AvroDeserializer<>()) {
      assertThatThrownBy(
              () ->
                  deserializer.configure(
                      Map.of(
                          "schema.registry.url",
                          fixture.first.url(),
                          "specific.avro.value.type",
                          "java.lang.String"),
                      false))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("java.lang.String");
    }
  }

  @Test
  void shouldTellABadRecordFromARegistryThatIsAway() {
    byte[] good = serialize(Rows.row("tv", 1.0));
    byte[] unknown = good.clone();
    unknown[2] = 1;
    AvroDeserializer<GenericRecord> deserializer = AvroDeserializer.generic(client);
    fixture.first.stop();

    assertThat(decisionOf(deserializer, good)).isEqualTo(Decision.RETRY_LATER);
    assertThat(decisionOf(deserializer, unknown)).isEqualTo(Decision.RETRY_LATER);
    assertThat(decisionOf(deserializer, new byte[] {9})).isEqualTo(Decision.REJECT_RECORD);

    restart();
    assertThat(deserializer.deserialize(TOPIC, good)).isEqualTo(Rows.row("tv", 1.0));
    assertThat(decisionOf(deserializer, unknown)).isEqualTo(Decision.REJECT_RECORD);
  }

  @Test
  void shouldWriteCleanlyAfterAValueThatDoesNotFitItsSchema() {
    AvroSerializer<GenericRecord> serializer = new AvroSerializer<>(client);
    GenericRecord bad = Rows.row("half written", null);
    bad.put("roi", "no number");
    assertThatThrownBy(() -> serializer.serialize(TOPIC, bad))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(TOPIC);

    byte[] bytes = serializer.serialize(TOPIC, Rows.row("tv", 1.0));
    assertThat(AvroDeserializer.generic(client).deserialize(TOPIC, bytes))
        .isEqualTo(Rows.row("tv", 1.0));
  }

  @Test
  void shouldServeManyThreadsAndLargeRecords() throws Exception {
    AvroSerde<ChannelRow> serde = AvroSerde.of(ChannelRow.class, client);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> done =
          IntStream.range(0, 8)
              .<Future<?>>mapToObj(thread -> pool.submit(() -> roundTrips(serde, thread)))
              .toList();
      for (Future<?> future : done) {
        future.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(fixture.first.lines()).hasSize(2);
  }

  private static void roundTrips(AvroSerde<ChannelRow> serde, int thread) {
    for (int i = 0; i < 200; i++) {
      String note = "n".repeat(i == 100 ? 2_000_000 : i);
      ChannelRow row = new ChannelRow("c" + thread, FITTED.plusMillis(i), null, note);
      byte[] bytes = serde.serializer().serialize(TOPIC, row);
      assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(row);
    }
  }

  private byte[] serialize(GenericRecord row) {
    return new AvroSerializer<GenericRecord>(client).serialize(TOPIC, row);
  }

  private Reason reasonOf(byte[] bytes) {
    MalformedPayloadException e =
        catchThrowableOfType(
            MalformedPayloadException.class,
            () -> AvroDeserializer.generic(client).deserialize(TOPIC, bytes));
    assertThat(e.decision()).isEqualTo(Decision.REJECT_RECORD);
    assertThat(e).hasMessageContaining(TOPIC);
    return e.reason();
  }

  private static Decision decisionOf(AvroDeserializer<GenericRecord> deserializer, byte[] bytes) {
    return catchThrowableOfType(
            RegistryException.class, () -> deserializer.deserialize(TOPIC, bytes))
        .decision();
  }

  private void restart() {
    try {
      fixture.first.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
