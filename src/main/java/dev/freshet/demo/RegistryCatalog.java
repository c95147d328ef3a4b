package dev.freshet.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Which schema has which id, and which subject holds which versions: the embedded registry without
 * its HTTP.
 *
 * <p>As in Confluent's registry one schema text has one id under all subjects, and versions count
 * from 1 in each subject.
 */
final class RegistryCatalog {
  /** A subject's version of a schema. */
  record Entry(String subject, int version, int id, String schema) {}

  /** All that must survive a restart. */
  record Snapshot(
      List<String> schemas, Map<String, List<Integer>> subjects, Map<String, String> levels) {}

  /** The key of the level that holds where a subject has none of its own. */
  private static final String GLOBAL = "";

  private final List<String> texts = new ArrayList<>();
  private final Map<String, Integer> idByText = new LinkedHashMap<>();
  private final Map<String, List<Integer>> idsBySubject = new TreeMap<>();
  private final Map<String, CompatibilityRule> levels = new TreeMap<>();

  RegistryCatalog() {
    levels.put(GLOBAL, CompatibilityRule.BACKWARD);
  }

  static RegistryCatalog of(Snapshot snapshot) {
    RegistryCatalog catalog = new RegistryCatalog();
    snapshot.schemas().forEach(catalog::idOf);
    snapshot.subjects().forEach((s, ids) -> catalog.idsBySubject.put(s, new ArrayList<>(ids)));
    snapshot.levels().forEach((s, level) -> catalog.levels.put(s, CompatibilityRule.parse(level)));
    return catalog;
  }

  synchronized Snapshot snapshot() {
    Map<String, List<Integer>> subjects = new TreeMap<>();
    idsBySubject.forEach((s, ids) -> subjects.put(s, List.copyOf(ids)));
    Map<String, String> names = new TreeMap<>();
    levels.forEach((s, level) -> names.put(s, level.name()));
    return new Snapshot(List.copyOf(texts), subjects, names);
  }

  synchronized Entry register(String subject, String schemaText) {
    Schema schema = parse(schemaText);
    Optional<Entry> existing = find(subject, schema);
    if (existing.isPresent()) {
      return existing.get();
    }
    CompatibilityRule level = effectiveLevel(subject);
    List<Integer> versions = idsBySubject.getOrDefault(subject, List.of());
    List<String> violations = level.violations(schema, schemas(versions));
    if (!violations.isEmpty()) {
      throw RegistryError.incompatible(subject, level.name(), violations.toString());
    }
    int id = idOf(schema.toString());
    List<Integer> ids = idsBySubject.computeIfAbsent(subject, s -> new ArrayList<>());
    ids.add(id);
    return new Entry(subject, ids.size(), id, text(id));
  }

  synchronized Entry lookup(String subject, String schemaText) {
    versions(subject);
    return find(subject, parse(schemaText))
        .orElseThrow(() -> RegistryError.noSchema("of subject '" + subject + "'"));
  }

  synchronized String schema(int id) {
    if (id < 1 || id > texts.size()) {
      throw RegistryError.noSchema(Integer.toString(id));
    }
    return text(id);
  }

  synchronized List<Entry> usesOf(int id) {
    schema(id);
    List<Entry> uses = new ArrayList<>();
    idsBySubject.forEach(
        (subject, ids) -> {
          if (ids.contains(id)) {
            uses.add(new Entry(subject, ids.indexOf(id) + 1, id, text(id)));
          }
        });
    return uses;
  }

  synchronized List<String> subjects() {
    return List.copyOf(idsBySubject.keySet());
  }

  synchronized List<Integer> versions(String subject) {
    List<Integer> ids = idsBySubject.get(subject);
    if (ids == null) {
      throw RegistryError.noSubject(subject);
    }
    return IntStream.rangeClosed(1, ids.size()).boxed().toList();
  }

  synchronized Entry version(String subject, String version) {
    int newest = versions(subject).size();
    int number = "latest".equals(version) || "-1".equals(version) ? newest : positive(version);
    if (number > newest) {
      throw RegistryError.noVersion(version);
    }
    int id = idsBySubject.get(subject).get(number - 1);
    return new Entry(subject, number, id, text(id));
  }

  /** What speaks against the schema after the given version, or after all of them for "latest". */
  synchronized List<String> violations(String subject, String version, String schemaText) {
    Schema candidate = parse(schemaText);
    Entry against = version(subject, version);
    List<Integer> earlier = idsBySubject.get(subject).subList(0, against.version());
    return effectiveLevel(subject).violations(candidate, schemas(earlier));
  }

  synchronized String globalLevel() {
    return levels.get(GLOBAL).name();
  }

  synchronized Optional<String> subjectLevel(String subject) {
    return Optional.ofNullable(levels.get(subject)).map(Enum::name);
  }

  synchronized void setGlobalLevel(String level) {
    levels.put(GLOBAL, CompatibilityRule.parse(level));
  }

  synchronized void setLevel(String subject, String level) {
    levels.put(subject, CompatibilityRule.parse(level));
  }

  private CompatibilityRule effectiveLevel(String subject) {
    return levels.getOrDefault(subject, levels.get(GLOBAL));
  }

  private Optional<Entry> find(String subject, Schema schema) {
    Integer id = idByText.get(schema.toString());
    List<Integer> ids = idsBySubject.getOrDefault(subject, List.of());
    int index = id == null ? -1 : ids.indexOf(id);
    return index < 0 ? Optional.empty() : Optional.of(new Entry(subject, index + 1, id, text(id)));
  }

  private int idOf(String text) {
    return idByText.computeIfAbsent(
        text,
        t -> {
          texts.add(t);
          return texts.size();
        });
  }

  private String text(int id) {
    return texts.get(id - 1);
  }

  private List<Schema> schemas(List<Integer> ids) {
    return ids.stream().map(id -> parse(text(id))).toList();
  }

  private static Schema parse(String text) {
    if (text == null || text.isBlank()) {
      throw RegistryError.invalidSchema("the request has no schema");
    }
    try {
      return new Schema.Parser().parse(text);
    } catch (AvroRuntimeException e) {
      throw RegistryError.invalidSchema(e.getMessage());
    }
  }

  private static int positive(String version) {
    try {
      int number = Integer.parseInt(version);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the refusal, which names the text.
    }
    throw RegistryError.invalidVersion(version);
  }
}
