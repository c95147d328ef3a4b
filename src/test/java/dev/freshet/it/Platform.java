package dev.freshet.it;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.freshet.api.Web;
import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.CommandKind;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshCommand;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.config.Secret;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.model.BayesianFitter;
import dev.freshet.model.FittedModel;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.refresh.FileFits;
import dev.freshet.refresh.FitRequests;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.WeeklyHistory;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/**
 * Brokers, a registry and Freshet for tests of the whole way, and what such tests read and wait
 * for. The same tests run in this process or in containers.
 */
abstract class Platform implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  final ServiceConfig.Cluster cluster;
  final Topics topics;

  Platform(ServiceConfig.Cluster cluster) {
    this.cluster = cluster;
    topics = Service.topics(cluster);
  }

  /**
   * Where {@code -Dfreshet.platform} says: {@code embedded}, which is the default, or {@code
   * containers}; then the test is skipped where no container engine answers.
   *
   * @param folder for what is kept on disk
   */
  static Platform chosen(Path folder) {
    String name = System.getProperty("freshet.platform", "embedded");
    return switch (name) {
      case "embedded" -> new Stage(folder);
      case "containers" -> new ContainerStage();
      default ->
          throw new IllegalArgumentException(
              "-Dfreshet.platform=%s: embedded or containers".formatted(name));
    };
  }

  /** Freshet in all its roles, at work. */
  interface Running extends AutoCloseable {
    /** What it answers over HTTP. */
    Web web();

    /** Stops it in order; its state stays. */
    @Override
    void close();
  }

  /**
   * Starts Freshet in all its roles, which makes the topics that are missing, and waits until it is
   * ready; after it was closed it goes on with the state it left.
   *
   * @param token what a caller must show who orders a fit
   */
  abstract Running run(Optional<Secret> token);

  static BayesianFitter fitter() {
    return new BayesianFitter(BayesianFitter.Settings.DEFAULT.withThreads(2));
  }

  /** What {@code freshet fit} makes of the advertiser's true weekly figures. */
  static FittedModel fitOf(SimulatedAdvertiser advertiser) {
    Map<String, long[]> micros =
        advertiser.truth().variables().stream()
            .collect(
                Collectors.toMap(
                    v -> v, advertiser.truth()::micros, (a, b) -> a, LinkedHashMap::new));
    ModelSpec spec = advertiser.spec();
    WeeklyHistory history = new WeeklyHistory(advertiser.week(0), advertiser.weeks(), micros);
    return fitter()
        .fit(FitRequests.of(spec, FileFits.series(spec, history, null), Optional.empty()));
  }

  /** The newest value of each key, read_committed; tombstoned keys left out. */
  <V> Map<String, V> table(Topic<String, V> topic) {
    Map<String, V> rows = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records(topic.name())) {
      String key = topic.keySerde().deserializer().deserialize(topic.name(), record.key());
      if (record.value() == null) {
        rows.remove(key);
      } else {
        rows.put(key, topic.value(record.value()));
      }
    }
    return rows;
  }

  /** All committed records of a topic there are now. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    Map<String, Object> settings = new HashMap<>(cluster.kafkaClient());
    settings.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      // Under read_committed these are the last stable offsets.
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** Waits until the weekly rows are the advertiser's true figures, to the micro. */
  void awaitWeeklyTruth(SimulatedAdvertiser advertiser) {
    Map<String, Map<String, Long>> expected = weeklyTruth(advertiser);
    Awaitility.await()
        .dontCatchUncaughtExceptions()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> org.assertj.core.api.Assertions.assertThat(weeklyAmounts()).isEqualTo(expected));
  }

  /** By key, the non-zero amounts of the weekly rows. */
  Map<String, Map<String, Long>> weeklyAmounts() {
    Map<String, Map<String, Long>> amounts = new TreeMap<>();
    for (Map.Entry<String, WeeklyObservation> e : table(topics.weekly()).entrySet()) {
      Map<String, Long> week = new TreeMap<>();
      e.getValue().getVariables().stream()
          .filter(v -> v.getAmountMicros() != 0)
          .forEach(v -> week.put(v.getVariable(), v.getAmountMicros()));
      amounts.put(e.getKey(), week);
    }
    return amounts;
  }

  private static Map<String, Map<String, Long>> weeklyTruth(SimulatedAdvertiser advertiser) {
    Map<String, Map<String, Long>> amounts = new TreeMap<>();
    for (int w = 0; w < advertiser.weeks(); w++) {
      Map<String, Long> week = new TreeMap<>();
      for (String variable : advertiser.truth().variables()) {
        long micros = advertiser.truth().micros(variable)[w];
        if (micros != 0) {
          week.put(variable, micros);
        }
      }
      amounts.put(advertiser.spec().model() + "|" + advertiser.week(w), week);
    }
    return amounts;
  }

  /** Waits until the model is fresh through the advertiser's last week. */
  void awaitFresh(SimulatedAdvertiser advertiser) {
    awaitFresh(advertiser, advertiser.weeks() - 1);
  }

  /** Waits until the model is fresh through a week. */
  void awaitFresh(SimulatedAdvertiser advertiser, int week) {
    await(
        () -> {
          ModelStatus status = table(topics.status()).get(advertiser.spec().model());
          return status != null
              && status.getState() == ModelState.FRESH
              && advertiser.week(week).equals(status.getClosedWeek());
        });
  }

  /** Orders a rebuild and waits for its report. */
  RefreshReport rebuild(String model) {
    Instant ordered = Instant.now();
    try (EventSender sender = new EventSender(cluster)) {
      sender.send(
          topics.commands(),
          model,
          new RefreshCommand(model, CommandKind.REBUILD, ordered, "to compare"));
      sender.flush();
    }
    return awaitReport(
        r -> r.getModel().equals(model) && r.getDetail() != null && ordered(r, ordered));
  }

  private static boolean ordered(RefreshReport report, Instant at) {
    return !report.getRequestedAt().isBefore(at.truncatedTo(java.time.temporal.ChronoUnit.MILLIS))
        && report.getReasons().contains(dev.freshet.avro.TriggerReason.COMMAND);
  }

  RefreshReport awaitReport(Predicate<RefreshReport> matches) {
    List<RefreshReport> found = new ArrayList<>();
    await(
        () ->
            records(topics.refreshes().name()).stream()
                .map(r -> topics.refreshes().value(r.value()))
                .filter(matches)
                .peek(found::add)
                .findFirst()
                .isPresent());
    return found.get(0);
  }

  static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await()
        // A stream thread's death is what some tests are about.
        .dontCatchUncaughtExceptions()
        .atMost(PATIENCE.toSeconds(), SECONDS)
        .pollInterval(Duration.ofMillis(250))
        .until(condition);
  }

  /** Published ROI rows as text, every digit, with the keys of the topic. */
  Map<String, String> publishedRoi() {
    Map<String, String> rows = new TreeMap<>();
    for (Map.Entry<String, ChannelRoi> e : table(topics.roi()).entrySet()) {
      ChannelRoi r = e.getValue();
      rows.put(
          e.getKey(),
          String.join(
              " ",
              r.getModelVersion(),
              Double.toString(r.getSpend()),
              Double.toString(r.getContribution()),
              String.valueOf(r.getRoi()),
              String.valueOf(r.getRoiLower()),
              String.valueOf(r.getRoiUpper())));
    }
    return rows;
  }

  /** The same of a fitted model. */
  static Map<String, String> roiOf(String name, FittedModel model) {
    Map<String, String> rows = new TreeMap<>();
    model
        .roi()
        .forEach(
            r ->
                rows.put(
                    name + "|" + r.channel() + "|" + r.horizon(),
                    String.join(
                        " ",
                        model.modelVersion(),
                        Double.toString(r.spend()),
                        Double.toString(r.contribution().median()),
                        r.roi().map(i -> Double.toString(i.median())).orElse("null"),
                        r.roi().map(i -> Double.toString(i.lower())).orElse("null"),
                        r.roi().map(i -> Double.toString(i.upper())).orElse("null"))));
    return rows;
  }

  /** Published contributions, every digit. */
  Map<String, Double> publishedContributions() {
    Map<String, Double> rows = new TreeMap<>();
    for (Map.Entry<String, Contribution> e : table(topics.contributions()).entrySet()) {
      rows.put(e.getKey(), e.getValue().getContribution());
    }
    return rows;
  }

  /** The same of a fitted model. */
  static Map<String, Double> contributionsOf(String name, FittedModel model) {
    Map<String, Double> rows = new TreeMap<>();
    model
        .components()
        .forEach(
            c -> {
              double[] path = c.contribution();
              for (int t = 0; t < path.length; t++) {
                rows.put(
                    name + "|" + model.data().week(t) + "|" + c.component(),
                    Double.isFinite(path[t]) ? path[t] : null);
              }
            });
    return rows;
  }

  @Override
  public abstract void close();

  /** Closes what was begun, in turn; null where a test never came so far. */
  static void close(Running service, Platform platform) {
    if (service != null) {
      service.close();
    }
    if (platform != null) {
      platform.close();
    }
  }
}
