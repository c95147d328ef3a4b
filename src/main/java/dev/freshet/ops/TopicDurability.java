package dev.freshet.ops;

import dev.freshet.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** What may be lost of a topic as it is set up: it works, until the day it is needed. */
final class TopicDurability {
  private TopicDurability() {}

  /**
   * What may be lost of some of the topics as they are; it keeps nothing from working.
   *
   * @param used topics that are there
   * @param applications ids of those that have internal topics
   * @param inputRetention how long inputs must be kept; empty for ever
   */
  static List<String> warnings(
      Admin admin,
      List<Topic<?, ?>> used,
      List<String> applications,
      Optional<Duration> inputRetention) {
    Set<String> names =
        new TreeSet<>(TopicAdmin.await(admin.listTopics().names(), "listing the topics"));
    Set<String> inputs =
        used.stream()
            .filter(t -> t.retention() == Topic.Retention.INPUT)
            .map(Topic::name)
            .collect(Collectors.toSet());
    Set<String> ours = used.stream().map(Topic::name).collect(Collectors.toSet());
    names.removeIf(
        n ->
            !ours.contains(n) && applications.stream().noneMatch(a -> TopicAdmin.isInternal(a, n)));
    Map<String, TopicDescription> descriptions =
        TopicAdmin.await(admin.describeTopics(names).allTopicNames(), "reading the topics' copies");
    Map<ConfigResource, Config> configs =
        TopicAdmin.await(
            admin.describeConfigs(names.stream().map(TopicAdmin::resource).toList()).all(),
            "reading the topics' settings");
    List<String> warnings = new ArrayList<>();
    for (String name : names) {
      Config config = configs.get(TopicAdmin.resource(name));
      int copies = descriptions.get(name).partitions().get(0).replicas().size();
      copying(name, copies, config).ifPresent(warnings::add);
      if (inputs.contains(name)) {
        warnings.addAll(keeping(name, inputRetention, config));
      }
    }
    return warnings;
  }

  /**
   * What is weak about how records are copied.
   *
   * @param copies replication factor
   */
  static Optional<String> copying(String topic, int copies, Config config) {
    int inSync = Integer.parseInt(value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1"));
    int wanted = TopicDefaults.leastInSync(copies).orElse(1);
    return inSync >= wanted
        ? Optional.empty()
        : Optional.of(
            "topic %s has %d copies, but min.insync.replicas=%d: a record that one broker alone had is lost with it; set %d with kafka-configs"
                .formatted(topic, copies, inSync, wanted));
  }

  /**
   * What of an input is deleted before it may be.
   *
   * @param wanted how long records must be kept; empty for ever
   */
  static List<String> keeping(String topic, Optional<Duration> wanted, Config config) {
    List<String> warnings = new ArrayList<>();
    String kept = value(config, TopicConfig.RETENTION_MS_CONFIG, TopicDefaults.UNLIMITED);
    long millis = Long.parseLong(kept);
    if (millis >= 0 && millis < wanted.map(Duration::toMillis).orElse(Long.MAX_VALUE)) {
      warnings.add(
          "topic %s keeps records for %d h (retention.ms=%s), less than input-retention, %s: lost state cannot be made again from it. Set retention.ms=%s with kafka-configs, or give --input-retention, no shorter than the longest window of a model"
              .formatted(
                  topic,
                  Duration.ofMillis(millis).toHours(),
                  kept,
                  wanted.map(Duration::toString).orElse("unlimited"),
                  wanted
                      .map(Duration::toMillis)
                      .map(Object::toString)
                      .orElse(TopicDefaults.UNLIMITED)));
    }
    String bytes = value(config, TopicConfig.RETENTION_BYTES_CONFIG, TopicDefaults.UNLIMITED);
    if (!bytes.equals(TopicDefaults.UNLIMITED)) {
      warnings.add(
          "topic %s has retention.bytes=%s: what is beyond that is deleted whatever its age; set -1 with kafka-configs"
              .formatted(topic, bytes));
    }
    return warnings;
  }

  private static String value(Config config, String name, String otherwise) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? otherwise : entry.value();
  }
}
