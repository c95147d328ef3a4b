package dev.freshet.ops;

import dev.freshet.config.ClientKind;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.DeadLetters.Place;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Reads the dead letters of a cluster, sends their records again, and deletes them.
 *
 * <p>A record that is sent again is marked as replayed in the same transaction, in the partition of
 * its letter. So whoever repeats a replay, or takes up one that was killed, sends nothing twice;
 * and a letter never outlives its mark, since both age in one log, the mark behind the letter.
 */
public final class DeadLetterBox {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int BATCH = 500;
  private static final int MAX_REQUEST_BYTES = 4 << 20;
  private static final int TIMEOUT_SECONDS = 30;

  private final ServiceConfig.Cluster cluster;
  private final Topics topics;
  private final Map<String, Topic<?, ?>> byName;

  public DeadLetterBox(ServiceConfig.Cluster cluster, Topics topics) {
    this.cluster = cluster;
    this.topics = topics;
    byName = topics.all().stream().collect(Collectors.toMap(Topic::name, t -> t));
  }

  /**
   * What a replay did.
   *
   * @param sent records sent again
   * @param before letters whose record had been replayed already
   * @param impossible letters without their record, or of no topic of Freshet
   */
  public record Replay(long sent, long before, long impossible) {}

  /** Hands over every letter that meets the filter, within a partition in the order they came. */
  public void read(Predicate<Letter> filter, Consumer<Letter> sink) {
    Set<String> replayed = replayed();
    scan(
        record -> {
          if (!isMark(record)) {
            Letter letter = letter(record, replayed);
            if (filter.test(letter)) {
              sink.accept(letter);
            }
          }
        });
  }

  /**
   * Sends the records of letters to the topics they came from, each once.
   *
   * @param again send also what has been replayed already
   * @param limit send at most so many
   */
  public Replay replay(Predicate<Letter> filter, boolean again, long limit) {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(sending())) {
      // Ends a replay of somebody else before the marks are read: none comes after that.
      producer.initTransactions();
      Replaying replaying = new Replaying(producer, again, limit);
      read(filter, replaying);
      replaying.commit();
      return new Replay(replaying.sent, replaying.before, replaying.impossible);
    }
  }

  private final class Replaying implements Consumer<Letter> {
    private final Producer<byte[], byte[]> producer;
    private final boolean again;
    private final long limit;
    private final Set<Place> done = new HashSet<>();
    private final Map<String, Integer> partitions = new HashMap<>();
    private long sent;
    private long before;
    private long impossible;
    private int open;

    Replaying(Producer<byte[], byte[]> producer, boolean again, long limit) {
      this.producer = producer;
      this.again = again;
      this.limit = limit;
    }

    @Override
    public void accept(Letter letter) {
      Optional<Place> origin = letter.origin();
      if (letter.omitted() || origin.isEmpty() || !mayWrite(origin.get().topic())) {
        impossible++;
        return;
      }
      boolean another = done.contains(origin.get());
      if (!another && letter.replayed() && !again) {
        before++;
        return;
      }
      if (!another && sent >= limit) {
        return;
      }
      if (open == 0) {
        producer.beginTransaction();
      }
      if (!another) {
        send(letter, origin.get());
      }
      // Two applications may have put one record aside: sent once, marked for both.
      producer.send(
          new ProducerRecord<>(
              topics.deadLetters().name(),
              letter.record().partition(),
              null,
              null,
              null,
              DeadLetters.mark(origin.get())));
      if (++open >= BATCH) {
        commit();
      }
    }

    private void send(Letter letter, Place origin) {
      int count = partitions.computeIfAbsent(origin.topic(), t -> producer.partitionsFor(t).size());
      Headers headers = DeadLetters.replayed(letter.record().headers(), origin);
      producer.send(
          new ProducerRecord<>(
              origin.topic(),
              origin.partition() < count ? origin.partition() : null,
              null,
              letter.record().key(),
              letter.record().value(),
              headers));
      done.add(origin);
      sent++;
    }

    private void commit() {
      if (open > 0) {
        producer.commitTransaction();
        open = 0;
      }
    }
  }

  /** Offsets up to which a purge would delete, exclusive, by partition. */
  public Map<TopicPartition, Long> before(Optional<Instant> time) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      if (time.isPresent()) {
        Map<TopicPartition, Long> times =
            partitions.stream().collect(Collectors.toMap(p -> p, p -> time.get().toEpochMilli()));
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
            consumer.offsetsForTimes(times).entrySet()) {
          if (found.getValue() != null) {
            ends.put(found.getKey(), found.getValue().offset());
          }
        }
      }
      return ends;
    }
  }

  /** The dead-letter topic's partition of this number. */
  public TopicPartition partition(int number) {
    return new TopicPartition(topics.deadLetters().name(), number);
  }

  /** Deletes everything below the offsets. */
  public void purge(Map<TopicPartition, Long> below) {
    try (Admin admin = TopicAdmin.connect(cluster)) {
      Map<TopicPartition, RecordsToDelete> wanted = new HashMap<>();
      below.forEach((p, offset) -> wanted.put(p, RecordsToDelete.beforeOffset(offset)));
      admin.deleteRecords(wanted).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the brokers did not delete the letters: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while letters were deleted", e);
    }
  }

  private boolean mayWrite(String topic) {
    return byName.containsKey(topic) && !topic.equals(topics.deadLetters().name());
  }

  private Letter letter(ConsumerRecord<byte[], byte[]> record, Set<String> replayed) {
    Optional<Place> origin = DeadLetters.origin(record.headers());
    Optional<IndexedRecord> value = origin.flatMap(o -> value(o.topic(), record.value()));
    boolean done = origin.map(Place::toString).map(replayed::contains).orElse(false);
    Letter letter = new Letter(record, "", value.map(Object::toString), done);
    String model =
        value
            .flatMap(DeadLetterBox::modelOf)
            .orElseGet(
                () ->
                    letter.key().contains("/") ? dev.freshet.topic.Keys.modelOf(letter.key()) : "");
    return new Letter(record, model, letter.event(), done);
  }

  /** Most letters can be read: it is what they say that was wrong. */
  private Optional<IndexedRecord> value(String topic, byte[] bytes) {
    Topic<?, ?> known = byName.get(topic);
    try {
      return known != null && known.value(bytes) instanceof IndexedRecord record
          ? Optional.of(record)
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> modelOf(IndexedRecord record) {
    Schema.Field field = record.getSchema().getField("model");
    return field == null ? Optional.empty() : Optional.of(record.get(field.pos()).toString());
  }

  private static boolean isMark(ConsumerRecord<byte[], byte[]> record) {
    return record.headers().lastHeader(DeadLetters.REPLAYED) != null;
  }

  private Set<String> replayed() {
    Set<String> places = new HashSet<>();
    scan(r -> DeadLetters.text(r.headers(), DeadLetters.REPLAYED).ifPresent(places::add));
    return places;
  }

  /** All that is committed by now; what comes meanwhile is left for the next time. */
  private void scan(Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < ends.get(partition(record.partition()))) {
            sink.accept(record);
          }
        }
      }
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.partitionsFor(topics.deadLetters().name()).stream()
        .map(p -> partition(p.partition()))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = cluster.client(ClientKind.CONSUMER);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> sending() {
    Map<String, Object> settings = cluster.client(ClientKind.PRODUCER);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.deadLetters().name() + "-replay");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return settings;
  }
}
