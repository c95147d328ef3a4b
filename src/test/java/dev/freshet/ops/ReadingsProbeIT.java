package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.OpenWeek;
import dev.freshet.avro.OutcomeEvent;
import dev.freshet.avro.ProgressEvent;
import dev.freshet.avro.SpendEvent;
import dev.freshet.calendar.WeekCalendar;
import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.model.BayesianFitter;
import dev.freshet.refresh.PlannerConfig;
import dev.freshet.refresh.PlannerTopology;
import dev.freshet.spec.BaselineSpec;
import dev.freshet.spec.ClosingSpec;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.ModelPartitioner;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weeks that close by the clock, on a real broker, by what the real probe finds out of the real
 * ledger and planner. Time is the test's own, which goes on by minutes at once.
 */
class ReadingsProbeIT {
  private static final int PARTITIONS = 2;
  private static final String MODEL = "acme/DE";
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  private static final LocalDate SECOND = FIRST.plusWeeks(1);
  private static final Instant START = Instant.parse("2026-01-21T00:00:00Z");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /** Both weeks have been over for longer than {@code maxWait}: what counts is the silence. */
  private static final ClosingSpec CLOSING =
      new ClosingSpec(Duration.ZERO, Duration.ofDays(1), Duration.ofMinutes(30), 0.01, 26);

  @TempDir private Path folder;
  private final MovableClock clock = new MovableClock(START);
  private final AtomicIntegerArray looks = new AtomicIntegerArray(PARTITIONS);
  private final Map<String, ModelStatus> statuses = new HashMap<>();
  private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory().start();
  private EmbeddedKafka kafka;
  private ServiceConfig.Cluster cluster;
  private Topics topics;
  private Admin admin;
  private EventSender sender;
  private Consumer<byte[], byte[]> reader;
  private Service ledger;
  private ReadingsProbe probe;
  private KafkaStreams planner;

  @BeforeEach
  void startBroker() {
    kafka = EmbeddedKafka.in(folder.resolve("kafka")).start();
    cluster =
        new ServiceConfig.Cluster(
            kafka.bootstrapServers(),
            registry.url(),
            Topics.DEFAULT_PREFIX,
            // An instance that comes back waits for the end of its own session.
            Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1500"));
    ledger = service(Role.LEDGER);
    ledger.createTopics();
    topics = ledger.topics();
    admin = TopicAdmin.connect(cluster);
    sender = new EventSender(cluster);
    reader = ledger.reader();
    List<TopicPartition> places =
        IntStream.range(0, PARTITIONS)
            .mapToObj(p -> new TopicPartition(topics.status().name(), p))
            .toList();
    reader.assign(places);
    reader.seekToBeginning(places);
    ledger.start();
  }

  @AfterEach
  void stop() {
    planner.close(Duration.ofSeconds(20));
    probe.close();
    ledger.close();
    reader.close();
    sender.close();
    admin.close();
    kafka.close();
    registry.close();
  }

  private Service service(Role role) {
    return new Service(
        ServiceConfig.alone(role, cluster, folder.resolve("state"))
            .withLayout(new ServiceConfig.Layout(PARTITIONS, 1))
            .withBooking(ServiceConfig.Booking.DEFAULTS.withFlush(Duration.ofMillis(100))),
        new BayesianFitter(BayesianFitter.Settings.DEFAULT),
        clock,
        new SimpleMeterRegistry());
  }

  private void startPlanner(List<Probe.Stage> booking) {
    probe =
        new ReadingsProbe(
            ReadingsProbe.planning(topics),
            booking,
            new BrokerOffsets(TopicAdmin.connect(cluster), ledger.reader()),
            clock);
    probe.start();
    String id = topics.application(PlannerTopology.APPLICATION_ID);
    Properties settings = service(Role.PLANNER).streamsConfig(id);
    Duration often = Duration.ofMillis(50);
    planner =
        new KafkaStreams(
            PlannerTopology.build(
                Service.builder(settings),
                topics,
                new PlannerConfig(PARTITIONS, often, often, 1, BayesianFitter.ENGINE_VERSION),
                clock,
                partition -> {
                  looks.incrementAndGet(partition);
                  return probe.of(partition);
                },
                new SimpleMeterRegistry()),
            settings);
    planner.start();
  }

  @Test
  void shouldCloseAWeekThoughASourceIsSilent() {
    startPlanner(ReadingsProbe.booking(topics, false));
    leaveShopSilent(MODEL);
    abortATransaction();

    pass(Duration.ofMinutes(1), MODEL);
    pass(TEN_MINUTES, MODEL);
    pass(TEN_MINUTES, MODEL);
    assertOpen(MODEL);
    pass(TEN_MINUTES, MODEL);

    awaitClosedWithoutShop(MODEL);
  }

  @Test
  void shouldBeginToCountAnewAfterAnOutageOfItsOwn() {
    startPlanner(ReadingsProbe.booking(topics, false));
    leaveShopSilent(MODEL);
    pass(Duration.ofMinutes(1), MODEL);
    ledger.close();
    progress(MODEL, "tv", SECOND.plusDays(8));
    clock.advance(Duration.ofHours(2));
    assertOpen(MODEL);

    ledger = service(Role.LEDGER);
    ledger.start();

    awaitBeat(MODEL);
    pass(TEN_MINUTES, MODEL);
    pass(TEN_MINUTES, MODEL);
    assertOpen(MODEL);
    pass(TEN_MINUTES, MODEL);
    awaitClosedWithoutShop(MODEL);
  }

  @Test
  void shouldCloseAWeekThoughAnotherPartitionLags() throws Exception {
    String lagging =
        IntStream.range(0, 100)
            .mapToObj(i -> "globex/M" + i)
            .filter(name -> partition(name) != partition(MODEL))
            .findFirst()
            .orElseThrow();
    TopicPartition backlog = new TopicPartition("backlog", partition(lagging));
    admin.createTopics(List.of(new NewTopic("backlog", PARTITIONS, (short) 1))).all().get();
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      producer.send(new ProducerRecord<>("backlog", backlog.partition(), null, new byte[1])).get();
    }
    List<Probe.Stage> booking = new ArrayList<>(ReadingsProbe.booking(topics, false));
    booking.add(2, new Probe.Stage("slow", List.of(), List.of("backlog")));
    startPlanner(booking);
    leaveShopSilent(MODEL);
    leaveShopSilent(lagging);

    pass(Duration.ofMinutes(1), MODEL);
    for (int i = 0; i < 3; i++) {
      pass(TEN_MINUTES, MODEL);
    }
    awaitClosedWithoutShop(MODEL);
    assertOpen(lagging);

    admin.alterConsumerGroupOffsets("slow", Map.of(backlog, new OffsetAndMetadata(1))).all().get();
    pass(Duration.ofMinutes(1), lagging);
    for (int i = 0; i < 3; i++) {
      pass(TEN_MINUTES, lagging);
    }
    awaitClosedWithoutShop(lagging);
  }

