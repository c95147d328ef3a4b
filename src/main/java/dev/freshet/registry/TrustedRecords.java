package dev.freshet.registry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro which generated classes it may load.
 *
 * <p>Since 1.12.2 Avro loads no class that nobody vouched for. The serdes vouch for the classes
 * that the application itself names and for those within them, never for what a writer's schema
 * names. Code that reads generated classes with Avro directly calls {@link #trust} itself.
 */
public final class TrustedRecords {
  private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> NAMES.contains(plain(type.getName()))));
  }

  private TrustedRecords() {}

  /** Lets Avro load {@code type} and the records, enums and fixed types in its schema. */
  public static void trust(Class<? extends IndexedRecord> type) {
    NAMES.add(plain(type.getName()));
    addAll(Datums.schemaOf(type), ConcurrentHashMap.newKeySet());
  }

  private static void addAll(Schema schema, Set<String> seen) {
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          NAMES.add(plain(SpecificData.getClassName(schema)));
          schema.getFields().forEach(field -> addAll(field.schema(), seen));
        }
      }
      case ENUM, FIXED -> NAMES.add(plain(SpecificData.getClassName(schema)));
      case ARRAY -> addAll(schema.getElementType(), seen);
      case MAP -> addAll(schema.getValueType(), seen);
      case UNION -> schema.getTypes().forEach(branch -> addAll(branch, seen));
      default -> {
        // Primitive types have no class to load.
      }
    }
  }

  /** Avro takes a nested class's outer class for its namespace. */
  private static String plain(String className) {
    return className.replace('$', '.');
  }
}
