package dev.freshet.refresh;

import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.ledger.Reason;
import dev.freshet.refresh.Backlog.Entry;
import dev.freshet.refresh.Backlog.Stage;
import dev.freshet.refresh.Backlog.Ticket;
import dev.freshet.registry.RegistryException;
import dev.freshet.registry.RegistryUnavailableException;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Works through one topic of requests: polls, has requests fitted on a pool while it keeps polling,
 * and commits results and offsets in one transaction.
 *
 * <p>Results are published in the order of their partition, and offsets only over the finished
 * beginning of it ({@link Backlog}), so that a crash repeats a fit but never its publication. A
 * rebalance that overtakes a commit costs that commit only. Any other trouble with the cluster ends
 * the lane's run with an exception; its owner starts it anew from the last commit.
 *
 * <p>A request for a newer engine than this one's is never fitted. While it is young the lane
 * answers what it has begun and ends with {@link NewerEngineException}, so that its partitions go
 * to others. When {@link RequestFitter#PATIENCE} has passed there are no others, as after a
 * rollback: then it is answered as failed, and those behind it have their turn.
 */
final class Lane {
  private static final Logger LOG = LogManager.getLogger(Lane.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration REGISTRY_PAUSE = Duration.ofSeconds(1);

  /** A request on its way. */
  private static final class Job {
    private final ConsumerRecord<byte[], byte[]> record;
    private final Optional<RefreshRequest> request;
    private final String fault;
    private final AtomicBoolean begun = new AtomicBoolean();
    private Future<RequestFitter.Answer> future;
    private RequestFitter.Answer answer;
    private volatile Exception refusal;
    private boolean unattended;

    Job(ConsumerRecord<byte[], byte[]> record, RefreshRequest request, String fault) {
      this.record = record;
      this.request = Optional.ofNullable(request);
      this.fault = fault;
    }
  }

  /** A request that only a newer engine may answer. */
  static final class NewerEngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewerEngineException(String message) {
      super(message);
    }
  }

  private static final String APPLICATION = "freshet-refresher";

  private final Topics topics;
  private final Topic<String, RefreshRequest> requests;
  private final RefresherConfig config;
  private final RequestFitter fitter;
  private final Sequences sequences;
  private final ExecutorService pool;
  private final RefresherMeters meters;
  private final Function<String, Supersession.Latest> specs;
  private final Map<Integer, Map<Long, Job>> jobs = new HashMap<>();
  private Backlog backlog = Backlog.EMPTY;
  private Optional<String> beyond = Optional.empty();
  private volatile boolean stopped;
  private volatile boolean member;
  private volatile boolean held;

  Lane(
      Topics topics,
      Topic<String, RefreshRequest> requests,
      RefresherConfig config,
      RequestFitter fitter,
      Sequences sequences,
      ExecutorService pool,
      RefresherMeters meters,
      Function<String, Supersession.Latest> specs) {
    this.topics = topics;
    this.requests = requests;
    this.config = config;
    this.fitter = fitter;
    this.sequences = sequences;
    this.pool = pool;
    this.meters = meters;
    this.specs = specs;
  }

  /** Ends {@link #run} soon; fits under way are dropped and repeated by whoever comes next. */
  void stop() {
    stopped = true;
  }

  /**
   * Whether its group has given it its part of the partitions, be it none, and no registry that is
   * out of reach holds it up.
   */
  boolean isWorking() {
    return member && !held;
  }

  /**
   * Polls, fits and commits until stopped. Takes over neither client.
   *
   * @throws NewerEngineException when a request needs a newer engine
   */
  void run(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
    producer.initTransactions();
    consumer.subscribe(List.of(requests.name()), new Dropping());
    try {
      while (!stopped) {
        consumer.poll(POLL).forEach(this::accept);
        if (beyond.isEmpty()) {
          start();
        }
        finish();
        commit(consumer, producer);
        if (beyond.isPresent() && backlog.fitting() == 0) {
          throw new NewerEngineException(beyond.get());
        }
        if (beyond.isPresent() || backlog.size() >= config.backlog()) {
          consumer.pause(consumer.assignment());
        } else {
          consumer.resume(consumer.paused());
        }
      }
    } finally {
      drop(List.copyOf(jobs.keySet()));
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    if (beyond.isPresent()) {
      return;
    }
    Job job = decode(record);
    Optional<RefreshRequest> newer = job.request.filter(this::isBeyond);
    Optional<RequestFitter.Answer> unattended =
        newer.flatMap(r -> fitter.unattended(r, config.engine()));
    if (newer.isPresent() && unattended.isEmpty()) {
      beyond = newer.map(this::beyond);
      return;
    }
    Entry entry =
        new Entry(
            record.partition(),
            record.offset(),
            job.request.map(r -> new Ticket(r.getModel(), r.getSequence())),
            Stage.WAITING);
    jobs.computeIfAbsent(entry.partition(), p -> new HashMap<>()).put(entry.offset(), job);
    backlog = backlog.polled(entry.partition(), entry.offset(), entry.ticket());
    if (unattended.isPresent()) {
      job.answer = unattended.get();
      job.unattended = true;
      backlog = backlog.moved(entry, Stage.DONE);
    }
  }

  private boolean isBeyond(RefreshRequest request) {
    return Engines.isNewer(request.getEngineVersion(), config.engine());
  }

  private String beyond(RefreshRequest request) {
    return "%s needs engine %s, this is %s"
        .formatted(request.getRequestId(), request.getEngineVersion(), config.engine());
  }

  private Job decode(ConsumerRecord<byte[], byte[]> record) {
    while (true) {
      try {
        RefreshRequest request = requests.value(record.value());
        if (request == null) {
          return new Job(record, null, "a request must not be a tombstone");
        }
        held = false;
        sequences.saw(request.getModel(), request.getSequence());
        return new Job(record, request, null);
      } catch (RegistryUnavailableException e) {
        held = true;
        pause(e);
      } catch (RuntimeException e) {
        held = false;
        if (e instanceof RegistryException fault
            && fault.decision() != RegistryException.Decision.REJECT_RECORD) {
          throw e;
        }
        return new Job(record, null, String.valueOf(e.getMessage()));
      }
    }
  }

  private Job job(Entry entry) {
    return jobs.get(entry.partition()).get(entry.offset());
  }

  private void start() {
    for (Entry entry : backlog.startable(config.fits(), model -> !sequences.isTaken(model))) {
      Job job = job(entry);
      RefreshRequest request = job.request.orElseThrow();
      if (sequences.take(request.getModel())) {
        job.future = pool.submit(() -> answer(job, request));
        backlog = backlog.moved(entry, Stage.FITTING);
      }
    }
  }

  /** Takes over the answers that have come. */
  private void finish() {
    for (Entry entry : backlog.entries()) {
      if (entry.stage() == Stage.FITTING && job(entry).future.isDone()) {
        job(entry).answer = result(job(entry));
        backlog = backlog.moved(entry, Stage.DONE);
      }
    }
  }

  private RequestFitter.Answer answer(Job job, RefreshRequest request) {
    if (!job.begun.compareAndSet(false, true)) {
      return null;
    }
    try {
      Optional<RequestFitter.Answer> overtaken =
          fitter.superseded(
              request, sequences.newest(request.getModel()), new Supersession.Latest.Unknown());
      if (overtaken.isPresent()) {
        return overtaken.get();
      }
      while (true) {
        try {
          return fitter.fit(request);
        } catch (RegistryUnavailableException e) {
          pause(e);
        }
      }
    } finally {
      sequences.release(request.getModel());
    }
  }

  private void commit(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
    List<Entry> finished = backlog.answerable();
    if (finished.isEmpty()) {
      return;
    }
    finished.forEach(entry -> supersede(job(entry)));
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    producer.beginTransaction();
    try {
      for (Entry entry : finished) {
        publish(job(entry), producer);
        offsets.put(
            new TopicPartition(requests.name(), entry.partition()),
            new OffsetAndMetadata(entry.offset() + 1));
      }
      // The generation of the group goes along: of two owners of a partition, one is refused.
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
      producer.commitTransaction();
    } catch (CommitFailedException e) {
      // The group has moved on: the next poll says which partitions are left, and with them
      // answers.
      LOG.info("A commit came too late for its group: {}", e.getMessage());
      producer.abortTransaction();
      return;
    } catch (RuntimeException e) {
      abort(producer, e);
      if (isRefused(finished)) {
        return;
      }
      throw e;
    }
    for (Entry entry : finished) {
      Job job = jobs.get(entry.partition()).remove(entry.offset());
      job.request.ifPresentOrElse(r -> meters.answered(r, job.answer), meters::rejected);
    }
    backlog = backlog.committed(finished);
  }

  /** A record that no broker will ever take is the request's failure, not the lane's. */
  private boolean isRefused(List<Entry> finished) {
    boolean refused = false;
    for (Entry entry : finished) {
      Job job = job(entry);
      if (job.refusal != null && job.answer != null && !job.answer.rows().isEmpty()) {
        job.answer =
            fitter.failed(
                job.request.orElseThrow(),
                "the result cannot be published: " + job.refusal.getMessage());
        refused = true;
      }
    }
    return refused;
  }

  private void publish(Job job, Producer<byte[], byte[]> producer) {
    if (job.request.isEmpty()) {
      producer.send(deadLetter(job));
      unreadable(job).ifPresent(r -> producer.send(topics.refreshes().record(r.getModel(), r)));
      return;
    }
    RequestFitter.Answer answer = job.answer;
    answer
        .rows()
        .forEach(
            row ->
                producer.send(
                    row,
                    (metadata, e) -> {
                      if (e instanceof RecordTooLargeException) {
                        job.refusal = e;
                      }
                    }));
    ProducerRecord<byte[], byte[]> report =
        topics.refreshes().record(answer.report().getModel(), answer.report());
    if (job.unattended && answer.report().getOutcome() == RefreshOutcome.FAILED) {
      RequestHeaders.markUnattended(report.headers(), job.request.get().getEngineVersion());
    }
    producer.send(report);
  }

  private Optional<RefreshReport> unreadable(Job job) {
    return job.record.key() == null
        ? Optional.empty()
        : fitter.unreadable(
            job.record.headers(),
            new String(job.record.key(), StandardCharsets.UTF_8),
            "the request cannot be read: " + job.fault);
  }

  /** Something newer may have come while the request was being fitted. */
  private void supersede(Job job) {
    if (job.request.isEmpty() || job.answer.report().getOutcome() == RefreshOutcome.SUPERSEDED) {
      return;
    }
    RefreshRequest request = job.request.get();
    boolean publishes = job.answer.report().getOutcome() == RefreshOutcome.PUBLISHED;
    Supersession.Latest latest =
        publishes ? specs.apply(request.getModel()) : new Supersession.Latest.Unknown();
    fitter
        .superseded(request, sequences.newest(request.getModel()), latest)
        .ifPresent(answer -> job.answer = answer);
  }

  private RequestFitter.Answer result(Job job) {
    try {
      return job.future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a result was read", e);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RegistryException fault) {
        throw fault;
      }
      // Whatever a fit breaks off with is its own failure: the lane goes on with the others.
      return fitter.failed(job.request.orElseThrow(), "the fit broke off: " + e.getCause());
    }
  }

  private ProducerRecord<byte[], byte[]> deadLetter(Job job) {
    ConsumerRecord<byte[], byte[]> r = job.record;
    var letter =
        DeadLetters.letter(
            r, APPLICATION, Reason.MALFORMED.name(), job.fault, Math.max(0, r.timestamp()));
    // Without a timestamp it gets the producer's: when it was put aside.
    return new ProducerRecord<>(
        topics.deadLetters().name(), null, null, letter.key(), letter.value(), letter.headers());
  }

  private static void abort(Producer<byte[], byte[]> producer, RuntimeException cause) {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private void pause(RegistryUnavailableException e) {
    if (stopped) {
      throw e;
    }
    LOG.warn("{}; trying again in {} s", e.getMessage(), REGISTRY_PAUSE.toSeconds());
    try {
      Thread.sleep(REGISTRY_PAUSE.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw e;
    }
  }

  private void drop(Collection<Integer> partitions) {
    for (int partition : partitions) {
      Map<Long, Job> dropped = jobs.remove(partition);
      if (dropped != null) {
        dropped.values().stream().filter(j -> j.future != null).forEach(this::cancel);
      }
      backlog = backlog.revoked(partition);
    }
  }

  private void cancel(Job job) {
    job.future.cancel(true);
    // A fit that has not begun never will, so it cannot give its model back itself.
    if (job.begun.compareAndSet(false, true)) {
      sequences.release(job.request.orElseThrow().getModel());
    }
  }

  /** Forgets the requests of partitions that are taken away: their next owner fits them. */
  private final class Dropping implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      drop(partitions.stream().map(TopicPartition::partition).toList());
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      member = false;
      onPartitionsRevoked(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      member = true;
    }
  }
}
