package dev.freshet.cli;

import dev.freshet.avro.RefreshReport;
import dev.freshet.demo.DemoCluster;
import dev.freshet.demo.ResultReader;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.ServiceConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code freshet demo}: the whole way from events to ROI on an embedded broker, week after week.
 */
@Command(
    name = "demo",
    description =
        "Shows the whole way on an embedded Kafka broker: two simulated advertisers whose true ROI"
            + " is known stream two years of history, then week after week; each refresh is printed"
            + " beside the truth.")
final class DemoCommand implements Callable<Integer> {
  private static final int HISTORY_WEEKS = 104;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int STUCK = 1;

  @Spec private CommandSpec self;

  @Option(
      names = "--weeks",
      defaultValue = "8",
      description = "Weeks to stream after the history; default ${DEFAULT-VALUE}.")
  private int weeks;

  @Option(
      names = "--seed",
      defaultValue = "20",
      description = "Another seed, other advertisers; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--serve",
      description =
          "Serve the live view, and keep broker, registry and service running at the end, until"
              + " Ctrl-C.")
  private boolean serve;

  @Option(
      names = "--http-port",
      defaultValue = "8085",
      description =
          "Port of the live view with --serve, 0 for a free one; default ${DEFAULT-VALUE}.")
  private int httpPort;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final DemoTally tally = new DemoTally();
  private PrintWriter out;
  private long started;

  @Override
  public Integer call() throws InterruptedException {
    if (weeks < 1 || weeks > 52) {
      throw new IllegalArgumentException("--weeks " + weeks + ": must lie in 1..52");
    }
    out = self.commandLine().getOut();
    started = System.nanoTime();
    say("Starting Kafka, a schema registry and Freshet in this process");
    int fits = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    try (DemoCluster cluster =
        DemoCluster.start(Fitters.standard(), fits, Clock.systemUTC(), meters, http())) {
      say("Running: broker " + cluster.bootstrapServers() + ", registry " + cluster.registryUrl());
      cluster
          .liveView()
          .ifPresent(address -> say("Live view: " + address + " shows each refresh as it lands"));
      boolean through = show(cluster);
      if (through && serve) {
        keepServing(cluster);
      }
      return through ? 0 : STUCK;
    }
  }

  private ServiceConfig.Http http() {
    return serve
        ? new ServiceConfig.Http(ServiceConfig.Http.LOOPBACK, httpPort, Optional.empty())
        : ServiceConfig.Http.OFF;
  }

  private boolean show(DemoCluster cluster) {
    List<SimulatedAdvertiser> advertisers = advertisers();
    try (EventSender sender = new EventSender(cluster.cluster());
        ResultReader results =
            new ResultReader(cluster.cluster(), cluster.topics(), Clock.systemUTC())) {
      SimulatedFeed feed = new SimulatedFeed(cluster.topics(), sender);
      for (SimulatedAdvertiser advertiser : advertisers) {
        feed.sendSpec(advertiser);
        int events = 0;
        for (int week = 0; week < HISTORY_WEEKS; week++) {
          feed.send(advertiser.delivery(week));
          events += advertiser.delivery(week).size();
        }
        say(
            "%s: %,d events of %d weeks sent (%d channels, %s)",
            advertiser.spec().model(),
            events,
            HISTORY_WEEKS,
            advertiser.truth().channels().size(),
            advertiser.spec().currency());
      }
      boolean through = await(results, advertisers, HISTORY_WEEKS - 1);
      for (int week = HISTORY_WEEKS; through && week < HISTORY_WEEKS + weeks; week++) {
        for (SimulatedAdvertiser advertiser : advertisers) {
          feed.send(advertiser.delivery(week));
        }
        through = await(results, advertisers, week);
      }
      results.next(Duration.ofMillis(500));
      sumUp(results);
      return through;
    }
  }

  private List<SimulatedAdvertiser> advertisers() {
    int all = HISTORY_WEEKS + weeks;
    LocalDate thisWeek =
        LocalDate.now(ZoneOffset.UTC).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    // The week after the last one may already have rows: none of them may lie in the future.
    return Simulator.demo(thisWeek.minusWeeks(all + 1L), all, seed);
  }

