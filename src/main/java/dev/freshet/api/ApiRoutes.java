package dev.freshet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.avro.CommandKind;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelStatus;
import dev.freshet.topic.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;

/** The API: what is published of each model, read only, and orders for who shows the token. */
final class ApiRoutes {
  static final String OPENAPI = "/dev/freshet/api/openapi.yaml";

  private static final String ROOT = KnownModels.ROOT;
  private static final String MODEL = KnownModels.MODEL;
  private static final Set<String> OF_SET = Set.of("model", "modelVersion");
  private static final int MODELS_LIMIT = 1_000;
  private static final int REASON_LENGTH = 400;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ReadStore store;
  private final KnownModels models;
  private final Orders orders;
  private final Gatekeeper gatekeeper;
  private final Clock clock;

  ApiRoutes(ReadStore store, Orders orders, Gatekeeper gatekeeper, Clock clock) {
    this.store = store;
    this.models = new KnownModels(store);
    this.orders = orders;
    this.gatekeeper = gatekeeper;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get(ROOT + "/openapi.yaml", request -> Answer.text("application/yaml", openApi())),
        Route.get(ROOT + "/models", this::models),
        Route.get(MODEL, request -> ofModel(request, ApiRoutes::model)),
        Route.get(MODEL + "/status", request -> ofModel(request, ApiRoutes::status)),
        Route.get(MODEL + "/roi", request -> ofModel(request, this::roi)),
        Route.get(MODEL + "/curves", request -> ofModel(request, this::curves)),
        Route.get(MODEL + "/contributions", this::contributions),
        Route.get(MODEL + "/spend-weeks", this::spendWeeks),
        Route.get(MODEL + "/refreshes", this::refreshes),
        Route.post(MODEL + "/refresh", request -> order(request, CommandKind.REFRESH)),
        Route.post(MODEL + "/rebuild", request -> order(request, CommandKind.REBUILD)));
  }

  private static String openApi() {
    try (InputStream in = ApiRoutes.class.getResourceAsStream(OPENAPI)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer models(Request request) {
    request.allow(Set.of("after", "limit"));
    int limit = request.number("limit", 100, 1, MODELS_LIMIT);
    String after = request.parameter("after").orElse("");
    // One more than asked for says whether there are any behind.
    List<ModelStatus> found = store.read(view -> new Queries(view).models(after, limit + 1));
    List<ModelStatus> page = found.subList(0, Math.min(limit, found.size()));
    ObjectNode body = NODES.objectNode();
    ArrayNode listed = body.putArray("models");
    page.forEach(status -> listed.add(AvroJson.of(status, Set.of())));
    body.put("next", found.size() > limit ? page.get(limit - 1).getModel() : null);
    return Answer.json(HttpStatus.OK, body);
  }

  private Answer ofModel(Request request, BiFunction<Queries, String, ObjectNode> body) {
    request.allow(Set.of());
    return Answer.json(HttpStatus.OK, models.read(request, body));
  }

  private static ObjectNode model(Queries queries, String model) {
    ObjectNode body = NODES.objectNode().put("model", model);
    body.set(
        "status",
        queries
            .status(model)
            .<JsonNode>map(s -> AvroJson.of(s, Set.of("model")))
            .orElse(NODES.nullNode()));
    body.set(
        "published",
        queries
            .published(model)
            .<JsonNode>map(p -> AvroJson.of(p, Set.of("model", "state")))
            .orElse(NODES.nullNode()));
    return body;
  }

  private static ObjectNode status(Queries queries, String model) {
    return AvroJson.of(
        queries
            .status(model)
            .orElseThrow(
                () ->
                    new ProblemException(
                        HttpStatus.NOT_FOUND, "the planner has no status of %s".formatted(model))),
        Set.of());
  }

  private ObjectNode roi(Queries queries, String model) {
    return set(queries, model, "roi", queries.rows(SetKind.ROI, model, "", ""));
  }

  private ObjectNode curves(Queries queries, String model) {
    return set(queries, model, "curves", queries.rows(SetKind.CURVES, model, "", ""));
  }

  private Answer contributions(Request request) {
    request.allow(Set.of("from", "to"));
    Optional<LocalDate> from = day(request, "from");
    Optional<LocalDate> to = day(request, "to");
    if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "from %s is after to %s".formatted(from.get(), to.get()));
    }
    String first = from.map(LocalDate::toString).orElse("");
    String last = to.map(LocalDate::toString).orElse("");
    return Answer.json(
        HttpStatus.OK,
        models.read(
            request,
            (queries, model) ->
                set(
                    queries,
                    model,
                    "contributions",
                    queries.rows(SetKind.CONTRIBUTIONS, model, first, last))));
  }

  private Answer spendWeeks(Request request) {
    request.allow(Set.of("channel"));
    String first = request.parameter("channel").map(c -> c + Keys.SEPARATOR).orElse("");
    return Answer.json(
        HttpStatus.OK,
        models.read(
            request,
            (queries, model) ->
                set(
                    queries,
                    model,
                    "spendWeeks",
                    queries.rows(SetKind.SPEND_WEEKS, model, first, first))));
  }

  private static ObjectNode set(
      Queries queries, String model, String name, Collection<? extends SpecificRecord> rows) {
    FittedModel published =
        queries.published(model).orElseThrow(() -> KnownModels.unpublished(model));
    ObjectNode body =
        NODES
            .objectNode()
            .put("model", model)
            .put("modelVersion", published.getModelVersion())
            .put("sequence", published.getSequence())
            .put("firstWeek", published.getFirstWeek().toString())
            .put("lastWeek", published.getLastWeek().toString());
    ArrayNode array = body.putArray(name);
    rows.forEach(row -> array.add(AvroJson.of(row, OF_SET)));
    return body;
  }

  private Answer refreshes(Request request) {
    request.allow(Set.of("limit"));
    int limit = request.number("limit", 20, 1, ReadModel.REPORTS);
    ObjectNode body =
        models.read(
            request,
            (queries, model) -> {
              ObjectNode found = NODES.objectNode().put("model", model);
              ArrayNode reports = found.putArray("refreshes");
              queries
                  .reports(model, limit)
                  .forEach(r -> reports.add(AvroJson.of(r, Set.of("model"))));
              return found;
            });
    return Answer.json(HttpStatus.OK, body);
  }

  private Answer order(Request request, CommandKind kind) {
    gatekeeper.check(request);
    request.allow(Set.of());
    String reason = reason(request);
    String model = models.read(request, (queries, name) -> name);
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    orders.give(model, kind, at, reason);
    String status = "%s/models/%s/status".formatted(ROOT, model);
    return Answer.json(
            HttpStatus.ACCEPTED,
            NODES
                .objectNode()
                .put("model", model)
                .put("command", kind.name())
                .put("issuedAt", at.toString())
                .put("reason", reason))
        .with("Location", status);
  }

  /** What the body says of why; empty without a body. */
  private static String reason(Request request) {
    byte[] body = request.body();
    if (body.length == 0) {
      return "";
    }
    if (request.header("Content-Type").filter(t -> t.startsWith(Answer.JSON)).isEmpty()) {
      throw new ProblemException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "send the body as " + Answer.JSON);
    }
    try {
      JsonNode order = Json.MAPPER.readTree(body);
      JsonNode reason = order.path("reason");
      if (!order.isObject()
          || order.size() > (reason.isMissingNode() ? 0 : 1)
          || !(reason.isMissingNode() || reason.isTextual())
          || reason.asText().length() > REASON_LENGTH) {
        throw new ProblemException(
            HttpStatus.BAD_REQUEST,
            "the body must be {\"reason\": \"…\"}, of %d characters at most"
                .formatted(REASON_LENGTH));
      }
      return reason.asText();
    } catch (IOException e) {
      throw new ProblemException(HttpStatus.BAD_REQUEST, "the body is no JSON");
    }
  }

  private static Optional<LocalDate> day(Request request, String name) {
    try {
      return request.parameter(name).map(LocalDate::parse);
    } catch (DateTimeParseException e) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "%s must be a day such as 2026-11-16".formatted(name));
    }
  }
}
