package dev.freshet.ops;

import dev.freshet.config.ClientKind;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates Freshet's topics when asked and checks at start that they are as they must be. */
public final class TopicAdmin {
  private static final int TIMEOUT_SECONDS = 20;
  private static final Duration POLL = Duration.ofMillis(200);

  private static final int LEAST_MESSAGE_BYTES = 1 << 20;
  private static final String CHANGELOG = "-changelog";
  private static final String REPARTITION = "-repartition";

  private final Admin admin;
  private final Topics topics;

  public TopicAdmin(Admin admin, Topics topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /** A client that says within 20 s that it finds no brokers; Kafka's own takes a minute. */
  public static Admin connect(ServiceConfig.Cluster cluster) {
    Map<String, Object> settings = cluster.client(ClientKind.ADMIN);
    int millis = Math.toIntExact(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
    // The request's must not be longer than the call's: who sets one sets both.
    if (!settings.containsKey(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG)) {
      settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
      settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    }
    return Admin.create(settings);
  }

  /**
   * Makes sure that topics are there before something is sent to them: a cluster that creates
   * topics by use would create them otherwise than they must be.
   *
   * @throws IllegalStateException naming the first that is missing, and the way out
   */
  public static void require(ServiceConfig.Cluster cluster, List<Topic<?, ?>> needed) {
    try (Admin admin = connect(cluster)) {
      Set<String> present = await(admin.listTopics().names(), "listing the topics");
      for (Topic<?, ?> topic : needed) {
        if (!present.contains(topic.name())) {
          throw new IllegalStateException(
              "topic %s is missing: start the service first (freshet run --create-topics), or check --topic-prefix"
                  .formatted(topic.name()));
        }
      }
    }
  }

  /**
   * Creates the topics that are missing.
   *
   * @return names of those created
   */
  public List<String> create(ServiceConfig.Layout layout) {
    Set<String> present = present();
    List<NewTopic> missing =
        topics.all().stream()
            .filter(t -> !present.contains(t.name()))
            .map(
                t ->
                    new NewTopic(t.name(), layout.partitions(), (short) layout.replication())
                        .configs(TopicDefaults.of(t, layout)))
            .toList();
    List<String> created = new ArrayList<>();
    admin
        .createTopics(missing)
        .values()
        .forEach(
            (name, done) -> {
              try {
                await(done, "creating topic " + name);
                created.add(name);
              } catch (TopicExistsException e) {
                // Another instance was faster: what counts is that the topic is there.
              }
            });
    return created;
  }

  /**
   * What is wrong with some of the topics.
   *
   * @return problems, each with its way out; empty when all is well
   */
  public List<String> check(List<Topic<?, ?>> needed) {
    Set<String> present = present();
    List<String> problems = new ArrayList<>();
    List<Topic<?, ?>> found = new ArrayList<>();
    for (Topic<?, ?> topic : needed) {
      if (present.contains(topic.name())) {
        found.add(topic);
      } else {
        problems.add(
            "topic %s is missing: create it, or start with --create-topics; if it is there, we may not see it: see docs/security.md"
                .formatted(topic.name()));
      }
    }
    Map<ConfigResource, Config> configs =
        await(
            admin.describeConfigs(found.stream().map(TopicAdmin::resource).toList()).all(),
            "reading the topics' settings");
    for (Topic<?, ?> topic : found) {
      checkConfig(topic, configs.get(resource(topic)), problems);
    }
    checkPartitions(found, problems);
    return problems;
  }

  /**
   * What is wrong with the topics that an application made for itself in an earlier start: changed
   * by hand, or by other settings.
   *
   * @param application application id
   * @param partitions partitions that its repartition topic must have
   */
  public List<String> checkInternal(String application, int partitions) {
    List<String> names =
        present().stream().filter(t -> isInternal(application, t)).sorted().toList();
    Map<String, TopicDescription> descriptions =
        await(
            admin.describeTopics(names).allTopicNames(), "reading the internal topics' partitions");
    Map<ConfigResource, Config> configs =
        await(
            admin.describeConfigs(names.stream().map(TopicAdmin::resource).toList()).all(),
            "reading the internal topics' settings");
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      Config config = configs.get(resource(name));
      checkSize(name, config, problems);
      boolean changelog = name.endsWith(CHANGELOG);
      String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
      if (changelog != policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
        problems.add(
            "topic %s has cleanup.policy=%s: set %s, or state is lost"
                .formatted(name, policy, changelog ? "compact" : "delete"));
      }
      int found = descriptions.get(name).partitions().size();
      if (found != partitions) {
        problems.add(
            "topic %s has %d partitions, but --partitions is %d: give --partitions %d, or see docs/upgrades.md"
                .formatted(name, found, partitions, found));
      }
    }
    return problems;
  }

  /** Whether Kafka Streams made a topic for an application. */
  static boolean isInternal(String application, String topic) {
    return topic.startsWith(application + "-")
        && (topic.endsWith(CHANGELOG) || topic.endsWith(REPARTITION));
  }

  /** Name of the topic through which an application repartitions. */
  static String repartition(String application, String name) {
    return application + "-" + name + REPARTITION;
  }

  /**
   * What keeps an application from reading its inputs without a repartition.
   *
   * @param inputs topics that it reads
   * @param application application id
   * @param gathered name of its repartition topic, which must hold nothing unread
   * @param partitions partitions that every input must have
   * @param reader reads committed records only
   */
  public List<String> checkKeyed(
      List<Topic<?, ?>> inputs,
      String application,
      String gathered,
      int partitions,
      Consumer<byte[], byte[]> reader) {
    List<String> problems = new ArrayList<>();
    await(
            admin.describeTopics(inputs.stream().map(Topic::name).toList()).allTopicNames(),
            "reading the topics' partitions")
        .forEach(
            (name, topic) -> {
              if (topic.partitions().size() != partitions) {
                problems.add(
                    "topic %s has %d partitions, but with --keyed-inputs every input must have --partitions, %d: run without --keyed-inputs"
                        .formatted(name, topic.partitions().size(), partitions));
              }
            });
    String repartition = repartition(application, gathered);
    if (present().contains(repartition) && hasUnread(application, repartition, reader)) {
      problems.add(
          "topic %s holds records that are not booked: run without --keyed-inputs until it is read"
              .formatted(repartition));
    }
    return problems;
  }

  // Transactions leave marks in a topic, so only reading tells whether there are records.
  private boolean hasUnread(String group, String topic, Consumer<byte[], byte[]> reader) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        await(
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
            "reading how far " + group + " is");
    List<TopicPartition> places =
        reader.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    reader.assign(places);
    reader.seekToBeginning(places);
    for (TopicPartition place : places) {
      OffsetAndMetadata read = committed.get(place);
      if (read != null) {
        reader.seek(place, read);
      }
    }
    Map<TopicPartition, Long> ends = reader.endOffsets(places);
    while (ends.entrySet().stream().anyMatch(e -> reader.position(e.getKey()) < e.getValue())) {
      if (!reader.poll(POLL).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** A set is spread over its topics by model: the same model must find the same workers. */
  private void checkPartitions(List<Topic<?, ?>> found, List<String> problems) {
    Map<String, TopicDescription> descriptions =
        await(
            admin.describeTopics(found.stream().map(Topic::name).toList()).allTopicNames(),
            "reading the topics' partitions");
    String refreshes = topics.refreshRequests().name();
    String rebuilds = topics.rebuildRequests().name();
    if (descriptions.containsKey(refreshes) && descriptions.containsKey(rebuilds)) {
      int a = descriptions.get(refreshes).partitions().size();
      int b = descriptions.get(rebuilds).partitions().size();
      if (a != b) {
        problems.add(
            "topics %s and %s have %d and %d partitions: give both the same number, or one refresher "
                    .formatted(refreshes, rebuilds, a, b)
                + "works on a model's refresh while another builds it");
      }
    }
  }

  private static void checkConfig(Topic<?, ?> topic, Config config, List<String> problems) {
    String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
    boolean compacted = topic.retention() == Topic.Retention.COMPACT;
    if (compacted != policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      problems.add(
          "topic %s has cleanup.policy=%s, but must %s: alter it with kafka-configs"
              .formatted(topic.name(), policy, compacted ? "be compacted" : "not be compacted"));
    }
    if (compacted && policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
      problems.add(
          "topic %s has cleanup.policy=%s: deletion by age would lose current rows; set compact"
              .formatted(topic.name(), policy));
    }
    checkSize(topic.name(), config, problems);
  }

  private static void checkSize(String topic, Config config, List<String> problems) {
    String size = value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    if (!size.isEmpty() && Integer.parseInt(size) < LEAST_MESSAGE_BYTES) {
      problems.add(
          "topic %s has max.message.bytes=%s: set %d or more, a large model needs it"
              .formatted(topic, size, LEAST_MESSAGE_BYTES));
    }
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  private Set<String> present() {
    return await(admin.listTopics().names(), "listing the topics");
  }

  private static ConfigResource resource(Topic<?, ?> topic) {
    return resource(topic.name());
  }

  static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  static <T> T await(KafkaFuture<T> future, String doing) {
    try {
      return future.get(TIMEOUT_SECONDS + 5L, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw unanswered(doing, e);
      }
      if (e.getCause() instanceof InvalidReplicationFactorException) {
        throw new IllegalStateException(
            "%s failed: %s; give --replication no more than there are brokers"
                .formatted(doing, e.getCause().getMessage()),
            e);
      }
      throw new IllegalStateException(doing + " failed: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw unanswered(doing, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(doing + " was interrupted", e);
    }
  }

  private static IllegalStateException unanswered(String doing, Exception cause) {
    return new IllegalStateException(
        "%s: no answer from the brokers within %d s; check bootstrap-servers, and TLS or SASL among the settings kafka.…"
            .formatted(doing, TIMEOUT_SECONDS),
        cause);
  }
}
