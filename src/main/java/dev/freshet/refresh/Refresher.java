package dev.freshet.refresh;

import dev.freshet.avro.RefreshRequest;
import dev.freshet.model.Fitter;
import dev.freshet.refresh.Plan.Route;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The refresher role: one lane for refreshes and one for builds, each with its own thread, clients
 * and fitting pool, started again after trouble from the last commit.
 */
public final class Refresher implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(Refresher.class);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);
  private static final Duration MAX_BACK_OFF = Duration.ofSeconds(30);
  private static final Duration HAND_BACK = Duration.ofSeconds(60);
  private static final Duration CLOSE = Duration.ofSeconds(20);

  /** Begins the names of its groups and transactions; part of the stored data. */
  public static final String APPLICATION_ID = "freshet-refresher";

  private static final String REFRESH = "refresh";

  private final Topics topics;
  private final RefresherConfig config;
  private final Fitter fitter;
  private final Clock clock;
  private final MeterRegistry registry;
  private final Sequences sequences = new Sequences();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Lane> running = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  public Refresher(
      Topics topics, RefresherConfig config, Fitter fitter, Clock clock, MeterRegistry registry) {
    this.topics = topics;
    this.config = config;
    this.fitter = fitter;
    this.clock = clock;
    this.registry = registry;
  }

  /** Starts both lanes. */
  public void start() {
    start(REFRESH, topics.refreshRequests(), Route.REFRESH);
    start("rebuild", topics.rebuildRequests(), Route.BUILD);
  }

  /** Group of the lane of refreshes, of all instances on these topics. */
  public static String refreshGroup(Topics topics) {
    return topics.application(APPLICATION_ID) + "-" + REFRESH;
  }

  private void start(String name, Topic<String, RefreshRequest> requests, Route route) {
    RefresherMeters meters = new RefresherMeters(registry, clock, route);
    Thread thread = new Thread(() -> keepRunning(name, requests, meters), "freshet-" + name);
    threads.add(thread);
    thread.start();
  }

  private void keepRunning(
      String name, Topic<String, RefreshRequest> requests, RefresherMeters meters) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            config.fits(), task -> new Thread(task, "freshet-fit-" + name));
    Duration backOff = BACK_OFF;
    try {
      while (!closed()) {
        long start = System.nanoTime();
        try {
          runOnce(name, requests, pool, meters);
        } catch (Lane.NewerEngineException e) {
          LOG.warn(
              "{}: the {} lane leaves its partitions to newer refreshers and looks again in {} s",
              e.getMessage(),
              name,
              HAND_BACK.toSeconds());
          awaitClose(HAND_BACK);
        } catch (Exception | Error e) {
          if (closed()) {
            return;
          }
          meters.failed();
          boolean ranWell = System.nanoTime() - start > MAX_BACK_OFF.toNanos();
          backOff = ranWell ? BACK_OFF : backOff;
          LOG.warn(
              "The {} lane ended ({}); it starts again from its last commit in {} s",
              name,
              e.toString(),
              backOff.toSeconds());
          awaitClose(backOff);
          backOff = backOff.multipliedBy(2);
          backOff = backOff.compareTo(MAX_BACK_OFF) > 0 ? MAX_BACK_OFF : backOff;
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private void runOnce(
      String name,
      Topic<String, RefreshRequest> requests,
      ExecutorService pool,
      RefresherMeters meters) {
    RequestFitter requestFitter = new RequestFitter(topics, fitter, clock, config.instance());
    RefresherClients clients =
        new RefresherClients(config, topics.application(APPLICATION_ID) + "-" + name);
    try (Producer<byte[], byte[]> producer = clients.producer();
        KafkaClientMetrics sending = new KafkaClientMetrics(producer);
        Consumer<byte[], byte[]> specs = clients.specs()) {
      Lane lane =
          new Lane(
              topics,
              requests,
              config,
              requestFitter,
              sequences,
              pool,
              meters,
              new SpecReader(topics, specs)::latest);
      sending.bindTo(registry);
      run(lane, clients.requests(), producer);
    }
  }

  private void run(
      Lane lane, Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
    synchronized (running) {
      running.add(lane);
    }
    CloseOptions close = CloseOptions.timeout(CLOSE);
    try (KafkaClientMetrics reading = new KafkaClientMetrics(consumer)) {
      reading.bindTo(registry);
      if (!closed()) {
        lane.run(consumer, producer);
      }
    } catch (Lane.NewerEngineException e) {
      // A lasting member too must go: its partitions are to be others'.
      close = close.withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
      throw e;
    } finally {
      consumer.close(close);
      synchronized (running) {
        running.remove(lane);
      }
    }
  }

  /** Whether both lanes are at work, or about to start again after trouble. */
  public boolean alive() {
    return threads.stream().allMatch(Thread::isAlive);
  }

  /** Whether both lanes are members of their groups and work on the partitions they were given. */
  public boolean working() {
    synchronized (running) {
      return !threads.isEmpty()
          && running.size() == threads.size()
          && running.stream().allMatch(Lane::isWorking);
    }
  }

  private boolean closed() {
    return closed.getCount() == 0;
  }

  private void awaitClose(Duration longest) {
    try {
      closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops both lanes; what was not committed is fitted again by whoever comes next. */
  @Override
  public void close() {
    close(CLOSE);
  }

  /** The same, waiting so long at the most. */
  public void close(Duration timeout) {
    closed.countDown();
    synchronized (running) {
      running.forEach(Lane::stop);
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
