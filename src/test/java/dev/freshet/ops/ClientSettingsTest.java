package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.Configuration;
import dev.freshet.config.ConfigurationException;
import dev.freshet.config.Masking;
import dev.freshet.config.PassThrough;
import dev.freshet.config.Secret;
import dev.freshet.config.Settings;
import dev.freshet.ledger.LedgerConfig;
import dev.freshet.ledger.LedgerRocksDb;
import dev.freshet.refresh.RefresherConfig;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.topic.Topics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kafka's clients and the registry's get of a configuration. */
class ClientSettingsTest {
  private static final Map<String, String> CLUSTER =
      Map.of("bootstrap-servers", "broker:9092", "schema-registry", "http://u:correct@registry");

  private static ServiceConfig.Cluster cluster(String... assignments) {
    return ClientSettings.cluster(
        Configuration.reader()
            .wanted(Settings.CLUSTER)
            .clients(ClientSettings.clients())
            .commandLine(CLUSTER, List.of(assignments))
            .read());
  }

  @Test
  void shouldHandOnEachSettingToItsClient() {
    ServiceConfig.Cluster cluster =
        cluster(
            "kafka.security.protocol=SSL",
            "kafka.consumer.session.timeout.ms=60000",
            "registry.max.retries=7",
            "registry.cache.capacity=11",
            "registry.ssl.protocol=TLSv1.3");

    assertThat(cluster.kafkaClient())
        .containsOnly(
            Map.entry("bootstrap.servers", "broker:9092"),
            Map.entry("security.protocol", "SSL"),
            Map.entry("consumer.session.timeout.ms", "60000"));
    RegistryConfig registry = RegistryConfig.from(cluster.registry());
    assertThat(registry.retry().maxRetries()).isEqualTo(7);
    assertThat(registry.cacheCapacity()).isEqualTo(11);
    assertThat(registry.tls()).isPresent();
  }

  @Test
  void shouldNotHandOnWhatOneOfOurSettingsSays() {
    assertThatThrownBy(
            () -> cluster("kafka.num.stream.threads=3", "registry.url=x", "registry.nonsense=1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("kafka.num.stream.threads: set from the setting 'threads'; set that")
        .hasMessageContaining("registry.url: set from the setting 'schema-registry'; set that")
        .hasMessageContaining("registry.nonsense: unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "isolation.level",
        "consumer.isolation.level",
        "main.consumer.auto.offset.reset",
        "consumer.group.instance.id",
        "group.id",
        "max.poll.records",
        "consumer.max.poll.records",
        "client.id",
        "admin.client.id",
        "producer.acks",
        "enable.idempotence",
        "max.request.size",
        "partitioner.class",
        "producer.transactional.id",
        "admin.bootstrap.servers",
        "topic.max.message.bytes",
        "max.task.idle.ms",
        "errors.dead.letter.queue.topic.name",
        "freshet.rocksdb.memory.bytes",
        "freshet.rocksdb.tasks"
      })
  void shouldRefuseWhatFreshetItselfSets(String name) {
    assertThatThrownBy(() -> cluster("kafka." + name + "=x"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--set kafka." + name + ": ")
        .hasMessageMatching(
            "(?s).*(leave it out|set that|set 'instance'|theirs is kafka\\..*)\\s*");
  }

  @Test
  void shouldHandOnHowManyRecordsLedgerAndPlannerPoll() {
    assertThat(cluster("kafka.main.consumer.max.poll.records=50").kafkaClient())
        .containsEntry("main.consumer.max.poll.records", "50");
  }

  @Test
  void shouldMaskEverySettingThatKafkaOrTheRegistryHoldsForASecret() {
    ConfigDef streams = StreamsConfig.configDef();
    assertThat(
            Stream.of(
                    ConsumerConfig.configDef(),
                    ProducerConfig.configDef(),
                    AdminClientConfig.configDef(),
                    streams,
                    RegistryConfig.definition())
                .flatMap(d -> d.configKeys().values().stream())
                .filter(k -> k.type() == ConfigDef.Type.PASSWORD)
                .map(k -> k.name))
        .hasSizeGreaterThan(10)
        .allMatch(Masking::isSecret)
        .allMatch(name -> Masking.isSecret("kafka." + name));
  }

  @Test
  void shouldShowSettingsThatAreNoSecrets() {
    assertThat(
            ClientSettings.clients().stream()
                .flatMap(c -> c.known().stream())
                .filter(Masking::isSecret)
                .map(
                    name ->
                        name.replaceAll(
                            "^(main\\.|restore\\.|global\\.)?(consumer|producer|admin)\\.", ""))
                .collect(Collectors.toSet()))
        .contains("sasl.jaas.config", "ssl.keystore.key", "basic.auth.user.info")
        .doesNotContain(
            "key.deserializer",
            "sasl.mechanism",
            "ssl.keystore.location",
            "sasl.oauthbearer.token.endpoint.url",
            "basic.auth.credentials.source");
  }

  @Test
  void shouldShowNoSecretInAnyRecordOfSettings() {
    ServiceConfig config =
        ServiceConfig.alone(
                Role.ALL, cluster("kafka.ssl.keystore.password=correct"), Path.of("state"))
            .withHttp(new ServiceConfig.Http("::1", 0, Optional.of(new Secret("correct"))));
    RefresherConfig refresher =
        new RefresherConfig("r", false, 1, 1, "engine", config.cluster().kafkaClient());

    assertThat(config.toString() + refresher)
        .contains("http://******@registry", "ssl.keystore.password=******", "::1")
        .doesNotContain("correct");
  }

  @Test
  void shouldHaveTheDefaultsOfTheClassesThatUseThem() {
    Configuration defaults =
        Configuration.reader().commandLine(CLUSTER, List.of()).environment(Map.of()).read();
    LedgerConfig ledger = LedgerConfig.defaults();

    assertThat(defaults.get(Settings.TOPIC_PREFIX)).isEqualTo(Topics.DEFAULT_PREFIX);
    assertThat((long) defaults.get(Settings.FLUSH_MILLIS))
        .isEqualTo(ledger.flushInterval().toMillis());
    assertThat(defaults.get(Settings.PARTITIONS)).isEqualTo(ledger.repartitionPartitions());
    assertThat(defaults.get(Settings.KEYED_INPUTS)).isEqualTo(ledger.keyedInputs());
    assertThat(defaults.get(Settings.SETTLE_QUIET)).isEqualTo(ledger.settleQuiet());
    assertThat((long) defaults.get(Settings.STATE_MEMORY_MIB) << 20)
        .isEqualTo(LedgerRocksDb.DEFAULT_MEMORY_BYTES);
    assertThat(defaults.get(Settings.BUILDS)).isEqualTo(ServiceConfig.Load.LEAST.builds());
  }

  @Test
  void shouldKnowEveryRole() {
    Set<String> roles =
        Arrays.stream(Role.values())
            .map(r -> r.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());

    assertThat(Set.of(Settings.ROLE.kind().label().split("\\|"))).isEqualTo(roles);
  }

  @Test
  void shouldNameItsClientsAsTheDocumentDoes() {
    assertThat(ClientSettings.clients().stream().map(PassThrough::prefix))
        .containsExactly("kafka", "registry");
  }
}
