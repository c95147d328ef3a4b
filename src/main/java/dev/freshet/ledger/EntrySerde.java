package dev.freshet.ledger;

import dev.freshet.avro.internal.LedgerEntry;
import dev.freshet.avro.internal.LedgerEntryWithPast;
import dev.freshet.registry.SingleObjectSerde;
import java.time.LocalDate;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes an entry in the smaller of two forms that says all of it: each is a record of a changelog,
 * and few have a past.
 */
final class EntrySerde {
  private EntrySerde() {}

  static Serde<Entry> create() {
    SingleObjectSerde<LedgerEntry> plain = new SingleObjectSerde<>(LedgerEntry.class);
    SingleObjectSerde<LedgerEntryWithPast> past =
        new SingleObjectSerde<>(LedgerEntryWithPast.class);
    Serializer<LedgerEntry> plainWriter = plain.serializer();
    Serializer<LedgerEntryWithPast> pastWriter = past.serializer();
    Deserializer<LedgerEntry> plainReader = plain.deserializer();
    Deserializer<LedgerEntryWithPast> pastReader = past.deserializer();
    return Serdes.serdeFrom(
        (topic, entry) -> {
          if (entry == null) {
            return null;
          }
          return entry.isPlain()
              ? plainWriter.serialize(topic, toAvro(entry))
              : pastWriter.serialize(topic, withPast(entry));
        },
        (topic, bytes) -> {
          if (bytes == null) {
            return null;
          }
          return past.wrote(bytes)
              ? fromAvro(pastReader.deserialize(topic, bytes))
              : fromAvro(plainReader.deserialize(topic, bytes));
        });
  }

  private static LedgerEntry toAvro(Entry entry) {
    return new LedgerEntry(
        entry.revision(),
        entry.withdrawn(),
        day(entry.week()),
        entry.timeMillis(),
        LedgerSerdes.amounts(entry.amounts()));
  }

  private static LedgerEntryWithPast withPast(Entry entry) {
    return new LedgerEntryWithPast(
        toAvro(entry),
        day(entry.latest()),
        entry.replacedMillis() == Watermark.NONE ? null : entry.replacedMillis());
  }

  private static Entry fromAvro(LedgerEntry entry) {
    return new Entry(
        entry.getRevision(),
        entry.getWithdrawn(),
        LocalDate.ofEpochDay(entry.getWeek()),
        entry.getTimeMillis(),
        LedgerSerdes.amountsOf(entry.getAmounts()));
  }

  private static Entry fromAvro(LedgerEntryWithPast past) {
    Entry entry = fromAvro(past.getEntry()).seenIn(LocalDate.ofEpochDay(past.getLatest()));
    return past.getReplacedMillis() == null ? entry : entry.broughtBy(past.getReplacedMillis());
  }

  private static int day(LocalDate week) {
    return Math.toIntExact(week.toEpochDay());
  }
}
