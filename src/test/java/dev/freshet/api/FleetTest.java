package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.MovePart;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the fleet's lines say, and which are found. */
class FleetTest {
  private static final String ACME = "acme/DE";

  @TempDir private Path folder;
  private Shelf shelf;
  private ShelfServer api;

  @BeforeEach
  void open() {
    shelf = new Shelf(folder.resolve("api"));
    api = new ShelfServer(shelf, Optional.empty());
  }

  @AfterEach
  void close() {
    api.close();
    shelf.close();
  }

  private JsonNode fleet(String query) {
    HttpResponse<String> response = api.web.get("/api/v1/fleet" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Web.json(response);
  }

  private JsonNode line(String model) {
    JsonNode models = fleet("?model=" + model).get("models");
    assertThat(models).hasSize(1);
    return models.get(0);
  }

  private static List<String> names(JsonNode fleet) {
    List<String> names = new ArrayList<>();
    fleet.get("models").forEach(row -> names.add(row.get("model").asText()));
    return names;
  }

  private void status(String model, ModelState state, RefreshOutcome last, String detail) {
    ModelStatus status = shelf.topics.status().value(shelf.status(model, state).value());
    status.setLastOutcome(last);
    status.setLastDetail(detail);
    status.setStaleReason(state == ModelState.STALE ? "week closed, refresh under way" : "");
    shelf.take(List.of(shelf.record(shelf.topics.status(), model, status)));
  }

  private void report(String model, long sequence, Consumer<RefreshReport> changes) {
    RefreshReport report = shelf.topics.refreshes().value(shelf.report(model, sequence).value());
    changes.accept(report);
    shelf.take(List.of(shelf.record(shelf.topics.refreshes(), model, report)));
  }

  private static ChannelMove move(String channel, double before, double after, MovePart... parts) {
    return new ChannelMove(channel, before, after, List.of(parts));
  }

  @Test
  void shouldSayHowAModelStandsAndHowItsNewestFitEnded() {
    shelf.take(List.of(shelf.status(ACME, ModelState.FRESH)));
    shelf.take(shelf.set(ACME, 2, "v2", 5));
    report(
        ACME,
        2,
        r -> {
          r.setFinishedAt(Shelf.NOW.plusMillis(1_200));
          r.setMoved(
              List.of(
                  move("tv", 2.0, 2.1, new MovePart(List.of("new weeks"), 0.1, "")),
                  move(
                      "search",
                      1.0,
                      0.8,
                      new MovePart(List.of("horizon"), 0.1, ""),
                      new MovePart(List.of("restated weeks", "new weeks"), -0.3, "two weeks"))));
        });

    JsonNode line = line(ACME);

    assertThat(line.get("health").asText()).isEqualTo("FRESH");
    assertThat(line.get("modelVersion").asText()).isEqualTo("v2");
    assertThat(line.get("lastWeek").asText()).isEqualTo("2026-02-02");
    assertThat(line.get("outcome").asText()).isEqualTo("PUBLISHED");
    assertThat(line.get("kind").asText()).isEqualTo("REFRESH");
    assertThat(line.get("publishedAt").asText()).isEqualTo("2026-11-16T00:00:01.200Z");
    assertThat(line.get("lagMillis").asLong()).isEqualTo(1_200);
    assertThat(line.get("openWeeks").asInt()).isEqualTo(1);
    assertThat(line.get("waitingFor").get(0).asText()).isEqualTo("meta");
    JsonNode move = line.get("move");
    assertThat(move.get("channel").asText()).isEqualTo("search");
    assertThat(move.get("after").asDouble()).isCloseTo(0.8, within(0.0));
    assertThat(move.get("causes").get(0).asText()).isEqualTo("restated weeks");
    assertThat(move.get("detail").asText()).isEqualTo("two weeks");
    assertThat(line.has("known")).isFalse();
  }

  @Test
  void shouldMeasureTheLagOfNewWeeksAlone() {
    shelf.take(List.of(shelf.status(ACME, ModelState.FRESH)));
    report(ACME, 1, r -> r.setFinishedAt(Shelf.NOW.plusSeconds(3)));

    report(ACME, 2, r -> r.setFinishedAt(Shelf.NOW.plus(Duration.ofDays(2))));

    assertThat(line(ACME).get("lagMillis").asLong()).isEqualTo(3_000);
    report(
        ACME,
        3,
        r -> {
          r.setClosedWeek(Shelf.FIRST.plusWeeks(1));
          r.setClosedAt(Shelf.NOW.plus(Duration.ofDays(7)));
          r.setFinishedAt(Shelf.NOW.plus(Duration.ofDays(7)).plusSeconds(4));
        });
    assertThat(line(ACME).get("lagMillis").asLong()).isEqualTo(4_000);
  }

  @Test
  void shouldSayWhatHoldsAModelUp() {
    status("a/A", ModelState.STALE, RefreshOutcome.REFUSED, "halves differ");
    status("a/B", ModelState.COLLECTING, RefreshOutcome.FAILED, "no spend");
    status("a/C", ModelState.STALE, RefreshOutcome.PUBLISHED, "published");
    status("a/D", ModelState.COLLECTING, null, "");
    status("a/E", ModelState.FITTING, RefreshOutcome.FAILED, "no spend");

    assertThat(line("a/A").get("health").asText()).isEqualTo("REFUSED");
    assertThat(line("a/B").get("health").asText()).isEqualTo("FAILED");
    assertThat(line("a/B").get("reason").asText()).isEqualTo("no spend");
    assertThat(line("a/C").get("health").asText()).isEqualTo("STALE");
    assertThat(line("a/C").get("reason").asText()).isEqualTo("week closed, refresh under way");
    assertThat(line("a/D").get("health").asText()).isEqualTo("COLLECTING");
    assertThat(line("a/E").get("health").asText()).isEqualTo("FITTING");
    assertThat(names(fleet("?sort=health"))).containsExactly("a/B", "a/A", "a/C", "a/D", "a/E");
    JsonNode health = fleet("").get("health");
    assertThat(health.get("FAILED").asInt()).isEqualTo(1);
    assertThat(health.get("FRESH").asInt()).isZero();
  }

  @Test
  void shouldKeepThePublishedSetInSightWhenALaterRequestFails() {
    shelf.take(List.of(shelf.status(ACME, ModelState.FRESH)));
    report(ACME, 1, r -> {});

    report(
        ACME,
        2,
        r -> {
          r.setOutcome(RefreshOutcome.FAILED);
          r.setFinishedAt(Shelf.NOW.plusSeconds(60));
          r.setMoved(List.of());
        });

    JsonNode line = line(ACME);
    assertThat(line.get("outcome").asText()).isEqualTo("FAILED");
    assertThat(line.get("endedAt").asText()).isEqualTo("2026-11-16T00:01:00Z");
    assertThat(line.get("publishedAt").asText()).isEqualTo("2026-11-16T00:00:00Z");
    assertThat(line.get("move").get("channel").asText()).isEqualTo("tv");
  }

  @Test
  void shouldListNoModelThatOnlyReportsSpeakOf() {
    shelf.take(List.of(shelf.status(ACME, ModelState.FRESH)));
    shelf.take(shelf.set(ACME, 1, "v1", 1));
    shelf.take(
        List.of(
            shelf.record(shelf.topics.status(), ACME, null),
            shelf.record(shelf.topics.models(), ACME, null)));

    report(ACME, 2, r -> {});

    assertThat(fleet("").get("total").asInt()).isZero();
    assertThat(fleet("").get("newest").isNull()).isTrue();
  }

  @Test
  void shouldFindSortAndPage() {
    for (int i = 0; i < 12; i++) {
      String model = "%s/%02d".formatted(i % 2 == 0 ? "Acme" : "hooli", i);
      shelf.take(List.of(shelf.status(model, ModelState.FRESH)));
      long lag = 100 * ((i * 5) % 12);
      double after = 1 + i / 100.0;
      if (i != 3) {
        report(
            model,
            1,
            r -> {
              r.setFinishedAt(Shelf.NOW.plusMillis(lag));
              r.setMoved(
                  List.of(move("tv", 1, after, new MovePart(List.of("new weeks"), after - 1, ""))));
            });
      }
    }

    assertThat(names(fleet("?search=ACME&limit=2&offset=2"))).containsExactly("Acme/04", "Acme/06");
    assertThat(fleet("?search=acme").get("matching").asInt()).isEqualTo(6);
    assertThat(fleet("?search=acme").get("total").asInt()).isEqualTo(12);
    assertThat(names(fleet("?sort=lag&limit=2"))).containsExactly("Acme/00", "hooli/05");
    assertThat(names(fleet("?sort=lag&order=desc&limit=1"))).containsExactly("hooli/07");
    // Without a lag it comes last either way.
    assertThat(names(fleet("?sort=lag&order=desc&offset=11"))).containsExactly("hooli/03");
    assertThat(names(fleet("?sort=lag&offset=11"))).containsExactly("hooli/03");
    assertThat(names(fleet("?sort=move&order=desc&limit=1"))).containsExactly("hooli/11");
    assertThat(fleet("").get("movers")).hasSize(5);
    assertThat(fleet("").get("movers").get(0).get("model").asText()).isEqualTo("hooli/11");
    assertThat(names(fleet("?offset=100"))).isEmpty();
  }

  @Test
  void shouldSayWhichWordsAParameterTakes() {
    HttpResponse<String> response = api.web.get("/api/v1/fleet?health=well");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Web.json(response).get("detail").asText())
        .isEqualTo(
            "health must be one of failed, refused, stale, waiting_for_spec, collecting, fitting, fresh");
  }
}
