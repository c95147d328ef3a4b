package dev.freshet.refresh;

import dev.freshet.avro.FittedModel;
import dev.freshet.avro.LiftTest;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.avro.internal.PlannerInput;
import dev.freshet.avro.internal.PlannerLife;
import dev.freshet.avro.internal.PlannerPulse;
import dev.freshet.avro.internal.PlannerState;
import dev.freshet.registry.SingleObjectSerde;
import dev.freshet.topic.ModelPartitioner;
import dev.freshet.topic.RecordTime;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The planner: all that concerns a model is gathered on the model's partition, and refresh requests
 * and status come out.
 *
 * <pre>
 * specs, weekly, commands, refreshes, models, experiments
 *   → planner-decode → (dead letters)
 *   → planner-input-repartition
 *   → planner → refresh-requests, rebuild-requests, status (and tombstones of retired models)
 * </pre>
 */
public final class PlannerTopology {
  /** Application id, group id and prefix of internal topics; part of the stored data. */
  public static final String APPLICATION_ID = "freshet-planner";

  /** Name of the topic that gathers all input by model. */
  public static final String GATHERED = "planner-input";

  private static final String DECODE = "planner-decode";
  private static final String PLANNER = "planner";

  /** Internal records hold an incumbent model: larger than Kafka's default of 1 MiB allows. */
  private static final Map<String, String> LARGE =
      Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(4 << 20));

  private PlannerTopology() {}

  /** Topics that the planner reads. */
  public static List<String> sources(Topics topics) {
    return List.of(
        topics.specs().name(),
        topics.weekly().name(),
        topics.commands().name(),
        topics.refreshes().name(),
        topics.models().name(),
        topics.experiments().name());
  }

  /** The topology; the same arguments make the same one. */
  public static Topology build(
      StreamsBuilder builder,
      Topics topics,
      PlannerConfig config,
      Clock clock,
      Readings readings,
      MeterRegistry registry) {
    PlannerMeters meters = new PlannerMeters(registry, clock);
    KStream<byte[], byte[]> in =
        builder.stream(
            sources(topics),
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withTimestampExtractor(new RecordTime(clock))
                .withName("planner-sources"));
    KStream<Object, Object> decoded =
        in.process(() -> new PlannerDecoder(topics, clock, meters), Named.as(DECODE));
    KStream<String, PlannerInput> input =
        decoded.process(PassInput::new, Named.as(PlannerDecoder.INPUT));
    input
        .repartition(
            Repartitioned.<String, PlannerInput>as(GATHERED)
                .withKeySerde(Serdes.String())
                .withValueSerde(new SingleObjectSerde<>(PlannerInput.class))
                .withNumberOfPartitions(config.partitions()))
        .process(planner(topics, config, clock, readings, meters.gauges()), Named.as(PLANNER));

    Topology topology = builder.build();
    topology.addSink(
        topics.deadLetters().name(),
        topics.deadLetters().name(),
        Serdes.ByteArray().serializer(),
        Serdes.ByteArray().serializer(),
        DECODE);
    sink(topology, topics.refreshRequests());
    sink(topology, topics.rebuildRequests());
    sink(topology, topics.status());
    sink(topology, topics.models());
    sink(topology, topics.contributions());
    sink(topology, topics.roi());
    sink(topology, topics.curves());
    sink(topology, topics.spendWeeks());
    return topology;
  }

  private static <T> void sink(Topology topology, Topic<String, T> topic) {
    StreamPartitioner<String, Object> partitioner = new ModelPartitioner();
    topology.addSink(
        topic.name(),
        topic.name(),
        topic.keySerde().serializer(),
        topic.valueSerde().serializer(),
        partitioner,
        PLANNER);
  }

  private static ProcessorSupplier<String, PlannerInput, String, SpecificRecord> planner(
      Topics topics, PlannerConfig config, Clock clock, Readings readings, PlannerGauges gauges) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<String, PlannerInput, String, SpecificRecord> get() {
        return new PlannerProcessor(config, clock, topics, readings, gauges);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.copyOf(
            Arrays.asList(
                store(PlannerProcessor.PLANS, new SingleObjectSerde<>(PlannerState.class)),
                store(PlannerProcessor.WEEKS, new SingleObjectSerde<>(WeeklyObservation.class)),
                store(PlannerProcessor.ASKED, new SingleObjectSerde<>(WeeklyObservation.class)),
                store(PlannerProcessor.LIVES, new SingleObjectSerde<>(PlannerLife.class)),
                store(PlannerProcessor.MODELS, new SingleObjectSerde<>(FittedModel.class)),
                store(PlannerProcessor.EXPERIMENTS, new SingleObjectSerde<>(LiftTest.class)),
                store(PlannerProcessor.PULSE, new SingleObjectSerde<>(PlannerPulse.class))));
      }
    };
  }

  private static <T> StoreBuilder<?> store(String name, Serde<T> values) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.String(), values)
        .withLoggingEnabled(LARGE);
  }

  /** Gives decoded input its type; dead letters leave before it. */
  private static final class PassInput implements Processor<Object, Object, String, PlannerInput> {
    private org.apache.kafka.streams.processor.api.ProcessorContext<String, PlannerInput> context;

    @Override
    public void init(
        org.apache.kafka.streams.processor.api.ProcessorContext<String, PlannerInput> newContext) {
      context = newContext;
    }

    @Override
    public void process(org.apache.kafka.streams.processor.api.Record<Object, Object> record) {
      context.forward(
          record.withKey((String) record.key()).withValue((PlannerInput) record.value()));
    }
  }
}
