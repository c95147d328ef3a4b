package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.avro.SpendEvent;
import dev.freshet.calendar.WeekCalendar;
import dev.freshet.ops.DeadLetterBox;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.LetterFilter;
import dev.freshet.ops.Service;
import dev.freshet.spec.BaselineSpec;
import dev.freshet.spec.ClosingSpec;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.SpecMapping;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay that ends in the middle and is run again, on a real broker. */
class ReplayIT {
  private static final String MODEL = "acme/DE";
  private static final String WEEK = MODEL + "|2025-03-03";
  private static final int EVENTS = 20;
  private static final int LETTERS = EVENTS + EVENTS / 2;
  private static final int PART = 10;

  @TempDir private Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Random random = new Random(8);
  private final Map<String, Long> newest = new HashMap<>();
  private Stage stage;
  private Service service;
  private DeadLetterBox box;

  @BeforeEach
  void start() throws Exception {
    stage = new Stage(folder);
    service = Ledgers.alone(stage, folder.resolve("state"), meters);
    service.createTopics();
    service.start();
    assertThat(service.awaitRunning(Duration.ofSeconds(90))).isTrue();
    box = new DeadLetterBox(stage.cluster, stage.topics);
  }

  @AfterEach
  void close() {
    service.close();
    stage.close();
  }

  @Test
  void shouldCountEveryEventOnceWhenAReplayIsKilledAndRunAgain() {
    try (EventSender sender = new EventSender(stage.cluster)) {
      sendSpec(sender, MediaSpec.of("tv"));
      sendRadio(sender);
      Stage.await(() -> letters().size() == LETTERS);
      sendSpec(sender, MediaSpec.of("tv"), MediaSpec.of("radio"));
    }

    assertThat(box.replay(LetterFilter.ALL, false, PART))
        .isEqualTo(new DeadLetterBox.Replay(PART, 0, 0));
    try (KafkaProducer<byte[], byte[]> killed = replayKilledBeforeItsCommit()) {
      assertThat(box.replay(LetterFilter.ALL, false, Long.MAX_VALUE))
          .isEqualTo(new DeadLetterBox.Replay(LETTERS - PART, PART, 0));
      awaitSum();
      // Should it only have been asleep, it can no longer say anything.
      assertThatThrownBy(killed::commitTransaction).isInstanceOf(KafkaException.class);
    }

    assertThat(box.replay(LetterFilter.ALL, false, Long.MAX_VALUE))
        .isEqualTo(new DeadLetterBox.Replay(0, LETTERS, 0));
    long before = Ledgers.booked(meters);
    assertThat(box.replay(LetterFilter.ALL, true, Long.MAX_VALUE).sent()).isEqualTo(LETTERS);
    Stage.await(() -> Ledgers.booked(meters) >= before + LETTERS);
    awaitSum();
    assertThat(letters()).hasSize(LETTERS);
  }

  /** A week's events of a channel that the spec forgot, half of them with a correction. */
  private void sendRadio(EventSender sender) {
    for (int revision = 0; revision < 2; revision++) {
      for (int event = 0; event < (revision == 0 ? EVENTS : EVENTS / 2); event++) {
        String id = "radio-" + event;
        long micros = random.nextInt(1_000_000_000);
        newest.put(id, micros);
        // Under keys of their own, so in all partitions: what stands first may be the correction.
        sender.send(stage.topics.spend(), id + "-" + revision, radio(id, revision, micros));
      }
    }
    sender.flush();
  }

  /** A replay that has sent records and their marks, and never comes to its commit. */
  private KafkaProducer<byte[], byte[]> replayKilledBeforeItsCommit() {
    Map<String, Object> settings = new HashMap<>(stage.cluster.kafkaClient());
    settings.put("transactional.id", stage.topics.deadLetters().name() + "-replay");
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (ConsumerRecord<byte[], byte[]> letter : letters()) {
      DeadLetters.Place origin = DeadLetters.origin(letter.headers()).orElseThrow();
      producer.send(new ProducerRecord<>(origin.topic(), letter.key(), letter.value()));
      producer.send(
          new ProducerRecord<>(
              letter.topic(), letter.partition(), null, null, null, DeadLetters.mark(origin)));
    }
    producer.flush();
    return producer;
  }

  private List<ConsumerRecord<byte[], byte[]>> letters() {
    return stage.records(stage.topics.deadLetters().name()).stream()
        .filter(r -> r.headers().lastHeader(DeadLetters.REASON) != null)
        .toList();
  }

  private void awaitSum() {
    long sum = newest.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Map<String, String>> expected =
        Map.of(WEEK, Map.of("spend.radio", sum + " of " + EVENTS));
    Stage.await(() -> Ledgers.published(stage).equals(expected));
  }

  /** Sends a spec and waits until the ledger has taken it into use. */
  private void sendSpec(EventSender sender, MediaSpec... media) {
    long before = Ledgers.booked(meters);
    ModelSpec spec =
        new ModelSpec(
            MODEL,
            "EUR",
            "revenue",
            true,
            new WeekCalendar(DayOfWeek.MONDAY, ZoneId.of("Europe/Berlin")),
            156,
            52,
            new BaselineSpec(true, true, Optional.empty()),
            List.of(media),
            List.of(),
            List.of(),
            "shop",
            ClosingSpec.defaults(),
            Optional.empty());
    sender.send(stage.topics.specs(), MODEL, SpecMapping.toAvro(spec));
    sender.flush();
    Stage.await(() -> Ledgers.booked(meters) > before);
  }

  private static SpendEvent radio(String id, int revision, long micros) {
    return SpendEvent.newBuilder()
        .setModel(MODEL)
        .setSource("radio")
        .setEventId(id)
        .setRevision(revision)
        .setTime(Instant.parse("2025-03-05T12:00:00Z"))
        .setChannel("radio")
        .setAmountMicros(micros)
        .setCurrency("EUR")
        .build();
  }
}