  /** Two weeks of a model, of the second of which one source has said nothing. */
  private void leaveShopSilent(String model) {
    sender.send(topics.specs(), model, SpecMapping.toAvro(spec(model)));
    spend(model, FIRST);
    spend(model, SECOND);
    progress(model, "tv", SECOND.plusWeeks(1));
    sender.send(
        topics.outcomes(),
        model,
        OutcomeEvent.newBuilder()
            .setModel(model)
            .setSource("shop")
            .setEventId("a")
            .setTime(noon(FIRST))
            .setOutcome("revenue")
            .setAmountMicros(9_000_000)
            .setCurrency("EUR")
            .build());
    progress(model, "shop", SECOND);
    OpenWeek second = new OpenWeek(SECOND, List.of("shop"));
    await(
        () ->
            FIRST.equals(closedWeek(model)) && statuses.get(model).getOpenWeeks().contains(second));
  }

  private static ModelSpec spec(String model) {
    return new ModelSpec(
        model,
        "EUR",
        "revenue",
        true,
        new WeekCalendar(DayOfWeek.MONDAY, ZoneOffset.UTC),
        156,
        52,
        new BaselineSpec(true, true, Optional.empty()),
        List.of(MediaSpec.of("tv")),
        List.of(),
        List.of(),
        "shop",
        CLOSING,
        Optional.empty());
  }

  private void spend(String model, LocalDate week) {
    sender.send(
        topics.spend(),
        model,
        SpendEvent.newBuilder()
            .setModel(model)
            .setSource("tv")
            .setEventId(week.toString())
            .setTime(noon(week))
            .setChannel("tv")
            .setAmountMicros(1_000_000)
            .setCurrency("EUR")
            .build());
  }

  private void progress(String model, String source, LocalDate through) {
    Instant instant = through.atStartOfDay(ZoneOffset.UTC).toInstant();
    sender.send(topics.progress(), model, new ProgressEvent(model, source, instant));
    sender.flush();
  }

  private static Instant noon(LocalDate day) {
    return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
  }

  /** Leaves records at the end of an input that nobody will ever read, nor commit. */
  private void abortATransaction() {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "fickle"))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int p = 0; p < PARTITIONS; p++) {
        producer.send(new ProducerRecord<>(topics.spend().name(), p, null, new byte[1]));
      }
      producer.flush();
      producer.abortTransaction();
    }
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> further) {
    Map<String, Object> settings = new HashMap<>(further);
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Lets time pass, and waits until all that was sent until then has been read. */
  private void pass(Duration time, String model) {
    clock.advance(time);
    awaitBeat(model);
  }

  private void awaitBeat(String model) {
    Instant now = clock.instant();
    await(() -> probe.of(partition(model)).ledger().filter(at -> !at.isBefore(now)).isPresent());
    awaitJudgement(model);
  }

  private void assertOpen(String model) {
    awaitJudgement(model);
    assertThat(closedWeek(model)).isEqualTo(FIRST);
  }

  private void awaitClosedWithoutShop(String model) {
    await(() -> SECOND.equals(closedWeek(model)));
    assertThat(statuses.get(model).getClosedWithout()).containsExactly("shop");
  }

  /** The planner judges once a look: of so many, one began and ended meanwhile. */
  private void awaitJudgement(String model) {
    int seen = looks.get(partition(model));
    await(() -> looks.get(partition(model)) >= seen + 4);
  }

  private static int partition(String model) {
    return ModelPartitioner.partition(model, PARTITIONS);
  }

  /** The newest week that the model's status calls closed; null before there is one. */
  private LocalDate closedWeek(String model) {
    Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
    while (ends.entrySet().stream().anyMatch(e -> reader.position(e.getKey()) < e.getValue())) {
      reader
          .poll(Duration.ofMillis(50))
          .forEach(
              r -> {
                ModelStatus status = topics.status().value(r.value());
                statuses.put(status.getModel(), status);
              });
    }
    return statuses.containsKey(model) ? statuses.get(model).getClosedWeek() : null;
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .dontCatchUncaughtExceptions()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }
}
