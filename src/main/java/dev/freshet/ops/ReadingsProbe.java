package dev.freshet.ops;

import dev.freshet.ledger.LedgerTopology;
import dev.freshet.ops.Probe.Stage;
import dev.freshet.refresh.PlannerTopology;
import dev.freshet.refresh.Readings;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Finds out how far ledger and planner have read, from the offsets their groups have committed: on
 * a thread of its own, for all instances together, and with nothing of theirs but what the brokers
 * know.
 */
final class ReadingsProbe implements Readings, AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(ReadingsProbe.class);
  private static final Duration STEP = Duration.ofMillis(250);

  private final Offsets offsets;
  private final Clock clock;
  private final Map<Integer, Instant> planner = new ConcurrentHashMap<>();
  private final Map<Integer, Instant> ledger = new ConcurrentHashMap<>();
  private final Set<String> missingRights = new HashSet<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Probe> probes;
  private final Thread thread;

  /**
   * @param planning from the planner's topics to its internal one
   * @param booking from the ledger's inputs to the planner's internal topic
   * @param offsets closed with this
   */
  ReadingsProbe(List<Stage> planning, List<Stage> booking, Offsets offsets, Clock clock) {
    this.offsets = offsets;
    this.clock = clock;
    probes =
        List.of(
            new Probe(planning, offsets, planner::put), new Probe(booking, offsets, ledger::put));
    thread = new Thread(this::run, "freshet-readings");
  }

  /** Stages from the planner's topics to its internal one. */
  static List<Stage> planning(Topics topics) {
    String group = topics.application(PlannerTopology.APPLICATION_ID);
    List<String> byModel =
        List.of(topics.weekly().name(), topics.refreshes().name(), topics.models().name());
    // Of the others anybody may be the producer.
    List<String> anywhere = new ArrayList<>(PlannerTopology.sources(topics));
    anywhere.removeAll(byModel);
    return List.of(new Stage(group, anywhere, byModel), gathered(group));
  }

  /**
   * Stages from the ledger's inputs to the planner's internal topic.
   *
   * @param keyed whether every record of the inputs is in its model's partition
   */
  static List<Stage> booking(Topics topics, boolean keyed) {
    String group = topics.application(LedgerTopology.APPLICATION_ID);
    String planning = topics.application(PlannerTopology.APPLICATION_ID);
    List<String> inputs = LedgerTopology.sources(topics).stream().map(Topic::name).toList();
    List<Stage> stages = new ArrayList<>();
    if (keyed) {
      stages.add(new Stage(group, List.of(), inputs));
    } else {
      stages.add(new Stage(group, inputs, List.of()));
      String booked = TopicAdmin.repartition(group, LedgerTopology.REPARTITION);
      stages.add(new Stage(group, List.of(), List.of(booked)));
    }
    stages.add(new Stage(planning, List.of(), List.of(topics.weekly().name())));
    stages.add(gathered(planning));
    return stages;
  }

  private static Stage gathered(String group) {
    String topic = TopicAdmin.repartition(group, PlannerTopology.GATHERED);
    return new Stage(group, List.of(), List.of(topic));
  }

  void start() {
    thread.start();
  }

  @Override
  public Reading of(int partition) {
    return new Reading(
        Optional.ofNullable(planner.get(partition)), Optional.ofNullable(ledger.get(partition)));
  }

  private void run() {
    while (closed.getCount() > 0) {
      for (Probe probe : probes) {
        try {
          probe.step(clock.instant());
        } catch (KafkaException e) {
          // No answer, or a topic that is not there yet: nothing is known, which is told by time.
          said(e);
        }
      }
      pause();
    }
  }

  private void said(KafkaException e) {
    if (e instanceof AuthorizationException && missingRights.add(e.getMessage())) {
      LOG.warn(
          "A right is missing, without which no week closes by the clock: {}; give the planner what docs/security.md lists for it",
          e.getMessage());
    } else {
      LOG.debug("No reading: {}", e.toString());
    }
  }

  private void pause() {
    try {
      closed.await(STEP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }

  void close(Duration timeout) {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(Math.max(1, timeout.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      // The consumer is still the thread's own.
      offsets.stop();
    } else {
      offsets.close();
    }
  }
}
