package dev.freshet.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Takes the property {@code avro.java.string}, with which Avro's generator marks strings, out of a
 * schema's text: producers in other languages register the contract without it, and one contract
 * should have one id.
 */
final class JavaStrings {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROPERTY = "avro.java.string";

  private JavaStrings() {}

  static String removedFrom(String schemaText) {
    try {
      return JSON.writeValueAsString(stripped(JSON.readTree(schemaText)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not the JSON of a schema: " + schemaText, e);
    }
  }

  private static JsonNode stripped(JsonNode node) {
    if (node.isArray()) {
      var copy = JSON.createArrayNode();
      node.forEach(element -> copy.add(stripped(element)));
      return copy;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode copy = JSON.createObjectNode();
    node.properties()
        .forEach(
            property -> {
              if (!PROPERTY.equals(property.getKey())) {
                copy.set(property.getKey(), stripped(property.getValue()));
              }
            });
    boolean onlyAString =
        node.has(PROPERTY) && copy.size() == 1 && "string".equals(copy.path("type").asText());
    return onlyAString ? copy.get("type") : copy;
  }
}
