package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.BayesianFitter;
import dev.freshet.topic.RecordedClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class ServiceClientsTest {
  private static ServiceConfig.Cluster cluster(String name) {
    return new ServiceConfig.Cluster(
        "127.0.0.1:1", "http://127.0.0.1:1", "mmm.", RecordedClients.settings(name));
  }

  private static Service service(ServiceConfig.Cluster cluster) {
    return new Service(
        ServiceConfig.alone(Role.ALL, cluster, Path.of("state")),
        new BayesianFitter(BayesianFitter.Settings.DEFAULT),
        Clock.systemUTC(),
        new SimpleMeterRegistry());
  }

  @Test
  void shouldGiveSettingsToThoseWhoSendAndAdministerAndProbe() {
    ServiceConfig.Cluster cluster = cluster("ops");
    new EventSender(cluster).close();
    TopicAdmin.connect(cluster).close();
    try (Service service = service(cluster)) {
      service.reader().close();
    }

    List<Map<String, Object>> made = RecordedClients.made("ops");
    assertThat(made).hasSize(3);
    assertThat(made.get(0)).containsAllEntriesOf(RecordedClients.ofProducer());
    assertThat(made.get(1)).containsAllEntriesOf(RecordedClients.ofAdmin());
    assertThat(made.get(2)).containsAllEntriesOf(RecordedClients.ofConsumer());
  }

  @Test
  void shouldGiveSettingsToLedgerAndPlanner() {
    StreamsConfig streams;
    try (Service service = service(cluster("streams"))) {
      streams = new StreamsConfig(service.streamsConfig("freshet-ledger"));
    }

    assertThat(streams.getMainConsumerConfigs("g", "c", 0))
        .containsAllEntriesOf(RecordedClients.ofConsumer());
    assertThat(streams.getProducerConfigs("c")).containsAllEntriesOf(RecordedClients.ofProducer());
    assertThat(streams.getAdminConfigs("c")).containsAllEntriesOf(RecordedClients.ofAdmin());
  }

  @Test
  void shouldReserveWhatTheFaultHandlersAreSetUpWith() {
    assertThat(FaultHandler.names())
        .isEqualTo(
            FaultHandler.settings("letters", new SimpleMeterRegistry(), Clock.systemUTC())
                .keySet());
  }
}
