package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryConfigTest {
  @Test
  void shouldHaveTheseDefaults() {
    RegistryConfig config = RegistryConfig.at("http://registry:8081");

    assertThat(config.where()).isEqualTo("http://registry:8081");
    assertThat(config.tls()).isEmpty();
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.retry())
        .isEqualTo(new RetryPolicy(3, Duration.ofMillis(200), Duration.ofSeconds(5)));
    assertThat(config.cacheCapacity()).isEqualTo(1000);
    assertThat(config.unknownIdMemory()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.autoRegister()).isTrue();
  }

  @Test
  void shouldLeaveOtherSettingsAloneAndTakePrefixedOnes() {
    RegistryConfig config =
        RegistryConfig.from(
            Map.of(
                "bootstrap.servers", "broker:9092",
                "schema.registry.url", " http://a:1/base/ , http://b:2",
                "max.retries", 7,
                "schema.registry.max.retries", "1",
                "auto.register.schemas", "false"));

    assertThat(config.servers()).hasSize(2);
    assertThat(config.servers().get(0).resolve("/config")).hasToString("http://a:1/base/config");
    assertThat(config.retry().maxRetries()).isEqualTo(1);
    assertThat(config.autoRegister()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schema.registry.url | ftp://a | not an http(s) URL",
        "schema.registry.url | registry:8081 | not an http(s) URL",
        "schema.registry.url | http://a b | not a URL",
        "schema.registry.url | '' | schema.registry.url",
        "schema.registry.urls | http://a | Unknown setting schema.registry.urls",
        "basic.auth.user.info | u:p | basic.auth.credentials.source=USER_INFO",
        "basic.auth.credentials.source | USER_INFO | needs basic.auth.user.info",
        "basic.auth.credentials.source | SASL_INHERIT | must be one of: URL, USER_INFO",
        "bearer.auth.token | t | bearer.auth.credentials.source=STATIC_TOKEN",
        "retries.wait.ms | 6000 | retries.max.wait.ms (5000)",
        "http.read.timeout.ms | 0 | at least 1",
        "schema.registry.ssl.endpoint.identification.algorithm | '' | can only be https",
        "schema.registry.ssl.truststore.location | /nowhere/trust.p12 | /nowhere/trust.p12",
      })
  void shouldNameSettingAndWayOutWhenItIsWrong(String setting, String value, String message) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("schema.registry.url", "https://registry:8081");
    properties.put(setting, value);
    assertThatThrownBy(() -> RegistryConfig.from(properties))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldKeepPasswordOutOfTheMessageWhenUserInfoIsWrong() {
    assertThatThrownBy(
            () ->
                RegistryConfig.from(
                    Map.of(
                        "schema.registry.url", "http://a",
                        "basic.auth.credentials.source", "USER_INFO",
                        "basic.auth.user.info", "hocuspocus")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected <user>:<password>")
        .hasMessageNotContaining("hocuspocus");
  }

  @Test
  void shouldDocumentEverySetting() {
    assertThat(RegistryConfig.definition().configKeys().values())
        .allSatisfy(key -> assertThat(key.documentation).isNotBlank());
  }
}
