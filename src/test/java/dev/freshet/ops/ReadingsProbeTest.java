package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ops.Probe.Stage;
import dev.freshet.refresh.Readings.Reading;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReadingsProbeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final FakeOffsets brokers = new FakeOffsets();
  private final Topics topics =
      new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at("http://localhost:1")));

  @Test
  void shouldTellHowFarPlannerAndLedgerHaveReadAndCloseWhatItAsked() {
    try (ReadingsProbe probe = probe()) {
      assertThat(probe.of(0)).isEqualTo(Reading.NONE);
      brokers.end("gathered", 1, 5);
      probe.start();

      Reading caughtUp = new Reading(Optional.of(NOW), Optional.of(NOW));
      Awaitility.await().until(() -> probe.of(0).equals(caughtUp));
      assertThat(probe.of(1)).isEqualTo(Reading.NONE);
    }
    assertThat(brokers.closed).isTrue();
  }

  @Test
  void shouldSayOnceThatARightIsMissing() {
    Warnings warnings = new Warnings();
    Logger log = (Logger) LogManager.getLogger(ReadingsProbe.class);
    log.addAppender(warnings);
    brokers.fault = GroupAuthorizationException.forGroupId("freshet-ledger");
    try (ReadingsProbe probe = probe()) {
      probe.start();
      Awaitility.await().until(() -> brokers.faults >= 4);
      brokers.fault = null;
      Awaitility.await().until(() -> probe.of(0).ledger().isPresent());
    } finally {
      log.removeAppender(warnings);
    }

    assertThat(warnings.texts)
        .singleElement()
        .asString()
        .contains("freshet-ledger", "no week closes by the clock", "docs/security.md");
  }

  @Test
  void shouldFollowTheLedgersInputsThroughWhatItPublishesToThePlanner() {
    Stage gathered =
        new Stage(
            "freshet-planner", List.of(), List.of("freshet-planner-planner-input-repartition"));
    List<String> inputs =
        List.of(
            "mmm.spend",
            "mmm.impressions",
            "mmm.outcomes",
            "mmm.context",
            "mmm.progress",
            "mmm.replacements",
            "mmm.specs");
    Stage weekly = new Stage("freshet-planner", List.of(), List.of("mmm.weekly"));

    assertThat(ReadingsProbe.booking(topics, false))
        .containsExactly(
            new Stage("freshet-ledger", inputs, List.of()),
            new Stage(
                "freshet-ledger", List.of(), List.of("freshet-ledger-ledger-input-repartition")),
            weekly,
            gathered);
    assertThat(ReadingsProbe.booking(topics, true))
        .containsExactly(new Stage("freshet-ledger", List.of(), inputs), weekly, gathered);
    assertThat(ReadingsProbe.planning(topics))
        .containsExactly(
            new Stage(
                "freshet-planner",
                List.of("mmm.specs", "mmm.commands", "mmm.experiments"),
                List.of("mmm.weekly", "mmm.refreshes", "mmm.models")),
            gathered);
  }

  private ReadingsProbe probe() {
    brokers.topic("gathered", 2);
    return new ReadingsProbe(
        List.of(new Stage("planner", List.of(), List.of("gathered"))),
        List.of(new Stage("ledger", List.of(), List.of("gathered"))),
        brokers,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** Keeps what a class warns of. */
  private static final class Warnings extends AbstractAppender {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    Warnings() {
      super("warnings", null, null, true, Property.EMPTY_ARRAY);
      start();
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel() == Level.WARN) {
        texts.add(event.getMessage().getFormattedMessage());
      }
    }
  }
}
