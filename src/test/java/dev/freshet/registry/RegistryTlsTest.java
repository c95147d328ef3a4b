package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir private static Path directory;
  private static Path serverKeys;
  private static Path clientKeys;
  private static HttpsServer server;

  @BeforeAll
  static void start() throws Exception {
    // The JDK's own keytool: the library has no way to make a certificate.
    serverKeys = makeKeys("server", "CN=localhost", "SAN=ip:127.0.0.1");
    clientKeys = makeKeys("client", "CN=freshet", "SAN=dns:freshet");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    SSLContext context = serverContext();
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"compatibilityLevel\":\"FULL\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void shouldTalkWhenEachSideTrustsTheOther() {
    SchemaRegistryClient client =
        client(
            "schema.registry.ssl.truststore.location", serverKeys,
            "schema.registry.ssl.truststore.password", PASSWORD,
            "schema.registry.ssl.truststore.type", "PKCS12",
            "schema.registry.ssl.keystore.location", clientKeys,
            "schema.registry.ssl.keystore.password", PASSWORD,
            "schema.registry.ssl.keystore.type", "PKCS12");
    assertThat(client.globalCompatibilityLevel()).isEqualTo(CompatibilityLevel.FULL);
  }

  @Test
  void shouldFailClearlyWhenServerIsNotTrusted() {
    assertThatThrownBy(() -> client().globalCompatibilityLevel())
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("SSLHandshakeException");
  }

  @Test
  void shouldFailWhenClientShowsNoCertificate() {
    SchemaRegistryClient client =
        client(
            "schema.registry.ssl.truststore.location", serverKeys,
            "schema.registry.ssl.truststore.password", PASSWORD,
            "schema.registry.ssl.truststore.type", "PKCS12");
    assertThatThrownBy(client::globalCompatibilityLevel)
        .isInstanceOf(RegistryUnavailableException.class);
  }

  private static SchemaRegistryClient client(Object... settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("schema.registry.url", "https://127.0.0.1:" + server.getAddress().getPort());
    properties.put("max.retries", 0);
    for (int i = 0; i < settings.length; i += 2) {
      properties.put(settings[i].toString(), settings[i + 1].toString());
    }
    return new SchemaRegistryClient(RegistryConfig.from(properties));
  }

  private static SSLContext serverContext() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(serverKeys), PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(load(clientKeys));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore load(Path file) throws Exception {
    return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  /** A key pair and the trust in it, in one store: the certificate is its own authority. */
  private static Path makeKeys(String alias, String name, String extension) throws Exception {
    Path keys = directory.resolve(alias + "-keys.p12");
    Path certificate = directory.resolve(alias + ".crt");
    keytool(
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "EC",
        "-dname",
        name,
        "-ext",
        extension,
        "-keystore",
        keys.toString());
    keytool(
        "-exportcert",
        "-alias",
        alias,
        "-file",
        certificate.toString(),
        "-keystore",
        keys.toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        alias + "-ca",
        "-file",
        certificate.toString(),
        "-keystore",
        keys.toString());
    return keys;
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                Stream.of(arguments),
                Stream.of("-storetype", "PKCS12", "-storepass", PASSWORD))
            .flatMap(part -> part)
            .toList();
    Path log = directory.resolve("keytool.log");
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(exit).as(() -> read(log)).isZero();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
