package dev.freshet.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;

class ModelPartitionerTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Property
  void shouldAgreeWithKafkasPartitionerOnPlainKeys(
      @ForAll @StringLength(max = 40) String key, @ForAll @IntRange(min = 1, max = 64) int count) {
    String model = Keys.modelOf(key);

    assertThat(ModelPartitioner.partition(model, count))
        .isEqualTo(BuiltInPartitioner.partitionForKey(utf8(model), count));
  }

  @Property
  void shouldKeepAllKeysOfAModelTogether(
      @ForAll @StringLength(max = 40) String key, @ForAll @IntRange(min = 1, max = 64) int count) {
    String model = Keys.modelOf(key);

    assertThat(ModelPartitioner.partition(model + "|2026-11-16|tv", count))
        .isEqualTo(ModelPartitioner.partition(model, count));
  }

  @Test
  void shouldDecideTheSameForProducersAndForTopologies() {
    ModelPartitioner partitioner = new ModelPartitioner();
    List<PartitionInfo> partitions =
        IntStream.range(0, 7)
            .mapToObj(p -> new PartitionInfo("mmm.roi", p, null, new Node[0], new Node[0]))
            .toList();
    Cluster cluster = new Cluster("c", List.of(), partitions, Set.of(), Set.of());
    String key = "acme/DE|tv|52w";

    int produced = partitioner.partition("mmm.roi", key, utf8(key), null, null, cluster);

    assertThat(partitioner.partitions("mmm.roi", key, null, 7)).contains(Set.of(produced));
    assertThat(produced).isEqualTo(BuiltInPartitioner.partitionForKey(utf8("acme/DE"), 7));
  }

  @Test
  void shouldRefuseARecordWithoutKey() {
    Cluster cluster = new Cluster("c", List.of(), List.of(), Set.of(), Set.of());

    assertThatThrownBy(
            () -> new ModelPartitioner().partition("mmm.roi", null, null, null, null, cluster))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mmm.roi")
        .hasMessageContaining("the model");
  }
}
