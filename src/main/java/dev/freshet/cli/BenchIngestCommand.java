package dev.freshet.cli;

import dev.freshet.avro.SpendEvent;
import dev.freshet.config.ClientKind;
import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet bench ingest}: events a second through the ledger, exactly once. */
@Command(
    name = "ingest",
    description =
        "Writes events to an embedded broker, then times a bare loop that reads and decodes them, and"
            + " the ledger that books them with exactly-once; checks every weekly sum.")
final class BenchIngestCommand implements Callable<Integer> {
  private static final long MEGA = 1 << 20;
  private static final int TENTHS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec private CommandSpec self;

  @Option(
      names = "--events",
      defaultValue = "1000000",
      description = "Different events; default ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--models",
      defaultValue = "1000",
      description = "Models; default ${DEFAULT-VALUE}.")
  private int models;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Partitions of every topic; default ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Stream threads; default ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--jumbled",
      description =
          "Events in any order over the year, as of a backfill; default in order of time.")
  private boolean jumbled;

  /** How the ledger takes its inputs. */
  enum Taken {
    KEYED,
    ANY
  }

  @Option(
      names = "--inputs",
      description =
          "KEYED by model, without a repartition, or ANY, through it; default one after the other.")
  private Taken only;

  /** One reading of the ledger's progress. */
  private record Point(double seconds, double booked, long heapMib, long residentMib) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    requirePositive("--events", events);
    requirePositive("--models", models);
    requirePositive("--partitions", partitions);
    requirePositive("--threads", threads);
    PrintWriter out = self.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d different events of %d models, 1 %% sent again, 2 %% restated, %s;%n"
            + "%d partitions, %d stream threads, exactly once, the broker in the same process;%n"
            + "%s%n%n",
        events,
        models,
        jumbled ? "jumbled over 52 weeks" : "in the order of time over 52 weeks",
        partitions,
        threads,
        Conditions.machine());
    boolean exact = true;
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary().start();
        EmbeddedRegistry registry = EmbeddedRegistry.inMemory().start()) {
      for (boolean keyed : only == null ? List.of(true, false) : List.of(only == Taken.KEYED)) {
        ServiceConfig.Cluster cluster =
            new ServiceConfig.Cluster(
                kafka.bootstrapServers(), registry.url(), keyed ? "keyed." : "any.", Map.of());
        exact &= run(cluster, kafka.directory().resolve("freshet-" + cluster.prefix()), keyed, out);
      }
    }
    return exact ? 0 : 1;
  }

  private boolean run(ServiceConfig.Cluster cluster, Path state, boolean keyed, PrintWriter out)
      throws InterruptedException {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ServiceConfig config =
        ServiceConfig.alone(Role.LEDGER, cluster, state)
            .withLayout(new ServiceConfig.Layout(partitions, 1))
            .withLoad(ServiceConfig.Load.LEAST.withThreads(threads))
            .withBooking(ServiceConfig.Booking.DEFAULTS.withKeyedInputs(keyed));
    try (Service service = new Service(config, Fitters.standard(), Clock.systemUTC(), meters)) {
      service.createTopics();
      Topics topics = service.topics();
      IngestLoad load = new IngestLoad(models, events, jumbled);
      try (EventSender sender = new EventSender(cluster)) {
        load.send(sender, topics);
      }
      double bare = bareLoop(cluster, topics.spend(), load.sent());
      service.start();
      Table table = new Table(1, "booked", "seconds", "events/s", "heap MiB", "resident MiB");
      Point last = follow(meters, load.sent(), table);
      double rate = last.booked() / last.seconds();
      long wrong = PublishedSums.wrong(cluster, topics, load.expected());
      out.printf(
          Locale.ROOT,
          "%s%n%n%s%nledger %,.0f events a second; bare loop that reads and decodes %,.0f; ratio %.3f%n%s%n%n",
          keyed ? "Keyed by model, without a repartition" : "Through the repartition",
          table.render(""),
          rate,
          bare,
          rate / bare,
          wrong == 0 ? "every weekly sum is exact" : wrong + " weekly rows are WRONG");
      out.flush();
      return wrong == 0;
    }
  }

  private void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          self.commandLine(), "%s %d: must be at least 1".formatted(option, value));
    }
  }

  private double bareLoop(
      ServiceConfig.Cluster cluster, Topic<String, SpendEvent> topic, long expected) {
    Map<String, Object> settings = cluster.client(ClientKind.CONSUMER);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> places =
          consumer.partitionsFor(topic.name()).stream()
              .map((PartitionInfo p) -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(places);
      consumer.seekToBeginning(places);
      long[] read = new long[2];
      long start = System.nanoTime();
      while (read[0] < expected) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                record -> {
                  read[0]++;
                  read[1] += topic.value(record.value()).getAmountMicros();
                });
      }
      return read[0] / ((System.nanoTime() - start) / 1e9);
    }
  }

  // A row each tenth of the way, from the first event on.
  private static Point follow(SimpleMeterRegistry meters, long all, Table table)
      throws InterruptedException {
    LedgerCounts counts = new LedgerCounts(meters);
    LongSupplier booked = () -> counts.taken() - counts.events("SPEC");
    reach(booked, 1);
    long start = System.nanoTime();
    Point last = new Point(0, 0, 0, 0);
    for (int tenth = 1; tenth <= TENTHS; tenth++) {
      reach(booked, all * tenth / TENTHS);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.gc();
      Point point = new Point(seconds, booked.getAsLong(), heap() / MEGA, resident());
      table.row(
          String.format(Locale.ROOT, "%,.0f", point.booked()),
          String.format(Locale.ROOT, "%.1f", seconds),
          String.format(
              Locale.ROOT, "%,.0f", (point.booked() - last.booked()) / (seconds - last.seconds())),
          Long.toString(point.heapMib()),
          point.residentMib() < 0 ? "–" : Long.toString(point.residentMib()));
      last = point;
    }
    return last;
  }

  private static void reach(LongSupplier booked, long target) throws InterruptedException {
    if (!Polling.reaches(booked, target, PATIENCE)) {
      throw new IllegalStateException(
          "the ledger has booked %,d events, and no more for %d s"
              .formatted(booked.getAsLong(), PATIENCE.toSeconds()));
    }
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Resident memory of this process in MiB, where the system tells it; else −1. */
  private static long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1;
    }
  }
}
