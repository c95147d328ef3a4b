package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

class LeadingTextTest {
  private static final Schema FIRST =
      SchemaBuilder.record("Row")
          .fields()
          .requiredString("model")
          .requiredLong("amount")
          .endRecord();
  private static final Schema SECOND =
      SchemaBuilder.record("Other")
          .fields()
          .requiredLong("amount")
          .requiredString("model")
          .endRecord();
  private static final Schema OPTIONAL =
      SchemaBuilder.record("Third").fields().optionalString("model").endRecord();

  private ClientFixture fixture;
  private AvroSerde<GenericRecord> serde;
  private LeadingText models;

  @BeforeProperty
  void start() throws IOException {
    fixture = new ClientFixture();
    SchemaRegistryClient client = fixture.client(RegistrySettings.MAX_RETRIES, "0");
    serde = AvroSerde.generic(client);
    models = new LeadingText("model", client);
  }

  @AfterProperty
  void stop() {
    fixture.close();
  }

  private byte[] bytes(Schema schema, String model) {
    GenericRecord row = new GenericData.Record(schema);
    row.put("model", model);
    if (schema.getField("amount") != null) {
      row.put("amount", -7L);
    }
    return serde.serializer().serialize(schema.getName(), row);
  }

  @Property(tries = 200)
  void shouldReadTheTextThatDecodingGives(@ForAll @StringLength(max = 300) String model) {
    byte[] bytes = bytes(FIRST, model);
    String decoded = serde.deserializer().deserialize("Row", bytes).get("model").toString();
    assertThat(models.read("Row", bytes)).isEqualTo(decoded);
  }

  @Example
  void shouldLeaveTheRestToDecoding() {
    assertThat(models.read("t", bytes(SECOND, "acme/DE"))).isNull();
    assertThat(models.read("t", bytes(OPTIONAL, "acme/DE"))).isNull();
    assertThat(models.read("t", bytes(FIRST, "x".repeat(1_025)))).isNull();
    assertThat(models.read("t", null)).isNull();
    assertThat(models.read("t", new byte[0])).isNull();
    assertThat(models.read("t", new byte[] {1, 0, 0, 0, 1, 2, 65})).isNull();
  }

  @Property(tries = 50)
  void shouldNeverReadBeyondARecordCutShort(
      @ForAll @StringLength(min = 70, max = 90) String model) {
    byte[] bytes = bytes(FIRST, model);
    for (int length = 0; length < bytes.length; length++) {
      String read = models.read("Row", Arrays.copyOf(bytes, length));
      assertThat(read == null || read.equals(models.read("Row", bytes))).isTrue();
    }
  }

  @Example
  void shouldNotTakeANegativeLengthForOne() {
    byte[] bytes = bytes(FIRST, "acme/DE");
    bytes[WireFormat.HEADER_BYTES] = 1;
    assertThat(models.read("Row", bytes)).isNull();
    // A length that never ends.
    Arrays.fill(bytes, WireFormat.HEADER_BYTES, bytes.length, (byte) 0xff);
    assertThat(models.read("Row", bytes)).isNull();
  }

  @Example
  void shouldSayThatTheRegistryDoesNotKnowASchema() {
    byte[] bytes = bytes(FIRST, "acme/DE");
    ByteBuffer.wrap(bytes).putInt(1, 999);
    assertThatThrownBy(() -> models.read("Row", bytes))
        .isInstanceOf(UnknownSchemaIdException.class);
  }
}
