package dev.freshet.ops;

import dev.freshet.refresh.Readings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Finds out how far ledger and planner have read, from the offsets their groups have committed.
 *
 * <p>A probe notes where topics end, waits until the group that reads them has committed so far,
 * and goes on with the topic that group writes: under exactly-once, what was read was written in
 * the same transaction. So a probe that has reached the planner's internal topic tells what all
 * instances together have done with everything that was there when it began, and needs nothing of
 * theirs but what the brokers know.
 */
final class ReadingsProbe implements Readings, AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(ReadingsProbe.class);
  private static final Duration STEP = Duration.ofMillis(250);
  private static final Duration REST = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration PEEK = Duration.ofMillis(500);
  private static final int TIMEOUT_SECONDS = 20;
  private static final int UNMOVED = 4;

  /** A group and topics it reads. */
  record Stage(String group, List<String> topics) {}

  private final Admin admin;
  private final Consumer<byte[], byte[]> peeker;
  private final Clock clock;
  private final Map<Integer, Instant> planner = new ConcurrentHashMap<>();
  private final Map<Integer, Instant> ledger = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Probe> probes;
  private final Thread thread;

  /**
   * @param toPlanner stages from the planner's topics to its internal one
   * @param toLedger stages from the ledger's inputs to the planner's topics
   * @param peeker reads committed records only; closed with this, as {@code admin} is
   */
  ReadingsProbe(
      List<Stage> toPlanner,
      List<Stage> toLedger,
      Admin admin,
      Consumer<byte[], byte[]> peeker,
      Clock clock) {
    this.admin = admin;
    this.peeker = peeker;
    this.clock = clock;
    List<Stage> all = new ArrayList<>(toLedger);
    all.addAll(toPlanner);
    probes = List.of(new Probe(toPlanner, planner::put), new Probe(all, ledger::put));
    thread = new Thread(this::run, "freshet-readings");
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
          probe.step();
        } catch (KafkaException | TimeoutException | ExecutionException e) {
          // No answer, or a topic that is not there yet: nothing is known, which is told by time.
          LOG.debug("No reading: {}", e.toString());
          probe.begin();
        } catch (InterruptedException e) {
          return;
        }
      }
      pause(STEP);
    }
  }

  private void pause(Duration time) {
    try {
      closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
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
    if (!thread.isAlive()) {
      peeker.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }
    admin.close(Duration.ZERO);
  }

  /** One way through the stages, again and again. */
  private final class Probe {
    private final List<Stage> stages;
    private final BiConsumer<Integer, Instant> tell;
    private int at;
    private Instant began;
    private Instant notBefore = Instant.MIN;
    private Map<TopicPartition, Long> ends;
    private Map<TopicPartition, Long> lagging = Map.of();
    private int unmoved;

    Probe(List<Stage> stages, BiConsumer<Integer, Instant> tell) {
      this.stages = stages;
      this.tell = tell;
    }

    void begin() {
      at = 0;
      ends = null;
      unmoved = 0;
      lagging = Map.of();
    }

    void step() throws InterruptedException, ExecutionException, TimeoutException {
      Instant now = clock.instant();
      if (ends == null) {
        if (now.isBefore(notBefore)) {
          return;
        }
        began = now;
        ends = ends(stages.get(0).topics());
      }
      while (at < stages.size()) {
        Set<TopicPartition> behind = behind(stages.get(at), ends);
        boolean last = at == stages.size() - 1;
        if (last) {
          ends.keySet().stream()
              .filter(p -> !behind.contains(p))
              .forEach(p -> tell.accept(p.partition(), began));
        }
        if (!behind.isEmpty()) {
          if (now.isAfter(began.plus(LONGEST))) {
            // One partition that stands still must not keep the others from being told.
            begin();
          }
          return;
        }
        at++;
        unmoved = 0;
        if (!last) {
          ends = ends(stages.get(at).topics());
        }
      }
      begin();
      notBefore = now.plus(REST);
    }

    private Set<TopicPartition> behind(Stage stage, Map<TopicPartition, Long> goals)
        throws InterruptedException, ExecutionException, TimeoutException {
      Map<TopicPartition, OffsetAndMetadata> committed =
          await(admin.listConsumerGroupOffsets(stage.group()).partitionsToOffsetAndMetadata());
      Map<TopicPartition, Long> found = new HashMap<>();
      for (TopicPartition partition : goals.keySet()) {
        OffsetAndMetadata offset = committed.get(partition);
        if (offset == null || offset.offset() < goals.get(partition)) {
          found.put(partition, offset == null ? -1 : offset.offset());
        }
      }
      unmoved = found.equals(lagging) ? unmoved + 1 : 0;
      lagging = found;
      if (found.isEmpty()) {
        return Set.of();
      }
      Map<TopicPartition, Long> first = offsets(found.keySet(), OffsetSpec.earliest());
      found.replaceAll((p, offset) -> Math.max(offset, first.get(p)));
      found.entrySet().removeIf(e -> e.getValue() >= goals.get(e.getKey()));
      if (!found.isEmpty() && unmoved >= UNMOVED) {
        unmoved = 0;
        found.keySet().removeAll(withoutRecords(found, goals));
      }
      return new HashSet<>(found.keySet());
    }

    /** Aborted records and transaction markers are never read, and may never be committed over. */
    private Set<TopicPartition> withoutRecords(
        Map<TopicPartition, Long> from, Map<TopicPartition, Long> goals) {
      peeker.assign(from.keySet());
      from.forEach(peeker::seek);
      Set<TopicPartition> withRecords = new HashSet<>();
      for (int i = 0; i < 2; i++) {
        withRecords.addAll(peeker.poll(PEEK).partitions());
      }
      Set<TopicPartition> empty = new HashSet<>();
      for (TopicPartition partition : from.keySet()) {
        if (!withRecords.contains(partition)
            && peeker.position(partition) >= goals.get(partition)) {
          empty.add(partition);
        }
      }
      return empty;
    }
  }

  private Map<TopicPartition, Long> ends(List<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<TopicPartition> partitions =
        await(admin.describeTopics(topics).allTopicNames()).values().stream()
            .flatMap(
                t -> t.partitions().stream().map(p -> new TopicPartition(t.name(), p.partition())))
            .collect(Collectors.toSet());
    return offsets(partitions, OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
      throws InterruptedException, ExecutionException, TimeoutException {
    ToLongFunction<org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo> offset =
        org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo::offset;
    Map<TopicPartition, Long> found = new HashMap<>();
    await(
            admin
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(p -> p, p -> spec)),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all())
        .forEach((p, info) -> found.put(p, offset.applyAsLong(info)));
    return found;
  }

  private static <T> T await(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }
}
