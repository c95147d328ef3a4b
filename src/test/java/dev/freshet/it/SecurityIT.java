package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Web;
import dev.freshet.config.Secret;
import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Rights;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

/** A broker that takes nothing but TLS, asks who one is, and allows what was granted. */
class SecurityIT {
  private static final String PASSWORD = "changeit";
  private static final List<Role> ROLES =
      List.of(Role.LEDGER, Role.PLANNER, Role.REFRESHER, Role.API);
  private static final ServiceConfig.Http HTTP =
      new ServiceConfig.Http(
          ServiceConfig.Http.LOOPBACK, 0, Optional.of(new Secret("token-of-orders")));
  private static final SimulatedAdvertiser ADVERTISER =
      Simulator.advertiser(
          new Simulator.Setting(
              "hooli/DE",
              "EUR",
              ZoneId.of("Europe/Berlin"),
              "DE",
              5,
              LocalDate.of(2025, 3, 3),
              56,
              3));
  private static final String MODEL = ADVERTISER.spec().model();

  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void start() throws Exception {
    Path keys = folder.resolve("broker.p12");
    keytool(keys);
    EmbeddedKafka kafka = EmbeddedKafka.in(folder.resolve("kafka"));
    broker(keys).forEach(kafka::with);
    stage = new Stage(folder, kafka.start(), client("admin", keys));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static Map<String, String> broker(Path keys) {
    Map<String, String> settings = new HashMap<>();
    settings.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("sasl.enabled.mechanisms", "PLAIN");
    settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    StringBuilder users =
        new StringBuilder(
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\" password=\"admin-secret\"");
    Stream.concat(Stream.of("admin", "sender"), ROLES.stream().map(SecurityIT::user))
        .forEach(user -> users.append(" user_%s=\"%s-secret\"".formatted(user, user)));
    settings.put("listener.name.clients.plain.sasl.jaas.config", users.append(';').toString());
    settings.put("ssl.keystore.location", keys.toString());
    settings.put("ssl.keystore.password", PASSWORD);
    settings.put("ssl.truststore.location", keys.toString());
    settings.put("ssl.truststore.password", PASSWORD);
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The controller's listener is the broker's own, on loopback.
    settings.put("super.users", "User:admin;User:ANONYMOUS");
    return settings;
  }

  private static Map<String, Object> client(String user, Path keys) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s-secret\";"
            .formatted(user, user),
        "ssl.truststore.location",
        keys.toString(),
        "ssl.truststore.password",
        PASSWORD,
        "max.retries",
        1);
  }

  private static String user(Role role) {
    return "freshet-" + role.name().toLowerCase(java.util.Locale.ROOT);
  }

  private ServiceConfig.Cluster as(String user) {
    ServiceConfig.Cluster admin = stage.cluster;
    return new ServiceConfig.Cluster(
        admin.bootstrapServers(),
        admin.registryUrls(),
        admin.prefix(),
        client(user, folder.resolve("broker.p12")));
  }

  private Service service(Role role) {
    return new Service(
        ServiceConfig.alone(role, as(user(role)), folder.resolve("state-" + role))
            .withInstance(new ServiceConfig.Instance(user(role), true))
            .withLayout(new ServiceConfig.Layout(2, 1))
            .withBooking(ServiceConfig.Booking.DEFAULTS.withFlush(Duration.ofMillis(200)))
            .withHttp(role == Role.API ? HTTP : ServiceConfig.Http.OFF),
        Stage.fitter(),
        Clock.systemUTC(),
        new SimpleMeterRegistry());
  }

  private void grant(Role role) throws Exception {
    try (Admin admin = TopicAdmin.connect(stage.cluster)) {
      admin.createAcls(Rights.bindings(role, stage.topics, "User:" + user(role))).all().get();
    }
  }

  /** What whoever sends events needs. */
  private void grantSender() throws Exception {
    List<AclBinding> bindings = new ArrayList<>();
    for (AclOperation operation : List.of(AclOperation.WRITE, AclOperation.DESCRIBE)) {
      bindings.add(
          new AclBinding(
              new ResourcePattern(ResourceType.TOPIC, "mmm.", PatternType.PREFIXED),
              new AccessControlEntry("User:sender", "*", operation, AclPermissionType.ALLOW)));
    }
    try (Admin admin = TopicAdmin.connect(stage.cluster)) {
      admin.createAcls(bindings).all().get();
    }
  }

  @Test
  void shouldFitAModelWithTheLeastRightsOfEachRole() throws Exception {
    stage.service().close();
    grantSender();
    List<Service> services = new ArrayList<>();
    try (EventSender sender = new EventSender(as("sender"))) {
      for (Role role : ROLES) {
        grant(role);
        Service service = service(role);
        services.add(service);
        // The broker learns of granted rights a moment later.
        Stage.await(() -> service.checkTopics().isEmpty());
        service.start();
        assertThat(service.awaitRunning(Duration.ofSeconds(90))).isTrue();
      }
      SimulatedFeed feed = new SimulatedFeed(stage.topics, sender);
      feed.sendSpec(ADVERTISER);
      for (int week = 0; week < ADVERTISER.weeks(); week++) {
        feed.send(ADVERTISER.delivery(week));
      }
      feed.send(ADVERTISER.remainder());
      stage.awaitWeeklyTruth(ADVERTISER);
      stage.awaitFresh(ADVERTISER);
      assertThat(stage.publishedRoi()).isNotEmpty();
      assertThat(stage.rebuild(MODEL).getModel()).isEqualTo(MODEL);
      shouldAnswerAndOrder(new Web(services.get(ROLES.indexOf(Role.API)).httpPort().orElseThrow()));
    } finally {
      services.forEach(Service::close);
    }
  }

  /** The API reads what is published and hands orders on, with its own rights. */
  private void shouldAnswerAndOrder(Web web) {
    String path = "/api/v1/models/" + MODEL;
    Stage.await(() -> web.get("/health/ready").statusCode() == 200);
    Stage.await(() -> web.get(path + "/roi").statusCode() == 200);
    assertThat(
            web.post(path + "/refresh", null, "Authorization", "Bearer token-of-orders")
                .statusCode())
        .isEqualTo(202);
  }

  @Test
  void shouldSayWhichTopicsARoleMayNotSee() {
    stage.service().close();
    try (Service ledger = service(Role.LEDGER)) {
      assertThat(ledger.checkTopics())
          .anyMatch(p -> p.startsWith("topic mmm.spend is missing: "))
          .noneMatch(p -> p.contains("mmm.roi"));
    }
  }

  /** A key pair whose certificate is its own authority, made with the JDK's keytool. */
  private void keytool(Path keys) throws Exception {
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-ext",
                "BC=ca:true",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString())
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
  }
}
