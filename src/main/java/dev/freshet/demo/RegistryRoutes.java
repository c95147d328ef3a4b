package dev.freshet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Maps method and path of the registry's REST API to the catalog and its answers to JSON values.
 */
final class RegistryRoutes {
  private final RegistryCatalog catalog;

  RegistryRoutes(RegistryCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * @param request the body, a missing node if there is none
   * @return what Jackson writes as the answer
   */
  Object answer(String method, URI uri, JsonNode request) {
    List<String> path =
        Arrays.stream(uri.getRawPath().split("/"))
            .filter(part -> !part.isEmpty())
            .map(RegistryRoutes::decode)
            .toList();
    String root = path.isEmpty() ? "" : path.get(0);
    return switch (root) {
      case "" -> Map.of();
      case "schemas" -> schemas(method, path);
      case "subjects" -> subjects(method, path, request);
      case "config" -> config(method, path, uri, request);
      case "compatibility" -> compatibility(method, path, uri, request);
      case "mode" -> object("mode", "READWRITE");
      default -> throw noSuchPath();
    };
  }

  private Object schemas(String method, List<String> path) {
    only(method, "GET");
    if (path.size() == 2 && "types".equals(path.get(1))) {
      return List.of("AVRO");
    }
    if (path.size() < 3 || !"ids".equals(path.get(1))) {
      throw noSuchPath();
    }
    int id = id(path.get(2));
    if (path.size() == 3) {
      return object("schema", catalog.schema(id));
    }
    return switch (path.get(3)) {
      case "schema" -> catalog.schema(id);
      case "subjects" -> catalog.usesOf(id).stream().map(RegistryCatalog.Entry::subject).toList();
      case "versions" ->
          catalog.usesOf(id).stream()
              .map(use -> object("subject", use.subject(), "version", use.version()))
              .toList();
      default -> throw noSuchPath();
    };
  }

  private Object subjects(String method, List<String> path, JsonNode request) {
    switch (path.size()) {
      case 1:
        only(method, "GET");
        return catalog.subjects();
      case 2:
        only(method, "POST");
        return entry(catalog.lookup(path.get(1), schemaIn(request)));
      case 3:
        versionsOnly(path.get(2));
        if ("GET".equals(method)) {
          return catalog.versions(path.get(1));
        }
        only(method, "POST");
        return object("id", catalog.register(path.get(1), schemaIn(request)).id());
      case 4:
        versionsOnly(path.get(2));
        only(method, "GET");
        return entry(catalog.version(path.get(1), path.get(3)));
      default:
        throw noSuchPath();
    }
  }

  private Object config(String method, List<String> path, URI uri, JsonNode request) {
    if (path.size() > 2) {
      throw noSuchPath();
    }
    boolean global = path.size() == 1;
    if ("PUT".equals(method)) {
      String level = request.path("compatibility").asText("");
      if (global) {
        catalog.setGlobalLevel(level);
      } else {
        catalog.setLevel(path.get(1), level);
      }
      return object("compatibility", level);
    }
    only(method, "GET");
    if (global) {
      return object("compatibilityLevel", catalog.globalLevel());
    }
    String subject = path.get(1);
    if (asks(uri, "defaultToGlobal")) {
      return object(
          "compatibilityLevel", catalog.subjectLevel(subject).orElse(catalog.globalLevel()));
    }
    return object(
        "compatibilityLevel",
        catalog.subjectLevel(subject).orElseThrow(() -> RegistryError.noSubjectConfig(subject)));
  }

  private Object compatibility(String method, List<String> path, URI uri, JsonNode request) {
    only(method, "POST");
    boolean known =
        (path.size() == 4 || path.size() == 5)
            && "subjects".equals(path.get(1))
            && "versions".equals(path.get(3));
    if (!known) {
      throw noSuchPath();
    }
    String version = path.size() == 5 ? path.get(4) : "latest";
    List<String> violations = catalog.violations(path.get(2), version, schemaIn(request));
    return asks(uri, "verbose")
        ? object("is_compatible", violations.isEmpty(), "messages", violations)
        : object("is_compatible", violations.isEmpty());
  }

  private static String schemaIn(JsonNode request) {
    String type = request.path("schemaType").asText("AVRO");
    if (!"AVRO".equals(type)) {
      throw RegistryError.invalidSchema("this registry knows schema type AVRO only, not " + type);
    }
    if (!request.path("references").isEmpty()) {
      throw RegistryError.invalidSchema("this registry knows no references to other schemas");
    }
    return request.path("schema").asText(null);
  }

  private static Object entry(RegistryCatalog.Entry entry) {
    Map<String, Object> body = object("subject", entry.subject(), "version", entry.version());
    body.put("id", entry.id());
    body.put("schema", entry.schema());
    return body;
  }

  private static int id(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw RegistryError.noSchema(text);
    }
  }

  private static boolean asks(URI uri, String flag) {
    return uri.getQuery() != null
        && Arrays.asList(uri.getQuery().split("&")).contains(flag + "=true");
  }

  private static void only(String method, String allowed) {
    if (!allowed.equals(method)) {
      throw new RegistryError(405, 405, "HTTP 405 Method Not Allowed: use " + allowed + " here");
    }
  }

  private static void versionsOnly(String part) {
    if (!"versions".equals(part)) {
      throw noSuchPath();
    }
  }

  private static RegistryError noSuchPath() {
    return new RegistryError(404, 404, "HTTP 404 Not Found");
  }

  private static String decode(String part) {
    // URLDecoder is for forms, where a plus is a blank; in a path it is a plus.
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> object(String key, Object value) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(key, value);
    return body;
  }

  private static Map<String, Object> object(String key, Object value, String key2, Object value2) {
    Map<String, Object> body = object(key, value);
    body.put(key2, value2);
    return body;
  }
}
