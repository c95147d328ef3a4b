package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.avro.CommandKind;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.RefreshCommand;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTest {
  private static final String ACME = "/api/v1/models/acme/DE";

  @TempDir private Path folder;
  private Shelf shelf;
  private ShelfServer api;

  @BeforeEach
  void open() {
    shelf = new Shelf(folder.resolve("api"));
    api = new ShelfServer(shelf, Optional.of(ShelfServer.TOKEN));
    shelf.take(List.of(shelf.status("acme/DE", ModelState.STALE)));
  }

  @AfterEach
  void close() {
    api.close();
    shelf.close();
  }

  private void publish() {
    shelf.take(shelf.set("acme/DE", 2, "v2", 5));
  }

  private JsonNode get(String path) {
    HttpResponse<String> response = api.web.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Web.type(response)).isEqualTo("application/json");
    return Web.json(response);
  }

  private void problem(HttpResponse<String> response, int status, String... details) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(Web.type(response)).isEqualTo("application/problem+json");
    assertThat(Web.json(response).get("detail").asText()).contains(details);
  }

  @Test
  void shouldSayWhatAModelWaitsForAndWhyItIsStale() {
    JsonNode status = get(ACME + "/status");

    assertThat(status.get("state").asText()).isEqualTo("STALE");
    assertThat(status.get("openWeeks").get(0).get("week").asText()).isEqualTo("2026-01-12");
    assertThat(status.get("openWeeks").get(0).get("waitingFor").get(0).asText()).isEqualTo("meta");
    assertThat(status.get("staleSince").asText()).isEqualTo("2026-11-16T00:00:00Z");
    assertThat(status.get("staleReason").asText()).contains("refresh under way");
    assertThat(status.get("requestId").isNull()).isTrue();
  }

  @Test
  void shouldShowModelsAPageAtATime() {
    shelf.take(List.of(shelf.status("hooli/US", ModelState.COLLECTING)));

    JsonNode first = get("/api/v1/models?limit=1");
    assertThat(first.get("models").get(0).get("model").asText()).isEqualTo("acme/DE");
    assertThat(first.get("next").asText()).isEqualTo("acme/DE");

    JsonNode second = get("/api/v1/models?limit=1&after=acme/DE");
    assertThat(second.get("models").get(0).get("model").asText()).isEqualTo("hooli/US");
    assertThat(second.get("next").isNull()).isTrue();
  }

  @Test
  void shouldShowRowsUnderTheirVersionWithTheFieldsOfTheContract() {
    publish();

    JsonNode set = get(ACME + "/roi");

    assertThat(set.get("modelVersion").asText()).isEqualTo("v2");
    assertThat(set.get("sequence").asLong()).isEqualTo(2);
    JsonNode row = set.get("roi").get(0);
    assertThat(row.get("channel").asText()).isEqualTo("tv");
    assertThat(row.get("roi").asDouble()).isEqualTo(2.0);
    assertThat(row.get("roiLower").isNull()).isTrue();
    assertThat(row.has("modelVersion")).isFalse();
    assertThat(get(ACME + "/curves").get("curves").get(0).get("points")).hasSize(2);
  }

  @Test
  void shouldShowContributionsOfTheWeeksAskedFor() {
    publish();

    assertThat(get(ACME + "/contributions").get("contributions")).hasSize(15);
    JsonNode some = get(ACME + "/contributions?from=2026-01-12&to=2026-01-19");
    assertThat(some.get("contributions")).hasSize(6);
    assertThat(some.get("contributions").get(0).get("week").asText()).isEqualTo("2026-01-12");
    problem(api.web.get(ACME + "/contributions?from=2026-13-01"), 400, "from must be a day");
    problem(
        api.web.get(ACME + "/contributions?from=2026-02-01&to=2026-01-01"),
        400,
        "from 2026-02-01 is after to 2026-01-01");
  }

  @Test
  void shouldShowWhatEachWeekOfSpendBringsAndOfOneChannelWhenAsked() {
    publish();

    JsonNode all = get(ACME + "/spend-weeks").get("spendWeeks");
    assertThat(all).hasSize(6);
    JsonNode tv = get(ACME + "/spend-weeks?channel=tv").get("spendWeeks");
    assertThat(tv).isEqualTo(all);
    assertThat(tv.get(0).get("week").asText()).isEqualTo("2026-01-05");
    assertThat(tv.get(0).get("toCome").asDouble()).isEqualTo(4.0);
    assertThat(tv.get(5).get("week").isNull()).as("all weeks before the window").isTrue();
    // A channel whose name begins as another's is another.
    assertThat(get(ACME + "/spend-weeks?channel=t").get("spendWeeks")).isEmpty();
  }

  @Test
  void shouldWriteNullWhereThereIsNoNumber() {
    publish();

    assertThat(get(ACME).get("published").get("rSquared").isNull()).isTrue();
    assertThat(get(ACME).get("published").has("state")).isFalse();
  }

  @Test
  void shouldTellWhatMovedAndWhyNewestFirst() {
    shelf.take(List.of(shelf.report("acme/DE", 1), shelf.report("acme/DE", 2)));

    JsonNode reports = get(ACME + "/refreshes").get("refreshes");

    assertThat(reports).hasSize(2);
    assertThat(reports.get(0).get("sequence").asLong()).isEqualTo(2);
    JsonNode part = reports.get(0).get("moved").get(0).get("parts").get(0);
    assertThat(part.get("causes").get(0).asText()).isEqualTo("new weeks");
    assertThat(part.get("change").asDouble()).isEqualTo(0.25);
    assertThat(get(ACME + "/refreshes?limit=1").get("refreshes")).hasSize(1);
    problem(api.web.get(ACME + "/refreshes?limit=0"), 400, "limit must be a number from 1 to 200");
  }

  @Test
  void shouldSayThatAModelIsUnknownOrNotPublishedYet() {
    problem(api.web.get("/api/v1/models/acme/FR/roi"), 404, "no model acme/FR is known");
    problem(api.web.get("/api/v1/models/acme%7CDE/FR"), 404, "no model");
    problem(api.web.get(ACME + "/roi"), 404, "acme/DE has no published model yet");
    assertThat(get(ACME).get("published").isNull()).isTrue();
  }

  @Test
  void shouldHandAnOrderToThePlanner() {
    HttpResponse<String> response =
        order("/rebuild", "{\"reason\": \"new agency\"}", "Bearer " + ShelfServer.TOKEN);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(response.headers().firstValue("Location")).contains(ACME + "/status");
    assertThat(Web.json(response).get("command").asText()).isEqualTo("REBUILD");
    ProducerRecord<byte[], byte[]> sent = api.producer.history().get(0);
    assertThat(sent.topic()).isEqualTo("mmm.commands");
    assertThat(new String(sent.key(), StandardCharsets.UTF_8)).isEqualTo("acme/DE");
    assertThat(shelf.topics.commands().value(sent.value()))
        .isEqualTo(new RefreshCommand("acme/DE", CommandKind.REBUILD, Shelf.NOW, "new agency"));
  }

  @Test
  void shouldTakeAnOrderWithoutABody() {
    assertThat(api.web.post(ACME + "/refresh", null, "Authorization", "bearer s3cret").statusCode())
        .isEqualTo(202);
    assertThat(api.producer.history()).hasSize(1);
  }

  @Test
  void shouldRefuseOrdersWithoutTheToken() {
    HttpResponse<String> none = api.web.post(ACME + "/refresh", null);

    problem(none, 401, "Authorization: Bearer");
    assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"freshet\"");
    problem(order("/refresh", null, "Bearer s3cre"), 401, "API token");
    problem(order("/refresh", null, "Basic s3cret"), 401, "API token");
    assertThat(api.producer.history()).isEmpty();
  }

  @Test
  void shouldRefuseAllOrdersAndSayHowToAllowThemWhenThereIsNoToken() {
    try (ShelfServer closed = new ShelfServer(shelf, Optional.empty())) {
      problem(
          closed.web.post(ACME + "/refresh", null, "Authorization", "Bearer s3cret"),
          403,
          "start it with --api-token");
      assertThat(closed.producer.history()).isEmpty();
    }
  }

  @Test
  void shouldRefuseOrdersThatMakeNoSense() {
    String token = "Bearer " + ShelfServer.TOKEN;

    problem(order("/refresh", "{\"reson\": \"x\"}", token), 400, "{\"reason\": \"…\"}");
    problem(order("/refresh", "{\"reason\": 1}", token), 400, "{\"reason\": \"…\"}");
    problem(order("/refresh", "reason", token), 400, "the body is no JSON");
    problem(
        order("/refresh", "{\"reason\": \"" + "x".repeat(401) + "\"}", token),
        400,
        "of 400 characters at most");
    problem(
        api.web.post(ACME + "/refresh", "x", "Authorization", token, "Content-Type", "text/plain"),
        415,
        "application/json");
    problem(
        api.web.post("/api/v1/models/no/body/refresh", null, "Authorization", token),
        404,
        "no model no/body is known");
    problem(api.web.get(ACME + "/refresh"), 405, "use POST");
    assertThat(api.producer.history()).isEmpty();
  }

  @Test
  void shouldSayThatAnOrderMayBeLostWhenTheBrokersDoNotConfirmIt() {
    api.producer.sendException = new TimeoutException("no leader");

    problem(
        order("/refresh", null, "Bearer " + ShelfServer.TOKEN),
        503,
        "the brokers did not confirm the order");
  }

  private HttpResponse<String> order(String path, String body, String authorization) {
    return api.web.post(
        ACME + path, body, "Authorization", authorization, "Content-Type", "application/json");
  }
}
