package dev.freshet.ledger;

import dev.freshet.avro.WeeklyObservation;
import dev.freshet.registry.LeadingText;
import dev.freshet.topic.Keys;
import dev.freshet.topic.ModelPartitioner;
import dev.freshet.topic.RecordTime;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Builds the ledger's topology: a pure function of settings, topics, clock and meters.
 *
 * <pre>
 * events, specs ─► route ─► ledger-input (repartitioned by model) ─► decode ─► ledger ─► weekly
 *                    └─► dead-letters                                             └─► dead-letters
 * </pre>
 *
 * <p>Inputs that all have the same number of partitions, and every record in its model's, can skip
 * the repartition: then all of it is one sub-topology from {@code decode} on.
 */
public final class LedgerTopology {
  /** Consumer group and prefix of all internal topics; part of the data. */
  public static final String APPLICATION_ID = "freshet-ledger";

  private static final int MAX_REQUEST_BYTES = 4 << 20;

  /** Name of the topic that gathers all input by model. */
  public static final String REPARTITION = "ledger-input";

  /** Name of the processor that writes to the stores. */
  public static final String BOOKS = "ledger";

  private LedgerTopology() {}

  /**
   * Settings that the topology relies on; to be completed with servers, directories and threads.
   */
  public static Map<String, Object> settings() {
    return Map.of(
        StreamsConfig.APPLICATION_ID_CONFIG,
        APPLICATION_ID,
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        StreamsConfig.EXACTLY_ONCE_V2,
        StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
        true,
        // Larger than any record, a letter or an input with its original, can be.
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        MAX_REQUEST_BYTES,
        // Order between topics means nothing to the ledger: no record waits for another's
        // timestamp.
        StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        StreamsConfig.MAX_TASK_IDLE_MS_DISABLED,
        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
        LedgerRocksDb.class);
  }

  public static Topology build(
      LedgerConfig config, Topics topics, Clock clock, MeterRegistry registry) {
    LedgerMeters meters = new LedgerMeters(registry);
    StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(naming()));
    KStream<byte[], byte[]> inputs = inputs(builder, topics, clock);
    Supplier<InputDecoder> decoders =
        () -> new InputDecoder(topics, new EventValidator(config.skew()), config.aside());
    int partitions = config.repartitionPartitions();
    KStream<String, Decoded> decoded =
        config.keyedInputs()
            ? inputs.process(
                () -> DecodeProcessor.keyed(decoders.get(), clock, partitions), Named.as("decode"))
            : repartitioned(inputs, decoders, partitions, topics, clock, meters)
                .process(
                    () -> DecodeProcessor.repartitioned(decoders.get(), clock), Named.as("decode"));
    KStream<String, LedgerOutput> booked =
        decoded.process(
            withStores(() -> new LedgerProcessor(config, clock, meters)), Named.as(BOOKS));

    Map<String, KStream<String, LedgerOutput>> written =
        booked
            .split(Named.as("ledger-"))
            .branch((model, o) -> o instanceof DeadLetter, Branched.as("refused"))
            .defaultBranch(Branched.as("weeks"));
    KStream<String, DeadLetter> refused =
        written.get("ledger-refused").mapValues(o -> (DeadLetter) o, Named.as("ledger-letter"));
    deadLetters(refused, "ledger", topics, clock, meters);
    Topic<String, WeeklyObservation> weekly = topics.weekly();
    written
        .get("ledger-weeks")
        .map((model, output) -> row(output), Named.as("ledger-row"))
        .to(
            weekly.name(),
            Produced.with(weekly.keySerde(), weekly.valueSerde())
                .withStreamPartitioner(new ModelPartitioner())
                .withName("weekly"));
    return builder.build();
  }

  private static KStream<byte[], byte[]> inputs(
      StreamsBuilder builder, Topics topics, Clock clock) {
    return builder.stream(
        sources(topics).stream().map(Topic::name).toList(),
        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
            .withTimestampExtractor(new RecordTime(clock))
            .withName("inputs"));
  }

  /** Topics that the ledger reads. */
  public static List<Topic<?, ?>> sources(Topics topics) {
    return List.of(
        topics.spend(),
        topics.impressions(),
        topics.outcomes(),
        topics.context(),
        topics.progress(),
        topics.replacements(),
        topics.specs());
  }

  private static KStream<String, byte[]> repartitioned(
      KStream<byte[], byte[]> inputs,
      Supplier<InputDecoder> decoders,
      int partitions,
      Topics topics,
      Clock clock,
      LedgerMeters meters) {
    LeadingText models = topics.leadingText("model");
    Map<String, KStream<String, Routed>> routed =
        inputs
            .process(() -> new RouteProcessor(models, decoders.get(), clock), Named.as("route"))
            .split(Named.as("routed-"))
            .branch((model, r) -> r instanceof Routed.Onward, Branched.as("onward"))
            .defaultBranch(Branched.as("refused"));
    KStream<String, DeadLetter> refused =
        routed
            .get("routed-refused")
            .mapValues(r -> ((Routed.Refused) r).letter(), Named.as("routed-letter"));
    deadLetters(refused, "route", topics, clock, meters);
    return routed
        .get("routed-onward")
        .mapValues(r -> ((Routed.Onward) r).value(), Named.as("routed-value"))
        .repartition(
            Repartitioned.<String, byte[]>as(REPARTITION)
                .withKeySerde(Serdes.String())
                .withValueSerde(Serdes.ByteArray())
                .withNumberOfPartitions(partitions));
  }

  private static void deadLetters(
      KStream<String, DeadLetter> letters,
      String stage,
      Topics topics,
      Clock clock,
      LedgerMeters meters) {
    Topic<byte[], byte[]> topic = topics.deadLetters();
    letters
        .process(() -> new DeadLetterProcessor(clock, meters), Named.as(stage + "-restore"))
        .to(
            topic.name(),
            Produced.with(topic.keySerde(), topic.valueSerde()).withName(stage + "-dead-letters"));
  }

  private static KeyValue<String, WeeklyObservation> row(LedgerOutput output) {
    if (output instanceof LedgerOutput.Week week) {
      WeekRow row = week.row();
      return KeyValue.pair(Keys.week(row.model(), row.week()), WeeklyMapping.toAvro(row));
    }
    LedgerOutput.Withdrawal gone = (LedgerOutput.Withdrawal) output;
    return KeyValue.pair(Keys.week(gone.model(), gone.week()), null);
  }

  private static ProcessorSupplier<String, Decoded, String, LedgerOutput> withStores(
      Supplier<Processor<String, Decoded, String, LedgerOutput>> processor) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<String, Decoded, String, LedgerOutput> get() {
        return processor.get();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return StoreNames.builders();
      }
    };
  }

  /** The check of names works only through the builder's own settings. */
  private static StreamsConfig naming() {
    Properties properties = new Properties();
    properties.putAll(settings());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
    return new StreamsConfig(properties);
  }
}
