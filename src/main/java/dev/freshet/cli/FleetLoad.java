package dev.freshet.cli;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.spec.History;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.WeeklyHistory;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Events of a fleet of simulated advertisers, each with another truth: one event a variable and
 * week, so that a thousand models have a few million events.
 *
 * <p>Each is simulated when its history is sent; only the weeks that are still to close are kept.
 */
final class FleetLoad {
  /**
   * How much to simulate.
   *
   * @param models number of models
   * @param channels paid channels of each
   * @param weeks weeks of history
   * @param closings weeks after the history, to be closed one by one
   */
  record Size(int models, int channels, int weeks, int closings) {}

  /** A model and its rows of the weeks that are still to close. */
  private record Member(ModelSpec spec, List<History.Row> later) {}

  private final Size size;
  private final LocalDate firstWeek;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private long sent;

  /** Weeks end before {@code today}, so that no event lies in the future. */
  FleetLoad(Size size, LocalDate today) {
    this.size = size;
    this.firstWeek =
        today
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
            .minusWeeks(size.weeks() + size.closings());
  }

  /** For the clock's day in UTC. */
  static FleetLoad untilNow(Size size) {
    return new FleetLoad(size, LocalDate.now(ZoneOffset.UTC));
  }

  /** First day of a week, counted from 0. */
  LocalDate week(int index) {
    return firstWeek.plusWeeks(index);
  }

  int historyWeeks() {
    return size.weeks();
  }

  /** Models whose history has been sent. */
  Set<String> models() {
    return Set.copyOf(members.keySet());
  }

  /** Sends specs and history, but no statement that the last week is complete. */
  void sendHistory(EventSender sender, Topics topics) {
    for (int m = 0; m < size.models(); m++) {
      SimulatedAdvertiser advertiser = advertiser(m);
      ModelSpec spec = advertiser.spec();
      List<History.Row> rows = rows(advertiser.truth().history(size.weeks() + size.closings()));
      sender.send(topics.specs(), spec.model(), SpecMapping.toAvro(spec));
      sent++;
      LoadSender load = new LoadSender(spec, topics, sender, 0);
      HistoryEvents events = load.events();
      rows.subList(0, size.weeks()).forEach(row -> events.give(row, variable -> true));
      sent += load.sent();
      members.put(
          spec.model(), new Member(spec, List.copyOf(rows.subList(size.weeks(), rows.size()))));
    }
    sender.flush();
  }

  /** Sends every model's events of a week after the history. */
  void sendWeek(EventSender sender, Topics topics, int index) {
    for (Member member : members.values()) {
      LoadSender load = new LoadSender(member.spec(), topics, sender, 0);
      load.events().give(member.later().get(index - size.weeks()), variable -> true);
      sent += load.sent();
    }
    sender.flush();
  }

  /**
   * States for every source of every model, without a pause, that a week is complete: the last
   * events of the week.
   *
   * @return by model, when its last statement was handed to the producer, {@link System#nanoTime}
   */
  Map<String, Long> close(EventSender sender, Topics topics, int index) {
    Map<String, Long> written = new TreeMap<>();
    for (Member member : members.values()) {
      LoadSender load = new LoadSender(member.spec(), topics, sender, 0);
      load.sendProgress(week(index + 1), Instant.now());
      written.put(member.spec().model(), System.nanoTime());
      sent += load.sent();
    }
    sender.flush();
    return written;
  }

  /** Records sent so far. */
  long sent() {
    return sent;
  }

  private SimulatedAdvertiser advertiser(int number) {
    return Simulator.advertiser(
        new Simulator.Setting(
            "fleet%05d/DE".formatted(number),
            "EUR",
            ZoneId.of("Europe/Berlin"),
            "DE",
            size.channels(),
            firstWeek,
            size.weeks() + size.closings(),
            1));
  }

  private static List<History.Row> rows(WeeklyHistory history) {
    Map<String, long[]> series = new LinkedHashMap<>();
    history.variables().forEach(variable -> series.put(variable, history.micros(variable)));
    List<History.Row> rows = new ArrayList<>();
    for (int week = 0; week < history.weeks(); week++) {
      Map<String, Long> micros = new LinkedHashMap<>();
      for (Map.Entry<String, long[]> variable : series.entrySet()) {
        micros.put(variable.getKey(), variable.getValue()[week]);
      }
      rows.add(new History.Row(history.week(week), micros, week + 1));
    }
    return rows;
  }
}
