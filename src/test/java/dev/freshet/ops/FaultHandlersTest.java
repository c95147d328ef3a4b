package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.topic.DeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handlers in a topology that fails as it is told. */
class FaultHandlersTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final String DEAD = "mmm.dead-letters";
  private static final String OUT = "out";
  private static final String OWN = "app-things-repartition";

  @TempDir private Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private TopologyTestDriver driver;

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
    }
  }

  @Test
  void shouldPutAsideWhatThrowsBeforeAnythingWasSent() {
    start("mmm.spend", new StringDeserializer());
    Headers headers = new RecordHeaders().add("trace", new byte[] {7});
    send("mmm.spend", "bug", headers);
    send("mmm.spend", "fine", null);

    TestRecord<byte[], byte[]> letter = onlyLetter();
    assertThat(letter.value()).isEqualTo(bytes("bug"));
    assertThat(letter.key()).isEqualTo(bytes("key"));
    assertThat(letter.timestamp()).isEqualTo(NOW.toEpochMilli());
    assertThat(letter.headers().lastHeader("trace").value()).containsExactly(7);
    assertThat(text(letter, DeadLetters.REASON)).isEqualTo("UNEXPECTED");
    assertThat(text(letter, DeadLetters.DETAIL)).contains("a bug").contains("replay");
    assertThat(text(letter, DeadLetters.APPLICATION)).isEqualTo("app");
    assertThat(DeadLetters.origin(letter.headers()))
        .contains(new DeadLetters.Place("mmm.spend", 0, 0));
    assertThat(read(OUT)).hasSize(1);
    assertThat(faults("process", "put_aside")).isEqualTo(1);
  }

  @Test
  void shouldFailWithoutALetterWhenSomethingWasSentBefore() {
    start("mmm.spend", new StringDeserializer());
    assertThatThrownBy(() -> send("mmm.spend", "late bug", null))
        .hasStackTraceContaining("a late bug");
    assertThat(read(DEAD)).isEmpty();
    assertThat(faults("process", "failed")).isEqualTo(1);
  }

  @Test
  void shouldFailBehindTheRepartitionWhereStateMayBeHalfChanged() {
    start(OWN, new StringDeserializer());
    assertThatThrownBy(() -> send(OWN, "bug", null)).hasStackTraceContaining("a bug");
    assertThat(read(DEAD)).isEmpty();
  }

  @Test
  void shouldFailWhenATimerThrows() {
    start("mmm.spend", new StringDeserializer());
    send("mmm.spend", "timer", null);
    assertThatThrownBy(() -> driver.advanceWallClockTime(java.time.Duration.ofSeconds(1)))
        .hasStackTraceContaining("a bug in a timer");
    assertThat(read(DEAD)).isEmpty();
  }

  @Test
  void shouldTakeNoOutageForADeadLetter() {
    start("mmm.spend", new StringDeserializer());
    assertThatThrownBy(() -> send("mmm.spend", "outage", null))
        .hasStackTraceContaining("no answer");
    assertThat(read(DEAD)).isEmpty();
    assertThat(faults("process", "outage")).isEqualTo(1);
  }

  @Test
  void shouldPutAsideAnInputThatASerdeCannotRead() {
    start("mmm.spend", FaultHandlersTest::picky);
    send("mmm.spend", "garbage", null);

    TestRecord<byte[], byte[]> letter = onlyLetter();
    assertThat(letter.value()).isEqualTo(bytes("garbage"));
    assertThat(text(letter, DeadLetters.REASON)).isEqualTo("MALFORMED");
    assertThat(text(letter, DeadLetters.DETAIL)).contains("no such thing", "send it again");
  }

  @Test
  void shouldFailWhenTheRegistryOfASerdeIsAway() {
    start("mmm.spend", FaultHandlersTest::picky);
    assertThatThrownBy(() -> send("mmm.spend", "outage", null))
        .hasStackTraceContaining("no answer");
    assertThat(read(DEAD)).isEmpty();
    assertThat(faults("decode", "outage")).isEqualTo(1);
  }

  @Test
  void shouldNeverSkipARecordOfItsOwnThatItCannotRead() {
    start(OWN, FaultHandlersTest::picky);
    assertThatThrownBy(() -> send(OWN, "garbage", null)).hasStackTraceContaining("no such thing");
    assertThat(read(DEAD)).isEmpty();
    assertThat(faults("decode", "failed")).isEqualTo(1);
  }

  @Test
  void shouldNeverGoOnWithoutARecordThatCouldNotBeWritten() {
    SendFaultHandler handler = new SendFaultHandler();
    handler.configure(settings());
    for (String topic : List.of("app-sums-changelog", OWN, "mmm.weekly", DEAD)) {
      ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, new byte[9]);
      for (Exception fault :
          List.of(new RecordTooLargeException("9 bytes"), new IllegalStateException("refused"))) {
        assertThat(handler.handleError(context(), record, fault).result())
            .isEqualTo(ProductionExceptionHandler.Result.FAIL);
        assertThat(
                handler
                    .handleSerializationError(
                        context(),
                        record,
                        fault,
                        ProductionExceptionHandler.SerializationExceptionOrigin.VALUE)
                    .result())
            .isEqualTo(ProductionExceptionHandler.Result.FAIL);
      }
      assertThat(handler.handleError(context(), record, new TimeoutException("slow")).result())
          .isEqualTo(ProductionExceptionHandler.Result.RETRY);
    }
    assertThat(faults("send", "retried")).isEqualTo(4);
    assertThat(faults("send", "failed")).isEqualTo(16);
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings =
        new HashMap<>(FaultHandler.settings(DEAD, meters, Clock.fixed(NOW, ZoneOffset.UTC)));
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    return settings;
  }

  private void start(String input, Deserializer<String> values) {
    Topology topology = new Topology();
    topology.addSource("in", new StringDeserializer(), values, input);
    topology.addProcessor("work", Failing::new, "in");
    topology.addSink("out", OUT, new StringSerializer(), new StringSerializer(), "work");
    Properties properties = new Properties();
    properties.putAll(settings());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    driver = new TopologyTestDriver(topology, properties, NOW);
  }

  private void send(String topic, String value, Headers headers) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(bytes("key"), bytes(value), headers, NOW.minusSeconds(60)));
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private TestRecord<byte[], byte[]> onlyLetter() {
    List<TestRecord<byte[], byte[]>> letters = read(DEAD);
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  private double faults(String stage, String result) {
    return meters
        .get(FaultHandler.FAULTS)
        .tags("application", "app", "stage", stage, "result", result)
        .counter()
        .count();
  }

  private static String picky(String topic, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    switch (text) {
      case "garbage" -> throw new IllegalArgumentException("no such thing as " + text);
      case "outage" -> throw new TimeoutException("no answer");
      default -> {
        return text;
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(TestRecord<?, ?> record, String name) {
    return DeadLetters.text(record.headers(), name).orElseThrow();
  }

  private static ErrorHandlerContext context() {
    return new ErrorHandlerContext() {
      @Override
      public String topic() {
        return OWN;
      }

      @Override
      public int partition() {
        return 0;
      }

      @Override
      public long offset() {
        return 1;
      }

      @Override
      public Headers headers() {
        return new RecordHeaders();
      }

      @Override
      public String processorNodeId() {
        return "work";
      }

      @Override
      public TaskId taskId() {
        return new TaskId(0, 0);
      }

      @Override
      public long timestamp() {
        return 0;
      }

      @Override
      public byte[] sourceRawKey() {
        return null;
      }

      @Override
      public byte[] sourceRawValue() {
        return null;
      }
    };
  }

  /** Does what the value says. */
  private static final class Failing extends ContextualProcessor<String, String, String, String> {
    private boolean timerFails;

    @Override
    public void init(ProcessorContext<String, String> context) {
      super.init(context);
      context.schedule(
          java.time.Duration.ofSeconds(1),
          PunctuationType.WALL_CLOCK_TIME,
          now -> {
            if (timerFails) {
              throw new IllegalStateException("a bug in a timer");
            }
          });
    }

    @Override
    public void process(Record<String, String> record) {
      switch (record.value()) {
        case "bug" -> throw new IllegalStateException("a bug");
        case "outage" -> throw new TimeoutException("no answer");
        case "timer" -> timerFails = true;
        case "late bug" -> {
          context().forward(record);
          throw new IllegalStateException("a late bug");
        }
        default -> context().forward(record);
      }
    }
  }
}
