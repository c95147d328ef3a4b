package dev.freshet.registry;

import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/**
 * Reads the text that a record begins with and nothing else of it, where the writer's schema puts
 * the wanted field first.
 *
 * <p>A shortcut for routing records by that field: whoever gets no answer decodes the record whole.
 * It judges nothing; what follows the text may be anything. Safe for many threads.
 */
public final class LeadingText {
  private static final int LONGEST = 1 << 10;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_MASK = 0x7f;

  private final SchemaRegistryClient client;
  private final String field;
  private final BoundedCache<Integer, Boolean> leads;

  /**
   * @param field name of the field, a string that is never null
   */
  public LeadingText(String field, SchemaRegistryClient client) {
    this.field = field;
    this.client = client;
    this.leads = new BoundedCache<>(client.config().cacheCapacity());
  }

  /**
   * The field's text, at most 1,024 bytes of UTF-8; null where it cannot be told without decoding,
   * the payload is null or too short, or not in Confluent's wire format.
   *
   * @throws RegistryException if the registry does not know the schema or cannot be asked
   */
  public String read(String topic, byte[] payload) {
    if (payload == null || payload.length <= WireFormat.HEADER_BYTES || payload[0] != 0) {
      return null;
    }
    if (!leads.get(WireFormat.schemaId(topic, payload), id -> leads(client.schemaById(id)))) {
      return null;
    }
    // Avro writes the length of a text in zigzag coding: even numbers are not negative.
    int zigzag = 0;
    int at = WireFormat.HEADER_BYTES;
    for (int shift = 0; shift <= 2 * VARINT_BITS && at < payload.length; shift += VARINT_BITS) {
      byte part = payload[at++];
      zigzag |= (part & VARINT_MASK) << shift;
      if (part >= 0) {
        int length = zigzag >>> 1;
        boolean sound = (zigzag & 1) == 0 && length <= LONGEST && length <= payload.length - at;
        return sound ? new String(payload, at, length, StandardCharsets.UTF_8) : null;
      }
    }
    return null;
  }

  private boolean leads(Schema written) {
    return written.getType() == Schema.Type.RECORD
        && !written.getFields().isEmpty()
        && written.getFields().get(0).name().equals(field)
        && written.getFields().get(0).schema().getType() == Schema.Type.STRING;
  }
}
