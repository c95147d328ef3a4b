package dev.freshet.registry;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Knows how Avro's generic and generated records differ, so that the serdes need not. */
final class Datums {
  /** Java's wish for a string class, which is no part of the contract. */
  private static final String JAVA_STRING = "avro.java.string";

  private Datums() {}

  static SpecificData modelOf(Class<?> type) {
    return SpecificData.getForClass(type);
  }

  static Schema schemaOf(Class<? extends IndexedRecord> type) {
    return modelOf(type).getSchema(type);
  }

  static <T extends IndexedRecord> DatumWriter<T> writer(T value) {
    return value instanceof SpecificRecord
        ? new SpecificDatumWriter<>(value.getSchema(), modelOf(value.getClass()))
        : new GenericDatumWriter<>(value.getSchema(), GenericData.get());
  }

  /** The schema as the contract has it: without what the Java generator added. */
  static Schema contract(Schema schema) {
    String text = schema.toString();
    if (!text.contains(JAVA_STRING)) {
      return schema;
    }
    return new Schema.Parser().parse(JavaStrings.removedFrom(text));
  }
}
