package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.avro.ModelState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** News of models, as listeners hear them. */
class ModelEventsTest {
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

  private Web.Listener listen(int already) {
    Web.Listener listener = api.web.listen("/api/v1/events");
    await().until(() -> listeners() == already + 1);
    return listener;
  }

  private double listeners() {
    return shelf.meters.get(ModelEvents.LISTENERS).gauge().value();
  }

  @Test
  void shouldTellOfASetOnceItIsWhole() throws Exception {
    Web.Listener listener = listen(0);
    List<ConsumerRecord<byte[], byte[]>> set = shelf.set(ACME, 1, "v1", 2);

    shelf.take(List.of(shelf.status(ACME, ModelState.FITTING)));
    shelf.take(set.subList(0, 3));
    shelf.take(set.subList(3, set.size()));

    assertThat(listener.next()).isEqualTo("changed");
    // Rows that are not shown yet change nothing that could be seen.
    assertThat(listener.next()).isEqualTo("landed");
    JsonNode row = Json.MAPPER.readTree(listener.data());
    assertThat(row.get("model").asText()).isEqualTo(ACME);
    assertThat(row.get("modelVersion").asText()).isEqualTo("v1");
    assertThat(row.get("health").asText()).isEqualTo("FITTING");
  }

  @Test
  void shouldTellEveryListenerAndForgetWhoLeft() throws Exception {
    Web.Listener first = listen(0);
    Web.Listener second = listen(1);

    shelf.take(List.of(shelf.status(ACME, ModelState.FRESH)));
    assertThat(first.next()).isEqualTo("changed");
    assertThat(second.next()).isEqualTo("changed");

    first.close();
    Iterator<ModelState> states =
        Stream.generate(() -> List.of(ModelState.STALE, ModelState.FRESH))
            .flatMap(List::stream)
            .iterator();
    await()
        .until(
            () -> {
              // That a line is broken shows when something is sent.
              shelf.take(List.of(shelf.status(ACME, states.next())));
              return listeners() == 1;
            });
    assertThat(second.next()).isEqualTo("changed");
  }

  @Test
  void shouldTellThatAModelIsGone() throws Exception {
    shelf.take(List.of(shelf.status(ACME, ModelState.FRESH)));
    Web.Listener listener = listen(0);

    shelf.take(List.of(shelf.record(shelf.topics.status(), ACME, null)));

    assertThat(listener.next()).isEqualTo("gone");
    assertThat(listener.data()).isEqualTo("{\"model\":\"acme/DE\"}");
  }

  @Test
  void shouldSayThatAllIsToBeReadAgainWhenVeryMuchHasChanged() throws Exception {
    Web.Listener listener = listen(0);
    List<ConsumerRecord<byte[], byte[]>> many = new ArrayList<>();
    for (int i = 0; i <= ModelEvents.MAX_AT_ONCE; i++) {
      many.add(shelf.status("a/" + i, ModelState.FRESH));
    }

    shelf.take(many);

    assertThat(listener.next()).isEqualTo("reset");
  }

  @Test
  void shouldRefuseListenersBeyondTheMost() {
    for (int i = 0; i < ModelEvents.MAX_LISTENERS; i++) {
      api.web.listen("/api/v1/events");
    }
    await().until(() -> listeners() == ModelEvents.MAX_LISTENERS);

    HttpResponse<String> refused = api.web.get("/api/v1/events");

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(Web.json(refused).get("detail").asText()).contains("ask again later");
  }

  @Test
  void shouldEndWithTheServer() throws Exception {
    Web.Listener listener = listen(0);

    api.close();

    assertThat(listener.next()).isNull();
  }
}
