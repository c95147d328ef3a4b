package dev.freshet.cli;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ledger.LedgerTopology;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet simulate}: the demo's advertisers as a feed to an existing cluster. */
@Command(
    name = "simulate",
    description =
        "Feeds a running service with the two advertisers of the demo: their specs and two years of"
            + " history, then a week at a time. The same seed in the same week of the calendar sends"
            + " the same events, which change nothing; otherwise take topics of their own.")
final class SimulateCommand implements Callable<Integer> {
  private static final int HISTORY_WEEKS = 104;
  private static final int MOST_WEEKS = 520;

  @Spec private CommandSpec self;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--weeks",
      defaultValue = "52",
      description = "Weeks to send after the history; default ${DEFAULT-VALUE}.")
  private int weeks;

  @Option(
      names = "--every",
      defaultValue = "20",
      paramLabel = "SECONDS",
      description = "Pause before each of these weeks; default ${DEFAULT-VALUE}.")
  private int everySeconds;

  @Option(
      names = "--seed",
      defaultValue = "20",
      description = "Another seed, other advertisers; default ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (weeks < 0 || weeks > MOST_WEEKS) {
      throw new IllegalArgumentException(
          "--weeks %d: must lie in 0..%d".formatted(weeks, MOST_WEEKS));
    }
    if (everySeconds < 0) {
      throw new IllegalArgumentException("--every " + everySeconds + ": must be 0 s or more");
    }
    ServiceConfig.Cluster where = cluster.cluster();
    Topics topics = Service.topics(where);
    TopicAdmin.require(where, LedgerTopology.sources(topics));
    try (EventSender sender = new EventSender(where)) {
      send(new SimulatedFeed(topics, sender));
    }
    return 0;
  }

  private void send(SimulatedFeed feed) throws InterruptedException {
    List<SimulatedAdvertiser> advertisers = advertisers();
    for (SimulatedAdvertiser advertiser : advertisers) {
      feed.sendSpec(advertiser);
      int events = 0;
      for (int week = 0; week < HISTORY_WEEKS; week++) {
        feed.send(advertiser.delivery(week));
        events += advertiser.delivery(week).size();
      }
      say("%s: %,d events of %d weeks", advertiser.spec().model(), events, HISTORY_WEEKS);
    }
    for (int week = HISTORY_WEEKS; week < HISTORY_WEEKS + weeks; week++) {
      TimeUnit.SECONDS.sleep(everySeconds);
      for (SimulatedAdvertiser advertiser : advertisers) {
        feed.send(advertiser.delivery(week));
        say(
            "%s: %,d events, week of %s",
            advertiser.spec().model(), advertiser.delivery(week).size(), advertiser.week(week));
      }
    }
  }

  private List<SimulatedAdvertiser> advertisers() {
    int all = HISTORY_WEEKS + weeks;
    LocalDate thisWeek =
        LocalDate.now(ZoneOffset.UTC).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    // The week after the last one may already have rows: none of them may lie in the future.
    return Simulator.demo(thisWeek.minusWeeks(all + 1L), all, seed);
  }

  private void say(String words, Object... values) {
    PrintWriter out = self.commandLine().getOut();
    out.printf(Locale.ROOT, words + "%n", values);
    out.flush();
  }
}
