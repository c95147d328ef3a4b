package dev.freshet.api;

import dev.freshet.api.ReadStore.Batch;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelSpec;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.internal.FleetRow;
import dev.freshet.registry.RegistryException;
import dev.freshet.registry.SingleObjectSerde;
import dev.freshet.topic.Keys;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Keeps what is published on a local disk, as the API shows it: of each model its status, its
 * newest reports and the newest set that has come whole.
 *
 * <p>Kafka promises no joint visibility across partitions, so rows of a set wait until the model's
 * own row and all that it lists are there. Then they replace the set before, in one batch: a reader
 * always sees one whole set. The offsets go along in the same batch, so that a restart goes on
 * where it was.
 */
final class ReadModel {
  static final String UNREADABLE = "freshet.api.unreadable";

  /** Reports kept of each model. */
  static final int REPORTS = 200;

  /**
   * What is deleted on a topic leaves a mark for a day: whoever slept longer may have missed it.
   */
  static final Duration LONGEST_SLEEP = Duration.ofHours(12);

  private static final Logger LOG = LogManager.getLogger(ReadModel.class);

  /** Raised when entries are kept in another way: the read model is then made anew. */
  private static final int LAYOUT = 2;

  static final SingleObjectSerde<FittedModel> MODEL = new SingleObjectSerde<>(FittedModel.class);
  static final SingleObjectSerde<ModelStatus> STATUS = new SingleObjectSerde<>(ModelStatus.class);
  static final SingleObjectSerde<RefreshReport> REPORT =
      new SingleObjectSerde<>(RefreshReport.class);
  static final SingleObjectSerde<ModelSpec> SPEC = new SingleObjectSerde<>(ModelSpec.class);

  /**
   * What a write was about.
   *
   * @param models whose line of the fleet has changed, or of which another set is shown
   * @param landed the latter
   */
  record News(Set<String> models, Set<String> landed) {
    News {
      models = Set.copyOf(models);
      landed = Set.copyOf(landed);
    }
  }

  private final Topics topics;
  private final ReadStore store;
  private final Clock clock;
  private final Counter unreadable;
  private final Consumer<News> news;
  private final SetRows rows;
  private final Map<String, BiConsumer<Batch, ConsumerRecord<byte[], byte[]>>> books =
      new HashMap<>();

  /**
   * @param news is told, after each write, which models it was about
   */
  ReadModel(
      Topics topics, ReadStore store, Clock clock, MeterRegistry meters, Consumer<News> news) {
    this.news = news;
    this.topics = topics;
    this.store = store;
    this.clock = clock;
    this.rows = new SetRows(topics);
    unreadable =
        Counter.builder(UNREADABLE)
            .description("Published records that the read model could not read and left out")
            .register(meters);
    books.put(topics.status().name(), this::status);
    books.put(topics.refreshes().name(), this::report);
    books.put(topics.models().name(), this::model);
    books.put(topics.specs().name(), this::spec);
    for (SetKind kind : SetKind.values()) {
      books.put(
          kind.topic(topics).name(), (batch, r) -> rows.row(batch, kind, key(r), kept(kind, r)));
    }
    makeAnewIfNeedBe();
  }

  private void makeAnewIfNeedBe() {
    byte[] layout = ReadKeys.bytes(layout());
    Optional<String> reason =
        store.read(
            view -> {
              Optional<byte[]> known = view.get(ReadKeys.LAYOUT);
              if (known.isPresent() && !Arrays.equals(known.get(), layout)) {
                return Optional.of("it was written by another version");
              }
              return view.get(ReadKeys.SEEN)
                  .map(at -> Instant.ofEpochMilli(number(at)))
                  .filter(at -> at.plus(LONGEST_SLEEP).isBefore(clock.instant()))
                  .map(at -> "it was read last at " + at);
            });
    reason.ifPresent(this::clear);
    store.write(batch -> batch.put(ReadKeys.LAYOUT, layout));
  }

  /** Throws all away: it is read again from the beginning of the topics. */
  void clear(String reason) {
    LOG.info("The read model is made anew: {}", reason);
    store.clear();
    store.write(batch -> batch.put(ReadKeys.LAYOUT, ReadKeys.bytes(layout())));
  }

  private static String layout() {
    StringBuilder layout = new StringBuilder(Integer.toString(LAYOUT));
    List<Class<? extends SpecificRecord>> types =
        new ArrayList<>(
            List.of(
                FittedModel.class,
                ModelStatus.class,
                RefreshReport.class,
                ModelSpec.class,
                FleetRow.class));
    for (SetKind kind : SetKind.values()) {
      types.add(kind.type());
    }
    for (Class<?> type : types) {
      Schema schema = SpecificData.get().getSchema(type);
      layout.append(' ').append(SchemaNormalization.parsingFingerprint64(schema));
    }
    return layout.toString();
  }

