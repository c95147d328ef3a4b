package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rows are shown, whatever order they come in. */
class ReadModelTest {
  private static final String ACME = "acme/DE";
  private static final TopicPartition PARTITION = new TopicPartition("mmm.roi", 0);

  @TempDir private Path folder;
  private Shelf shelf;

  @BeforeEach
  void open() {
    shelf = new Shelf(folder.resolve("api"));
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  private Optional<String> version() {
    return shelf.published(ACME).map(FittedModel::getModelVersion);
  }

  private List<String> versions(SetKind kind) {
    return shelf.rows(kind, ACME).stream()
        .map(r -> (String) r.get(r.getSchema().getField("modelVersion").pos()))
        .distinct()
        .toList();
  }

  @Test
  void shouldShowASetOnceItsLastRowIsThere() {
    List<ConsumerRecord<byte[], byte[]>> set = shelf.set(ACME, 1, "v1", 3);
    for (ConsumerRecord<byte[], byte[]> record : set.subList(0, set.size() - 1)) {
      shelf.take(List.of(record));
      assertThat(version()).isEmpty();
      assertThat(shelf.rows(SetKind.CONTRIBUTIONS, ACME)).isEmpty();
    }

    shelf.take(set.subList(set.size() - 1, set.size()));

    assertThat(version()).contains("v1");
    assertThat(shelf.rows(SetKind.CONTRIBUTIONS, ACME)).hasSize(9);
    assertThat(shelf.rows(SetKind.ROI, ACME)).hasSize(2);
    assertThat(shelf.rows(SetKind.CURVES, ACME)).hasSize(1);
    assertThat(shelf.rows(SetKind.SPEND_WEEKS, ACME)).hasSize(4);
  }

  @Test
  void shouldShowTheSetBeforeUntilTheNextIsWhole() {
    shelf.take(shelf.set(ACME, 1, "v1", 3));
    List<ConsumerRecord<byte[], byte[]>> next = shelf.set(ACME, 2, "v2", 2);

    shelf.take(next.subList(0, next.size() - 1));
    assertThat(version()).contains("v1");
    assertThat(versions(SetKind.CONTRIBUTIONS)).containsExactly("v1");

    shelf.take(next.subList(next.size() - 1, next.size()));
    assertThat(version()).contains("v2");
    assertThat(versions(SetKind.CONTRIBUTIONS)).containsExactly("v2");
    assertThat(versions(SetKind.ROI)).containsExactly("v2");
    assertThat(shelf.rows(SetKind.CONTRIBUTIONS, ACME)).hasSize(6);
  }

  @Test
  void shouldEndWithTheNewestSetInWhateverOrderPartitionsAreRead() {
    // Within a partition order holds: here each topic is one.
    Random random = new Random(20261116);
    for (int round = 0; round < 50; round++) {
      String name = "acme/R" + round;
      Map<String, List<ConsumerRecord<byte[], byte[]>>> byTopic = new TreeMap<>();
      for (int sequence = 1; sequence <= 4; sequence++) {
        for (ConsumerRecord<byte[], byte[]> r :
            shelf.set(name, sequence, "v" + sequence, 1 + sequence % 3)) {
          byTopic.computeIfAbsent(r.topic(), t -> new ArrayList<>()).add(r);
        }
      }
      List<List<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>(byTopic.values());
      while (!partitions.isEmpty()) {
        List<ConsumerRecord<byte[], byte[]>> partition =
            partitions.get(random.nextInt(partitions.size()));
        int some = 1 + random.nextInt(partition.size());
        shelf.take(List.copyOf(partition.subList(0, some)));
        partition.subList(0, some).clear();
        partitions.removeIf(List::isEmpty);
        assertThat(isOneWholeSet(name)).isTrue();
      }
      assertThat(shelf.published(name).map(FittedModel::getModelVersion)).contains("v4");
    }
  }

  private boolean isOneWholeSet(String name) {
    return shelf.holds(
        q -> {
          Optional<FittedModel> published = q.published(name);
          List<SpecificRecord> rows = q.rows(SetKind.CONTRIBUTIONS, name, "", "");
          int weeks = published.map(p -> 1 + (int) (p.getSequence() % 3)).orElse(0);
          return rows.size() == weeks * Shelf.COMPONENTS.size()
              && rows.stream()
                  .allMatch(
                      r ->
                          ((Contribution) r)
                              .getModelVersion()
                              .equals(published.get().getModelVersion()));
        });
  }

  @Test
  void shouldShowAModelAgainWhoseNextSetIsTheSame() {
    shelf.take(shelf.set(ACME, 1, "v1", 3));

    shelf.take(shelf.set(ACME, 2, "v1", 3));

    assertThat(shelf.published(ACME).map(FittedModel::getSequence)).contains(2L);
    assertThat(shelf.rows(SetKind.CONTRIBUTIONS, ACME)).hasSize(9);
  }

  @Test
  void shouldForgetAWithdrawnModelAndLeaveItsNeighboursAlone() {
    shelf.take(shelf.set(ACME, 1, "v1", 3));
    shelf.take(shelf.set("acme/DE2", 1, "w1", 2));
    shelf.take(List.of(shelf.status(ACME, ModelState.FRESH)));

    shelf.take(
        List.of(
            shelf.record(shelf.topics.status(), ACME, null),
            shelf.record(shelf.topics.models(), ACME, null)));

    assertThat(version()).isEmpty();
    assertThat(shelf.status(ACME)).isEmpty();
    assertThat(shelf.rows(SetKind.CONTRIBUTIONS, ACME)).isEmpty();
    assertThat(shelf.rows(SetKind.ROI, ACME)).isEmpty();
    assertThat(shelf.rows(SetKind.CONTRIBUTIONS, "acme/DE2")).hasSize(6);
  }

  @Test
  void shouldNotKeepWhatARefreshStartsFrom() {
    shelf.take(shelf.set(ACME, 1, "v1", 3));

    assertThat(shelf.published(ACME).orElseThrow().getState().remaining()).isZero();
  }

  @Test
  void shouldFindContributionsByWeek() {
    shelf.take(shelf.set(ACME, 1, "v1", 5));

    assertThat(weeks("", "")).hasSize(5);
    assertThat(weeks("2026-01-12", "2026-01-20")).containsExactly("2026-01-12", "2026-01-19");
    assertThat(weeks("2026-01-13", "")).containsExactly("2026-01-19", "2026-01-26", "2026-02-02");
    assertThat(weeks("", "2026-01-05")).containsExactly("2026-01-05");
    assertThat(weeks("2027-01-01", "")).isEmpty();
  }

  private List<String> weeks(String from, String to) {
    return shelf.rows(SetKind.CONTRIBUTIONS, ACME, from, to).stream()
        .map(r -> ((Contribution) r).getWeek().toString())
        .distinct()
        .toList();
  }

  @Test
  void shouldListModelsByNameAPageAtATime() {
    for (String name : List.of("b/X", "a/X", "c/X", "a/X2")) {
      shelf.take(List.of(shelf.status(name, ModelState.COLLECTING)));
    }
    shelf.take(shelf.set(ACME, 1, "v1", 1));

    assertThat(names("", 2)).containsExactly("a/X", "a/X2");
    assertThat(names("a/X2", 2)).containsExactly("b/X", "c/X");
    assertThat(names("c/X", 2)).isEmpty();
  }

  private List<String> names(String after, int limit) {
    return shelf.models(after, limit).stream().map(ModelStatus::getModel).toList();
  }

  @Test
  void shouldKeepTheNewestReportsOfAModel() {
    List<ConsumerRecord<byte[], byte[]>> reports = new ArrayList<>();
    for (int sequence = 1; sequence <= ReadModel.REPORTS + 50; sequence++) {
      reports.add(shelf.report(ACME, sequence));
    }
    Collections.shuffle(reports.subList(100, 120), new Random(1));
    shelf.take(reports);
    shelf.take(List.of(shelf.report("acme/DE2", 7)));

    List<Long> kept = shelf.reports(ACME, 1_000).stream().map(RefreshReport::getSequence).toList();
    assertThat(kept)
        .hasSize(ReadModel.REPORTS)
        .startsWith(ReadModel.REPORTS + 50L, ReadModel.REPORTS + 49L);
    assertThat(shelf.reports(ACME, 3)).hasSize(3);
  }

  @Test
  void shouldGoOnWhereItWasAfterARestart() {
    List<ConsumerRecord<byte[], byte[]>> set = shelf.set(ACME, 1, "v1", 3);
    shelf.take(set.subList(0, 5), PARTITION, 17);

    shelf.reopen(Duration.ofHours(1));

    assertThat(shelf.model.offset(PARTITION)).isEqualTo(OptionalLong.of(17));
    shelf.take(set.subList(5, set.size()));
    assertThat(version()).contains("v1");
  }

  @Test
  void shouldBeginAnewAfterAPauseThatMayHaveHiddenDeletions() {
    shelf.take(shelf.set(ACME, 1, "v1", 3), PARTITION, 17);

    shelf.reopen(ReadModel.LONGEST_SLEEP.plusSeconds(1));

    assertThat(shelf.model.offset(PARTITION)).isEmpty();
    assertThat(version()).isEmpty();
  }

  @Test
  void shouldBeginAnewWhenAnotherVersionWroteIt() {
    shelf.take(shelf.set(ACME, 1, "v1", 3), PARTITION, 17);
    shelf.store.write(b -> b.put(ReadKeys.LAYOUT, "0".getBytes(StandardCharsets.UTF_8)));

    shelf.reopen(Duration.ZERO);

    assertThat(shelf.model.offset(PARTITION)).isEmpty();
    assertThat(version()).isEmpty();
  }

  @Test
  void shouldLeaveOutWhatCannotBeReadAndCountIt() {
    List<ConsumerRecord<byte[], byte[]>> records = shelf.set(ACME, 1, "v1", 1);
    records.add(1, shelf.garbage(shelf.topics.roi(), ACME + "|tv|1w"));

    shelf.take(records);

    assertThat(version()).contains("v1");
    assertThat(shelf.meters.get(ReadModel.UNREADABLE).counter().count()).isEqualTo(1);
  }

  @Test
  void shouldTakeInNothingOfAPollThatFails() {
    List<ConsumerRecord<byte[], byte[]>> records = shelf.set(ACME, 1, "v1", 1);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                shelf.store.write(
                    batch -> {
                      batch.put(new byte[] {1}, new byte[] {2});
                      throw new IllegalStateException("in the middle");
                    }))
        .hasMessage("in the middle");

    Optional<byte[]> left = shelf.store.read(view -> view.get(new byte[] {1}));

    assertThat(left).isEmpty();
    shelf.model.apply(records, Map.of(PARTITION, 3L));
    assertThat(shelf.rows(SetKind.ROI, ACME))
        .allSatisfy(r -> assertThat(((ChannelRoi) r).getModelVersion()).isEqualTo("v1"));
  }
}
