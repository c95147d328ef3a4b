package dev.freshet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedRegistryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ONE = record("{'name':'a','type':'long'}");
  private static final String OPTIONAL_B =
      record("{'name':'a','type':'long'},{'name':'b','type':'long','default':0}");
  private static final String REQUIRED_B =
      record("{'name':'a','type':'long'},{'name':'b','type':'long'}");
  private static final String WITHOUT_A = record("{'name':'c','type':'long','default':0}");

  private final HttpClient http = HttpClient.newHttpClient();
  private EmbeddedRegistry registry;

  @BeforeEach
  void start() {
    registry = EmbeddedRegistry.inMemory().start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void shouldGiveOneIdToOneSchemaUnderTwoSubjects() throws Exception {
    int first = register("roi-value", ONE).path("id").asInt();
    int again = register("roi-value", ONE).path("id").asInt();
    int elsewhere = register("curves-value", ONE).path("id").asInt();

    assertThat(first).isPositive().isEqualTo(again).isEqualTo(elsewhere);
    assertThat(get("/subjects").toString()).isEqualTo("[\"curves-value\",\"roi-value\"]");
    assertThat(get("/schemas/ids/" + first + "/versions").toString())
        .isEqualTo(
            "[{\"subject\":\"curves-value\",\"version\":1},{\"subject\":\"roi-value\",\"version\":1}]");
    assertThat(JSON.readTree(get("/schemas/ids/" + first).path("schema").asText()))
        .isEqualTo(JSON.readTree(ONE));
  }

  @Test
  void shouldNumberVersionsWhenASubjectEvolves() throws Exception {
    int one = register("roi-value", ONE).path("id").asInt();
    int two = register("roi-value", OPTIONAL_B).path("id").asInt();

    assertThat(get("/subjects/roi-value/versions").toString()).isEqualTo("[1,2]");
    assertThat(get("/subjects/roi-value/versions/1").path("id").asInt()).isEqualTo(one);
    JsonNode latest = get("/subjects/roi-value/versions/latest");
    assertThat(latest.path("id").asInt()).isEqualTo(two).isNotEqualTo(one);
    assertThat(latest.path("version").asInt()).isEqualTo(2);
    assertThat(latest.path("subject").asText()).isEqualTo("roi-value");
    JsonNode found = post("/subjects/roi-value", ONE);
    assertThat(found.path("version").asInt()).isEqualTo(1);
    assertThat(found.path("id").asInt()).isEqualTo(one);
  }

  @Test
  void shouldRefuseIncompatibleSchemaWithCode409() throws Exception {
    register("roi-value", ONE);

    HttpResponse<String> refused = send("POST", "/subjects/roi-value/versions", body(REQUIRED_B));

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(JSON.readTree(refused.body()).path("error_code").asInt()).isEqualTo(409);
    assertThat(JSON.readTree(refused.body()).path("message").asText())
        .contains("roi-value", "BACKWARD", "READER_FIELD_MISSING_DEFAULT_VALUE");
    assertThat(get("/subjects/roi-value/versions").toString()).isEqualTo("[1]");
  }

  @ParameterizedTest
  @CsvSource({
    // level, new schema required b, optional b, without a: what Avro's resolution rules allow
    "BACKWARD,            false, true,  true",
    "FORWARD,             true,  true,  false",
    "FULL,                false, true,  false",
    "BACKWARD_TRANSITIVE, false, true,  true",
    "FORWARD_TRANSITIVE,  true,  true,  false",
    "FULL_TRANSITIVE,     false, true,  false",
    "NONE,                true,  true,  true",
  })
  void shouldJudgeByTheSubjectsLevel(
      String level, boolean requiredB, boolean optionalB, boolean withoutA) throws Exception {
    register("s", ONE);
    assertThat(put("/config/s", level).statusCode()).isEqualTo(200);

    assertThat(get("/config/s").path("compatibilityLevel").asText()).isEqualTo(level);
    assertThat(compatible("s", REQUIRED_B)).isEqualTo(requiredB);
    assertThat(compatible("s", OPTIONAL_B)).isEqualTo(optionalB);
    assertThat(compatible("s", WITHOUT_A)).isEqualTo(withoutA);
  }

  @Test
  void shouldLookPastTheLatestVersionOnlyWhenTransitive() throws Exception {
    // b comes back with another type: that agrees with version 2, not with version 1.
    String one = record("{'name':'a','type':'long'},{'name':'b','type':'string','default':''}");
    String three = record("{'name':'a','type':'long'},{'name':'b','type':'long','default':0}");
    register("s", one);
    register("s", ONE);

    assertThat(compatible("s", three)).isTrue();
    put("/config/s", "BACKWARD_TRANSITIVE");
    assertThat(compatible("s", three)).isFalse();
  }

  @Test
  void shouldUseGlobalLevelWhenSubjectHasNone() throws Exception {
    register("s", ONE);
    assertThat(get("/config").path("compatibilityLevel").asText()).isEqualTo("BACKWARD");
    assertThat(code("/config/s")).isEqualTo(40408);
    assertThat(put("/config", "NONE").statusCode()).isEqualTo(200);
    assertThat(get("/config/s?defaultToGlobal=true").path("compatibilityLevel").asText())
        .isEqualTo("NONE");
    assertThat(register("s", REQUIRED_B).path("id").asInt()).isPositive();
  }

  @Test
  void shouldAnswerConfluentsCodesWhenThingsAreUnknownOrInvalid() throws Exception {
    register("s", ONE);

    assertThat(code("/subjects/nobody/versions")).isEqualTo(40401);
    assertThat(code("/subjects/s/versions/7")).isEqualTo(40402);
    assertThat(code("/subjects/s/versions/seven")).isEqualTo(42202);
    assertThat(code("/schemas/ids/99")).isEqualTo(40403);
    assertThat(post("/subjects/s", OPTIONAL_B).path("error_code").asInt()).isEqualTo(40403);
    assertThat(post("/subjects/nobody", ONE).path("error_code").asInt()).isEqualTo(40401);
    assertThat(post("/subjects/s/versions", "{\"type\":\"nonsense\"}").path("error_code").asInt())
        .isEqualTo(42201);
    assertThat(JSON.readTree(put("/config/s", "SIDEWAYS").body()).path("error_code").asInt())
        .isEqualTo(42203);
    assertThat(send("DELETE", "/subjects", "").statusCode()).isEqualTo(405);
    assertThat(send("POST", "/subjects/s/versions", "no json").statusCode()).isEqualTo(400);
    assertThat(get("/schemas/types").toString()).isEqualTo("[\"AVRO\"]");
  }

  @Test
  void shouldUnderstandSubjectsWithReservedCharacters() throws Exception {
    post("/subjects/a%2Fb+c%20d-value/versions", ONE);
    assertThat(get("/subjects").get(0).asText()).isEqualTo("a/b+c d-value");
  }

  @Test
  void shouldKeepIdsAndLevelsWhenPersistedAndRestarted(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("registry/content.json");
    registry.close();
    registry = EmbeddedRegistry.persistedIn(file).start();
    register("other", WITHOUT_A);
    int id = register("s", ONE).path("id").asInt();
    put("/config/s", "FULL");
    registry.close();

    registry = EmbeddedRegistry.persistedIn(file).start();

    assertThat(id).isEqualTo(2);
    assertThat(post("/subjects/s", ONE).path("id").asInt()).isEqualTo(id);
    assertThat(get("/config/s").path("compatibilityLevel").asText()).isEqualTo("FULL");
    assertThat(register("s", OPTIONAL_B).path("id").asInt()).isEqualTo(3);
  }

  @Test
  void shouldKeepAddressAndContentWhenStoppedAndStarted() throws Exception {
    String url = registry.url();
    int id = register("s", ONE).path("id").asInt();
    registry.stop();
    registry.start();
    assertThat(registry.url()).isEqualTo(url);
    assertThat(post("/subjects/s", ONE).path("id").asInt()).isEqualTo(id);
  }

  private static String record(String fields) {
    return ("{'type':'record','name':'Row','fields':[" + fields + "]}").replace('\'', '"');
  }

  private boolean compatible(String subject, String schema) throws Exception {
    JsonNode answer = post("/compatibility/subjects/" + subject + "/versions/latest", schema);
    assertThat(answer.has("is_compatible")).isTrue();
    return answer.path("is_compatible").asBoolean();
  }

  private JsonNode register(String subject, String schema) throws Exception {
    return post("/subjects/" + subject + "/versions", schema);
  }

  private JsonNode post(String path, String schema) throws Exception {
    return JSON.readTree(send("POST", path, body(schema)).body());
  }

  private HttpResponse<String> put(String path, String level) throws Exception {
    return send("PUT", path, "{\"compatibility\":\"" + level + "\"}");
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(send("GET", path, "").body());
  }

  private int code(String path) throws Exception {
    return get(path).path("error_code").asInt();
  }

  private static String body(String schema) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.put("schema", schema);
    return JSON.writeValueAsString(body);
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(registry.url() + path))
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.headers().firstValue("content-type"))
        .contains("application/vnd.schemaregistry.v1+json");
    return response;
  }
}
