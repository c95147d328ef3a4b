package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.ledger.LedgerConfig;
import dev.freshet.ledger.LedgerRocksDb;
import dev.freshet.ledger.LedgerTopology;
import dev.freshet.model.BayesianFitter;
import dev.freshet.refresh.PlannerConfig;
import dev.freshet.refresh.PlannerTopology;
import dev.freshet.refresh.Readings;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.errors.TopologyException;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/** Names are part of the data: none may come from a running number. */
class TopologyNamesTest {
  private static final Pattern GENERATED = Pattern.compile("[A-Z]+-[A-Z-]*[0-9]{10}");

  static Stream<Topology> topologies() {
    Topics topics =
        new Topics(
            Topics.DEFAULT_PREFIX,
            new SchemaRegistryClient(RegistryConfig.at("http://localhost:1")));
    return Stream.of(
        LedgerTopology.build(
            LedgerConfig.defaults(), topics, Clock.systemUTC(), new SimpleMeterRegistry()),
        PlannerTopology.build(
            Service.builder(settings()),
            topics,
            new PlannerConfig(4, Duration.ofMillis(100), Duration.ofSeconds(30), 2, "1"),
            Clock.systemUTC(),
            partition -> Readings.Reading.NONE,
            new SimpleMeterRegistry()));
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void shouldNameEveryNodeStoreAndTopicItself(Topology topology) {
    assertThat(topology.describe().toString()).doesNotContainPattern(GENERATED);
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void shouldGiveEveryStoreOnDiskAShareOfTheWriteBuffers(Topology topology) {
    Set<String> inMemory =
        Set.of(
            "ledger-models",
            "ledger-watermarks",
            "ledger-settlements",
            "ledger-dirty",
            "ledger-commits");

    assertThat(topology.describe().subtopologies())
        .flatExtracting(part -> part.nodes())
        .filteredOn(TopologyDescription.Processor.class::isInstance)
        .flatExtracting(node -> ((TopologyDescription.Processor) node).stores())
        .filteredOn(store -> !inMemory.contains(store))
        .hasSizeBetween(5, 7)
        .allSatisfy(store -> assertThat(buffer(store)).isGreaterThan(buffer("none of ours")));
  }

  private static long buffer(String store) {
    try (Options options = new Options()) {
      options.setTableFormatConfig(new BlockBasedTableConfig());
      new LedgerRocksDb().setConfig(store, options, Map.of());
      return options.writeBufferSize();
    }
  }

  @Test
  void shouldRefuseToBuildWhatNeedsAGeneratedName() {
    StreamsBuilder builder = Service.builder(settings());
    builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()).withName("in"))
        .groupBy((k, v) -> v, Grouped.with(Serdes.String(), Serdes.String()))
        .count();

    assertThatThrownBy(builder::build).isInstanceOf(TopologyException.class);
  }

  @Test
  void shouldAskForStaticMembershipStandbysAndBoundedStores() {
    ServiceConfig config =
        ServiceConfig.alone(
                Role.ALL,
                new ServiceConfig.Cluster("localhost:1", "http://localhost:1", "mmm.", Map.of()),
                Path.of("state"))
            .withInstance(new ServiceConfig.Instance("freshet-0", true))
            .withState(new ServiceConfig.State(Path.of("state"), 1, 64L << 20))
            .withLayout(new ServiceConfig.Layout(4, 3));
    Properties settings;
    try (Service service =
        new Service(
            config,
            new BayesianFitter(BayesianFitter.Settings.DEFAULT),
            Clock.systemUTC(),
            new SimpleMeterRegistry())) {
      settings = service.streamsConfig("freshet-ledger");
    }

    assertThat(settings)
        .containsEntry("num.standby.replicas", 1)
        .containsEntry("topic.min.insync.replicas", 2)
        .containsEntry("consumer.group.instance.id", "freshet-0")
        .containsEntry("consumer.session.timeout.ms", 45_000)
        .containsEntry("freshet.rocksdb.memory.bytes", 64L << 20)
        .containsEntry("freshet.rocksdb.tasks", 8)
        .containsEntry("errors.dead.letter.queue.topic.name", "mmm.dead-letters");
    assertThat(new StreamsConfig(settings).deserializationExceptionHandler())
        .isInstanceOf(DecodeFaultHandler.class);
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "names");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    return settings;
  }
}
