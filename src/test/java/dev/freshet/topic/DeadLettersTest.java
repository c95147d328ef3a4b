package dev.freshet.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.topic.DeadLetters.Place;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final Place PLACE = new Place("mmm.spend", 3, 1_234);

  @Test
  void shouldKeepBytesAndHeadersAndSayWhyAndWhence() {
    Headers own = new RecordHeaders().add("trace", new byte[] {7}).add("none", null);
    Record<byte[], byte[]> letter = letter(new byte[] {1}, new byte[] {2, 3}, own);

    assertThat(letter.key()).containsExactly(1);
    assertThat(letter.value()).containsExactly(2, 3);
    assertThat(letter.timestamp()).isEqualTo(99);
    assertThat(letter.headers().lastHeader("trace").value()).containsExactly(7);
    assertThat(letter.headers().lastHeader("none").value()).isNull();
    assertThat(text(letter, DeadLetters.REASON)).isEqualTo("CONFLICT");
    assertThat(text(letter, DeadLetters.APPLICATION)).isEqualTo("freshet-ledger");
    assertThat(DeadLetters.origin(letter.headers())).contains(PLACE);
    assertThat(text(letter, DeadLetters.TIMESTAMP)).isEqualTo("5");
    assertThat(DeadLetters.replays(letter.headers())).isZero();
    assertThat(own.toArray()).as("the record's own headers stay as they are").hasSize(2);
  }

  @Test
  void shouldSendAgainWithOwnHeadersAndACountOnly() {
    Headers own = new RecordHeaders().add("trace", new byte[] {7});
    Headers again = DeadLetters.replayed(letter(null, new byte[] {2}, own).headers(), PLACE);

    assertThat(again)
        .extracting(h -> h.key())
        .containsExactly("trace", "freshet.replays", "freshet.first");
    assertThat(DeadLetters.replays(again)).isEqualTo(1);
    assertThat(DeadLetters.text(again, DeadLetters.FIRST)).contains("mmm.spend/3/1234");
  }

  @Test
  void shouldCountReplaysAndRememberTheFirstPlaceWhenAReplayedRecordFailsAgain() {
    Headers once = DeadLetters.replayed(letter(null, null, new RecordHeaders()).headers(), PLACE);
    Place second = new Place("mmm.spend", 3, 5_000);
    Record<byte[], byte[]> letter =
        DeadLetters.letter(
            DeadLetters.original(second, 6, null, null, once), "app", "CONFLICT", "again", 100);
    assertThat(DeadLetters.replays(letter.headers())).isEqualTo(1);
    assertThat(DeadLetters.origin(letter.headers())).contains(second);

    Headers twice = DeadLetters.replayed(letter.headers(), second);
    assertThat(DeadLetters.replays(twice)).isEqualTo(2);
    assertThat(DeadLetters.text(twice, DeadLetters.FIRST)).contains(PLACE.toString());
  }

  @Test
  void shouldLeaveOutBytesThatTheTopicMightNotTake() {
    int most = DeadLetters.MAX_BYTES;
    assertThat(letter(null, new byte[most], new RecordHeaders()).value()).hasSize(most);

    Headers large = new RecordHeaders().add("large", new byte[most]);
    Record<byte[], byte[]> letter = letter(new byte[] {1}, new byte[] {2}, large);
    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isNull();
    assertThat(letter.headers().lastHeader("large")).isNull();
    assertThat(DeadLetters.number(letter.headers(), DeadLetters.OMITTED)).hasValue(most + 7);
    assertThat(DeadLetters.origin(letter.headers())).contains(PLACE);
  }

  @Test
  void shouldCutADetailThatWouldMakeALetterTooLarge() {
    Record<byte[], byte[]> letter =
        DeadLetters.letter(
            DeadLetters.original(PLACE, 5, null, null, new RecordHeaders()),
            "app",
            "MALFORMED",
            "x".repeat(1 << 20),
            1);
    assertThat(text(letter, DeadLetters.DETAIL)).hasSize(4 << 10);
  }

  @Test
  void shouldNotBeMisledByHeadersThatSomebodyElseWrote() {
    Headers foreign = new RecordHeaders();
    for (String name :
        new String[] {DeadLetters.REPLAYS, DeadLetters.PARTITION, DeadLetters.OFFSET}) {
      foreign.add(name, "-1 or so".getBytes(StandardCharsets.UTF_8));
    }
    foreign.add(DeadLetters.TOPIC, null);
    assertThat(DeadLetters.replays(foreign)).isZero();
    assertThat(DeadLetters.origin(foreign)).isEmpty();

    foreign.add(DeadLetters.REPLAYED, "mmm.spend/0/1".getBytes(StandardCharsets.UTF_8));
    assertThat(letter(null, null, foreign).headers().lastHeader(DeadLetters.REPLAYED))
        .as("only marks name what was replayed")
        .isNull();
  }

  private static Record<byte[], byte[]> letter(byte[] key, byte[] value, Headers headers) {
    return DeadLetters.letter(
        DeadLetters.original(PLACE, 5, key, value, headers),
        "freshet-ledger",
        "CONFLICT",
        "the first stands",
        99);
  }

  private static String text(Record<byte[], byte[]> letter, String name) {
    return DeadLetters.text(letter.headers(), name).orElseThrow();
  }
}
