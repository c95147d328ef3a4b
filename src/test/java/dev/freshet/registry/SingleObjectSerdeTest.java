package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.registry.ChannelRow.Interval;
import dev.freshet.registry.MalformedPayloadException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class SingleObjectSerdeTest {
  private static final String STORE = "ledger-weeks";
  private static final Instant FITTED = Instant.parse("2026-11-16T08:30:00.123Z");
  private static final ChannelRow TV = new ChannelRow("tv", FITTED, new Interval(1, 2), "first");

  private final SingleObjectSerde<ChannelRow> serde = new SingleObjectSerde<>(ChannelRow.class);

  @Test
  void shouldWriteWhatAvrosOwnEncoderWritesAndReadItBack() throws IOException {
    byte[] bytes = serde.serializer().serialize(STORE, TV);
    ByteBuffer reference =
        new BinaryMessageEncoder<ChannelRow>(TV.getSpecificData(), ChannelRow.SCHEMA$).encode(TV);

    assertThat(ByteBuffer.wrap(bytes)).isEqualTo(reference);
    assertThat(serde.deserializer().deserialize(STORE, bytes)).isEqualTo(TV);
    assertThat(
            new BinaryMessageDecoder<ChannelRow>(TV.getSpecificData(), ChannelRow.SCHEMA$)
                .decode(bytes))
        .isEqualTo(TV);
  }

  @Test
  void shouldReadOlderSchemaOnlyWhenItIsGiven() throws IOException {
    GenericRecord old = new GenericData.Record(ChannelRow.OLDER);
    old.put("channel", "tv");
    old.put("fittedAt", FITTED.toEpochMilli());
    byte[] bytes =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), ChannelRow.OLDER)
            .encode(old)
            .array();

    assertThat(reasonOf(bytes)).isEqualTo(Reason.UNKNOWN_FINGERPRINT);
    assertThat(
            new SingleObjectSerde<>(ChannelRow.class, List.of(ChannelRow.OLDER))
                .deserializer()
                .deserialize(STORE, bytes))
        .isEqualTo(new ChannelRow("tv", FITTED, null, "none"));
  }

  @Test
  void shouldKeepNull() {
    assertThat(serde.serializer().serialize(STORE, null)).isNull();
    assertThat(serde.deserializer().deserialize(STORE, null)).isNull();
  }

  @Test
  void shouldNameTheReasonWhenBytesAreMalformed() {
    byte[] good = serde.serializer().serialize(STORE, TV);
    assertThat(reasonOf(new byte[0])).isEqualTo(Reason.EMPTY);
    assertThat(reasonOf(Arrays.copyOf(good, 9))).isEqualTo(Reason.TOO_SHORT);
    assertThat(reasonOf(new byte[20])).isEqualTo(Reason.WRONG_MAGIC);
    assertThat(reasonOf(Arrays.copyOf(good, good.length - 1))).isEqualTo(Reason.UNDECODABLE);
    assertThat(reasonOf(Arrays.copyOf(good, good.length + 1))).isEqualTo(Reason.TRAILING_BYTES);
  }

  private Reason reasonOf(byte[] bytes) {
    return catchThrowableOfType(
            MalformedPayloadException.class, () -> serde.deserializer().deserialize(STORE, bytes))
        .reason();
  }
}
