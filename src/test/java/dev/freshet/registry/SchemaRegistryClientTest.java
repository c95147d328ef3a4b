package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.registry.RegistryException.Decision;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaRegistryClientTest {
  private ClientFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = new ClientFixture();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void shouldAskOnceWhenTheSameIsAskedAgain() {
    SchemaRegistryClient client = fixture.client();
    int id = client.register("roi-value", Rows.V1);
    Schema read = client.schemaById(id);

    for (int i = 0; i < 3; i++) {
      assertThat(client.register("roi-value", Rows.V1)).isEqualTo(id);
      assertThat(client.lookupId("roi-value", Rows.V1)).hasValue(id);
      assertThat(client.schemaById(id)).isSameAs(read).isEqualTo(Rows.V1);
    }

    assertThat(fixture.first.lines())
        .containsExactly("POST /subjects/roi-value/versions", "GET /schemas/ids/" + id);
  }

  @Test
  void shouldAskAgainWhenCacheIsFull() {
    SchemaRegistryClient client = fixture.client(RegistrySettings.CACHE_CAPACITY, "1");
    client.register("a", Rows.V1);
    client.register("b", Rows.V1);
    client.register("a", Rows.V1);

    assertThat(fixture.first.lines())
        .containsExactly(
            "POST /subjects/a/versions", "POST /subjects/b/versions", "POST /subjects/a/versions");
  }

  @Test
  void shouldAskOnceWhenManyThreadsMissTogether() throws Exception {
    SchemaRegistryClient client = fixture.client();
    int threads = 16;
    CountDownLatch ready = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> ids =
          IntStream.range(0, threads)
              .mapToObj(
                  i ->
                      pool.submit(
                          () -> {
                            ready.countDown();
                            ready.await();
                            int id = client.register("roi-value", Rows.V1);
                            assertThat(client.schemaById(id)).isEqualTo(Rows.V1);
                            return id;
                          }))
              .toList();
      for (Future<Integer> id : ids) {
        assertThat(id.get()).isEqualTo(ids.get(0).get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(fixture.first.lines()).hasSize(2);
  }

  @Test
  void shouldFindNothingWhenSchemaIsNotRegistered() {
    SchemaRegistryClient client = fixture.client();
    assertThat(client.lookupId("roi-value", Rows.V1)).isEmpty();
    assertThat(client.latest("roi-value")).isEmpty();
    client.register("roi-value", Rows.V1);
    assertThat(client.lookupId("roi-value", Rows.V2)).isEmpty();

    // What is not there yet may come: it is asked for again.
    int id = fixture.clientOf(fixture.second.url()).register("roi-value", Rows.V2);
    assertThat(client.lookupId("roi-value", Rows.V2)).hasValue(id);
  }

  @Test
  void shouldGiveLatestVersionWhenSubjectEvolves() {
    SchemaRegistryClient client = fixture.client();
    client.register("roi-value", Rows.V1);
    int id = client.register("roi-value", Rows.V2);

    assertThat(client.latest("roi-value"))
        .contains(new RegisteredSchema("roi-value", 2, id, Rows.V2));
  }

  @Test
  void shouldEncodeSubjectWhenItHasReservedCharacters() {
    SchemaRegistryClient client = fixture.client();
    client.register("a/b c+d-value", Rows.V1);

    assertThat(fixture.first.lines())
        .containsExactly("POST /subjects/a%2Fb%20c%2Bd-value/versions");
    assertThat(client.latest("a/b c+d-value")).isPresent();
  }

  @Test
  void shouldRejectRecordAndRememberWhenIdIsUnknown() {
    SchemaRegistryClient client = fixture.client(RegistrySettings.UNKNOWN_ID_MEMORY, "30");
    for (int i = 0; i < 3; i++) {
      UnknownSchemaIdException e =
          catchThrowableOfType(UnknownSchemaIdException.class, () -> client.schemaById(77));
      assertThat(e.schemaId()).isEqualTo(77);
      assertThat(e.decision()).isEqualTo(Decision.REJECT_RECORD);
      assertThat(e).hasMessageContaining("id 77").hasMessageContaining(fixture.first.url());
    }
    assertThat(fixture.first.lines()).containsExactly("GET /schemas/ids/77");

    // The clock passes Long.MAX_VALUE on the way: nanoTime may overflow.
    fixture.nanoTime.addAndGet(Duration.ofSeconds(31).toNanos());

    assertThatThrownBy(() -> client.schemaById(77)).isInstanceOf(UnknownSchemaIdException.class);
    assertThat(fixture.first.lines()).hasSize(2);
    assertThat(fixture.waits).isEmpty();
  }

  @Test
  void shouldRejectRecordWhenIdIsOfAnotherKindOfSchema() {
    fixture.first.failing(
        FaultyRegistry.status(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}"));
    SchemaRegistryClient client = fixture.client();
    assertThatThrownBy(() -> client.schemaById(5))
        .isInstanceOf(UnknownSchemaIdException.class)
        .hasMessageContaining("PROTOBUF");
  }

  @Test
  void shouldStopWhenSchemaIsIncompatible() {
    SchemaRegistryClient client = fixture.client();
    client.register("roi-value", Rows.V1);

    IncompatibleSchemaException e =
        catchThrowableOfType(
            IncompatibleSchemaException.class, () -> client.register("roi-value", Rows.BREAKING));

    assertThat(e.subject()).isEqualTo("roi-value");
    assertThat(e.decision()).isEqualTo(Decision.STOP);
    assertThat(e)
        .hasMessageContaining("'roi-value'")
        .hasMessageContaining("horizon")
        .hasMessageContaining("deploy a schema");
    assertThat(fixture.waits).isEmpty();
    assertThat(client.latest("roi-value").orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void shouldTestCompatibilityWithoutRegistering() {
    SchemaRegistryClient client = fixture.client();
    assertThat(client.testCompatibility("roi-value", Rows.V1).isCompatible()).isTrue();
    client.register("roi-value", Rows.V1);

    assertThat(client.testCompatibility("roi-value", Rows.V2).isCompatible()).isTrue();
    Compatibility breaking = client.testCompatibility("roi-value", Rows.BREAKING);
    assertThat(breaking.isCompatible()).isFalse();
    assertThat(breaking.messages()).singleElement().asString().contains("horizon");
    assertThat(client.latest("roi-value").orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void shouldReadAndSetLevels() {
    SchemaRegistryClient client = fixture.client();
    assertThat(client.globalCompatibilityLevel()).isEqualTo(CompatibilityLevel.BACKWARD);
    assertThat(client.compatibilityLevel("roi-value")).isEmpty();

    client.setCompatibilityLevel("roi-value", CompatibilityLevel.FULL);

    assertThat(client.compatibilityLevel("roi-value")).contains(CompatibilityLevel.FULL);
    assertThat(client.globalCompatibilityLevel()).isEqualTo(CompatibilityLevel.BACKWARD);
  }

  @Test
  void shouldStopWhenAnswerIsNotARegistrys() {
    fixture.first.failing(
        FaultyRegistry.status(200, "<html>welcome</html>"), FaultyRegistry.status(404, "nothing"));
    SchemaRegistryClient client = fixture.client();

    for (int i = 0; i < 2; i++) {
      RegistryRequestException e =
          catchThrowableOfType(
              RegistryRequestException.class, () -> client.register("roi-value", Rows.V1));
      assertThat(e.decision()).isEqualTo(Decision.STOP);
      assertThat(e).hasMessageContaining("check schema.registry.url");
    }
  }
}
