package dev.freshet.cli;

import dev.freshet.avro.SpendEvent;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.ModelRecords;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.Keys;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Events beside a load that show whether a ledger has its state: one a model, by number. A number
 * sent again is a duplicate, to a ledger that knows what it has booked.
 */
final class RestartProbes {
  /** Before the weeks of the load, which so keep their sums. */
  private static final Instant TIME = Instant.parse("2024-12-04T12:00:00Z");

  private static final long AMOUNT_MICROS = 1_000_000;

  private final EventSender sender;
  private final Topics topics;
  private final List<ModelSpec> specs = new ArrayList<>();
  private int probes;
  private int others;

  /** For models whose specs have been sent. */
  RestartProbes(
      EventSender sender, Topics topics, ServiceConfig.Cluster cluster, List<String> models) {
    this.sender = sender;
    this.topics = topics;
    ModelRecords.readAll(
        cluster,
        topics.specs(),
        r -> specs.add(SpecMapping.fromAvro(topics.specs().value(r.value()))));
    if (specs.size() != models.size()) {
      throw new IllegalStateException(
          "%d specs of %d models were read".formatted(specs.size(), models.size()));
    }
  }

  /** Sends each model's event of a number, and waits until the brokers have it. */
  void send(int number) {
    specs.forEach(spec -> send(spec, "probe-" + number));
    probes = Math.max(probes, number + 1);
    sender.flush();
  }

  /** Sends other events, so many, over all models. */
  void sendOthers(int events) {
    for (int i = 0; i < events; i++) {
      send(specs.get(i % specs.size()), "under-way-" + i);
    }
    others = events;
    sender.flush();
  }

  /** By key of the weekly topic, then variable: what all events sent come to, in micros. */
  Map<String, Map<String, Long>> expected() {
    Map<String, Map<String, Long>> sums = new TreeMap<>();
    for (int m = 0; m < specs.size(); m++) {
      ModelSpec spec = specs.get(m);
      int share = others / specs.size() + (m < others % specs.size() ? 1 : 0);
      sums.put(
          Keys.week(spec.model(), spec.calendar().weekOf(TIME)),
          Map.of("spend." + spec.media().get(0).channel(), (probes + share) * AMOUNT_MICROS));
    }
    return sums;
  }

  private void send(ModelSpec spec, String id) {
    MediaSpec channel = spec.media().get(0);
    sender.send(
        topics.spend(),
        spec.model(),
        SpendEvent.newBuilder()
            .setModel(spec.model())
            .setSource(channel.source())
            .setEventId(id)
            .setTime(TIME)
            .setChannel(channel.channel())
            .setAmountMicros(AMOUNT_MICROS)
            .setCurrency(spec.currency())
            .build());
  }
}
