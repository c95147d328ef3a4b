package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.SpendEvent;
import dev.freshet.cli.FreshetCommand;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Service;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.SpecMapping;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Letters from the first record to the purge, by the commands a person types. */
class DeadLettersIT {
  private static final SimulatedAdvertiser ADVERTISER =
      Simulator.advertiser(
          new Simulator.Setting(
              "acme/DE",
              "EUR",
              ZoneId.of("Europe/Berlin"),
              "DE",
              5,
              LocalDate.of(2025, 3, 3),
              60,
              7));
  private static final ModelSpec SPEC = ADVERTISER.spec();
  private static final String MODEL = SPEC.model();
  private static final String WEEK = MODEL + "|" + ADVERTISER.week(0);
  private static final String FORGOTTEN = SPEC.media().get(SPEC.media().size() - 1).channel();
  private static final String OTHER = SPEC.media().get(0).channel();

  @TempDir private Path folder;
  private Stage stage;
  private Service service;
  private EventSender sender;

  @BeforeEach
  void start() throws Exception {
    stage = new Stage(folder);
    service = stage.service();
    service.start();
    assertThat(service.awaitRunning(Duration.ofSeconds(90))).isTrue();
    sender = new EventSender(stage.cluster);
  }

  @AfterEach
  void close() {
    sender.close();
    service.close();
    stage.close();
  }

  @Test
  void shouldBookWhatWasPutAsideOnceWhenItsCauseIsMended() {
    sendSpec(withoutForgottenChannel());
    send(spend("early", FORGOTTEN, "EUR"));
    send(spend("foreign", OTHER, "JPY"));
    send(spend("fine", OTHER, "EUR"));
    sendGarbage();
    Stage.await(() -> letters().size() == 3);
    Stage.await(() -> week().equals(Map.of("spend." + OTHER, 1_000_000L)));
    assertThat(run("list"))
        .contains("UNKNOWN_VARIABLE", "FOREIGN_CURRENCY", "MALFORMED", MODEL, "open")
        .contains("add it to the spec and replay");
    assertThat(run("list", "--json", "--reason=unknown_variable").lines().toList())
        .singleElement()
        .asString()
        .contains(
            "\"origin\":\"mmm.spend/", "\\\"eventId\\\": \\\"early\\\"", "\"state\":\"open\"");

    sendSpec(SPEC);
    assertThat(run("replay", "--reason=UNKNOWN_VARIABLE", "--model=globex/FR"))
        .contains("Replayed 0");
    assertThat(run("replay", "--reason=UNKNOWN_VARIABLE", "--topic=spend", "--model=" + MODEL))
        .contains("Replayed 1; replayed before 0; not possible 0");
    Map<String, Long> mended =
        Map.of("spend." + OTHER, 1_000_000L, "spend." + FORGOTTEN, 1_000_000L);
    Stage.await(() -> week().equals(mended));
    assertThat(run("list", "--open")).doesNotContain("UNKNOWN_VARIABLE");

    // Again, on purpose: the event is in the books, and stays there once.
    assertThat(run("replay", "--reason=UNKNOWN_VARIABLE"))
        .contains("Replayed 0; replayed before 1");
    assertThat(run("replay", "--reason=UNKNOWN_VARIABLE", "--again")).contains("Replayed 1");
    // What nobody mended comes back as one letter, behind the record replayed before it.
    assertThat(run("replay", "--reason=FOREIGN_CURRENCY")).contains("Replayed 1");
    Stage.await(() -> letters().size() == 4);
    assertThat(letters())
        .filteredOn(l -> DeadLetters.replays(l.headers()) == 1)
        .singleElement()
        .satisfies(
            l -> {
              assertThat(DeadLetters.text(l.headers(), DeadLetters.REASON))
                  .contains("FOREIGN_CURRENCY");
              assertThat(l.value())
                  .isEqualTo(
                      stage.topics.spend().record("k", spend("foreign", OTHER, "JPY")).value());
            });
    send(spend("last", OTHER, "EUR"));
    Stage.await(() -> week().get("spend." + OTHER) == 2_000_000L);
    assertThat(week()).containsEntry("spend." + FORGOTTEN, 1_000_000L);

    assertThat(run("purge", "--all")).contains("Would delete 4 letters, 2 of them never replayed");
    assertThat(letters()).hasSize(4);
    assertThat(run("purge", "--before=2026-01-01", "--yes")).contains("Deleted 0 letters");
    assertThat(run("purge", "--all", "--yes")).contains("Deleted 4 letters");
    assertThat(run("list")).contains("No dead letters.");
  }

  private Map<String, Long> week() {
    return stage.weeklyAmounts().getOrDefault(WEEK, Map.of());
  }

  private List<ConsumerRecord<byte[], byte[]>> letters() {
    return stage.records(stage.topics.deadLetters().name()).stream()
        .filter(r -> r.headers().lastHeader(DeadLetters.REASON) != null)
        .toList();
  }

  private void sendSpec(ModelSpec spec) {
    sender.send(stage.topics.specs(), MODEL, SpecMapping.toAvro(spec));
    sender.flush();
    Stage.await(
        () ->
            stage.table(stage.topics.status()).containsKey(MODEL)
                && spec.fingerprint()
                    .equals(
                        SpecMapping.fromAvro(stage.table(stage.topics.specs()).get(MODEL))
                            .fingerprint()));
  }

  private void send(SpendEvent event) {
    sender.send(stage.topics.spend(), MODEL, event);
    sender.flush();
  }

  private void sendGarbage() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            stage.cluster.kafkaClient(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(
          new ProducerRecord<>(
              stage.topics.spend().name(), "garbage".getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static SpendEvent spend(String id, String channel, String currency) {
    return SpendEvent.newBuilder()
        .setModel(MODEL)
        .setSource(SPEC.variableToSource().get("spend." + channel))
        .setEventId(id)
        .setTime(ADVERTISER.week(0).atTime(12, 0).atZone(SPEC.calendar().zone()).toInstant())
        .setChannel(channel)
        .setAmountMicros(1_000_000)
        .setCurrency(currency)
        .build();
  }

  private static ModelSpec withoutForgottenChannel() {
    return new ModelSpec(
        MODEL,
        SPEC.currency(),
        SPEC.outcome(),
        SPEC.outcomeIsMoney(),
        SPEC.calendar(),
        SPEC.windowWeeks(),
        SPEC.minWeeks(),
        SPEC.baseline(),
        SPEC.media().subList(0, SPEC.media().size() - 1),
        SPEC.organic(),
        SPEC.context(),
        SPEC.outcomeSource(),
        SPEC.closing(),
        SPEC.data());
  }

  private String run(String command, String... options) {
    List<String> all = new ArrayList<>(List.of("dead-letters", command));
    all.addAll(List.of(options));
    all.add("--bootstrap-servers=" + stage.kafka.bootstrapServers());
    all.add("--schema-registry=" + stage.registry.url());
    StringWriter out = new StringWriter();
    CommandLine line = FreshetCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    line.execute(all.toArray(String[]::new));
    return out.toString();
  }
}
