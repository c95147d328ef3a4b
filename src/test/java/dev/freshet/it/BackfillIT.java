package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.SourceWatermark;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.calendar.WeekCalendar;
import dev.freshet.it.Backfill.Fact;
import dev.freshet.ops.Service;
import dev.freshet.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four years of several models at once, in no order at all, on a real broker. */
class BackfillIT {
  private static final List<Backfill> BACKFILLS =
      List.of(
          new Backfill(
              "acme/DE",
              "EUR",
              new WeekCalendar(DayOfWeek.MONDAY, ZoneId.of("Europe/Berlin")),
              LocalDate.of(2021, 1, 4),
              1),
          new Backfill(
              "hooli/US",
              "USD",
              new WeekCalendar(DayOfWeek.SUNDAY, ZoneId.of("America/New_York")),
              LocalDate.of(2020, 12, 27),
              2),
          new Backfill(
              "globex/NZ",
              "NZD",
              new WeekCalendar(DayOfWeek.SATURDAY, ZoneId.of("Pacific/Auckland")),
              LocalDate.of(2021, 4, 3),
              3));

  @TempDir private Path folder;
  private final Random random = new Random(4);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Map<String, Integer> partitions = new HashMap<>();
  private Stage stage;
  private KafkaProducer<byte[], byte[]> producer;
  private long sent;

  @BeforeEach
  void start() throws Exception {
    stage = new Stage(folder);
    int[] counts = {3, 5, 2, 4, 1, 7};
    List<Topic<?, ?>> inputs =
        List.of(
            stage.topics.spend(),
            stage.topics.impressions(),
            stage.topics.outcomes(),
            stage.topics.context(),
            stage.topics.specs(),
            stage.topics.progress());
    List<NewTopic> wanted = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      partitions.put(inputs.get(i).name(), counts[i]);
      wanted.add(new NewTopic(inputs.get(i).name(), counts[i], (short) 1));
    }
    try (Admin admin = Admin.create(stage.cluster.kafkaClient())) {
      admin.createTopics(wanted).all().get();
    }
    producer =
        new KafkaProducer<>(
            stage.cluster.kafkaClient(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    producer.close();
    stage.close();
  }

  @Test
  void shouldSumTheNewestRevisionsWhenFourYearsComeJumbled() throws Exception {
    List<Fact> facts = new ArrayList<>();
    BACKFILLS.forEach(b -> facts.addAll(b.facts()));
    Collections.shuffle(facts, random);
    // The last tenth comes when the rest has been published.
    List<Fact> early = facts.subList(0, facts.size() * 9 / 10);
    List<Fact> late = facts.subList(early.size(), facts.size());
    try (Service service = Ledgers.alone(stage, folder.resolve("state"), meters)) {
      service.createTopics();
      service.start();
      assertThat(service.awaitRunning(Duration.ofSeconds(90))).isTrue();

      List<ProducerRecord<byte[], byte[]>> records = withDuplicates(early);
      BACKFILLS.forEach(b -> records.addAll(b.progress(stage.topics)));
      Collections.shuffle(records, random);
      BACKFILLS.forEach(b -> records.add(records.size() / 2, b.specRecord(stage.topics)));
      send(records);
      awaitWeeks(early);

      send(withDuplicates(late));
      awaitWeeks(facts);
      Stage.await(() -> watermarks().equals(ends()));
    }
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
  }

  /** Records of the facts, every fifth fact twice. */
  private List<ProducerRecord<byte[], byte[]>> withDuplicates(List<Fact> facts) {
    Map<String, Backfill> byModel = new HashMap<>();
    BACKFILLS.forEach(b -> byModel.put(b.spec().model(), b));
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Fact fact : facts) {
      Backfill backfill = byModel.get(fact.model());
      records.add(backfill.record(stage.topics, fact));
      if (random.nextInt(5) == 0) {
        records.add(backfill.record(stage.topics, fact));
      }
    }
    return records;
  }

  /** To any partition, under any key; only specs have a key that means something. */
  private void send(List<ProducerRecord<byte[], byte[]>> records) {
    for (ProducerRecord<byte[], byte[]> record : records) {
      byte[] key = record.key();
      if (!record.topic().equals(stage.topics.specs().name())) {
        key = new byte[random.nextInt(20)];
        random.nextBytes(key);
      }
      int partition = random.nextInt(partitions.get(record.topic()));
      producer.send(new ProducerRecord<>(record.topic(), partition, key, record.value()));
    }
    producer.flush();
    sent += records.size();
  }

  /** Waits until all that was sent is booked and published. */
  private void awaitWeeks(List<Fact> facts) {
    Map<String, Map<String, String>> expected = NewestRevisions.weeks(BACKFILLS, facts);
    // Records read again after a fault would count again.
    Stage.await(() -> Ledgers.booked(meters) >= sent);
    Stage.await(() -> Ledgers.published(stage).equals(expected));
  }

  /** By model and source, the newest watermark that any row tells. */
  private Map<String, Instant> watermarks() {
    Map<String, Instant> newest = new TreeMap<>();
    for (WeeklyObservation week : stage.table(stage.topics.weekly()).values()) {
      for (SourceWatermark w : week.getWatermarks()) {
        newest.merge(
            week.getModel() + " " + w.getSource(),
            w.getCompleteThrough(),
            (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return newest;
  }

  private static Map<String, Instant> ends() {
    Map<String, Instant> ends = new TreeMap<>();
    for (Backfill backfill : BACKFILLS) {
      backfill
          .spec()
          .sources()
          .forEach(s -> ends.put(backfill.spec().model() + " " + s, backfill.end()));
    }
    return ends;
  }
}
