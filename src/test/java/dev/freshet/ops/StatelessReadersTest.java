package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link ProcessFaultHandler} relies on: a record of an input that is put aside has changed no
 * store. Kafka Streams would not say so, as it keeps a record's bytes when a store changes.
 */
class StatelessReadersTest {
  static Stream<Topology> topologies() {
    return TopologyNamesTest.topologies();
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void shouldKeepNoStateWhereInputsAreRead(Topology topology) {
    List<TopologyDescription.Subtopology> reading =
        topology.describe().subtopologies().stream()
            .filter(s -> s.nodes().stream().anyMatch(StatelessReadersTest::readsInput))
            .toList();

    assertThat(reading).isNotEmpty();
    assertThat(
            reading.stream().flatMap(s -> s.nodes().stream()).flatMap(StatelessReadersTest::stores))
        .isEmpty();
  }

  private static boolean readsInput(TopologyDescription.Node node) {
    return node instanceof TopologyDescription.Source source
        && source.topicSet().stream().anyMatch(t -> !FaultHandler.internal(t));
  }

  private static Stream<String> stores(TopologyDescription.Node node) {
    return node instanceof TopologyDescription.Processor processor
        ? processor.stores().stream()
        : Stream.empty();
  }
}
