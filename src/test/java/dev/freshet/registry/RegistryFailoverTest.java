package dev.freshet.registry;

import static dev.freshet.registry.FaultyRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.registry.RegistryException.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryFailoverTest {
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
  void shouldGoOnWithNextUrlWithoutWaitingWhenOneIsDown() {
    fixture.first.stop();
    SchemaRegistryClient client = fixture.failoverClient();

    assertThat(client.register("roi-value", Rows.V1)).isPositive();
    assertThat(fixture.waits).isEmpty();
  }

  @Test
  void shouldStayWithTheUrlThatAnsweredLast() {
    fixture.first.failing(status(503, ""));
    SchemaRegistryClient client = fixture.failoverClient();
    client.register("a", Rows.V1);
    client.register("b", Rows.V1);
    client.register("c", Rows.V1);
    assertThat(fixture.first.lines()).hasSize(1);
    assertThat(fixture.second.lines()).hasSize(3);

    fixture.second.failing(status(500, "{}"));
    client.register("d", Rows.V1);
    client.register("e", Rows.V1);
    assertThat(fixture.second.lines()).hasSize(4);
    assertThat(fixture.first.lines()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 429})
  void shouldRepeatWithGrowingWaitsWhenStatusIsTransient(int transientStatus) {
    fixture.first.failing(
        status(transientStatus, "{\"error_code\":50002,\"message\":\"busy\"}"),
        status(transientStatus, "no json"),
        status(transientStatus, ""));

    assertThat(fixture.client().register("roi-value", Rows.V1)).isPositive();

    // First wait 100 ms doubling, times 0.5 + 0.5 * 0.5 (the jitter drawn in this test).
    assertThat(fixture.waits)
        .containsExactly(Duration.ofMillis(75), Duration.ofMillis(150), Duration.ofMillis(300));
  }

  @Test
  void shouldWaitAsLongAsTheRegistryAsksButNotLonger() {
    fixture.first.failing(
        status(429, "", "Retry-After", "1"), status(503, "", "Retry-After", "3600"));

    fixture.client(RegistrySettings.RETRY_MAX_WAIT, "2000").register("roi-value", Rows.V1);

    assertThat(fixture.waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 405, 422})
  void shouldAskOnceWhenTheRegistryRefuses(int status) {
    fixture.first.failing(status(status, "{\"error_code\":" + status + ",\"message\":\"no\"}"));
    SchemaRegistryClient client = fixture.failoverClient();

    RegistryRequestException e =
        catchThrowableOfType(
            RegistryRequestException.class, () -> client.register("roi-value", Rows.V1));

    assertThat(e.status()).isEqualTo(status);
    assertThat(e.decision()).isEqualTo(Decision.STOP);
    assertThat(fixture.first.lines()).hasSize(1);
    assertThat(fixture.second.lines()).isEmpty();
    assertThat(fixture.waits).isEmpty();
  }

  @Test
  void shouldSayWhatFailedWhenAllUrlsAreDownAtStart() {
    fixture.first.stop();
    fixture.second.failing(status(503, "{\"message\":\"no leader\"}"));
    SchemaRegistryClient client = fixture.failoverClient(RegistrySettings.MAX_RETRIES, "0");

    RegistryUnavailableException e =
        catchThrowableOfType(
            RegistryUnavailableException.class, () -> client.register("roi-value", Rows.V1));

    assertThat(e.decision()).isEqualTo(Decision.RETRY_LATER);
    assertThat(e)
        .hasMessageContaining("POST /subjects/roi-value/versions")
        .hasMessageContaining(fixture.first.url() + "=ConnectException")
        .hasMessageContaining(fixture.second.url() + "=status 503 no leader")
        .hasMessageContaining("may be repeated");
  }

  @Test
  void shouldRecoverWithTheSameClientWhenTheRegistryComesBack() throws IOException {
    SchemaRegistryClient client = fixture.client(RegistrySettings.MAX_RETRIES, "1");
    fixture.first.stop();
    assertThatThrownBy(() -> client.register("roi-value", Rows.V1))
        .isInstanceOf(RegistryUnavailableException.class);
    assertThat(fixture.waits).hasSize(1);

    fixture.first.start();
    int id = client.register("roi-value", Rows.V1);
    fixture.first.stop();

    // Known already: needs no registry. Unknown: needs one.
    assertThat(client.register("roi-value", Rows.V1)).isEqualTo(id);
    assertThatThrownBy(() -> client.schemaById(id))
        .isInstanceOf(RegistryUnavailableException.class);

    fixture.first.start();
    assertThat(client.schemaById(id)).isEqualTo(Rows.V1);
  }

  @Test
  void shouldSucceedWithinOneCallWhenTheRegistryComesBackMeanwhile() {
    SchemaRegistryClient client = fixture.client();
    fixture.first.stop();
    fixture.onWait =
        () -> {
          if (fixture.waits.size() == 2) {
            try {
              fixture.first.start();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };

    assertThat(client.register("roi-value", Rows.V1)).isPositive();
    assertThat(fixture.waits).hasSize(2);
  }

  @Test
  void shouldTreatSilenceAndStalledBodyAsDown() {
    fixture.first.failing(fixture.first.silence(), fixture.first.stall());
    SchemaRegistryClient client =
        fixture.client(RegistrySettings.READ_TIMEOUT, "300", RegistrySettings.MAX_RETRIES, "1");

    assertThatThrownBy(() -> client.register("roi-value", Rows.V1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("no answer within 300 ms");
    assertThat(fixture.first.lines()).hasSize(2);
  }

  @Test
  void shouldKeepTheInterruptWhenInterrupted() {
    SchemaRegistryClient client = fixture.client();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> client.register("roi-value", Rows.V1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("Interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
