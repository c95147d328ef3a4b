package dev.freshet.refresh;

import dev.freshet.avro.RefreshRequest;
import dev.freshet.ledger.Reason;
import dev.freshet.registry.RegistryException;
import dev.freshet.registry.RegistryUnavailableException;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Works through one topic of requests: polls, has requests fitted on a pool while it keeps polling,
 * and commits results and offsets in one transaction.
 *
 * <p>Results are published in the order of their partition, and offsets only over the finished
 * beginning of it, so that a crash repeats a fit but never its publication. Any trouble with the
 * cluster ends the lane's run with an exception; its owner starts it anew from the last commit.
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
    private Future<RequestFitter.Answer> answer;

    Job(ConsumerRecord<byte[], byte[]> record, RefreshRequest request, String fault) {
      this.record = record;
      this.request = Optional.ofNullable(request);
      this.fault = fault;
    }

    boolean finished() {
      return request.isEmpty() || (answer != null && answer.isDone());
    }
  }

  private static final String APPLICATION = "freshet-refresher";

  private final Topics topics;
  private final Topic<String, RefreshRequest> requests;
  private final RefresherConfig config;
  private final RequestFitter fitter;
  private final Sequences sequences;
  private final ExecutorService pool;
  private final MeterRegistry meters;
  private final Map<TopicPartition, Deque<Job>> jobs = new LinkedHashMap<>();
  private volatile boolean stopped;

  Lane(
      Topics topics,
      Topic<String, RefreshRequest> requests,
      RefresherConfig config,
      RequestFitter fitter,
      Sequences sequences,
      ExecutorService pool,
      MeterRegistry meters) {
    this.topics = topics;
    this.requests = requests;
    this.config = config;
    this.fitter = fitter;
    this.sequences = sequences;
    this.pool = pool;
    this.meters = meters;
  }

  /** Ends {@link #run} soon; fits under way are dropped and repeated by whoever comes next. */
  void stop() {
    stopped = true;
  }

  /** Polls, fits and commits until stopped. Takes over neither client. */
  void run(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
    producer.initTransactions();
    consumer.subscribe(List.of(requests.name()), new Dropping());
    try {
      while (!stopped) {
        consumer.poll(POLL).forEach(this::accept);
        start();
        commit(consumer, producer);
        if (outstanding() >= config.backlog()) {
          consumer.pause(consumer.assignment());
        } else {
          consumer.resume(consumer.paused());
        }
      }
    } finally {
      drop(List.copyOf(jobs.keySet()));
    }
  }

  private int outstanding() {
    return jobs.values().stream().mapToInt(Deque::size).sum();
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    jobs.computeIfAbsent(partition, p -> new ArrayDeque<>()).add(decode(record));
  }

  private Job decode(ConsumerRecord<byte[], byte[]> record) {
    while (true) {
      try {
        RefreshRequest request = requests.value(record.value());
        if (request == null) {
          return new Job(record, null, "a request must not be a tombstone");
        }
        sequences.saw(request.getModel(), request.getSequence());
        return new Job(record, request, null);
      } catch (RegistryUnavailableException e) {
        pause(e);
      } catch (RuntimeException e) {
        if (e instanceof RegistryException fault
            && fault.decision() != RegistryException.Decision.REJECT_RECORD) {
          throw e;
        }
        return new Job(record, null, String.valueOf(e.getMessage()));
      }
    }
  }

  private void start() {
    long running =
        jobs.values().stream()
            .flatMap(Collection::stream)
            .filter(j -> j.answer != null && !j.answer.isDone())
            .count();
    for (Deque<Job> queue : jobs.values()) {
      for (Job job : queue) {
        if (running >= config.fits()) {
          return;
        }
        if (job.answer == null && job.request.isPresent()) {
          RefreshRequest request = job.request.get();
          if (sequences.take(request.getModel())) {
            job.answer = pool.submit(() -> answer(job, request));
            running++;
          }
        }
      }
    }
  }

  private RequestFitter.Answer answer(Job job, RefreshRequest request) {
    if (!job.begun.compareAndSet(false, true)) {
      return null;
    }
    try {
      long newest = sequences.newest(request.getModel());
      if (newest > request.getSequence()) {
        return fitter.superseded(request, newest);
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
    List<Job> finished = new ArrayList<>();
    for (Deque<Job> queue : jobs.values()) {
      for (Iterator<Job> it = queue.iterator(); it.hasNext(); ) {
        Job job = it.next();
        if (!job.finished()) {
          break;
        }
        finished.add(job);
      }
    }
    if (finished.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    List<RequestFitter.Answer> published = new ArrayList<>();
    producer.beginTransaction();
    try {
      for (Job job : finished) {
        publish(job, producer).ifPresent(published::add);
        offsets.put(
            new TopicPartition(job.record.topic(), job.record.partition()),
            new OffsetAndMetadata(job.record.offset() + 1));
      }
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
      producer.commitTransaction();
    } catch (RuntimeException e) {
      abort(producer, e);
      throw e;
    }
    for (Job job : finished) {
      jobs.get(new TopicPartition(job.record.topic(), job.record.partition())).remove();
    }
    published.forEach(this::count);
  }

  private Optional<RequestFitter.Answer> publish(Job job, Producer<byte[], byte[]> producer) {
    if (job.request.isEmpty()) {
      producer.send(deadLetter(job));
      return Optional.empty();
    }
    RequestFitter.Answer answer = overtaken(job).orElseGet(() -> result(job));
    answer.rows().forEach(producer::send);
    producer.send(topics.refreshes().record(answer.report().getModel(), answer.report()));
    return Optional.of(answer);
  }

  /** A newer request of the model may have come while this one was being fitted. */
  private Optional<RequestFitter.Answer> overtaken(Job job) {
    RefreshRequest request = job.request.orElseThrow();
    long newest = sequences.newest(request.getModel());
    return newest > request.getSequence()
        ? Optional.of(fitter.superseded(request, newest))
        : Optional.empty();
  }

  private static RequestFitter.Answer result(Job job) {
    try {
      return job.answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a result was read", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(
          "the fit of "
              + job.request.map(RefreshRequest::getRequestId).orElse("?")
              + " ended badly",
          e.getCause());
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

  private void count(RequestFitter.Answer answer) {
    String outcome = answer.report().getOutcome().name();
    String kind = answer.report().getKind().name();
    meters
        .timer("freshet.fit", "kind", kind, "outcome", outcome)
        .record(Duration.ofNanos((long) (answer.report().getFitMillis() * 1e6)));
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

  private void drop(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      Deque<Job> queue = jobs.remove(partition);
      if (queue != null) {
        queue.stream().filter(j -> j.answer != null).forEach(this::cancel);
      }
    }
  }

  private void cancel(Job job) {
    job.answer.cancel(true);
    // A fit that has not begun never will, so it cannot give its model back itself.
    if (job.begun.compareAndSet(false, true)) {
      sequences.release(job.request.orElseThrow().getModel());
    }
  }

  /** Forgets the requests of partitions that are taken away: their next owner fits them. */
  private final class Dropping implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      drop(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
  }
}
