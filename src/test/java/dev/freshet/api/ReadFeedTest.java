package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.avro.ModelState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the read model's reading goes on, on a consumer that does as the test says. */
class ReadFeedTest {
  private static final String ACME = "acme/DE";

  /** Over at the first look. */
  private static final Duration IMPATIENT = Duration.ofNanos(1);

  @TempDir private Path folder;
  private Shelf shelf;
  private volatile MockConsumer<byte[], byte[]> consumer;
  private ReadFeed feed;

  @BeforeEach
  void open() {
    shelf = new Shelf(folder.resolve("api"));
    begin();
  }

  /** A new consumer and a new feed on the same read model. */
  private void begin() {
    consumer = consumer();
    feed = new ReadFeed(shelf.model, () -> consumer, shelf.meters, IMPATIENT);
  }

  private MockConsumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> fresh = new MockConsumer<>("none");
    for (TopicPartition p : places()) {
      fresh.updatePartitions(
          p.topic(),
          List.of(new PartitionInfo(p.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
    }
    fresh.updateBeginningOffsets(at(0));
    fresh.updateEndOffsets(at(0));
    return fresh;
  }

  private List<TopicPartition> places() {
    return shelf.model.sources().stream().map(t -> new TopicPartition(t.name(), 0)).toList();
  }

  private Map<TopicPartition, Long> at(long offset) {
    return places().stream().collect(Collectors.toMap(Function.identity(), p -> offset));
  }

  private static TopicPartition place(ConsumerRecord<byte[], byte[]> record) {
    return new TopicPartition(record.topic(), 0);
  }

  private void arrive(ConsumerRecord<byte[], byte[]> record, long offset) {
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(record.topic(), 0, offset, record.key(), record.value())));
  }

  @AfterEach
  void close() {
    feed.close();
    shelf.close();
  }

  @Test
  void shouldHaveCaughtUpOnceAllThatWasPublishedIsRead() {
    ConsumerRecord<byte[], byte[]> status = shelf.status(ACME, ModelState.FRESH);
    consumer.updateEndOffsets(Map.of(place(status), 1L));
    feed.start();
    await().until(feed::alive);
    assertThat(feed.caughtUp()).isFalse();

    arrive(status, 0);

    await().until(feed::caughtUp);
    assertThat(shelf.status(ACME)).isPresent();
    assertThat(shelf.model.offset(place(status))).isEqualTo(OptionalLong.of(1));
  }

  @Test
  void shouldGoOnBehindWhatItHasTakenIn() {
    ConsumerRecord<byte[], byte[]> status = shelf.status(ACME, ModelState.FRESH);
    arrive(status, 0);
    feed.start();
    await().until(() -> shelf.status(ACME).isPresent());
    feed.close();

    begin();
    consumer.updateEndOffsets(Map.of(place(status), 1L));
    feed.start();

    await().until(feed::caughtUp);
  }

  @Test
  void shouldStartAgainAfterTrouble() {
    MockConsumer<byte[], byte[]> first = consumer;
    first.setPollException(new KafkaException("the broker is gone"));
    feed.start();
    await().until(first::closed);
    consumer = consumer();

    await().atMost(Duration.ofSeconds(30)).until(feed::caughtUp);
  }

  @Test
  void shouldSayThatItIsBehindWhileTheRegistryKeepsItFromTakingInWhatItRead() {
    feed.start();
    await().until(feed::caughtUp);
    ConsumerRecord<byte[], byte[]> status = shelf.status(ACME, ModelState.FRESH);
    byte[] ofANewSchema = status.value().clone();
    ByteBuffer.wrap(ofANewSchema).putInt(1, 9_999);
    shelf.loseRegistry();
    consumer.updateEndOffsets(Map.of(place(status), 1L));

    arrive(new ConsumerRecord<>(status.topic(), 0, 0, status.key(), ofANewSchema), 0);

    await().atMost(Duration.ofSeconds(30)).until(() -> !feed.caughtUp());
    assertThat(shelf.meters.get(ReadFeed.BEHIND).gauge().value()).isEqualTo(1);
    assertThat(feed.alive()).isTrue();
  }

  @Test
  void shouldBeginAnewWhenACompactedTopicHasLostItsPlace() {
    ConsumerRecord<byte[], byte[]> status = shelf.status(ACME, ModelState.FRESH);
    shelf.take(List.of(status), place(status), 7);
    consumer.schedulePollTask(
        () -> consumer.setPollException(new OffsetOutOfRangeException(Map.of(place(status), 7L))));
    feed.start();

    await().until(() -> shelf.status(ACME).isEmpty());
    await().until(() -> shelf.model.offset(place(status)).equals(OptionalLong.of(0)));
  }

  @Test
  void shouldKeepWhatItHasWhenOldReportsAreGone() {
    ConsumerRecord<byte[], byte[]> report = shelf.report(ACME, 1);
    shelf.take(List.of(report, shelf.status(ACME, ModelState.FRESH)), place(report), 2);
    consumer.updateBeginningOffsets(Map.of(place(report), 5L));
    consumer.updateEndOffsets(Map.of(place(report), 5L));
    consumer.schedulePollTask(
        () -> consumer.setPollException(new OffsetOutOfRangeException(Map.of(place(report), 2L))));
    feed.start();

    await().until(() -> shelf.model.offset(place(report)).equals(OptionalLong.of(5)));
    assertThat(shelf.status(ACME)).isPresent();
    assertThat(shelf.reports(ACME, 5)).hasSize(1);
  }
}
