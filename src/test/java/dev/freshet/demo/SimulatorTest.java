package dev.freshet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.demo.SimulatedEvent.Fact;
import dev.freshet.spec.Aggregation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SimulatorTest {
  private static final LocalDate FIRST = LocalDate.of(2024, 10, 7);
  private static final int WEEKS = 112;
  private static final List<SimulatedAdvertiser> DEMO = Simulator.demo(FIRST, WEEKS, 1);

  private static SimulatedAdvertiser advertiser(int channels, int weeks, long seed) {
    return Simulator.advertiser(
        new Simulator.Setting(
            "acme/FR", "EUR", ZoneId.of("Europe/Paris"), "FR", channels, FIRST, weeks, seed));
  }

  @Test
  void shouldRepeatItselfForTheSameSeed() {
    List<SimulatedAdvertiser> again = Simulator.demo(FIRST, WEEKS, 1);

    for (int i = 0; i < 2; i++) {
      assertThat(again.get(i).spec()).isEqualTo(DEMO.get(i).spec());
      assertThat(again.get(i).events()).isEqualTo(DEMO.get(i).events());
      for (String component : DEMO.get(i).truth().components()) {
        assertThat(again.get(i).truth().contributions(component))
            .isEqualTo(DEMO.get(i).truth().contributions(component));
      }
    }
  }

  @Test
  void shouldDifferForAnotherSeed() {
    assertThat(advertiser(5, 20, 1).truth().micros("spend.tv"))
        .isNotEqualTo(advertiser(5, 20, 2).truth().micros("spend.tv"));
  }

  @Property(tries = 20)
  void shouldSumToTheTruthWhenTheHighestRevisionsCount(
      @ForAll long seed, @ForAll @IntRange(min = 5, max = 8) int channels) {
    requireSums(advertiser(channels, 30, seed));
  }

  @Test
  void shouldSumToTheTruthInTheDemo() {
    DEMO.forEach(SimulatorTest::requireSums);
  }

  /** A naive ledger: keep the highest revision of each identity, then sum by week. */
  private static void requireSums(SimulatedAdvertiser advertiser) {
    Map<String, Fact> newest = new HashMap<>();
    for (SimulatedEvent event : advertiser.events()) {
      if (event instanceof Fact fact) {
        String id = fact.getClass().getSimpleName() + "|" + fact.source() + "|" + fact.eventId();
        newest.merge(id, fact, (a, b) -> b.revision() > a.revision() ? b : a);
      }
    }
    WeekCalendar calendar = advertiser.spec().calendar();
    SimulatedTruth truth = advertiser.truth();
    Map<String, long[]> sums = new HashMap<>();
    for (Fact fact : newest.values()) {
      int week = (int) calendar.weeksBetween(truth.firstWeek(), calendar.weekOf(fact.time()));
      fact.amounts()
          .forEach(
              (variable, micros) -> {
                long[] sum = sums.computeIfAbsent(variable, v -> new long[truth.weeks()]);
                boolean any = advertiser.spec().aggregationOf(variable) == Aggregation.ANY;
                long added = fact.withdrawn() ? 0 : micros;
                sum[week] = any ? Math.max(sum[week], added) : sum[week] + added;
              });
    }
    for (String variable : truth.variables()) {
      assertThat(sums.getOrDefault(variable, new long[truth.weeks()]))
          .as(variable)
          .isEqualTo(truth.micros(variable));
    }
    assertThat(truth.variables()).containsAll(sums.keySet());
  }

  @Test
  void shouldAddUpToTheOutcomeWithinHalfACent() {
    for (SimulatedAdvertiser advertiser : DEMO) {
      SimulatedTruth truth = advertiser.truth();
      long[] outcome = truth.micros("outcome.revenue");
      for (int week = 0; week < WEEKS; week++) {
        double sum = 0;
        for (String component : truth.components()) {
          sum += truth.contributions(component)[week];
        }
        assertThat(sum).isCloseTo(outcome[week] / 1e6, within(0.005 + 1e-6));
      }
    }
  }

  @Test
  void shouldDefineRoiAsContributionOverSpendOfTheSameWeeks() {
    SimulatedTruth truth = DEMO.get(0).truth();
    double contribution = 0;
    double spend = 0;
    for (int week = 30; week <= 42; week++) {
      contribution += truth.contributions("search")[week];
      spend += truth.micros("spend.search")[week] / 1e6;
    }

    assertThat(truth.roi("search", truth.week(30), truth.week(42)))
        .isCloseTo(contribution / spend, within(1e-9));
    assertThat(truth.contribution("search", truth.week(30)))
        .isEqualTo(truth.contributions("search")[30]);
  }

  @Test
  void shouldHaveNoRoiWithoutSpend() {
    SimulatedTruth truth = DEMO.get(0).truth();
    long[] spend = truth.micros("spend.tv");
    int dark = 0;
    while (spend[dark] != 0) {
      dark++;
    }

    assertThat(truth.roi("tv", truth.week(dark), truth.week(dark))).isNaN();
  }

  @Test
  void shouldRefuseWeeksThatAreNotSimulated() {
    SimulatedTruth truth = DEMO.get(0).truth();

    assertThatThrownBy(() -> truth.contribution("tv", FIRST.minusWeeks(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("week 2024-09-30 is not simulated: weeks run from 2024-10-07 to 2026-11-23");
  }

  @Test
  void shouldGiveItsFirstWeeksAsHistory() {
    SimulatedTruth truth = DEMO.get(0).truth();

    assertThat(truth.history(104).micros("outcome.revenue"))
        .isEqualTo(Arrays.copyOf(truth.micros("outcome.revenue"), 104));
    assertThat(truth.history(104).firstWeek()).isEqualTo(FIRST);
    assertThatThrownBy(() -> truth.history(WEEKS + 1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** A plain recursion over one channel, without the simulator's arrays. */
  @Test
  void shouldCarryOverAndSaturate() {
    SimulatedChannel channel =
        new SimulatedChannel(
            "tv", Flighting.BURSTS, java.util.Optional.empty(), 1, 1, 0.5, 2, 1, 2);

    // Adstock 8, 4, 2, 9; its mean over weeks that are on (8 + 9) / 2 = 8.5.
    assertThat(channel.response(new double[] {8, 0, 0, 8}))
        .containsExactly(
            new double[] {64 / (64 + 72.25), 16 / (16 + 72.25), 4 / (4 + 72.25), 81 / (81 + 72.25)},
            within(1e-12));
  }

  @Test
  void shouldDeliverInTheOrderOfSendingAndEndWithProgress() {
    SimulatedAdvertiser advertiser = DEMO.get(1);
    WeekCalendar calendar = advertiser.spec().calendar();
    Instant last = Instant.MIN;
    for (int week = 0; week < WEEKS; week++) {
      Set<String> complete = new HashSet<>();
      for (SimulatedEvent event : advertiser.delivery(week)) {
        assertThat(event.emittedAt()).isAfterOrEqualTo(last);
        last = event.emittedAt();
        if (event instanceof SimulatedEvent.Progress progress) {
          complete.add(progress.source());
          assertThat(progress.completeThrough()).isEqualTo(calendar.end(advertiser.week(week)));
        } else {
          assertThat(((Fact) event).time()).isBefore(event.emittedAt());
        }
      }
      assertThat(complete).isEqualTo(advertiser.spec().sources());
    }
    List<SimulatedEvent> all = new ArrayList<>(advertiser.history(WEEKS));
    all.addAll(advertiser.remainder());
    assertThat(all).isEqualTo(advertiser.events());
  }

  @Test
  void shouldOnlySendWhatTheSpecKnows() {
    for (SimulatedAdvertiser advertiser : DEMO) {
      Map<String, String> sources = advertiser.spec().variableToSource();
      for (SimulatedEvent event : advertiser.events()) {
        if (event instanceof Fact fact) {
          for (String variable : fact.amounts().keySet()) {
            assertThat(advertiser.spec().has(variable)).isTrue();
            assertThat(fact.source()).isEqualTo(sources.get(variable.split(":")[0]));
          }
        }
      }
    }
  }

  @Test
  void shouldMisbehaveAsPlatformsDo() {
    SimulatedAdvertiser advertiser = DEMO.get(0);
    EmissionCounts counts = EmissionCounts.of(advertiser.events());

    assertThat(counts.events()).isGreaterThan(10_000);
    assertThat(counts.duplicates()).isBetween(counts.events() / 100, counts.events() / 20);
    assertThat(counts.restatements()).isBetween(counts.events() / 100, counts.events() / 10);
    assertThat(counts.late()).isBetween(counts.events() / 100, counts.events() / 10);
    assertThat(counts.withdrawals()).isPositive();
    assertThat(counts.stale()).isPositive();
    assertThat(counts.progress()).isEqualTo((long) WEEKS * advertiser.spec().sources().size());
    EmissionCounts both = counts.plus(EmissionCounts.of(DEMO.get(1).events()));
    List<SimulatedEvent> together = new ArrayList<>(advertiser.events());
    together.addAll(DEMO.get(1).events());
    assertThat(EmissionCounts.of(together)).isEqualTo(both);
  }

  @Test
  void shouldBeOfLifelikeSize() {
    for (SimulatedAdvertiser advertiser : DEMO) {
      SimulatedTruth truth = advertiser.truth();
      double outcome = Arrays.stream(truth.micros("outcome.revenue")).sum() / 1e6;
      double media = 0;
      for (String channel : truth.channels()) {
        double roi = truth.roi(channel, truth.week(0), truth.week(WEEKS - 1));
        assertThat(roi).as(channel).isBetween(0.3, 12.0);
        assertThat(Arrays.stream(truth.micros("spend." + channel)).min().orElseThrow())
            .isNotNegative();
        media += truth.contribution(channel, truth.week(0), truth.week(WEEKS - 1));
      }
      assertThat(media / outcome).isBetween(0.05, 0.5);
    }
  }

  @Test
  void shouldShowEveryLevelOfACategoryBeforeTheFirstBuild() {
    for (SimulatedAdvertiser advertiser : DEMO) {
      for (String level : List.of("context.events:sale", "context.events:outage")) {
        long[] micros = advertiser.truth().micros(level);
        assertThat(Arrays.stream(micros, 0, advertiser.spec().minWeeks()).sum()).isPositive();
      }
    }
  }
}
