package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.CurvePoint;
import dev.freshet.avro.ExperimentUse;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.MovePart;
import dev.freshet.avro.OpenWeek;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.ResponseCurve;
import dev.freshet.avro.SpendWeek;
import dev.freshet.avro.WeekScore;
import dev.freshet.avro.internal.FleetMove;
import dev.freshet.avro.internal.FleetRow;
import dev.freshet.refresh.Publications;
import dev.freshet.web.ReportData;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The description says what is served, and what is served is as described. */
class OpenApiTest {
  private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");

  private static final List<String> SETS =
      List.of("/roi", "/contributions", "/curves", "/spend-weeks", "/report");
  private static final List<String> PARTS =
      Stream.concat(Stream.of("", "/status", "/refreshes"), SETS.stream()).toList();

  /** What people look at, and what that is made of. */
  private static final Set<String> PAGES =
      Set.of(
          "/",
          "/assets/{file}",
          "/models/{advertiser}/{market}",
          "/models/{advertiser}/{market}/report.html");

  @TempDir private Path folder;
  private Shelf shelf;
  private ShelfServer api;
  private JsonNode description;

  @BeforeEach
  void open() throws Exception {
    shelf = new Shelf(folder.resolve("api"));
    api = new ShelfServer(shelf, Optional.of(ShelfServer.TOKEN));
    shelf.take(List.of(shelf.status("acme/DE", ModelState.STALE)));
    shelf.take(List.of(shelf.status("new/DE", ModelState.COLLECTING)));
    shelf.take(List.of(shelf.report("acme/DE", 1)));
    shelf.take(whole());
    shelf.publishSpec();
    shelf.publish(Publications.of(shelf.topics).get(0));
    HttpResponse<String> served = api.web.get("/api/v1/openapi.yaml");
    assertThat(Web.type(served)).isEqualTo("application/yaml");
    description = new ObjectMapper(new YAMLFactory()).readTree(served.body());
  }

