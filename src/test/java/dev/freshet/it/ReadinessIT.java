package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Web;
import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a refresher calls itself ready, on a broker that asks for rights. */
class ReadinessIT {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%1$s\"";

  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void start() {
    EmbeddedKafka kafka = EmbeddedKafka.in(folder.resolve("kafka"));
    Map.of(
            "listener.security.protocol.map",
            "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms",
            "PLAIN",
            "sasl.mechanism.inter.broker.protocol",
            "PLAIN",
            "listener.name.clients.plain.sasl.jaas.config",
            LOGIN.formatted("admin") + " user_admin=\"admin\" user_refresher=\"refresher\";",
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            // The controller's listener is the broker's own, on loopback.
            "super.users",
            "User:admin;User:ANONYMOUS")
        .forEach(kafka::with);
    stage = new Stage(folder, kafka.start(), client("admin"));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static Map<String, Object> client(String user) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        LOGIN.formatted(user) + ";");
  }

  private void grant(ResourceType type, String prefix) throws Exception {
    AclBinding all =
        new AclBinding(
            new ResourcePattern(type, prefix, PatternType.PREFIXED),
            new AccessControlEntry(
                "User:refresher", "*", AclOperation.ALL, AclPermissionType.ALLOW));
    try (Admin admin = TopicAdmin.connect(stage.cluster)) {
      admin.createAcls(List.of(all)).all().get();
    }
  }

  @Test
  void shouldNotBeReadyBeforeItsGroupsHaveTakenItIn() throws Exception {
    stage.service().close();
    grant(ResourceType.TOPIC, "mmm.");
    grant(ResourceType.TRANSACTIONAL_ID, "freshet-refresher-");
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Service refresher = refresher("a", meters)) {
      Stage.await(() -> refresher.checkTopics().isEmpty());
      refresher.start();
      Web web = new Web(refresher.httpPort().orElseThrow());

      Stage.await(() -> failures(meters, "refresh") > 1 && failures(meters, "build") > 1);
      assertThat(web.get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(web.get("/health/ready").body()).contains("PREPARING");
      assertThat(web.get("/health/startup").statusCode()).isEqualTo(503);
      assertThat(web.get("/health/live").statusCode()).isEqualTo(200);

      grant(ResourceType.GROUP, "freshet-refresher-");

      Stage.await(() -> web.get("/health/ready").statusCode() == 200);
    }
  }

  @Test
  void shouldBeReadyWhenOthersHaveAllPartitions() throws Exception {
    stage.service().close();
    grant(ResourceType.TOPIC, "mmm.");
    grant(ResourceType.TRANSACTIONAL_ID, "freshet-refresher-");
    grant(ResourceType.GROUP, "freshet-refresher-");
    // Three for two partitions.
    try (Service a = refresher("a", new SimpleMeterRegistry());
        Service b = refresher("b", new SimpleMeterRegistry());
        Service c = refresher("c", new SimpleMeterRegistry())) {
      for (Service refresher : List.of(a, b, c)) {
        Stage.await(() -> refresher.checkTopics().isEmpty());
        refresher.start();
        Web web = new Web(refresher.httpPort().orElseThrow());
        Stage.await(() -> web.get("/health/ready").statusCode() == 200);
      }
    }
  }

  private Service refresher(String name, SimpleMeterRegistry meters) {
    ServiceConfig.Cluster cluster =
        new ServiceConfig.Cluster(
            stage.cluster.bootstrapServers(),
            stage.cluster.registryUrls(),
            stage.cluster.prefix(),
            client("refresher"));
    return new Service(
        ServiceConfig.alone(Role.REFRESHER, cluster, folder.resolve("state-" + name))
            .withInstance(new ServiceConfig.Instance(name, false))
            .withLayout(new ServiceConfig.Layout(2, 1))
            .withHttp(new ServiceConfig.Http(ServiceConfig.Http.LOOPBACK, 0, Optional.empty())),
        Stage.fitter(),
        Clock.systemUTC(),
        meters);
  }

  private static double failures(SimpleMeterRegistry meters, String lane) {
    return meters.get("freshet.lane.failures").tag("lane", lane).counter().count();
  }
}
