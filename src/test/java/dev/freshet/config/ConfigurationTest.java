package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  private static final String PASSWORD = "correct-horse";
  private static final List<PassThrough> CLIENTS =
      List.of(
          new PassThrough(
              "kafka",
              Set.of(
                  "security.protocol",
                  "bootstrap.servers",
                  "sasl.mechanism",
                  "sasl.jaas.config",
                  "sasl.oauthbearer.assertion.file",
                  "ssl.endpoint.identification.algorithm",
                  "ssl.keystore.password"),
              true,
              Map.of("bootstrap.servers", "set from the setting 'bootstrap-servers'; set that")),
          new PassThrough(
              "registry",
              Set.of("max.retries", "basic.auth.user.info", "ssl.keystore.password"),
              false,
              Map.of()));

  @TempDir private Path folder;
  private final Map<String, String> options = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();

  ConfigurationTest() {
    options.put("bootstrap-servers", "broker:9092");
    options.put("schema-registry", "http://registry:8081");
  }

  private Configuration read(String... assignments) {
    return Configuration.reader()
        .clients(CLIENTS)
        .commandLine(options, List.of(assignments))
        .environment(variables)
        .read();
  }

  private List<String> problems(String... assignments) {
    return catchThrowableOfType(ConfigurationException.class, () -> read(assignments)).problems();
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  @Test
  void shouldTakeTheDefaultWhenNothingIsSet() {
    Configuration read = read();

    assertThat(read.get(Settings.PARTITIONS)).isEqualTo(6);
    assertThat(read.get(Settings.SETTLE_QUIET)).isEqualTo(Duration.ofDays(7));
    assertThat(read.find(Settings.FITS)).isEmpty();
    assertThat(read.source(Settings.PARTITIONS)).contains(Source.DEFAULT);
  }

  @Test
  void shouldTakeTheFileBeforeTheDefaultTheEnvironmentBeforeItAndTheCommandLineBeforeAll()
      throws IOException {
    options.put(
        "config",
        file("f.properties", "partitions=2", "replication=2", "standbys=2", "threads = 2")
            .toString());
    variables.put("FRESHET_REPLICATION", "4");
    variables.put("FRESHET_STANDBYS", "4");
    options.put("standbys", "5");

    Configuration read = read();

    assertThat(read.get(Settings.BUILDS)).isEqualTo(8);
    assertThat(read.get(Settings.PARTITIONS)).isEqualTo(2);
    assertThat(read.get(Settings.REPLICATION)).isEqualTo(4);
    assertThat(read.get(Settings.STANDBYS)).isEqualTo(5);
    assertThat(read.describe())
        .contains("builds = 8  [default]\n")
        .contains("partitions = 2  [" + folder.resolve("f.properties") + ":1]\n")
        .contains("replication = 4  [FRESHET_REPLICATION]\n")
        .contains("standbys = 5  [--standbys]\n");
  }

  @Test
  void shouldReadTheFileThatTheEnvironmentNames() throws IOException {
    variables.put("FRESHET_CONFIG", file("f.properties", "role=ledger").toString());

    assertThat(read().get(Settings.ROLE)).isEqualTo("ledger");
  }

  @ParameterizedTest
  @CsvSource({
    "FRESHET_PARTITONS,FRESHET_PARTITIONS",
    "FRESHET_STATEDIR,FRESHET_STATE_DIR",
    "FRESHET_API_TOKEN_FIL,FRESHET_API_TOKEN_FILE",
    "FRESHET_SECURITY_PROTOCOL,FRESHET_KAFKA_SECURITY_PROTOCOL",
    "FRESHET_KAFKA_SECURITY_PROTCOL,FRESHET_KAFKA_SECURITY_PROTOCOL",
    "FRESHET_REGISTRY_MAX_RETRYS,FRESHET_REGISTRY_MAX_RETRIES"
  })
  void shouldStopAtAVariableItDoesNotKnow(String typed, String meant) {
    variables.put(typed, "1");

    assertThat(problems()).containsExactly(typed + ": unknown; did you mean '" + meant + "'?");
  }

  @ParameterizedTest
  @CsvSource({
    "partitons,partitions",
    "bootstrap.servers,bootstrap-servers",
    "security.protocol,kafka.security.protocol",
    "kafka.security.protcol,kafka.security.protocol",
    "kafka.sasl.jas.config-file,kafka.sasl.jaas.config",
    "registry.max.retry,registry.max.retries",
    "partitions-file,partitions"
  })
  void shouldStopAtALineItDoesNotKnow(String typed, String meant) throws IOException {
    Path file = file("f.properties", "# the first line", typed + "=1");
    options.put("config", file.toString());

    assertThat(problems())
        .containsExactly(file + ":2: " + typed + ": unknown; did you mean '" + meant + "'?");
  }

  @Test
  void shouldStopAtAnAssignmentThatIsNone() {
    assertThat(
            problems(
                "kafka.security.protcol=SSL",
                "partitions=3",
                "ssl.keystore.password:" + PASSWORD,
                "zzz.zzz.zzz=1"))
        .containsExactlyInAnyOrder(
            "--set kafka.security.protcol: unknown; did you mean '--set kafka.security.protocol'?",
            "--set partitions: is an option; write --partitions",
            "--set: has no name and value; write it as kafka.security.protocol=SSL",
            "--set zzz.zzz.zzz: unknown; see freshet run --help for all there are");
  }

  @Test
  void shouldSayAllThatIsWrongAtOnce() throws IOException {
    Path file = file("f.properties", "threads=none", "colour=blue");
    options.clear();
    options.put("config", file.toString());
    options.put("role", "king");
    options.put("bootstrap-servers", " ");
    variables.put("FRESHET_HTTP_PORT", "65536");
    variables.put("FRESHET_PUT_ASIDE", "mmm.spend/3/1,mmm.spend");
    variables.put("FRESHET_SETTLE_QUIET", "7 days");
    variables.put("FRESHET_KEYED_INPUTS", "yes");

    assertThat(problems())
        .containsExactlyInAnyOrder(
            file + ":1: threads: 'none' is no whole number, 1 or more: write digits, such as 1",
            file + ":2: colour: unknown; see freshet run --help for all there are",
            "--role: 'king' is none of all, ledger, planner, refresher, api",
            "--bootstrap-servers: is empty: give a value, or leave it out",
            "schema-registry: not set; give --schema-registry, FRESHET_SCHEMA_REGISTRY, or"
                + " schema-registry=… in the file of --config",
            "FRESHET_HTTP_PORT: '65536' is no whole number, -1 to 65535: write digits, such as 1",
            "FRESHET_PUT_ASIDE: 'mmm.spend' is no topic/partition/offset: write it as"
                + " mmm.spend/3/1234, several with commas",
            "FRESHET_SETTLE_QUIET: '7 days' is no duration: write it as P7D or PT24H",
            "FRESHET_KEYED_INPUTS: 'yes' is neither true nor false");
  }

  @Test
  void shouldSayWhichLineIsNoSettingAndWhichStandsTwice() throws IOException {
    Path file =
        file("f.properties", "threads=2", "", "just words", PASSWORD, "threads: 3", "role=\\uxyz");
    options.put("config", file.toString());

    assertThat(problems())
        .contains(
            file + ":4: no setting; write name=value, and a backslash where a value goes on",
            file + ":5: threads: is set in line 1 already; remove one",
            file + ":6: \\u needs four hexadecimal digits; write a backslash as \\\\")
        .noneMatch(p -> p.contains(PASSWORD));
  }

  @Test
  void shouldReadValuesOfSeveralLinesAndCountLinesBehindThem() throws IOException {
    Path file =
        file(
            "f.properties",
            "kafka.sasl.jaas.config=Module required \\",
            "    username=\"u\" \\",
            "    password=\"p\";",
            "# a comment that ends with \\",
            "threads=none");
    options.put("config", file.toString());

    assertThat(problems()).hasSize(1).first().asString().startsWith(file + ":5: threads:");
    Files.writeString(file, Files.readString(file).replace("none", "3"));
    assertThat(read().handedOn("kafka"))
        .containsEntry("sasl.jaas.config", "Module required username=\"u\" password=\"p\";");
  }

  @Test
  void shouldSayThatTheFileIsMissingAndNothingOfWhatMayBeInIt() {
    Path none = folder.resolve("none.properties");
    options.clear();
    options.put("config", none.toString());

    assertThat(problems()).containsExactly("--config: " + none + " is not there; check the path");
  }

  @Test
  void shouldNotLetAFileNameAnother() throws IOException {
    options.put("config", file("f.properties", "config=g.properties").toString());

    assertThat(problems())
        .hasSize(1)
        .first()
        .asString()
        .endsWith("config: a file cannot name another; give --config or FRESHET_CONFIG");
  }

  @Test
  void shouldHandOnWhatHasThePrefixOfAClient() throws IOException {
    variables.put("FRESHET_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512");
    variables.put("FRESHET_KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", "");
    variables.put("FRESHET_KAFKA_SASL_OAUTHBEARER_ASSERTION_FILE", "assertion");
    variables.put("FRESHET_REGISTRY_MAX_RETRIES", "2");
    options.put("config", file("f.properties", "kafka.plug.in=x").toString());

    Configuration read = read("kafka.security.protocol=SASL_SSL");

    assertThat(read.handedOn("kafka"))
        .containsOnly(
            Map.entry("sasl.mechanism", "SCRAM-SHA-512"),
            Map.entry("ssl.endpoint.identification.algorithm", ""),
            Map.entry("sasl.oauthbearer.assertion.file", "assertion"),
            Map.entry("plug.in", "x"),
            Map.entry("security.protocol", "SASL_SSL"));
    assertThat(read.handedOn("registry")).containsOnly(Map.entry("max.retries", "2"));
  }

  @Test
  void shouldSayWhoseASettingIs() {
    assertThat(problems("kafka.max.retries=2", "kafka.bootstrap.servers=x"))
        .containsExactlyInAnyOrder(
            "--set kafka.max.retries: of another client; write '--set registry.max.retries'",
            "--set kafka.bootstrap.servers: set from the setting 'bootstrap-servers'; set that");
  }

  @Test
  void shouldReadAFileForKafkasToolsAndPreferWhatHasAPrefix() throws IOException {
    options.put(
        "client-config",
        file(
                "client.properties",
                "bootstrap.servers=elsewhere:1",
                "security.protocol=SSL",
                "max.retries=2",
                "schema.registry.ssl.keystore.password=" + PASSWORD,
                "sasl.mechanism=PLAIN")
            .toString());
    variables.put("FRESHET_KAFKA_SASL_MECHANISM", "GSSAPI");

    Configuration read = read();

    assertThat(read.handedOn("kafka"))
        .containsOnly(Map.entry("security.protocol", "SSL"), Map.entry("sasl.mechanism", "GSSAPI"));
    assertThat(read.handedOn("registry"))
        .containsOnly(Map.entry("max.retries", "2"), Map.entry("ssl.keystore.password", PASSWORD));
  }

  @Test
  void shouldSayWhatIsWrongInAFileForKafkasToolsInItsOwnWords() throws IOException {
    Path file = file("client.properties", "security.protcol=SSL", "schema.registry.max.retry=2");
    options.put("client-config", file.toString());

    assertThat(problems())
        .containsExactly(
            file + ":1: security.protcol: unknown; did you mean 'security.protocol'?",
            file
                + ":2: schema.registry.max.retry: unknown; did you mean"
                + " 'schema.registry.max.retries'?");
  }

  @Test
  void shouldReadASecretFromItsFileWithoutTheEndOfTheLine() throws IOException {
    variables.put("FRESHET_API_TOKEN_FILE", file("token", PASSWORD).toString());
    variables.put("FRESHET_KAFKA_SASL_JAAS_CONFIG_FILE", file("jaas", PASSWORD).toString());

    Configuration read = read("kafka.ssl.keystore.password-file=" + file("key", PASSWORD, ""));

    assertThat(read.get(Settings.API_TOKEN).reveal()).isEqualTo(PASSWORD);
    assertThat(read.handedOn("kafka"))
        .containsOnly(
            Map.entry("sasl.jaas.config", PASSWORD), Map.entry("ssl.keystore.password", PASSWORD));
    assertThat(read.describe())
        .contains("api-token = ******  [" + folder.resolve("token") + " by FRESHET_API_TOKEN_FILE]")
        .doesNotContain(PASSWORD);
  }

  @Test
  void shouldPreferASecretFromAStrongerSourceWhateverItsForm() throws IOException {
    options.put("config", file("f.properties", "api-token=weak").toString());
    variables.put("FRESHET_API_TOKEN_FILE", file("token", PASSWORD).toString());

    assertThat(read().get(Settings.API_TOKEN)).isEqualTo(new Secret(PASSWORD));
  }

  @Test
  void shouldRefuseASecretInTwoFormsOfOneSource() throws IOException {
    options.put("api-token", PASSWORD);
    options.put("api-token-file", file("token", PASSWORD).toString());

    assertThat(problems())
        .hasSize(1)
        .first()
        .asString()
        .contains("is set by --api-token", "remove one")
        .doesNotContain(PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \n "})
  void shouldRefuseAnEmptySecret(String content) throws IOException {
    options.put("api-token-file", Files.writeString(folder.resolve("t"), content).toString());

    assertThat(problems())
        .containsExactly("--api-token-file: is empty: give a secret, or leave it out");
  }

  @Test
  void shouldShowNoSecretAnywhere() throws IOException {
    options.put("schema-registry", "https://user:" + PASSWORD + "@registry:8081");
    options.put("api-token", PASSWORD);
    options.put(
        "client-config",
        file("client.properties", "basic.auth.user.info=u:" + PASSWORD).toString());
    options.put("config", file("f.properties", "kafka.sasl.jaas.config=" + PASSWORD).toString());
    variables.put("FRESHET_KAFKA_SSL_KEYSTORE_PASSWORD", PASSWORD);

    Configuration read = read();

    assertThat(read.toString())
        .contains("schema-registry = https://******@registry:8081  [--schema-registry]")
        .contains("registry.basic.auth.user.info = ******  [")
        .contains("kafka.ssl.keystore.password = ******  [FRESHET_KAFKA_SSL_KEYSTORE_PASSWORD]")
        .doesNotContain(PASSWORD);
    assertThat(read.get(Settings.API_TOKEN)).hasToString("******");
    assertThat(new Given("api-token", PASSWORD, Source.FILE, "f:1").toString())
        .doesNotContain(PASSWORD);
  }

  @Test
  void shouldLeaveAloneWhatOthersReadAndWhatKubernetesSaysOfServices() {
    variables.put("FRESHET_JAVA_OPTS", "-Xmx1g");
    variables.put("FRESHET_IMAGE", "freshet:ci");
    variables.put("FRESHET_SERVICE_HOST", "10.0.0.1");
    variables.put("FRESHET_SERVICE_PORT_HTTP", "8085");
    variables.put("FRESHET_PORT", "tcp://10.0.0.1:8085");
    variables.put("FRESHET_HTTP_PORT", "tcp://10.0.0.1:8085");
    variables.put("FRESHET_KAFKA_PORT_9092_TCP_ADDR", "10.0.0.1");
    variables.put("freshet_partitions", "9");
    variables.put("PATH", "/bin");

    Configuration read = read();

    assertThat(read.get(Settings.HTTP_PORT)).isEqualTo(8085);
    assertThat(read.handedOn("kafka")).isEmpty();
  }

  @Test
  void shouldReadOnlyWhatIsWantedButKnowTheNamesOfAll() throws IOException {
    options.put(
        "config", file("f.properties", "api-token-file=/none", "partitions=none").toString());

    Configuration read =
        Configuration.reader()
            .wanted(Settings.CLUSTER)
            .clients(CLIENTS)
            .commandLine(options, List.of())
            .read();

    assertThat(read.get(Settings.TOPIC_PREFIX)).isEqualTo("mmm.");
    assertThatThrownBy(() -> read.get(Settings.PARTITIONS))
        .isInstanceOf(IllegalStateException.class);
  }
}
