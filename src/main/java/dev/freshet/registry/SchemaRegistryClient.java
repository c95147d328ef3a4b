package dev.freshet.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.avro.AvroRuntimeException;
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

  private final RegistryConfig config;
  private final RegistryTransport transport;
  private final LongSupplier nanoTime;
  private final BoundedCache<Integer, Schema> schemas;
  private final BoundedCache<SubjectSchema, Integer> ids;
  private final BoundedCache<Integer, Long> unknownUntil;

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
    this.nanoTime = nanoTime;
    this.schemas = new BoundedCache<>(config.cacheCapacity());
    this.ids = new BoundedCache<>(config.cacheCapacity());
    this.unknownUntil = new BoundedCache<>(config.cacheCapacity());
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
    RegistryAnswer answer = transport.send("POST", subjectPath(subject), body(schema));
    if (answer.isError(SUBJECT_NOT_FOUND) || answer.isError(SCHEMA_NOT_FOUND)) {
      return OptionalInt.empty();
    }
    int id = intField(answer, "id", "Looking up the schema of subject '" + subject + "'");
    ids.put(key, id);
    return OptionalInt.of(id);
  }

  /**
   * The schema that {@code id} means.
   *
   * @throws UnknownSchemaIdException if the registry has none; remembered for a while, so that a
   *     stream of garbage does not become a stream of requests
   */
  public Schema schemaById(int id) {
    Optional<Long> until = unknownUntil.peek(id);
    if (until.isPresent()) {
      if (nanoTime.getAsLong() - until.get() < 0) {
        throw new UnknownSchemaIdException(id, "", config.where());
      }
      unknownUntil.remove(id);
    }
    return schemas.get(id, this::askForSchema);
  }

  /** The newest version of {@code subject}; empty if there is no such subject. */
  public Optional<RegisteredSchema> latest(String subject) {
    String doing = "Reading the latest schema of subject '" + subject + "'";
    RegistryAnswer answer = transport.get(subjectPath(subject) + "/versions/latest");
    if (answer.isError(SUBJECT_NOT_FOUND) || answer.isError(VERSION_NOT_FOUND)) {
      return Optional.empty();
    }
    int id = intField(answer, "id", doing);
    int version = intField(answer, "version", doing);
    return Optional.of(new RegisteredSchema(subject, version, id, schemaIn(answer, doing)));
  }

  /** Whether {@code subject} would take {@code schema}; a subject without versions takes any. */
  public Compatibility testCompatibility(String subject, Schema schema) {
    String path = "/compatibility" + subjectPath(subject) + "/versions/latest?verbose=true";
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
    RegistryAnswer answer = transport.get("/config/" + encode(subject));
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
    RegistryAnswer answer = transport.send("PUT", "/config/" + encode(subject), request);
    if (!answer.isSuccess()) {
      throw answer.refusal("Setting the compatibility level of '" + subject + "' to " + level);
    }
  }

  private int askToRegister(SubjectSchema key) {
    RegistryAnswer answer =
        transport.send("POST", subjectPath(key.subject()) + "/versions", body(key.schema()));
    if (answer.isError(CONFLICT) || answer.status() == CONFLICT) {
      throw new IncompatibleSchemaException(key.subject(), answer.server(), answer.message());
    }
    return intField(answer, "id", "Registering the schema of subject '" + key.subject() + "'");
  }

  private Schema askForSchema(int id) {
    RegistryAnswer answer = transport.get("/schemas/ids/" + id);
    if (answer.isError(SCHEMA_NOT_FOUND)) {
      unknownUntil.put(id, nanoTime.getAsLong() + config.unknownIdMemory().toNanos());
      throw new UnknownSchemaIdException(id, "", config.where());
    }
    String type = answer.body().path("schemaType").asText("AVRO");
    if (answer.isSuccess() && !"AVRO".equals(type)) {
      throw new UnknownSchemaIdException(id, "of type AVRO (it is " + type + ")", config.where());
    }
    return schemaIn(answer, "Reading schema " + id);
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

  private static Schema schemaIn(RegistryAnswer answer, String doing) {
    if (!answer.isSuccess() || !answer.body().path("schema").isTextual()) {
      throw answer.refusal(doing);
    }
    try {
      return new Schema.Parser().parse(answer.body().path("schema").asText());
    } catch (AvroRuntimeException e) {
      throw answer.refusal(doing + ", which Avro cannot parse (" + e.getMessage() + ")");
    }
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

  private static String subjectPath(String subject) {
    return "/subjects/" + encode(subject);
  }

  private static String encode(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
