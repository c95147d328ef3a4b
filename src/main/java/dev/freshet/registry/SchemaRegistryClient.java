package dev.freshet.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.registry.SchemaResolver.UnreadableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * Speaks Confluent's Schema Registry REST API, and remembers what cannot change: which schema an id
 * means, and which id a subject's schema has.
 *
 * <p>Safe for many threads; share one between serdes. After {@link RegistryUnavailableException}
 * the same client goes on as soon as a registry answers again.
 */
public final class SchemaRegistryClient {
  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int VERSION_NOT_FOUND = 40402;
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final int CONFIG_NOT_FOUND = 40408;
  private static final int CONFLICT = 409;

  private record SubjectSchema(String subject, Schema schema) {}

  /** That an id is of no use, and until when (by {@code nanoTime}) that is believed. */
  private record Unknown(String message, long until) {}

  private final RegistryConfig config;
  private final RegistryTransport transport;
  private final SchemaResolver resolver;
  private final LongSupplier nanoTime;
  private final BoundedCache<Integer, Schema> schemas;
  private final BoundedCache<SubjectSchema, Integer> ids;
  private final BoundedCache<Integer, Unknown> unknown;

  public SchemaRegistryClient(RegistryConfig config) {
    this(
        config,
        time -> Thread.sleep(time.toMillis()),
        () -> ThreadLocalRandom.current().nextDouble(),
        System::nanoTime);
  }

  SchemaRegistryClient(
      RegistryConfig config, Sleeper sleeper, DoubleSupplier uniform, LongSupplier nanoTime) {
    this.config = Objects.requireNonNull(config, "config");
    this.transport = new RegistryTransport(config, sleeper, uniform);
    this.resolver = new SchemaResolver(transport);
    this.nanoTime = nanoTime;
    this.schemas = new BoundedCache<>(config.cacheCapacity());
    this.ids = new BoundedCache<>(config.cacheCapacity());
    this.unknown = new BoundedCache<>(config.cacheCapacity());
  }

  public RegistryConfig config() {
    return config;
  }

  /**
   * Makes {@code schema} the newest version of {@code subject} unless it is one already.
   *
   * @return the schema's id
   * @throws IncompatibleSchemaException if the subject's level forbids it
   */
  public int register(String subject, Schema schema) {
    return ids.get(new SubjectSchema(subject, schema), this::askToRegister);
  }

  /** The id that {@code schema} has under {@code subject}; empty if it is not registered there. */
  public OptionalInt lookupId(String subject, Schema schema) {
    SubjectSchema key = new SubjectSchema(subject, schema);
    Optional<Integer> known = ids.peek(key);
    if (known.isPresent()) {
      return OptionalInt.of(known.get());
    }
    RegistryAnswer answer = transport.send("POST", Subjects.path(subject), body(schema));
    if (answer.isError(SUBJECT_NOT_FOUND) || answer.isError(SCHEMA_NOT_FOUND)) {
      return OptionalInt.empty();
    }
    int id = intField(answer, "id", "Looking up the schema of subject '" + subject + "'");
    ids.put(key, id);
    return OptionalInt.of(id);
  }

  /**
   * The schema that {@code id} means, with what it refers to.
   *
   * @throws UnknownSchemaIdException if the registry has none, or none that can be read; remembered
   *     for a while, so that a stream of garbage does not become a stream of requests
   */
  public Schema schemaById(int id) {
    Optional<Unknown> last = unknown.peek(id);
    if (last.isPresent()) {
      if (nanoTime.getAsLong() - last.get().until() < 0) {
        throw new UnknownSchemaIdException(id, last.get().message());
      }
      unknown.remove(id);
    }
    return schemas.get(id, this::askForSchema);
  }

  /** The newest version of {@code subject}; empty if there is no such subject. */
  public Optional<RegisteredSchema> latest(String subject) {
    String doing = "Reading the latest schema of subject '" + subject + "'";
    RegistryAnswer answer = transport.get(Subjects.path(subject) + "/versions/latest");
    if (answer.isError(SUBJECT_NOT_FOUND) || answer.isError(VERSION_NOT_FOUND)) {
      return Optional.empty();
    }
    int id = intField(answer, "id", doing);
    int version = intField(answer, "version", doing);
    if (!answer.hasSchema()) {
      throw answer.refusal(doing);
    }
    try {
      return Optional.of(new RegisteredSchema(subject, version, id, resolver.resolve(answer)));
    } catch (UnreadableSchema e) {
      throw answer.refusal(doing + ", but " + e.getMessage());
    }
  }

