package dev.freshet.ops;

import dev.freshet.topic.DeadLetters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What the handlers of a topology's faults have in common. Kafka Streams makes them from their
 * class names, so all they need comes with the settings.
 *
 * <p>One rule serves all three: a record of an input topic, before anything was written for it, may
 * be put aside. Anything later has changed state or sent something, so skipping it would falsify
 * sums without a trace: the thread ends, its transaction is aborted, and a person is told why.
 */
abstract class FaultHandler implements Configurable {
  static final String FAULTS = "freshet.faults";
  static final String METERS = "freshet.faults.meters";
  static final String CLOCK = "freshet.faults.clock";

  private static final Map<String, List<String>> RESULTS =
      Map.of(
          "decode", List.of("put_aside", "outage", "failed"),
          "process", List.of("put_aside", "outage", "failed"),
          "send", List.of("retried", "outage", "failed"));

  private String application;
  private String deadLetters;
  private MeterRegistry meters;
  private Clock clock;

  /** Settings that put all three in charge of a topology. */
  static Map<String, Object> settings(String deadLetters, MeterRegistry meters, Clock clock) {
    return Map.of(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        DecodeFaultHandler.class,
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        ProcessFaultHandler.class,
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        SendFaultHandler.class,
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
        deadLetters,
        METERS,
        meters,
        CLOCK,
        clock);
  }

  /** Names of these settings. */
  static Set<String> names() {
    return Set.of(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
        METERS,
        CLOCK);
  }

  @Override
  public void configure(Map<String, ?> configs) {
    application = String.valueOf(configs.get(StreamsConfig.APPLICATION_ID_CONFIG));
    deadLetters =
        String.valueOf(configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG));
    meters = (MeterRegistry) configs.get(METERS);
    clock = (Clock) configs.get(CLOCK);
    // Series that exist from the start, so that a rate from zero can be seen.
    RESULTS.forEach((stage, results) -> results.forEach(result -> counter(stage, result)));
  }

  /** Topics of the application itself: what stands there was written by it. */
  static boolean internal(String topic) {
    return topic.endsWith("-repartition") || topic.endsWith("-changelog");
  }

  /** Where the fault was, for a person. */
  String where(ErrorHandlerContext context) {
    return context.topic() == null
        ? "%s, %s, outside of any record".formatted(application, context.processorNodeId())
        : "%s, %s, record %s/%d/%d"
            .formatted(
                application,
                context.processorNodeId(),
                context.topic(),
                context.partition(),
                context.offset());
  }

  List<ProducerRecord<byte[], byte[]>> letter(
      ConsumerRecord<byte[], byte[]> original, String reason, String detail) {
    Record<byte[], byte[]> letter =
        DeadLetters.letter(original, application, reason, detail, clock.millis());
    return List.of(
        new ProducerRecord<>(
            deadLetters, null, letter.timestamp(), letter.key(), letter.value(), letter.headers()));
  }

  void count(String stage, String result) {
    counter(stage, result).increment();
  }

  private Counter counter(String stage, String result) {
    return Counter.builder(FAULTS)
        .description("Faults of topologies, by where they arose and what became of them")
        .tag("application", application)
        .tag("stage", stage)
        .tag("result", result)
        .register(meters);
  }
}
