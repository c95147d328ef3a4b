package dev.freshet.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.freshet.demo.EmbeddedRegistry;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

class WireFormatTest {
  private static EmbeddedRegistry registry;
  private static AvroSerde<GenericRecord> serde;

  @BeforeContainer
  static void start() {
    registry = EmbeddedRegistry.inMemory().start();
    serde = AvroSerde.generic(new SchemaRegistryClient(RegistryConfig.at(registry.url())));
    serde.serializer().serialize("t", record("", 0, List.of()));
  }

  @AfterContainer
  static void stop() {
    registry.close();
  }

  @Property
  void shouldReadTheIdItWrote(@ForAll int id) {
    assertThat(WireFormat.schemaId("t", WireFormat.header(id))).isEqualTo(id);
  }

  @Property
  void shouldReadTheRecordItWrote(
      @ForAll String channel, @ForAll double roi, @ForAll @Size(max = 20) List<Integer> weeks) {
    GenericRecord written = record(channel, roi, weeks);
    byte[] bytes = serde.serializer().serialize("t", written);
    GenericRecord read = serde.deserializer().deserialize("t", bytes);
    // Through UTF-8: lone surrogates have no encoding and become question marks.
    assertThat(read.get("channel").toString()).isEqualTo(utf8(channel));
    assertThat(read.get("roi")).isEqualTo(roi);
    assertThat(read.get("weeks")).isEqualTo(weeks);
  }

  @Property
  void shouldGiveAValueOrSayMalformedForAnyBytes(@ForAll @Size(max = 60) byte[] payload) {
    byte[] bytes = new byte[WireFormat.HEADER_BYTES + payload.length];
    System.arraycopy(WireFormat.header(1), 0, bytes, 0, WireFormat.HEADER_BYTES);
    System.arraycopy(payload, 0, bytes, WireFormat.HEADER_BYTES, payload.length);
    for (byte[] candidate : List.of(bytes, payload)) {
      Throwable thrown = catchThrowable(() -> serde.deserializer().deserialize("t", candidate));
      if (thrown != null) {
        assertThat(thrown).isInstanceOf(RegistryException.class);
        assertThat(((RegistryException) thrown).decision())
            .isEqualTo(RegistryException.Decision.REJECT_RECORD);
      }
    }
  }

  private static GenericRecord record(String channel, double roi, List<Integer> weeks) {
    GenericRecord row = new GenericData.Record(Rows.V2);
    row.put("channel", channel);
    row.put("roi", roi);
    row.put("weeks", weeks);
    return row;
  }

  private static String utf8(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }
}
