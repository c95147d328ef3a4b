package dev.freshet.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.internal.LedgerAmount;
import dev.freshet.avro.internal.LedgerEntry;
import dev.freshet.registry.SingleObjectSerde;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class EntrySerdeTest {
  private static final Entry PLAIN =
      new Entry(3, false, Books.WEEK, Books.noon(0), List.of(new Amount("spend.tv", 5)));

  private final Serde<Entry> serde = EntrySerde.create();

  @Test
  void shouldWriteAnEntryWithoutAPastInTheFormOfTheVersionBefore() {
    byte[] before =
        new SingleObjectSerde<>(LedgerEntry.class)
            .serializer()
            .serialize(
                "t",
                new LedgerEntry(
                    3,
                    false,
                    (int) Books.WEEK.toEpochDay(),
                    Books.noon(0),
                    List.of(new LedgerAmount("spend.tv", 5L))));
    assertThat(serde.serializer().serialize("t", PLAIN)).isEqualTo(before);
    assertThat(serde.deserializer().deserialize("t", before)).isEqualTo(PLAIN);
  }

  @Test
  void shouldReadWhatItWroteOfAPast() {
    Entry moved = PLAIN.seenIn(Books.WEEK.plusWeeks(3));
    for (Entry entry : List.of(moved, PLAIN.broughtBy(7), moved.broughtBy(7))) {
      byte[] bytes = serde.serializer().serialize("t", entry);
      assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(entry);
    }
    assertThat(serde.serializer().serialize("t", null)).isNull();
    assertThat(serde.deserializer().deserialize("t", null)).isNull();
  }
}
