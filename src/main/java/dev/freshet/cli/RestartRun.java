package dev.freshet.cli;

import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.ledger.LedgerTopology;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** A ledger with many entries on an embedded broker, which is stopped and started again. */
final class RestartRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration RESTORE = Duration.ofHours(2);
  private static final Duration FLUSH = Duration.ofSeconds(1);

  /**
   * One start.
   *
   * @param running seconds until the ledger's state was RUNNING
   * @param booked seconds until it had booked its first event
   */
  record Start(double running, double booked) {}

  private final EmbeddedKafka kafka = EmbeddedKafka.temporary();
  private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory();
  private final ServiceConfig config;
  private final Topics topics;
  private final EventSender sender;
  private RestartProbes probes;
  private int probe;
  private Service service;
  private LedgerCounts counts;
  private long models;

  /** Starts the broker. */
  RestartRun(int partitions, int threads) {
    kafka.start();
    registry.start();
    ServiceConfig.Cluster cluster =
        new ServiceConfig.Cluster(
            kafka.bootstrapServers(), registry.url(), Topics.DEFAULT_PREFIX, Map.of());
    config =
        ServiceConfig.alone(Role.LEDGER, cluster, kafka.directory().resolve("freshet-state"))
            .withInstance(new ServiceConfig.Instance("restart", true))
            .withLayout(new ServiceConfig.Layout(partitions, 1))
            .withLoad(ServiceConfig.Load.LEAST.withThreads(threads))
            .withBooking(ServiceConfig.Booking.DEFAULTS.withFlush(FLUSH));
    topics = Service.topics(cluster);
    sender = new EventSender(cluster);
  }

  /** Has a ledger book the load, and an event a model beside it. */
  void load(IngestLoad load) throws InterruptedException {
    service();
    service.createTopics();
    service.start();
    load.send(sender, topics);
    models = load.models().size();
    probes = new RestartProbes(sender, topics, config.cluster(), load.models());
    probes.send(probe);
    requireCounted("events", load.sent() + models, "ACCEPTED", "RESTATED", "DUPLICATE", "OLDER");
  }

  /** Stops the ledger in order; how many seconds it took. */
  double stop() {
    long start = System.nanoTime();
    service.close();
    service = null;
    return since(start);
  }

  /** Deletes what the ledger has on its own disk. */
  void deleteState() throws IOException {
    PathUtils.deleteDirectory(config.state().dir());
  }

  /**
   * Starts the ledger with new events waiting, and with those that it has booked last: it must know
   * them as duplicates, or its state is not what it was.
   */
  Start start() throws InterruptedException {
    probes.send(probe);
    probes.send(++probe);
    double[] seconds = new double[2];
    long start = System.nanoTime();
    service();
    service.start();
    boolean done =
        Polling.until(
            () -> {
              if (seconds[0] == 0 && service.running()) {
                seconds[0] = since(start);
              }
              if (seconds[1] == 0 && counts.events("ACCEPTED") > 0) {
                seconds[1] = since(start);
              }
              return seconds[0] > 0 && seconds[1] > 0;
            },
            RESTORE);
    if (!done) {
      throw new IllegalStateException(
          "the ledger did not run within " + RESTORE.toMinutes() + " min");
    }
    requireCounted("new events", models, "ACCEPTED");
    requireCounted("duplicates", models, "DUPLICATE");
    return new Start(seconds[0], seconds[1]);
  }

  /** How many weekly rows are not what all events sent come to. */
  long wrongSums(IngestLoad load) throws InterruptedException {
    Map<String, Map<String, Long>> expected = new TreeMap<>(load.expected());
    expected.putAll(probes.expected());
    return PublishedSums.wrong(config.cluster(), topics, expected);
  }

  /**
   * Runs the ledger as a process of its own and kills it in the midst of new events: when it has
   * booked half of them.
   */
  void startAndKill(int events) throws IOException, InterruptedException {
    Path log = kafka.directory().resolve("ledger-process.log");
    String booked =
        topics.application(LedgerTopology.APPLICATION_ID)
            + "-"
            + LedgerTopology.REPARTITION
            + "-repartition";
    try (Admin admin = TopicAdmin.connect(config.cluster());
        LedgerProcess process = LedgerProcess.start(config, log)) {
      probes.send(++probe);
      awaitRead(admin, process, topics.spend().name(), end(admin));
      long before = committed(admin, booked);
      probes.sendOthers(events);
      awaitRead(admin, process, booked, before + events / 2);
      process.kill();
    }
  }

  private void awaitRead(Admin admin, LedgerProcess process, String topic, long target)
      throws IOException, InterruptedException {
    boolean done =
        Polling.until(() -> process.ended() || committed(admin, topic) >= target, RESTORE);
    if (!done || process.ended()) {
      throw new IllegalStateException(
          "the ledger's own process did not read its events:\n" + process.output());
    }
  }

  /** Spend events that have been written. */
  private long end(Admin admin) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> ask =
        IntStream.range(0, config.layout().partitions())
            .mapToObj(p -> new TopicPartition(topics.spend().name(), p))
            .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    try {
      return admin.listOffsets(ask).all().get().values().stream()
          .mapToLong(info -> info.offset())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not say what was written", e.getCause());
    }
  }

  /** How far the ledger's group has read a topic: records, and marks of transactions. */
  private long committed(Admin admin, String topic) {
    String group = topics.application(LedgerTopology.APPLICATION_ID);
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(e -> e.getKey().topic().equals(topic))
          .mapToLong(e -> e.getValue().offset())
          .sum();
    } catch (ExecutionException e) {
      return 0; // The group's coordinator is not there yet.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** What the broker keeps of the topics whose names match, bytes; indexes not counted. */
  long onBroker(Predicate<String> topic) throws IOException {
    long bytes = 0;
    try (Stream<Path> folders = Files.list(kafka.directory())) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        // The folder of a partition is named after topic and number.
        if (topic.test(folder.getFileName().toString().replaceAll("-[0-9]+$", ""))) {
          bytes += size(folder, file -> file.toString().endsWith(".log"));
        }
      }
    }
    return bytes;
  }

  /** What the ledger keeps on its own disk, bytes. */
  long state() throws IOException {
    return size(config.state().dir(), file -> true);
  }

  private static long size(Path folder, Predicate<Path> which) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(which)
          .mapToLong(path -> path.toFile().length())
          .sum();
    }
  }

  private void service() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    counts = new LedgerCounts(meters);
    service = new Service(config, Fitters.standard(), Clock.systemUTC(), meters);
  }

  private void requireCounted(String what, long expected, String... results)
      throws InterruptedException {
    LongSupplier counted = () -> Stream.of(results).mapToLong(counts::events).sum();
    if (!Polling.reaches(counted, expected, PATIENCE)) {
      throw new IllegalStateException(
          "%s: the ledger counts %,d of %,d, rejected %,d, and no more for %d s"
              .formatted(
                  what, counted.getAsLong(), expected, counts.rejected(), PATIENCE.toSeconds()));
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    if (service != null) {
      service.close();
    }
    sender.close();
    registry.close();
    kafka.close();
  }
}
