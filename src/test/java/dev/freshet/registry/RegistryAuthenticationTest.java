package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.registry.RegistryException.Decision;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryAuthenticationTest {
  // RFC 7617, section 2: user "Aladdin", password "open sesame".
  private static final String ALADDIN = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";

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
  void shouldSendUserInfoWhenSourceIsUserInfo() {
    fixture.first.requireAuthorization(ALADDIN);
    SchemaRegistryClient client =
        fixture.client(
            RegistrySettings.BASIC_SOURCE, "USER_INFO",
            RegistrySettings.BASIC_USER_INFO, "Aladdin:open sesame");
    assertThat(client.register("roi-value", Rows.V1)).isPositive();
  }

  @Test
  void shouldSendEachUrlsOwnCredentialsWhenTheyAreInTheUrl() {
    fixture.first.requireAuthorization(ALADDIN);
    String withUser = fixture.first.url().replace("http://", "http://Aladdin:open%20sesame@");
    SchemaRegistryClient client = fixture.clientOf(withUser + "," + fixture.second.url());

    client.register("a", Rows.V1);
    fixture.first.failing(FaultyRegistry.status(503, ""));
    client.register("b", Rows.V1);

    assertThat(fixture.second.requests).singleElement().extracting("authorization").isNull();
  }

  @Test
  void shouldSendTokenWhenSourceIsStaticToken() {
    fixture.first.requireAuthorization("Bearer abc.def");
    SchemaRegistryClient client =
        fixture.client(
            RegistrySettings.BEARER_SOURCE, "STATIC_TOKEN",
            RegistrySettings.BEARER_TOKEN, "abc.def");
    assertThat(client.register("roi-value", Rows.V1)).isPositive();
  }

  @Test
  void shouldSayWhatToSetAndKeepThePasswordSecretWhenRejected() {
    fixture.first.requireAuthorization(ALADDIN);
    SchemaRegistryClient client =
        fixture.client(
            RegistrySettings.BASIC_SOURCE, "USER_INFO",
            RegistrySettings.BASIC_USER_INFO, "Aladdin:hocuspocus");

    RegistryRequestException e =
        catchThrowableOfType(
            RegistryRequestException.class, () -> client.register("roi-value", Rows.V1));

    assertThat(e.status()).isEqualTo(401);
    assertThat(e.decision()).isEqualTo(Decision.STOP);
    assertThat(e)
        .hasMessageContaining(fixture.first.url())
        .hasMessageContaining("basic.auth.user.info")
        .hasMessageContaining("roi-value");
    assertThat(e.getMessage() + client.config()).doesNotContain("hocuspocus");
    assertThat(fixture.first.lines()).hasSize(1);
  }
}
