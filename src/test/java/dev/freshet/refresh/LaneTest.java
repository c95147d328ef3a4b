package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.model.BadDataException;
import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Fitter;
import dev.freshet.refresh.Plan.Route;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lane between mock clients; fits end when the test says so. */
class LaneTest {
  private static final String GROUP_TOPIC = "mmm.refresh-requests";

  /** Number of a fit that breaks off with an error, and of one that succeeds. */
  private static final int OVERFLOWS = 666;

  private static final int FITS = 777;

  /** Holds each fit until it is let go; then it fails for want of data, which is an answer too. */
  private static final class HeldFitter implements Fitter {
    private final Map<Integer, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final List<Integer> begun = java.util.Collections.synchronizedList(new ArrayList<>());

    @Override
    public FittedModel fit(FitRequest request) {
      int number = (int) request.data().outcome()[0];
      begun.add(number);
      try {
        if (!gate(number).await(30, TimeUnit.SECONDS)) {
          throw new IllegalStateException("fit " + number + " was never let go");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
      if (number == OVERFLOWS) {
        throw new StackOverflowError("too deep");
      }
      if (number == FITS) {
        return Histories.build();
      }
      throw new BadDataException(List.of("fit " + number));
    }

    private CountDownLatch gate(int number) {
      return gates.computeIfAbsent(number, n -> new CountDownLatch(1));
    }

    void letGo(int number) {
      gate(number).countDown();
    }
  }

  private final HeldFitter fitter = new HeldFitter();
  private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory().start();
  private final Topics topics =
      new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at(registry.url())));
  private final ExecutorService pool = Executors.newFixedThreadPool(4);
  private final ExecutorService owner = Executors.newSingleThreadExecutor();
  private final Sequences sequences = new Sequences();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private volatile Supersession.Latest latest = new Supersession.Latest.Unknown();
  private final Lane lane =
      new Lane(
          topics,
          topics.refreshRequests(),
          new RefresherConfig("test", false, 3, 10, "3", Map.of()),
          new RequestFitter(topics, fitter, Clock.systemUTC(), "test"),
          sequences,
          pool,
          new RefresherMeters(meters, Clock.systemUTC(), Route.REFRESH),
          model -> latest);
  private Future<?> run;

