package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.topic.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class LetterFilterTest {
  private static final Instant AT = Instant.parse("2026-11-15T08:00:00Z");
  private static final Letter LETTER = letter();

  @Test
  void shouldTakeAllWithoutAnyCondition() {
    assertThat(LetterFilter.ALL.test(LETTER)).isTrue();
  }

  @Test
  void shouldTakeOneOfSeveralReasonsInAnyCase() {
    assertThat(filter("malformed", "conflict").test(LETTER)).isTrue();
    assertThat(filter("malformed").test(LETTER)).isFalse();
  }

  @Test
  void shouldCompareTopicModelAndKey() {
    assertThat(of("mmm.spend", null, null).test(LETTER)).isTrue();
    assertThat(of("mmm.outcomes", null, null).test(LETTER)).isFalse();
    assertThat(of(null, "acme/DE", null).test(LETTER)).isTrue();
    assertThat(of(null, "acme/FR", null).test(LETTER)).isFalse();
    assertThat(of(null, null, "any").test(LETTER)).isTrue();
    assertThat(of(null, null, "other").test(LETTER)).isFalse();
  }

  @Test
  void shouldIncludeSinceAndExcludeUntil() {
    assertThat(between(AT, null).test(LETTER)).isTrue();
    assertThat(between(AT.plusMillis(1), null).test(LETTER)).isFalse();
    assertThat(between(null, AT).test(LETTER)).isFalse();
    assertThat(between(null, AT.plusMillis(1)).test(LETTER)).isTrue();
  }

  @Test
  void shouldIncludeBothEndsOfOffsetsOfAPartition() {
    assertThat(offsets(2, 7L, 7L).test(LETTER)).isTrue();
    assertThat(offsets(2, 8L, null).test(LETTER)).isFalse();
    assertThat(offsets(2, null, 6L).test(LETTER)).isFalse();
    assertThat(offsets(1, null, null).test(LETTER)).isFalse();
  }

  @Test
  void shouldAskForThePartitionOfOffsets() {
    assertThatThrownBy(() -> offsets(null, 1L, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("give --partition");
  }

  private static LetterFilter filter(String... reasons) {
    return new LetterFilter(
        List.of(reasons),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static LetterFilter of(String topic, String model, String key) {
    return new LetterFilter(
        List.of(),
        Optional.ofNullable(topic),
        Optional.ofNullable(model),
        Optional.ofNullable(key),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static LetterFilter between(Instant since, Instant until) {
    return new LetterFilter(
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(since),
        Optional.ofNullable(until),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static LetterFilter offsets(Integer partition, Long from, Long to) {
    return new LetterFilter(
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(partition),
        Optional.ofNullable(from),
        Optional.ofNullable(to));
  }

  private static Letter letter() {
    Record<byte[], byte[]> letter =
        DeadLetters.letter(
            DeadLetters.original(
                new DeadLetters.Place("mmm.spend", 0, 3),
                1,
                "any".getBytes(StandardCharsets.UTF_8),
                new byte[] {1},
                new RecordHeaders()),
            "freshet-ledger",
            "CONFLICT",
            "the first stands",
            AT.toEpochMilli());
    ConsumerRecord<byte[], byte[]> record =
        DeadLetters.original(
            new DeadLetters.Place("mmm.dead-letters", 2, 7),
            letter.timestamp(),
            letter.key(),
            letter.value(),
            letter.headers());
    return new Letter(record, "acme/DE", Optional.empty(), false);
  }
}
