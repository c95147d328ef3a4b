package dev.freshet.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Parses the schema of an answer together with those it refers to.
 *
 * <p>A reference names a version of a subject, whose schema may refer to others in turn. Each is
 * parsed once, before the one that refers to it, so that its names are known there.
 */
final class SchemaResolver {
  private final RegistryTransport transport;

  SchemaResolver(RegistryTransport transport) {
    this.transport = transport;
  }

  /** A schema that the registry has and Avro cannot make sense of. */
  static final class UnreadableSchema extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableSchema(String why) {
      super(why);
    }
  }

  /**
   * The schema in an answer that has one.
   *
   * @throws UnreadableSchema if Avro cannot parse it, or the registry lacks what it refers to
   * @throws RegistryException if the registry cannot be asked for that
   */
  Schema resolve(RegistryAnswer answer) throws UnreadableSchema {
    return parse(answer.body(), new Schema.Parser(), new HashSet<>());
  }

  private Schema parse(JsonNode version, Schema.Parser parser, Set<String> known)
      throws UnreadableSchema {
    for (JsonNode reference : version.path("references")) {
      String subject = reference.path("subject").asText();
      String path = Subjects.path(subject) + "/versions/" + reference.path("version").asText();
      if (known.add(path)) {
        parse(ask(path, reference), parser, known);
      }
    }
    try {
      return parser.parse(version.path("schema").asText());
    } catch (RuntimeException e) {
      // Whatever its parser makes of text that anybody may have written.
      throw new UnreadableSchema("Avro cannot parse it (" + e.getMessage() + ")");
    }
  }

  private JsonNode ask(String path, JsonNode reference) throws UnreadableSchema {
    String which =
        "version %s of subject '%s'"
            .formatted(reference.path("version").asText(), reference.path("subject").asText());
    // What others refer to can still be read when it has been deleted in form.
    RegistryAnswer answer = transport.get(path + "?deleted=true");
    if (answer.hasSchema()) {
      return answer.body();
    }
    if (answer.isRefusalOfUs() || !answer.isRegistryError()) {
      throw answer.refusal("Reading " + which + ", which another schema refers to");
    }
    throw new UnreadableSchema(
        "it refers to %s, for which the registry answered %d (%s)"
            .formatted(which, answer.status(), answer.message()));
  }
}
