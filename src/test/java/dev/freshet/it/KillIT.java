package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.RefreshReport;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.model.FittedModel;
import dev.freshet.ops.EventSender;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service killed in the middle of a history, on a real broker. */
class KillIT {
  private static final SimulatedAdvertiser ADVERTISER =
      Simulator.advertiser(
          new Simulator.Setting(
              "initech/FR",
              "EUR",
              ZoneId.of("Europe/Paris"),
              "FR",
              5,
              LocalDate.of(2025, 3, 3),
              60,
              11));
  private static final String MODEL = ADVERTISER.spec().model();

  @TempDir private Path folder;

  @Test
  void shouldEndWithTheSameSumsAndTheSameModelWhenKilledInTheMiddle() throws Exception {
    Path log = folder.resolve("service.log");
    try (Stage stage = new Stage(folder);
        EventSender sender = new EventSender(stage.cluster)) {
      Process first = stage.serviceProcess(log);
      SimulatedFeed feed = new SimulatedFeed(stage.topics, sender);
      try {
        Stage.await(() -> topicsExist(stage));
        feed.sendSpec(ADVERTISER);
        for (int week = 0; week < 40; week++) {
          feed.send(ADVERTISER.delivery(week));
        }
        // In the middle: some weeks are out, and far from all.
        Stage.await(() -> !stage.records(stage.topics.weekly().name()).isEmpty());
      } finally {
        first.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      }
      for (int week = 40; week < ADVERTISER.weeks(); week++) {
        feed.send(ADVERTISER.delivery(week));
      }
      feed.send(ADVERTISER.remainder());

      Process second = stage.serviceProcess(log);
      try {
        stage.awaitWeeklyTruth(ADVERTISER);
        stage.awaitFresh(ADVERTISER);
        RefreshReport report = stage.rebuild(MODEL);
        FittedModel undisturbed = Stage.fitOf(ADVERTISER);

        assertThat(report.getModelVersion()).isEqualTo(undisturbed.modelVersion());
        assertThat(stage.publishedRoi()).isEqualTo(Stage.roiOf(MODEL, undisturbed));
        assertThat(stage.publishedContributions())
            .isEqualTo(Stage.contributionsOf(MODEL, undisturbed));
        assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
      } finally {
        second.destroy();
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).as("stops on SIGTERM").isTrue();
      }
    }
  }

  private static boolean topicsExist(Stage stage) {
    try (org.apache.kafka.clients.admin.Admin admin =
        org.apache.kafka.clients.admin.Admin.create(stage.cluster.kafkaClient())) {
      return admin.listTopics().names().get().contains(stage.topics.deadLetters().name());
    } catch (Exception e) {
      return false;
    }
  }
}
