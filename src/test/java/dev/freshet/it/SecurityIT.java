package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Web;
import dev.freshet.cli.FreshetCommand;
import dev.freshet.config.ClientKind;
import dev.freshet.config.Secret;
import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedEvent;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Rights;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.spec.ClosingSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Keys;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A broker that takes nothing but TLS, asks who one is, and allows what was granted. */
class SecurityIT {
  private static final String PASSWORD = "changeit";
  private static final List<Role> ROLES =
      List.of(Role.LEDGER, Role.PLANNER, Role.REFRESHER, Role.API);
  private static final ServiceConfig.Http HTTP =
      new ServiceConfig.Http(
          ServiceConfig.Http.LOOPBACK, 0, Optional.of(new Secret("token-of-orders")));
  private static final SimulatedAdvertiser ADVERTISER = advertiser("hooli/DE");
  private static final String MODEL = ADVERTISER.spec().model();
  private static final String SILENT = ADVERTISER.spec().outcomeSource();
  private static final String SOURCE = "freshet-source";

  /** Parts of every password and token there is. */
  private static final List<String> SECRETS =
      List.of("-secret", PASSWORD, "token-of-orders", "not-the-token");

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
    Stream.concat(Stream.of("admin", SOURCE), ROLES.stream().map(SecurityIT::user))
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

  private static SimulatedAdvertiser advertiser(String model) {
    return Simulator.advertiser(
        new Simulator.Setting(
            model, "EUR", ZoneId.of("Europe/Berlin"), "DE", 5, LocalDate.of(2025, 3, 3), 56, 3));
  }

  private static Map<String, Object> client(String user, Path keys) {
    Map<String, Object> settings = new HashMap<>(client(user, user + "-secret", keys));
    settings.put("max.retries", 1);
    return settings;
  }