  /** Whether {@code subject} would take {@code schema}; a subject without versions takes any. */
  public Compatibility testCompatibility(String subject, Schema schema) {
    String path = "/compatibility" + Subjects.path(subject) + "/versions/latest?verbose=true";
    RegistryAnswer answer = transport.send("POST", path, body(schema));
    if (answer.isError(SUBJECT_NOT_FOUND) || answer.isError(VERSION_NOT_FOUND)) {
      return new Compatibility(true, List.of());
    }
    JsonNode compatible = answer.body().path("is_compatible");
    if (!answer.isSuccess() || !compatible.isBoolean()) {
      throw answer.refusal("Testing the schema of subject '" + subject + "'");
    }
    List<String> messages = new ArrayList<>();
    answer.body().path("messages").forEach(message -> messages.add(message.asText()));
    return new Compatibility(compatible.asBoolean(), messages);
  }

  /** The level set on {@code subject} itself; empty if the global one holds. */
  public Optional<CompatibilityLevel> compatibilityLevel(String subject) {
    RegistryAnswer answer = transport.get("/config/" + Subjects.encode(subject));
    if (answer.isError(SUBJECT_NOT_FOUND) || answer.isError(CONFIG_NOT_FOUND)) {
      return Optional.empty();
    }
    return Optional.of(level(answer, "Reading the compatibility level of '" + subject + "'"));
  }

  /** The level that holds where a subject has none of its own. */
  public CompatibilityLevel globalCompatibilityLevel() {
    return level(transport.get("/config"), "Reading the global compatibility level");
  }

  public void setCompatibilityLevel(String subject, CompatibilityLevel level) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("compatibility", level.name());
    RegistryAnswer answer = transport.send("PUT", "/config/" + Subjects.encode(subject), request);
    if (!answer.isSuccess()) {
      throw answer.refusal("Setting the compatibility level of '" + subject + "' to " + level);
    }
  }

  private int askToRegister(SubjectSchema key) {
    RegistryAnswer answer =
        transport.send("POST", Subjects.path(key.subject()) + "/versions", body(key.schema()));
    if (answer.isError(CONFLICT) || answer.status() == CONFLICT) {
      throw new IncompatibleSchemaException(key.subject(), answer.server(), answer.message());
    }
    return intField(answer, "id", "Registering the schema of subject '" + key.subject() + "'");
  }

  private Schema askForSchema(int id) {
    RegistryAnswer answer = transport.get("/schemas/ids/" + id);
    if (answer.isError(SCHEMA_NOT_FOUND)) {
      throw unknown(id, UnknownSchemaIdException.none(id, "", config.where()));
    }
    if (!answer.hasSchema()) {
      if (answer.isRefusalOfUs() || !isRegistry()) {
        throw answer.refusal("Reading schema " + id);
      }
      String said = "(it answered " + answer.status() + " (" + answer.message() + "))";
      throw unknown(id, UnknownSchemaIdException.none(id, said, config.where()));
    }
    String type = answer.body().path("schemaType").asText("AVRO");
    if (!"AVRO".equals(type)) {
      String kind = "of type AVRO (it is " + type + ")";
      throw unknown(id, UnknownSchemaIdException.none(id, kind, config.where()));
    }
    try {
      return resolver.resolve(answer);
    } catch (UnreadableSchema e) {
      throw unknown(id, UnknownSchemaIdException.unreadable(id, e.getMessage(), config.where()));
    }
  }

  private UnknownSchemaIdException unknown(int id, String message) {
    unknown.put(
        id, new Unknown(message, nanoTime.getAsLong() + config.unknownIdMemory().toNanos()));
    return new UnknownSchemaIdException(id, message);
  }

  /** Tells a registry that has an answer of its own for an id it lacks from a wrong address. */
  private boolean isRegistry() {
    RegistryAnswer types = transport.get("/schemas/types");
    return types.isSuccess() && types.body().isArray();
  }

  private static ObjectNode body(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
  }

  private static int intField(RegistryAnswer answer, String field, String doing) {
    JsonNode value = answer.body().path(field);
    if (!answer.isSuccess() || !value.canConvertToInt()) {
      throw answer.refusal(doing);
    }
    return value.asInt();
  }

  private static CompatibilityLevel level(RegistryAnswer answer, String doing) {
    String name = answer.body().path("compatibilityLevel").asText();
    for (CompatibilityLevel level : CompatibilityLevel.values()) {
      if (answer.isSuccess() && level.name().equals(name)) {
        return level;
      }
    }
    throw answer.refusal(doing);
  }
}
