package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssl.keystore.password",
        "kafka.vault.apikey",
        "plugin.api-key",
        "plugin.apiKey",
        "cloud.access-key",
        "cloud.accesskey",
        "cloud.access_key",
        "cloud.account.key",
        "login.authtoken",
        "bearer.auth.token",
        "token",
        "gssapi.credential"
      })
  void shouldHideWhatIsNamedLikeASecret(String name) {
    assertThat(Masking.masked(name, "hunter2")).isEqualTo("******");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key.serializer",
        "ssl.keystore.location",
        "sasl.oauthbearer.token.endpoint.url",
        "basic.auth.credentials.source",
        "plugin.monkey",
        "client.rack"
      })
  void shouldShowWhatOnlySoundsLikeOne(String name) {
    assertThat(Masking.masked(name, "plain")).isEqualTo("plain");
  }
}