  @BeforeEach
  void assign() {
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(partition(0), partition(1)));
          consumer.updateBeginningOffsets(Map.of(partition(0), 0L, partition(1), 0L));
        });
  }

  @AfterEach
  void stop() {
    lane.stop();
    pool.shutdownNow();
    owner.shutdownNow();
    registry.close();
  }

  private static TopicPartition partition(int number) {
    return new TopicPartition(GROUP_TOPIC, number);
  }

  private void start() {
    run = owner.submit(() -> lane.run(consumer, producer));
  }

  /** A request whose fit is held under {@code number}. */
  private void request(int partition, long offset, String model, long sequence, int number) {
    Series series =
        new Series(
            Histories.FIRST_WEEK,
            0,
            1,
            Map.of("outcome.revenue", new Long[] {number * 1_000_000L}));
    send(
        partition,
        offset,
        Requests.of(model, sequence, Specs.tv().weeks(1, 1).build(), series, null));
  }

  private void send(int partition, long offset, RefreshRequest request) {
    ProducerRecord<byte[], byte[]> r = topics.refreshRequests().record(request.getModel(), request);
    bytes(partition, offset, r.key(), r.value());
  }

  private void bytes(int partition, long offset, byte[] key, byte[] value) {
    consumer.schedulePollTask(
        () -> consumer.addRecord(new ConsumerRecord<>(GROUP_TOPIC, partition, offset, key, value)));
  }

  private List<RefreshReport> reports() {
    return producer.history().stream()
        .filter(r -> r.topic().equals("mmm.refreshes"))
        .map(r -> topics.refreshes().value(r.value()))
        .toList();
  }

  private List<String> answered() {
    return reports().stream().map(RefreshReport::getRequestId).toList();
  }

  private long committed(int partition) {
    long offset = -1;
    for (Map<String, Map<TopicPartition, OffsetAndMetadata>> commit :
        producer.consumerGroupOffsetsHistory()) {
      for (Map<TopicPartition, OffsetAndMetadata> offsets : commit.values()) {
        if (offsets.containsKey(partition(partition))) {
          offset = offsets.get(partition(partition)).offset();
        }
      }
    }
    return offset;
  }

  private void awaitBegun(Integer... numbers) {
    await()
        .untilAsserted(
            () -> assertThat(List.copyOf(fitter.begun)).containsExactlyInAnyOrder(numbers));
  }

  @Test
  void shouldAnswerARequestAndCommitItsOffsetInOneTransaction() {
    request(0, 0, "acme/DE", 1, 1);
    start();
    fitter.letGo(1);

    await().until(() -> committed(0) == 1);

    assertThat(answered()).containsExactly("acme/DE#1");
    assertThat(reports().get(0).getOutcome()).isEqualTo(RefreshOutcome.FAILED);
    assertThat(reports().get(0).getDetail()).contains("fit 1");
    assertThat(producer.commitCount()).isEqualTo(1);
  }

  @Test
  void shouldHoldResultsBackUntilThoseBeforeThemArePublished() {
    request(0, 0, "acme/DE", 1, 1);
    request(0, 1, "acme/FR", 1, 2);
    request(1, 0, "acme/IT", 1, 3);
    start();
    awaitBegun(1, 2, 3);
    fitter.letGo(2);
    fitter.letGo(3);
    await().until(() -> committed(1) == 1);

    assertThat(answered()).containsExactly("acme/IT#1");
    assertThat(committed(0)).isEqualTo(-1);

    fitter.letGo(1);
    await().until(() -> committed(0) == 2);
    assertThat(answered()).containsExactly("acme/IT#1", "acme/DE#1", "acme/FR#1");
  }

  @Test
  void shouldFitOneRequestOfAModelAtATime() {
    sequences.take("acme/DE");
    request(0, 0, "acme/DE", 1, 1);
    request(0, 1, "acme/FR", 1, 2);
    start();
    awaitBegun(2);
    assertThat(fitter.begun).doesNotContain(1);

    sequences.release("acme/DE");

    awaitBegun(2, 1);
  }

  @Test
  void shouldSupersedeARequestThatANewerOneHasOvertaken() {
    request(0, 0, "acme/DE", 1, 1);
    start();
    awaitBegun(1);
    request(0, 1, "acme/DE", 2, 2);
    await().until(() -> sequences.newest("acme/DE") == 2);
    fitter.letGo(1);
    fitter.letGo(2);

    await().until(() -> committed(0) == 2);

    assertThat(reports())
        .extracting(r -> r.getRequestId() + " " + r.getOutcome())
        .containsExactly("acme/DE#1 SUPERSEDED", "acme/DE#2 FAILED");
    await().until(() -> builds("superseded") == 1);
  }

  private long builds(String outcome) {
    return meters.get("freshet.fit").tags("kind", "build", "outcome", outcome).timer().count();
  }

  @Test
  void shouldNotEvenBeginARequestThatANewerOneHasOvertaken() {
    sequences.saw("acme/DE", 2);
    request(0, 0, "acme/DE", 1, 1);
    start();

    await().until(() -> committed(0) == 1);

    assertThat(reports().get(0).getOutcome()).isEqualTo(RefreshOutcome.SUPERSEDED);
    assertThat(fitter.begun).isEmpty();
  }

  @Test
  void shouldPutAsideWhatIsNoRequestAndGoOn() {
    byte[] key = "acme/DE".getBytes(StandardCharsets.UTF_8);
    byte[] garbage = "not avro".getBytes(StandardCharsets.UTF_8);
    bytes(0, 0, key, garbage);
    bytes(0, 1, key, null);
    request(0, 2, "acme/DE", 1, 1);
    fitter.letGo(1);
    start();

    await().until(() -> committed(0) == 3);

    List<ProducerRecord<byte[], byte[]>> letters =
        producer.history().stream().filter(r -> r.topic().equals("mmm.dead-letters")).toList();
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).key()).isEqualTo(key);
    assertThat(letters.get(0).value()).isEqualTo(garbage);
    assertThat(header(letters.get(0), DeadLetters.TOPIC)).isEqualTo(GROUP_TOPIC);
    assertThat(header(letters.get(1), DeadLetters.OFFSET)).isEqualTo("1");
    assertThat(header(letters.get(1), DeadLetters.DETAIL)).contains("tombstone");
    assertThat(answered()).containsExactly("acme/DE#1");
    await().until(() -> rejected() == 2);
  }

  private double rejected() {
    return meters.get("freshet.refresher.rejected").tag("reason", "MALFORMED").counter().count();
  }

  @Test
  void shouldWorkOnceItsGroupHasGivenItItsPartBeItNone() {
    CountDownLatch asked = new CountDownLatch(1);
    MockConsumer<byte[], byte[]> fresh = new MockConsumer<>("earliest");
    fresh.schedulePollTask(asked::countDown);
    run = owner.submit(() -> lane.run(fresh, producer));
    await().until(() -> asked.getCount() == 0);
    assertThat(lane.isWorking()).isFalse();

    fresh.schedulePollTask(() -> fresh.rebalance(List.of()));

    await().until(lane::isWorking);
  }

  @Test
  void shouldNotWorkWhileTheRegistryHoldsItUp() {
    start();
    await().until(lane::isWorking);
    registry.close();
    byte[] ofAnUnknownSchema = {0, 0, 0, 39, 15, 1};

    bytes(0, 0, "acme/DE".getBytes(StandardCharsets.UTF_8), ofAnUnknownSchema);

    await().atMost(Duration.ofSeconds(30)).until(() -> !lane.isWorking());
    assertThat(run.isDone()).isFalse();
  }

  @Test
  void shouldReportAFailureWhenAFitBreaksOffWithAnError() {
    request(0, 0, "acme/DE", 1, OVERFLOWS);
    request(0, 1, "acme/FR", 1, 2);
    fitter.letGo(OVERFLOWS);
    fitter.letGo(2);
    start();

    await().until(() -> committed(0) == 2);

    assertThat(reports())
        .extracting(r -> r.getRequestId() + " " + r.getOutcome())
        .containsExactly("acme/DE#1 FAILED", "acme/FR#1 FAILED");
    assertThat(reports().get(0).getDetail()).contains("StackOverflowError");
  }

  @Test
  void shouldReportAFailureWhenARequestOfOursCannotBeRead() {
    Series series =
        new Series(Histories.FIRST_WEEK, 0, 1, Map.of("outcome.revenue", new Long[] {1L}));
    RefreshRequest request = Requests.of("acme/DE", 5, Specs.tv().build(), series, null);
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(
                    GROUP_TOPIC,
                    0,
                    0,
                    0L,
                    org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                    0,
                    0,
                    "acme/DE".getBytes(StandardCharsets.UTF_8),
                    new byte[] {1, 2, 3},
                    RequestHeaders.of(request),
                    java.util.Optional.empty())));
    start();

    await().until(() -> committed(0) == 1);

    RefreshReport report = reports().get(0);
    assertThat(report.getRequestId()).isEqualTo("acme/DE#5");
    assertThat(report.getSequence()).isEqualTo(5);
    assertThat(report.getOutcome()).isEqualTo(RefreshOutcome.FAILED);
    assertThat(report.getSpecVersion()).isEqualTo(request.getSpec().getVersion());
    assertThat(report.getDetail()).contains("cannot be read");
  }

  @Test
  void shouldSupersedeAResultWhoseSpecHasChangedOrGoneMeanwhile() {
    latest = new Supersession.Latest.Known(Specs.tv().weeks(1, 1).tolerance(0.2).build());
    request(0, 0, "acme/DE", 1, FITS);
    fitter.letGo(FITS);
    start();
    await().until(() -> committed(0) == 1);
    latest = new Supersession.Latest.Withdrawn();
    request(0, 1, "acme/FR", 1, FITS);
    await().until(() -> committed(0) == 2);

    assertThat(reports())
        .extracting(RefreshReport::getOutcome)
        .containsExactly(RefreshOutcome.SUPERSEDED, RefreshOutcome.SUPERSEDED);
    assertThat(reports())
        .extracting(RefreshReport::getDetail)
        .element(0)
        .asString()
        .contains("spec");
    assertThat(producer.history()).noneMatch(r -> r.topic().equals("mmm.models"));
  }

  @Test
  void shouldPublishWhenTheNewestSpecIsOneThatThePlannerLeavesAside() {
    latest = new Supersession.Latest.Known(Specs.tv().weeks(1, 1).currency("USD").build());
    request(0, 0, "acme/DE", 1, FITS);
    fitter.letGo(FITS);
    start();

    await().until(() -> committed(0) == 1);

    assertThat(reports().get(0).getOutcome()).isEqualTo(RefreshOutcome.PUBLISHED);
    assertThat(producer.history()).anyMatch(r -> r.topic().equals("mmm.models"));
    await().until(() -> meters.get("freshet.refresh.lag").timer().count() == 1);
    assertThat(meters.get("freshet.refresh.lag").timer().totalTime(TimeUnit.DAYS))
        .as("since the week closed, in 1970")
        .isGreaterThan(365);
    assertThat(meters.get("freshet.roi.interval.width").summary().count()).isPositive();
  }

  private RefreshRequest ofNewerEngine(Instant requestedAt) {
    Series series =
        new Series(Histories.FIRST_WEEK, 0, 1, Map.of("outcome.revenue", new Long[] {2_000_000L}));
    RefreshRequest newer = Requests.of("acme/FR", 1, Specs.tv().weeks(1, 1).build(), series, null);
    newer.setEngineVersion("4");
    newer.setRequestedAt(requestedAt);
    return newer;
  }

  @Test
  void shouldLeaveARequestForANewerEngineToOthersAndAnswerWhatItHasBegun() {
    request(0, 0, "acme/DE", 1, 1);
    start();
    awaitBegun(1);
    send(0, 1, ofNewerEngine(Instant.now()));
    request(0, 2, "acme/IT", 1, 3);
    await().until(() -> !consumer.paused().isEmpty());
    fitter.letGo(1);

    assertThatThrownBy(() -> run.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(Lane.NewerEngineException.class)
        .hasMessageContaining("acme/FR#1 needs engine 4, this is 3");

    assertThat(answered()).containsExactly("acme/DE#1");
    assertThat(committed(0)).isEqualTo(1);
    assertThat(fitter.begun).containsExactly(1);
  }

  @Test
  void shouldFailARequestThatNoNewerEngineHasComeForAndGoOn() {
    send(0, 0, ofNewerEngine(Instant.now().minus(RequestFitter.PATIENCE)));
    request(0, 1, "acme/IT", 1, 3);
    fitter.letGo(3);
    start();

    await().until(() -> committed(0) == 2);

    assertThat(reports())
        .extracting(r -> r.getRequestId() + " " + r.getOutcome())
        .containsExactly("acme/FR#1 FAILED", "acme/IT#1 FAILED");
    assertThat(reports().get(0).getDetail())
        .contains("needs engine 4", "10 min", "this one has engine 3");
    assertThat(fitter.begun).as("never fitted").containsExactly(3);
    assertThat(producer.history().stream().filter(r -> r.topic().equals("mmm.refreshes")))
        .extracting(r -> RequestHeaders.isUnattended(r.headers()))
        .containsExactly(true, false);
  }

  @Test
  void shouldCommitAgainWhatItsGroupWasTooBusyFor() {
    producer.sendOffsetsToTransactionException =
        new org.apache.kafka.clients.consumer.CommitFailedException();
    request(0, 0, "acme/DE", 1, 1);
    start();
    fitter.letGo(1);
    await().until(producer::transactionAborted);
    assertThat(answered()).isEmpty();

    producer.sendOffsetsToTransactionException = null;

    await().until(() -> committed(0) == 1);
    assertThat(answered()).containsExactly("acme/DE#1");
    assertThat(fitter.begun).containsExactly(1);
  }

  @Test
  void shouldLeaveNothingCommittedWhenTheCommitFails() {
    producer.commitTransactionException = new KafkaException("the broker is gone");
    request(0, 0, "acme/DE", 1, 1);
    start();
    fitter.letGo(1);

    assertThatThrownBy(() -> run.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("the broker is gone");

    assertThat(producer.transactionAborted()).isTrue();
    assertThat(producer.history()).isEmpty();
    assertThat(committed(0)).isEqualTo(-1);
    assertThat(sequences.take("acme/DE")).as("the model is free for the next run").isTrue();
  }

  @Test
  void shouldForgetTheRequestsOfPartitionsThatAreTakenAway() {
    request(0, 0, "acme/DE", 1, 1);
    request(1, 0, "acme/FR", 1, 2);
    start();
    awaitBegun(1, 2);
    consumer.schedulePollTask(() -> consumer.rebalance(List.of(partition(1))));
    await().until(() -> consumer.assignment().equals(java.util.Set.of(partition(1))));
    fitter.letGo(1);
    fitter.letGo(2);

    await().until(() -> committed(1) == 1);

    assertThat(answered()).containsExactly("acme/FR#1");
    assertThat(committed(0)).isEqualTo(-1);
    await().until(() -> sequences.take("acme/DE"));
  }

  @Test
  void shouldEndItsRunAndFreeItsModelsWhenStopped() throws Exception {
    request(0, 0, "acme/DE", 1, 1);
    start();
    awaitBegun(1);

    lane.stop();
    run.get(30, TimeUnit.SECONDS);

    assertThat(producer.history()).isEmpty();
    await().until(() -> sequences.take("acme/DE"));
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