  /** Prints refreshes until every advertiser's holds the week. */
  private boolean await(ResultReader results, List<SimulatedAdvertiser> advertisers, int week) {
    Set<String> missing = new HashSet<>();
    advertisers.forEach(a -> missing.add(a.spec().model()));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!missing.isEmpty() && System.nanoTime() < deadline) {
      results.next(Duration.ofSeconds(1)).ifPresent(r -> print(r, advertisers, week, missing));
    }
    if (!missing.isEmpty()) {
      self.commandLine()
          .getErr()
          .printf(
              "No refresh of %s through week %d within %d s; refused or failed: %s%n",
              missing,
              week,
              PATIENCE.toSeconds(),
              results.unpublished().stream().map(RefreshReport::getDetail).toList());
    }
    return missing.isEmpty();
  }

  private void print(
      ResultReader.Refresh refresh,
      List<SimulatedAdvertiser> advertisers,
      int week,
      Set<String> missing) {
    RefreshReport report = refresh.report();
    SimulatedAdvertiser advertiser =
        advertisers.stream()
            .filter(a -> a.spec().model().equals(report.getModel()))
            .findFirst()
            .orElseThrow();
    tally.counted(refresh);
    boolean upToDate = !report.getClosedWeek().isBefore(advertiser.week(week));
    String kind = report.getKind().name().toLowerCase(Locale.ROOT);
    if (!upToDate) {
      say(
          "%s: %s through %s (%s), newer weeks on their way",
          report.getModel(), kind, report.getClosedWeek(), triggers(report));
      return;
    }
    missing.remove(report.getModel());
    out.printf(
        "%n  %s  week of %s  %s (%s)  refresh lag %s, fit %s%n",
        report.getModel(),
        report.getClosedWeek(),
        kind,
        report.getDetail(),
        Figures.millis(refresh.lag().toNanos() / 1e6),
        Figures.millis(report.getFitMillis()));
    Table table = new Table(1, "channel", "spend", "ROI", "90 % interval", "true ROI", "");
    for (DemoTally.Judged j : tally.shown(refresh, advertiser.truth())) {
      table.row(
          j.row().getChannel(),
          Figures.amount(j.row().getSpend()),
          j.row().getRoi() == null ? "–" : Figures.ratio(j.row().getRoi()),
          j.row().getRoi() == null
              ? j.row().getNote()
              : Figures.ratio(j.row().getRoiLower()) + " … " + Figures.ratio(j.row().getRoiUpper()),
          Figures.ratio(j.truth()),
          j.holds() ? "✓" : "✗");
    }
    out.print(table.render("    "));
    String moved = Moves.biggest(report.getMoved());
    if (!moved.isEmpty()) {
      out.printf("    moved most: %s%n", moved);
    }
    out.flush();
  }

  private static String triggers(RefreshReport report) {
    return report.getReasons().stream()
        .map(r -> r.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .collect(Collectors.joining(", "));
  }

  private void sumUp(ResultReader results) {
    Map<String, Integer> dead = results.deadLetters();
    out.printf(
        "%nSummary%n  events in %,d   duplicates %,d   restatements %,d   dead letters %,d %s%n",
        total(),
        count("DUPLICATE"),
        count("RESTATED") + count("WITHDRAWN"),
        dead.values().stream().mapToInt(Integer::intValue).sum(),
        dead.isEmpty() ? "" : dead);
    out.printf(
        "  builds %d   refreshes %d   refresh lag p50 %s, p99 %s%n",
        tally.builds(),
        tally.refreshes(),
        Figures.millis(tally.lagQuantile(.5)),
        Figures.millis(tally.lagQuantile(.99)));
    out.printf(
        Locale.ROOT,
        "  intervals that held the truth: %d of %d (%.0f %%; 90 %% is what they promise)%n",
        tally.holding(),
        tally.intervals(),
        tally.intervals() == 0 ? 0.0 : 100.0 * tally.holding() / tally.intervals());
    Runtime runtime = Runtime.getRuntime();
    out.printf(
        "  heap in use %,d MB   %s in all%n",
        (runtime.totalMemory() - runtime.freeMemory()) >> 20, Figures.millis(elapsedMillis()));
    out.flush();
  }

  private long count(String result) {
    Counter counter = meters.find("freshet.ledger.events").tag("result", result).counter();
    return counter == null ? 0 : (long) counter.count();
  }

  private long total() {
    return meters.find("freshet.ledger.events").counters().stream()
        .mapToLong(c -> (long) c.count())
        .sum();
  }

  private void keepServing(DemoCluster cluster) throws InterruptedException {
    out.printf(
        "%nStill running. The live view is at %s%n"
            + "Read ROI with any Avro consumer, for example:%n"
            + "  kcat -b %s -C -t mmm.roi -e -s value=avro -r %s -X isolation.level=read_committed%n"
            + "Stop with Ctrl-C.%n",
        cluster.liveView().orElseThrow(), cluster.bootstrapServers(), cluster.registryUrl());
    out.flush();
    CountDownLatch stopped = new CountDownLatch(1);
    List<Thread> hooks = new ArrayList<>();
    hooks.add(
        new Thread(
            () -> {
              cluster.close();
              stopped.countDown();
            },
            "freshet-demo-shutdown"));
    hooks.forEach(Runtime.getRuntime()::addShutdownHook);
    stopped.await();
  }

  private void say(String words, Object... values) {
    out.printf(
        Locale.ROOT,
        "[%5.1f s] %s%n",
        elapsedMillis() / 1000,
        values.length == 0 ? words : String.format(Locale.ROOT, words, values));
    out.flush();
  }

  private double elapsedMillis() {
    return (System.nanoTime() - started) / 1e6;
  }
}
