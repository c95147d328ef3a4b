package dev.freshet.connect;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;

/**
 * How values of one Avro schema are written as Connect data.
 *
 * <p>Records become structs, enums strings, {@code date} and {@code timestamp-millis} Connect's
 * logical types, a union with null an optional value. Default values of numbers, booleans and
 * strings come along, so that a sink can add a column to rows it has. Other unions have no
 * counterpart.
 */
final class Translation {
  private final Schema schema;
  private final UnaryOperator<Object> values;

  private Translation(SchemaBuilder schema, UnaryOperator<Object> values) {
    this.schema = schema.build();
    this.values = values;
  }

  /**
   * The translation of an Avro schema.
   *
   * @throws DataException if it holds a union of several types, or a null alone
   */
  static Translation of(org.apache.avro.Schema avro) {
    return of(avro, UnaryOperator.identity());
  }

  private static Translation of(org.apache.avro.Schema avro, UnaryOperator<SchemaBuilder> with) {
    String logical =
        Optional.ofNullable(avro.getLogicalType()).map(LogicalType::getName).orElse("");
    return switch (avro.getType()) {
      case BOOLEAN -> same(with.apply(SchemaBuilder.bool()));
      case INT ->
          logical.equals("date")
              ? new Translation(with.apply(Date.builder()), v -> midnight((Integer) v))
              : same(with.apply(SchemaBuilder.int32()));
      case LONG ->
          logical.equals("timestamp-millis")
              ? new Translation(with.apply(Timestamp.builder()), v -> new java.util.Date((Long) v))
              : same(with.apply(SchemaBuilder.int64()));
      case FLOAT -> same(with.apply(SchemaBuilder.float32()));
      case DOUBLE -> same(with.apply(SchemaBuilder.float64()));
      case STRING, ENUM -> new Translation(with.apply(SchemaBuilder.string()), Object::toString);
      case BYTES -> same(with.apply(SchemaBuilder.bytes()));
      case ARRAY -> array(of(avro.getElementType()), with);
      case MAP -> map(of(avro.getValueType()), with);
      case RECORD -> struct(avro, with);
      case UNION -> optional(avro, with);
      case FIXED, NULL ->
          throw new DataException("Avro type " + avro.getType() + " has no counterpart in Connect");
    };
  }

  private static Translation same(SchemaBuilder schema) {
    return new Translation(schema, UnaryOperator.identity());
  }

  private static java.util.Date midnight(int epochDay) {
    return java.util.Date.from(
        LocalDate.ofEpochDay(epochDay).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static Translation array(Translation items, UnaryOperator<SchemaBuilder> with) {
    return new Translation(
        with.apply(SchemaBuilder.array(items.schema)),
        list -> {
          List<Object> translated = new ArrayList<>();
          ((Collection<?>) list).forEach(item -> translated.add(items.apply(item)));
          return translated;
        });
  }

  private static Translation map(Translation items, UnaryOperator<SchemaBuilder> with) {
    return new Translation(
        with.apply(SchemaBuilder.map(Schema.STRING_SCHEMA, items.schema)),
        map -> {
          Map<String, Object> translated = new LinkedHashMap<>();
          ((Map<?, ?>) map).forEach((k, v) -> translated.put(k.toString(), items.apply(v)));
          return translated;
        });
  }

  private static Translation struct(
      org.apache.avro.Schema avro, UnaryOperator<SchemaBuilder> with) {
    SchemaBuilder schema = with.apply(SchemaBuilder.struct().name(avro.getFullName()));
    List<Translation> fields = new ArrayList<>();
    for (Field field : avro.getFields()) {
      Translation translation = of(field.schema(), builder -> withDefault(builder, field));
      schema.field(field.name(), translation.schema);
      fields.add(translation);
    }
    Schema built = schema.build();
    return new Translation(
        schema,
        row -> {
          Struct struct = new Struct(built);
          for (int i = 0; i < fields.size(); i++) {
            struct.put(built.fields().get(i), fields.get(i).apply(((IndexedRecord) row).get(i)));
          }
          return struct;
        });
  }

  private static SchemaBuilder withDefault(SchemaBuilder builder, Field field) {
    Object value = field.hasDefaultValue() ? field.defaultVal() : null;
    boolean plain = value instanceof Boolean || value instanceof Number || value instanceof String;
    return plain && builder.name() == null ? builder.defaultValue(value) : builder;
  }

  private static Translation optional(
      org.apache.avro.Schema union, UnaryOperator<SchemaBuilder> with) {
    List<org.apache.avro.Schema> others =
        union.getTypes().stream()
            .filter(t -> t.getType() != org.apache.avro.Schema.Type.NULL)
            .toList();
    if (others.size() != 1 || !union.isNullable()) {
      throw new DataException("Avro union " + union + " has no counterpart in Connect");
    }
    return of(others.get(0), builder -> with.apply(builder.optional()));
  }

  /** Connect's schema of the values. */
  Schema schema() {
    return schema;
  }

  /** A value as Connect data; null stays null. */
  Object apply(Object value) {
    return value == null ? null : values.apply(value);
  }
}