  /** Topics that it reads; of compacted ones a missed offset means that all is to be read anew. */
  List<Topic<String, ?>> sources() {
    List<Topic<String, ?>> sources =
        new ArrayList<>(
            List.of(topics.specs(), topics.status(), topics.refreshes(), topics.models()));
    for (SetKind kind : SetKind.values()) {
      sources.add(kind.topic(topics));
    }
    return sources;
  }

  /** Where to go on reading; empty at the beginning. */
  OptionalLong offset(TopicPartition partition) {
    return store.read(
        view ->
            view.get(ReadKeys.offset(partition))
                .map(bytes -> OptionalLong.of(number(bytes)))
                .orElse(OptionalLong.empty()));
  }

  /**
   * Takes in records, in the order of their partitions, and where to go on; then says which models
   * have news.
   *
   * @throws RegistryException when they cannot be read for now; nothing is taken in then
   */
  void apply(
      Iterable<ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, Long> positions) {
    Set<String> changed = new LinkedHashSet<>();
    Set<String> landed = new LinkedHashSet<>();
    store.write(
        batch -> {
          Map<String, Optional<byte[]>> lines = new LinkedHashMap<>();
          for (ConsumerRecord<byte[], byte[]> record : records) {
            lines.computeIfAbsent(Keys.modelOf(key(record)), model -> line(batch, model));
            book(batch, record);
          }
          lines.forEach(
              (model, before) -> {
                Optional<FittedModel> shown = rows.show(batch, model);
                if (shown.isPresent()) {
                  FleetRows.shown(batch, model, shown);
                  landed.add(model);
                }
                if (!Arrays.equals(before.orElse(null), line(batch, model).orElse(null))) {
                  changed.add(model);
                }
              });
          positions.forEach(
              (partition, next) -> batch.put(ReadKeys.offset(partition), number(next)));
          batch.put(ReadKeys.SEEN, number(clock.millis()));
        });
    changed.addAll(landed);
    news.accept(new News(changed, landed));
  }

  private static Optional<byte[]> line(Batch batch, String model) {
    return batch.get(ReadKeys.of(ReadKeys.FLEET, model));
  }

  private void book(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    try {
      books.get(record.topic()).accept(batch, record);
    } catch (RegistryException e) {
      if (e.decision() != RegistryException.Decision.REJECT_RECORD) {
        throw e;
      }
      unreadable.increment();
      LOG.error(
          "{}/{}/{} cannot be read and is left out: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  private void status(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    Optional<ModelStatus> status = Optional.ofNullable(topics.status().value(record.value()));
    keep(batch, ReadKeys.STATUS, record, status.map(s -> STATUS.serializer().serialize("", s)));
    FleetRows.status(batch, key(record), status);
  }

  private void spec(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    Optional<ModelSpec> spec = Optional.ofNullable(topics.specs().value(record.value()));
    keep(batch, ReadKeys.SPEC, record, spec.map(s -> SPEC.serializer().serialize("", s)));
  }

  private static void keep(
      Batch batch, char kind, ConsumerRecord<byte[], byte[]> record, Optional<byte[]> value) {
    byte[] at = ReadKeys.of(kind, key(record));
    value.ifPresentOrElse(bytes -> batch.put(at, bytes), () -> batch.delete(at));
  }

  /** Each request ends in one report, so that dropping one with each bounds their number. */
  private void report(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    RefreshReport report = topics.refreshes().value(record.value());
    if (report != null) {
      batch.put(
          ReadKeys.report(key(record), report.getSequence()),
          REPORT.serializer().serialize(record.topic(), report));
      batch.delete(ReadKeys.report(key(record), Math.max(0, report.getSequence() - REPORTS)));
      Instant written = Instant.ofEpochMilli(record.timestamp());
      FleetRows.report(
          batch,
          report,
          written.isBefore(report.getFinishedAt()) ? report.getFinishedAt() : written);
    }
  }

  private void model(Batch batch, ConsumerRecord<byte[], byte[]> record) {
    Optional<FittedModel> row = Optional.ofNullable(topics.models().value(record.value()));
    rows.model(batch, key(record), row);
    if (row.isEmpty()) {
      FleetRows.shown(batch, key(record), Optional.empty());
    }
  }

  private Optional<byte[]> kept(SetKind kind, ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(record.value()).map(value -> kind.kept(topics, value));
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
