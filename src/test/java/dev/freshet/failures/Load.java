package dev.freshet.failures;

import dev.freshet.avro.CommandKind;
import dev.freshet.avro.SpendEvent;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.ops.EventSender;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.Keys;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Late spend of the history's weeks, some hundred events a second, and an order to refresh every
 * model now and then: work for all roles for as long as it is open. Each event has an identity of
 * its own, so that one lost or booked twice shows in the sums.
 */
final class Load implements AutoCloseable {
  private static final int PERIOD_MILLIS = 100;
  private static final int EVENTS = 10;
  private static final int ORDER_PERIODS = 20;
  private static final long MICROS = 1_000_000;

  private final Deployment freshet;
  private final EventSender sender;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Map<String, Long>> sent = new TreeMap<>();
  private volatile Exception failure;
  private volatile int periods;

  /** Begins. */
  Load(Deployment freshet) {
    this.freshet = freshet;
    sender = new EventSender(freshet.cluster());
    clock.scheduleAtFixedRate(this::send, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void send() {
    try {
      for (SimulatedAdvertiser advertiser : Advertisers.ALL) {
        for (int i = 0; i < EVENTS; i++) {
          send(advertiser, periods * EVENTS + i);
        }
      }
      sender.flush();
      if (periods % ORDER_PERIODS == 0) {
        freshet.order(CommandKind.REFRESH);
      }
      periods++;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private void send(SimulatedAdvertiser advertiser, int number) {
    ModelSpec spec = advertiser.spec();
    List<String> channels = advertiser.truth().channels();
    String channel = channels.get(number % channels.size());
    String variable = "spend." + channel;
    LocalDate week = advertiser.week(number % Advertisers.HISTORY);
    Instant time = week.atTime(12, 0).atZone(spec.calendar().zone()).toInstant();
    sender.send(
        freshet.topics().spend(),
        spec.model(),
        SpendEvent.newBuilder()
            .setModel(spec.model())
            .setSource(spec.variableToSource().get(variable))
            .setEventId("load-" + number)
            .setTime(time)
            .setChannel(channel)
            .setAmountMicros(MICROS)
            .setCurrency(spec.currency())
            .build());
    sent.computeIfAbsent(Keys.week(spec.model(), week), key -> new TreeMap<>())
        .merge(variable, MICROS, Long::sum);
  }

  /** Waits until so many further periods have been sent. */
  void awaitMore(int more) {
    int target = periods + more;
    Waiting.until(more + " periods of load", () -> failure != null || periods >= target);
    throwFailure();
  }

  private void throwFailure() {
    if (failure != null) {
      throw new AssertionError("the load broke off", failure);
    }
  }

  /** Ends, and says what the weekly sums must be: the truth and what was sent here. */
  Map<String, Map<String, Long>> end() throws InterruptedException {
    clock.shutdown();
    if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the load does not end");
    }
    throwFailure();
    Map<String, Map<String, Long>> expected = new TreeMap<>(Advertisers.weeklyTruth());
    sent.forEach(
        (week, amounts) ->
            amounts.forEach(
                (variable, micros) -> expected.get(week).merge(variable, micros, Long::sum)));
    return expected;
  }

  /** Events sent so far. */
  long events() {
    return (long) periods * EVENTS * Advertisers.ALL.size();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    sender.close();
  }
}
