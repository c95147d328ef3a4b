package dev.freshet.failures;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaFuture;

/** Kafka, however it runs, as a deployment needs it. */
interface Brokers {
  int CALL_SECONDS = 20;

  String bootstrapServers();

  Admin admin();

  /** Replication factor that they can give a topic. */
  int replication();

  /** Static members of a group, by the names of their instances. */
  default List<String> members(String group) throws Exception {
    return call(admin().describeConsumerGroups(List.of(group)).all()).get(group).members().stream()
        .map(MemberDescription::groupInstanceId)
        .flatMap(Optional::stream)
        .sorted()
        .toList();
  }

  static <T> T call(KafkaFuture<T> future) throws Exception {
    return future.get(CALL_SECONDS, TimeUnit.SECONDS);
  }
}
