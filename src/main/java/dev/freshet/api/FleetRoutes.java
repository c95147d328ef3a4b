package dev.freshet.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.FleetPage.Ask;
import dev.freshet.api.FleetPage.Order;
import dev.freshet.api.FleetPage.Sort;
import dev.freshet.avro.internal.FleetHealth;
import dev.freshet.avro.internal.FleetRow;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** The fleet at a glance, and news of it as they come. */
final class FleetRoutes {
  private static final int LIMIT = 500;
  private static final int MODELS = 1_000_000;

  private final ReadStore store;
  private final ModelEvents events;
  private final Clock clock;

  FleetRoutes(ReadStore store, ModelEvents events, Clock clock) {
    this.store = store;
    this.events = events;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get(KnownModels.ROOT + "/fleet", this::fleet),
        Route.stream(KnownModels.ROOT + "/events", events::listen));
  }

  private Answer fleet(Request request) {
    request.allow(Set.of("model", "search", "health", "sort", "order", "offset", "limit"));
    Ask ask =
        new Ask(
            request.parameter("model"),
            request.parameter("search").orElse(""),
            request.word("health", FleetHealth.class),
            request.word("sort", Sort.class).orElse(Sort.MODEL),
            request.word("order", Order.class).orElse(Order.ASC),
            request.number("offset", 0, 0, MODELS),
            request.number("limit", 100, 1, LIMIT));
    FleetPage page = FleetPage.of(store.read(FleetRows::all), ask);
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    body.put("total", page.total());
    body.put("matching", page.matching());
    ObjectNode health = body.putObject("health");
    page.health().forEach((name, models) -> health.put(name.name(), models));
    body.put("newest", page.newest() == null ? null : page.newest().toString());
    add(body.putArray("movers"), page.movers());
    add(body.putArray("models"), page.rows());
    return Answer.json(HttpStatus.OK, body);
  }

  private static void add(ArrayNode array, List<FleetRow> rows) {
    rows.forEach(row -> array.add(AvroJson.of(row, FleetRows.OMITTED)));
  }
}
