package dev.freshet.ops;

import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * A topology of the shape that Freshet's have: what reads an input keeps nothing and sends it to a
 * topic of the application's own, and behind that it is counted how often each value came. It has
 * the faults it is given.
 */
final class FailingCount {
  private static final String COUNTS = "counts";

  /** By the value that meets it. */
  enum Fault {
    /** Throws while the input is read. */
    EARLY,
    /** Throws behind the application's own topic, when the count is kept and sent on. */
    LATE
  }

  /** Faults there are; a mended one is taken out. */
  private final Set<Fault> faults = EnumSet.allOf(Fault.class);

  synchronized void mend(Fault fault) {
    faults.remove(fault);
  }

  private synchronized void throwAt(Fault fault, String value) {
    if (value.equals(fault.name()) && faults.contains(fault)) {
      throw new IllegalStateException("a bug: " + fault);
    }
  }

  /** From one topic to another by way of a third: {@code value=count}. */
  Topology topology(String in, Deserializer<String> values, String own, String out) {
    Topology topology = new Topology();
    topology.addSource("in", new StringDeserializer(), values, in);
    topology.addProcessor("read", Reading::new, "in");
    topology.addSink("own", own, new StringSerializer(), new StringSerializer(), "read");
    topology.addSource("gathered", new StringDeserializer(), new StringDeserializer(), own);
    topology.addProcessor("count", Counting::new, "gathered");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(COUNTS), Serdes.String(), Serdes.Long()),
        "count");
    topology.addSink("out", out, new StringSerializer(), new StringSerializer(), "count");
    return topology;
  }

  private final class Reading extends ContextualProcessor<String, String, String, String> {
    @Override
    public void process(Record<String, String> record) {
      throwAt(Fault.EARLY, record.value());
      context().forward(record);
    }
  }

  private final class Counting extends ContextualProcessor<String, String, String, String> {
    @Override
    public void process(Record<String, String> record) {
      String value = record.value();
      KeyValueStore<String, Long> counts = context().getStateStore(COUNTS);
      Long before = counts.get(value);
      long now = before == null ? 1 : before + 1;
      counts.put(value, now);
      context().forward(record.withValue(value + "=" + now));
      throwAt(Fault.LATE, value);
    }
  }
}