  /** Every number is one: the description does not speak of those that are none. */
  private List<org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]>> whole() {
    var set = shelf.set("acme/DE", 2, "v2", 2);
    FittedModel row = shelf.fitted("acme/DE", 2, "v2", 2);
    row.setRSquared(0.9);
    set.set(0, shelf.record(shelf.topics.models(), "acme/DE", row));
    return set;
  }

  @AfterEach
  void close() {
    api.close();
    shelf.close();
  }

  @Test
  void shouldDescribeExactlyThePathsAndVerbsThatAreServed() {
    Set<String> described = new TreeSet<>();
    description
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(VERBS::contains)
                    .forEach(
                        verb ->
                            described.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(described)
        .isEqualTo(
            new TreeSet<>(
                api.routes.stream()
                    .filter(r -> !PAGES.contains(r.path()))
                    .map(r -> r.method() + " " + r.path())
                    .toList()));
  }

  static Stream<Arguments> calls() {
    String acme = "/api/v1/models/acme/DE";
    String model = "/api/v1/models/{advertiser}/{market}";
    List<Arguments> calls = new ArrayList<>();
    calls.add(Arguments.of("get", "/api/v1/models", "/api/v1/models?limit=5&after=a", 200));
    calls.add(Arguments.of("get", "/api/v1/models", "/api/v1/models?limit=5000", 400));
    calls.add(Arguments.of("get", "/api/v1/models", "/api/v1/models?page=2", 400));
    calls.add(Arguments.of("get", model, acme, 200));
    calls.add(Arguments.of("get", model, "/api/v1/models/new/DE", 200));
    calls.add(Arguments.of("get", "/api/v1/fleet", "/api/v1/fleet", 200));
    calls.add(
        Arguments.of(
            "get",
            "/api/v1/fleet",
            "/api/v1/fleet?sort=lag&order=desc&health=stale&search=ac&offset=0&limit=5",
            200));
    calls.add(Arguments.of("get", "/api/v1/fleet", "/api/v1/fleet?sort=size", 400));
    calls.add(Arguments.of("get", "/api/v1/events", "/api/v1/events?x=1", 400));
    // Its state was made up.
    calls.add(Arguments.of("get", model + "/report", acme + "/report", 503));
    calls.add(
        Arguments.of(
            "get", model + "/report", "/api/v1/models/" + Publications.MODEL + "/report", 200));
    for (String part : PARTS) {
      if (!part.equals("/report")) {
        calls.add(Arguments.of("get", model + part, acme + part, 200));
      }
      calls.add(Arguments.of("get", model + part, "/api/v1/models/no/DE" + part, 404));
      calls.add(Arguments.of("get", model + part, acme + part + "?x=1", 400));
    }
    for (String part : SETS) {
      calls.add(Arguments.of("get", model + part, "/api/v1/models/new/DE" + part, 404));
    }
    calls.add(
        Arguments.of(
            "get", model + "/contributions", acme + "/contributions?from=2026-01-12", 200));
    calls.add(Arguments.of("get", model + "/spend-weeks", acme + "/spend-weeks?channel=tv", 200));
    for (String order : List.of("/refresh", "/rebuild")) {
      calls.add(Arguments.of("post", model + order, acme + order, 202));
      calls.add(Arguments.of("post", model + order, "/api/v1/models/no/DE" + order, 404));
      calls.add(Arguments.of("post", model + order, acme + order + "?x=1", 400));
    }
    calls.add(Arguments.of("get", "/health/live", "/health/live", 200));
    calls.add(Arguments.of("get", "/health/ready", "/health/ready", 503));
    calls.add(Arguments.of("get", "/health/startup", "/health/startup", 200));
    calls.add(Arguments.of("get", "/metrics", "/metrics", 200));
    return calls.stream();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void shouldAnswerAsDescribed(String verb, String path, String call, int status) {
    HttpResponse<String> response =
        verb.equals("get")
            ? api.web.get(call)
            : api.web.post(call, null, "Authorization", "Bearer " + ShelfServer.TOKEN);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    conforms(verb, path, response);
  }

  @Test
  void shouldRefuseOrdersAsDescribed() {
    String path = "/api/v1/models/{advertiser}/{market}/refresh";
    String call = "/api/v1/models/acme/DE/refresh";
    String token = "Bearer " + ShelfServer.TOKEN;

    conforms("post", path, api.web.post(call, null));
    conforms("post", path, api.web.post(call, "{}", "Authorization", token));
    conforms("post", path, api.web.post(call, "x".repeat(20_000), "Authorization", token));
    try (ShelfServer closed = new ShelfServer(shelf, Optional.empty())) {
      conforms("post", path, closed.web.post(call, null));
    }
    api.producer.sendException = new org.apache.kafka.common.errors.TimeoutException("no leader");
    conforms("post", path, api.web.post(call, null, "Authorization", token));
  }

  /** The status is described by name, and the body is valid under its schema. */
  private void conforms(String verb, String path, HttpResponse<String> response) {
    JsonNode responses = description.get("paths").get(path).get(verb).get("responses");
    JsonNode described = resolved(responses.path(Integer.toString(response.statusCode())));
    assertThat(described.isObject()).as("%s %s %d", verb, path, response.statusCode()).isTrue();
    String type = Web.type(response).split(";")[0];
    JsonNode content = described.path("content").path(type);
    assertThat(content.isObject()).as("%s of %s %s", type, verb, path).isTrue();
    if (type.endsWith("json")) {
      assertThat(schema(content.get("schema")).validate(response.body(), InputFormat.JSON))
          .as(response.body())
          .isEmpty();
    }
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode ref = node.path("$ref");
    return ref.isMissingNode() ? node : description.at(ref.asText().substring(1));
  }

  /** OpenAPI 3.1 schemas are JSON Schema 2020-12; only their place is another. */
  private Schema schema(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("$defs", description.get("components").get("schemas"));
    String text = whole.toString().replace("#/components/schemas/", "#/$defs/");
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(text, InputFormat.JSON);
  }

  @Test
  void shouldNoticeAnAnswerThatIsNotAsDescribed() {
    JsonNode order = Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/Order");

    assertThat(schema(order).validate("{\"model\": \"acme/DE\"}", InputFormat.JSON)).isNotEmpty();
  }

  static Stream<Arguments> contracts() {
    Set<String> none = Set.of();
    Set<String> ofSet = Set.of("model", "modelVersion");
    return Stream.of(
        Arguments.of("ModelStatus", ModelStatus.getClassSchema(), none),
        Arguments.of("StatusOfModel", ModelStatus.getClassSchema(), Set.of("model")),
        Arguments.of("OpenWeek", OpenWeek.getClassSchema(), none),
        Arguments.of("ExperimentUse", ExperimentUse.getClassSchema(), none),
        Arguments.of("PublishedModel", FittedModel.getClassSchema(), Set.of("model", "state")),
        Arguments.of("Contribution", Contribution.getClassSchema(), ofSet),
        Arguments.of("ChannelRoi", ChannelRoi.getClassSchema(), ofSet),
        Arguments.of("ResponseCurve", ResponseCurve.getClassSchema(), ofSet),
        Arguments.of("CurvePoint", CurvePoint.getClassSchema(), none),
        Arguments.of("SpendWeek", SpendWeek.getClassSchema(), ofSet),
        Arguments.of("RefreshReport", RefreshReport.getClassSchema(), Set.of("model")),
        Arguments.of("ChannelMove", ChannelMove.getClassSchema(), none),
        Arguments.of("MovePart", MovePart.getClassSchema(), none),
        Arguments.of("WeekScore", WeekScore.getClassSchema(), none),
        Arguments.of("FleetRow", FleetRow.getClassSchema(), FleetRows.OMITTED),
        Arguments.of("FleetMove", FleetMove.getClassSchema(), none));
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void shouldDescribeEveryFieldOfTheContracts(
      String name, org.apache.avro.Schema contract, Set<String> omitted) {
    JsonNode schema = description.get("components").get("schemas").get(name);
    List<String> fields =
        contract.getFields().stream()
            .map(org.apache.avro.Schema.Field::name)
            .filter(f -> !omitted.contains(f))
            .toList();

    List<String> described = new ArrayList<>();
    schema.get("properties").properties().forEach(e -> described.add(e.getKey()));
    assertThat(described).containsExactlyElementsOf(fields);
    List<String> required = new ArrayList<>();
    schema.get("required").forEach(r -> required.add(r.asText()));
    assertThat(required).containsExactlyElementsOf(fields);
    assertThat(schema.get("additionalProperties").asBoolean()).isFalse();
    for (String field : fields) {
      org.apache.avro.Schema type = contract.getField(field).schema();
      JsonNode property = schema.get("properties").get(field);
      assertThat(property.toString().contains("\"null\""))
          .as("%s.%s may be null", name, field)
          .isEqualTo(type.isUnion());
      symbols(type)
          .forEach(symbol -> assertThat(property.toString()).contains("\"" + symbol + "\""));
    }
  }

  @Test
  void shouldDescribeEveryPartOfTheReport() {
    List<String> described = new ArrayList<>();
    description
        .at("/components/schemas/Report/properties")
        .properties()
        .forEach(e -> described.add(e.getKey()));

    assertThat(described)
        .containsExactly(
            Stream.of(ReportData.class.getRecordComponents())
                .map(java.lang.reflect.RecordComponent::getName)
                .toArray(String[]::new));
  }

  private static List<String> symbols(org.apache.avro.Schema type) {
    return switch (type.getType()) {
      case ENUM -> type.getEnumSymbols();
      case ARRAY -> symbols(type.getElementType());
      case UNION -> type.getTypes().stream().flatMap(t -> symbols(t).stream()).toList();
      default -> List.of();
    };
  }

  @Test
  void shouldDescribeOnlySchemasThatAreUsed() {
    String text = description.toString();
    Map<String, JsonNode> unused = new TreeMap<>();
    description
        .get("components")
        .get("schemas")
        .properties()
        .forEach(
            e -> {
              if (!text.contains("#/components/schemas/" + e.getKey() + "\"")) {
                unused.put(e.getKey(), e.getValue());
              }
            });
    assertThat(unused).isEmpty();
  }
}
