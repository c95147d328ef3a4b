package dev.freshet.topic;

import dev.freshet.registry.CompatibilityLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaParser;

/** Reads the contracts' files and compares versions of them. */
final class Contracts {
  static final Path CURRENT = Path.of("schemas");
  static final Path VERSIONS = CURRENT.resolve("versions");

  private Contracts() {}

  /** Contracts in force, by full name. */
  static Map<String, Schema> current() throws IOException {
    return read(List.of(CURRENT, CURRENT.resolve("internal")));
  }

  /** By number, the contracts of every earlier version. */
  static Map<Integer, Map<String, Schema>> earlier() throws IOException {
    Map<Integer, Map<String, Schema>> versions = new TreeMap<>();
    try (Stream<Path> folders = Files.list(VERSIONS)) {
      for (Path folder : folders.toList()) {
        versions.put(Integer.parseInt(folder.getFileName().toString()), read(List.of(folder)));
      }
    }
    return versions;
  }

  /** Files of a folder that hold a schema each. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".avsc")).sorted().toList();
    }
  }

  private static Map<String, Schema> read(List<Path> folders) throws IOException {
    SchemaParser parser = new SchemaParser();
    for (Path folder : folders) {
      for (Path file : files(folder)) {
        parser.parse(file);
      }
    }
    Map<String, Schema> byName = new TreeMap<>();
    parser.getParsedNamedSchemas().forEach(s -> byName.put(s.getFullName(), s));
    return byName;
  }

  /** What breaks between a contract and an earlier version of it; empty if nothing does. */
  static List<String> violations(CompatibilityLevel level, Schema current, Schema earlier) {
    List<String> violations = new ArrayList<>(unreadable(current, earlier));
    if (level == CompatibilityLevel.FULL) {
      violations.addAll(unreadable(earlier, current));
    }
    return violations;
  }

  private static List<String> unreadable(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(i -> i.getType() + " at " + i.getLocation() + ": " + i.getMessage())
        .toList();
  }

  /** Records, enums and fields below a schema that say nothing about themselves. */
  static List<String> undocumented(Schema schema) {
    List<String> silent = new ArrayList<>();
    collectUndocumented(schema, silent);
    return silent;
  }

  private static void collectUndocumented(Schema schema, List<String> silent) {
    switch (schema.getType()) {
      case RECORD -> {
        note(schema.getDoc(), schema.getFullName(), silent);
        for (Schema.Field field : schema.getFields()) {
          note(field.doc(), schema.getFullName() + "." + field.name(), silent);
          collectUndocumented(field.schema(), silent);
        }
      }
      case ENUM, FIXED -> note(schema.getDoc(), schema.getFullName(), silent);
      case ARRAY -> collectUndocumented(schema.getElementType(), silent);
      case MAP -> collectUndocumented(schema.getValueType(), silent);
      case UNION -> schema.getTypes().forEach(branch -> collectUndocumented(branch, silent));
      default -> {
        // Primitive types are documented by their field.
      }
    }
  }

  private static void note(String doc, String name, List<String> silent) {
    if (doc == null || doc.isBlank()) {
      silent.add(name);
    }
  }
}
