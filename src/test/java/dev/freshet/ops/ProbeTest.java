package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.ops.Probe.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A probe through inputs, the topic they are gathered in by model, and what comes of that. */
class ProbeTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String IN = "in";
  private static final String GATHERED = "gathered";
  private static final String OUT = "out";

  private final FakeOffsets brokers = new FakeOffsets();
  private final Map<Integer, Instant> told = new HashMap<>();
  private Probe probe = probe(new Stage("ledger", List.of(IN), List.of()));
  private Instant now = START;

  private Probe probe(Stage first) {
    return new Probe(
        List.of(
            first,
            new Stage("ledger", List.of(), List.of(GATHERED)),
            new Stage("planner", List.of(), List.of(OUT))),
        brokers,
        told::put);
  }

  @BeforeEach
  void topics() {
    brokers.topic(IN, 3);
    brokers.topic(GATHERED, 2);
    brokers.topic(OUT, 2);
  }

  private void step(Duration later) {
    now = now.plus(later);
    probe.step(now);
  }

  private void step() {
    step(Duration.ofMillis(250));
  }

  @Test
  void shouldTellAtOnceOfTopicsWithoutRecords() {
    step(Duration.ZERO);

    assertThat(told).isEqualTo(Map.of(0, START, 1, START));
  }

  @Test
  void shouldTellOfATopicWhoseRecordsHaveAllBeenDeleted() {
    brokers.end(IN, 2, 9);
    brokers.beginnings.put(new TopicPartition(IN, 2), 9L);
    step(Duration.ZERO);

    assertThat(told).isEqualTo(Map.of(0, START, 1, START));
  }

  @Test
  void shouldFollowWhatStoodInTheInputsToTheEnd() {
    brokers.end(IN, 0, 5);
    step(Duration.ZERO);
    brokers.end(IN, 0, 50);
    brokers.commit("ledger", IN, 0, 4);
    step();
    assertThat(told).isEmpty();

    // What the inputs gave has been written by when they are committed.
    brokers.end(GATHERED, 1, 7);
    brokers.commit("ledger", IN, 0, 5);
    step();
    assertThat(told).isEqualTo(Map.of(0, START));

    brokers.end(OUT, 1, 3);
    brokers.commit("ledger", GATHERED, 1, 7);
    step();
    assertThat(told).isEqualTo(Map.of(0, START));

    brokers.commit("planner", OUT, 1, 3);
    step();
    assertThat(told).isEqualTo(Map.of(0, START, 1, START));
  }

  @Test
  void shouldGoOnTellingOfAPartitionWhileAnotherLags() {
    brokers.end(GATHERED, 1, 1_000_000);
    Duration minute = Duration.ofMinutes(1);
    for (int i = 0; i < 60; i++) {
      step(minute);
      assertThat(told).isEqualTo(Map.of(0, now));
    }

    brokers.commit("ledger", GATHERED, 1, 1_000_000);
    step();

    assertThat(told.get(1)).isAfter(now.minus(Probe.LONGEST));
  }

  @Test
  void shouldTellLateOfAPartitionThatLagsForLongerThanARound() {
    brokers.end(GATHERED, 1, 1_000);
    step(Duration.ZERO);
    for (int minute = 0; minute < 14; minute++) {
      brokers.end(GATHERED, 1, 2_000 + minute);
      step(Duration.ofMinutes(1));
    }
    brokers.commit("ledger", GATHERED, 1, 1_000);
    step();

    assertThat(told).containsEntry(1, START);
  }

  @Test
  void shouldBeginAnewWhenAGoalIsNeverReached() {
    brokers.end(GATHERED, 1, 1_000);
    step(Duration.ZERO);
    // The topic was made anew, and is shorter now.
    brokers.end(GATHERED, 1, 10);
    brokers.commit("ledger", GATHERED, 1, 10);
    step(Probe.LONGEST);
    assertThat(told).doesNotContainKey(1);

    step();

    assertThat(told).containsEntry(1, now);
  }

  @Test
  void shouldHoldAllBackWhileAnInputLagsThatMayBeOfAnyModel() {
    brokers.end(IN, 2, 8);
    step(Duration.ZERO);
    step(Duration.ofMinutes(5));

    assertThat(told).isEmpty();
  }

  @Test
  void shouldHoldOnePartitionBackWhereInputsAreKeyedByModel() {
    probe = probe(new Stage("ledger", List.of(), List.of(IN)));
    brokers.topic(IN, 2);
    brokers.end(IN, 1, 8);
    step(Duration.ZERO);

    assertThat(told).isEqualTo(Map.of(0, START));
  }

  @Test
  void shouldFollowAllPartitionsOfATopicThatIsDividedOtherwise() {
    brokers.topic(GATHERED, 4);
    brokers.end(GATHERED, 3, 8);
    step(Duration.ZERO);
    assertThat(told).isEmpty();

    brokers.commit("ledger", GATHERED, 3, 8);
    step();

    assertThat(told).isEqualTo(Map.of(0, START, 1, START));
  }

  @Test
  void shouldLookPastAbortedRecordsThatAGroupNeverCommits() {
    TopicPartition tail = new TopicPartition(GATHERED, 1);
    brokers.aborted.add(tail);
    brokers.end(GATHERED, 1, 12);
    brokers.commit("ledger", GATHERED, 1, 10);
    for (int look = 0; look < Progress.STILL; look++) {
      step();
      assertThat(told).doesNotContainKey(1);
    }
    step();
    assertThat(told).containsKey(1);

    // And remembers what it saw.
    for (int round = 0; round < 3; round++) {
      step(Probe.REST);
      assertThat(told).containsEntry(1, now);
    }
    assertThat(brokers.looks).isEqualTo(1);
  }

  @Test
  void shouldNotTakeRecordsForAbortedOnesWhenAGroupStandsStill() {
    brokers.end(GATHERED, 1, 12);
    brokers.commit("ledger", GATHERED, 1, 10);
    for (int look = 0; look < 10 * Progress.STILL; look++) {
      step();
    }

    assertThat(brokers.looks).isPositive();
    assertThat(told).doesNotContainKey(1);
  }

  @Test
  void shouldNotLookIntoAPartitionWhileItsGroupMoves() {
    brokers.end(GATHERED, 1, 100);
    for (int offset = 0; offset < 100; offset++) {
      brokers.commit("ledger", GATHERED, 1, offset);
      step();
    }

    assertThat(brokers.looks).isZero();
  }

  @Test
  void shouldRestBetweenRounds() {
    step(Duration.ZERO);
    step(Probe.REST.minusMillis(1));
    assertThat(told).containsEntry(0, START);

    step(Duration.ofMillis(1));

    assertThat(told).containsEntry(0, now);
  }

  @Test
  void shouldGoOnAfterTheBrokersWereAway() {
    brokers.end(IN, 0, 5);
    step(Duration.ZERO);
    brokers.fault = new KafkaException("no answer");
    assertThatThrownBy(this::step).isInstanceOf(KafkaException.class);
    brokers.fault = null;
    brokers.end(IN, 0, 500);
    brokers.commit("ledger", IN, 0, 5);
    step();

    assertThat(told).isEqualTo(Map.of(0, START, 1, START));
  }
}