  private static Map<String, String> client(String user, String password, Path keys) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password),
        "ssl.truststore.location",
        keys.toString(),
        "ssl.truststore.password",
        PASSWORD);
  }

  private static String user(Role role) {
    return "freshet-" + role.name().toLowerCase(java.util.Locale.ROOT);
  }

  private ServiceConfig.Cluster as(String user) {
    ServiceConfig.Cluster admin = stage.cluster;
    return new ServiceConfig.Cluster(
        admin.bootstrapServers(),
        registry(),
        admin.prefix(),
        client(user, folder.resolve("broker.p12")));
  }

  /** The registry, with a user and a password that it does not ask for. */
  private String registry() {
    return stage.registry.url().replace("http://", "http://reader:registry-secret@");
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

  private void grant(Map<ResourcePattern, Set<AclOperation>> rights, String user) throws Exception {
    try (Admin admin = TopicAdmin.connect(stage.cluster)) {
      admin.createAcls(Rights.bindings(rights, "User:" + user)).all().get();
    }
  }

  /** All roles with their rights and no others; {@link #SOURCE} may do what is documented. */
  private List<Service> startAll() throws Exception {
    stage.service().close();
    grant(Rights.ofSource(stage.topics), SOURCE);
    List<Service> services = new ArrayList<>();
    for (Role role : ROLES) {
      grant(Rights.of(role, stage.topics), user(role));
      Service service = service(role);
      services.add(service);
      // The broker learns of granted rights a moment later.
      Stage.await(() -> service.checkTopics().isEmpty());
      assertThat(service.topicWarnings()).isEmpty();
      service.start();
      assertThat(service.awaitRunning(Duration.ofSeconds(90))).isTrue();
    }
    return services;
  }

  private static Web api(List<Service> services) {
    return new Web(services.get(ROLES.indexOf(Role.API)).httpPort().orElseThrow());
  }

  /**
   * One source never says how far it is, so every week closes by the clock: the planner has to see
   * how far the ledger has read, and what of it is left in the ledger's own topic.
   */
  @Test
  void shouldFitOrderAndRetireAModelWithTheLeastRightsOfEachRole() throws Exception {
    List<Service> services = startAll();
    try (EventSender sender = new EventSender(as(SOURCE))) {
      sender.send(stage.topics.specs(), MODEL, SpecMapping.toAvro(impatient(ADVERTISER.spec())));
      SimulatedFeed feed = new SimulatedFeed(stage.topics, sender);
      for (int week = 0; week < ADVERTISER.weeks(); week++) {
        feed.send(withoutSilent(ADVERTISER.delivery(week)));
      }
      feed.send(withoutSilent(ADVERTISER.remainder()));
      stage.awaitWeeklyTruth(ADVERTISER);
      stage.awaitFresh(ADVERTISER);
      assertThat(stage.publishedRoi()).isNotEmpty();
      Web web = api(services);
      Stage.await(() -> web.get("/health/ready").statusCode() == 200);
      Stage.await(() -> web.get("/api/v1/models/" + MODEL + "/roi").statusCode() == 200);
      assertThat(order(web, "token-of-orders")).isEqualTo(202);
      shouldLoadOrderAndListAsASource();

      sender.send(stage.topics.specs(), MODEL, null);
      sender.flush();
      for (Topic<String, ?> result :
          List.of(
              stage.topics.status(),
              stage.topics.models(),
              stage.topics.contributions(),
              stage.topics.roi(),
              stage.topics.curves(),
              stage.topics.spendWeeks())) {
        Stage.await(() -> stage.table(result).keySet().stream().noneMatch(SecurityIT::ofModel));
      }
    } finally {
      services.forEach(Service::close);
    }
  }

  private static boolean ofModel(String key) {
    return Keys.modelOf(key).equals(MODEL);
  }

  private static List<SimulatedEvent> withoutSilent(List<SimulatedEvent> events) {
    return events.stream()
        .filter(e -> !(e instanceof SimulatedEvent.Progress p && p.source().equals(SILENT)))
        .toList();
  }

  /** Waits five seconds for a silent source. */
  private static ModelSpec impatient(ModelSpec spec) {
    return new ModelSpec(
        spec.model(),
        spec.currency(),
        spec.outcome(),
        spec.outcomeIsMoney(),
        spec.calendar(),
        spec.windowWeeks(),
        spec.minWeeks(),
        spec.baseline(),
        spec.media(),
        spec.organic(),
        spec.context(),
        spec.outcomeSource(),
        new ClosingSpec(Duration.ofDays(2), Duration.ofDays(21), Duration.ofSeconds(5), 0.01, 26),
        spec.data());
  }

  private static int order(Web web, String token) {
    return web.post(
            "/api/v1/models/" + MODEL + "/refresh", null, "Authorization", "Bearer " + token)
        .statusCode();
  }

  private void shouldLoadOrderAndListAsASource() throws Exception {
    SimulatedAdvertiser another = advertiser("hooli/FR");
    String spec = HistoryFiles.spec(folder, another).toString();
    String csv = HistoryFiles.csv(folder, another, another.weeks()).toString();
    StringWriter text = new StringWriter();

    assertThat(asSource(text, "load", "--spec", spec, "--csv", csv)).as(text::toString).isZero();
    assertThat(asSource(text, "rebuild", "--model", MODEL, "--wait=120"))
        .as(text::toString)
        .isZero();
    assertThat(asSource(text, "experiment", "list", "--model", MODEL)).as(text::toString).isZero();
    assertThat(text.toString()).contains("events sent", "PUBLISHED", "No lift tests");
  }

  private int asSource(StringWriter text, String... args) {
    return run(text, SOURCE + "-secret", SOURCE, args);
  }

  /** A command with the settings of a user. */
  private int run(StringWriter text, String password, String user, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--bootstrap-servers=" + stage.cluster.bootstrapServers());
    all.add("--schema-registry=" + registry());
    client(user, password, folder.resolve("broker.p12"))
        .forEach((name, value) -> all.add("--set=kafka." + name + "=" + value));
    CommandLine line = FreshetCommand.commandLine(Map.of());
    line.setOut(new PrintWriter(text, true));
    line.setErr(new PrintWriter(text, true));
    return line.execute(all.toArray(String[]::new));
  }

  /** Each role puts aside what it cannot read; logs and letters tell of it, and of no secret. */
  @Test
  void shouldPutAsideAndLogWithoutASecret() throws Exception {
    StringWriter text = new StringWriter();
    try (CapturedLog log = CapturedLog.open()) {
      List<Service> services = startAll();
      try {
        sendGarbage(as(SOURCE), stage.topics.spend());
        sendGarbage(as(SOURCE), stage.topics.commands());
        sendGarbage(stage.cluster, stage.topics.refreshRequests());
        Web web = api(services);
        Stage.await(() -> web.get("/health/ready").statusCode() == 200);
        assertThat(order(web, "not-the-token")).isEqualTo(401);
        assertThat(order(web, "token-of-orders")).isEqualTo(404);
        Stage.await(() -> applications().size() == 3);
        assertThat(
                run(text, "wrong-secret", "freshet-ledger", "run", "--api-token=token-of-orders"))
            .as(text::toString)
            .isEqualTo(2);
      } finally {
        services.forEach(Service::close);
      }

      assertThat(applications())
          .containsExactly("freshet-ledger", "freshet-planner", "freshet-refresher");
      // That there is something to find in it.
      assertThat(log.lines())
          .anyMatch(line -> line.contains("sasl.jaas.config = "))
          .anyMatch(line -> line.contains("kafka.sasl.jaas.config = ******"))
          .anyMatch(line -> line.contains("api-token = ******"));
      assertThat(text.toString()).contains("Authentication failed");
      assertThat(log.lines()).noneMatch(SecurityIT::tellsASecret);
    }
    assertThat(text.toString()).matches(shown -> !tellsASecret(shown));
    for (ConsumerRecord<byte[], byte[]> letter : letters()) {
      for (Header header : letter.headers()) {
        assertThat(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
            .matches(shown -> !tellsASecret(shown));
      }
    }
  }

  private static boolean tellsASecret(String text) {
    return SECRETS.stream().anyMatch(text::contains);
  }

  private static void sendGarbage(ServiceConfig.Cluster cluster, Topic<?, ?> topic)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            cluster.client(ClientKind.PRODUCER),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] key = MODEL.getBytes(StandardCharsets.UTF_8);
      byte[] value = "garbage".getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> letters() {
    return stage.records(stage.topics.deadLetters().name());
  }

  /** Who put something aside. */
  private Set<String> applications() {
    return letters().stream()
        .map(l -> DeadLetters.text(l.headers(), DeadLetters.APPLICATION).orElseThrow())
        .collect(Collectors.toCollection(TreeSet::new));
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
