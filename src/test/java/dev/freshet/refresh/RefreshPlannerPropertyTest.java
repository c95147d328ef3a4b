package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.refresh.Plan.Ending;
import dev.freshet.refresh.RefreshPlanner.Observed;
import dev.freshet.refresh.RefreshPlanner.Reported;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of the planner whatever comes, in whatever order. */
class RefreshPlannerPropertyTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  private static final ModelSpec[] SPECS = {
    Specs.tv().build(), Specs.tv().tolerance(0.2).build(), Specs.tv().grace(Duration.ZERO).build()
  };

  /** What may happen. */
  private enum Kind {
    SPEC,
    OBSERVATION,
    COMMAND,
    REBUILD,
    RESEND,
    EXPERIMENT,
    REPORT,
    STRAY_REPORT,
    MODEL,
    TICK
  }

  /** One thing that happens; {@code a} and {@code b} say which. */
  record Event(Kind kind, int a, int b) {}

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, Arbitraries.just(Kind.OBSERVATION)),
            net.jqwik.api.Tuple.of(2, Arbitraries.just(Kind.SPEC)),
            net.jqwik.api.Tuple.of(4, Arbitraries.just(Kind.REPORT)),
            net.jqwik.api.Tuple.of(4, Arbitraries.just(Kind.MODEL)),
            net.jqwik.api.Tuple.of(3, Arbitraries.just(Kind.TICK)),
            net.jqwik.api.Tuple.of(5, Arbitraries.of(Kind.class)));
    return Combinators.combine(
            kinds, Arbitraries.integers().between(0, 20), Arbitraries.integers().between(0, 20))
        .as(Event::new)
        .list()
        .ofMaxSize(120);
  }

  /** Plays events, writing every request that is due, and checks after each. */
  private static final class Play {
    private Plan plan = Plan.EMPTY;
    private Instant now = Instant.parse("2026-06-01T00:00:00Z");
    private int unanswered;
    private long lastSequence;
    private String lastReported = "v0";
    private int requests;

    void on(Event event) {
      LocalDate closedBefore = plan.weeks().closedThrough().orElse(LocalDate.MIN);
      long sequenceBefore = plan.counters().sequence();
      now = now.plusSeconds(event.b() * 20L);
      plan = RefreshPlanner.aged(apply(event), now);
      assertThat(plan.weeks().closedThrough().orElse(LocalDate.MIN)).isAfterOrEqualTo(closedBefore);
      assertThat(plan.counters().sequence()).isGreaterThanOrEqualTo(sequenceBefore);
      assertThat(PlanMapping.fromAvro(PlanMapping.toAvro(plan))).isEqualTo(plan);
      NextRequest.of(plan, Specs.MODEL, now, "3").ifPresent(this::write);
    }

    private void write(NextRequest request) {
      assertThat(unanswered).as("requests in flight before %s", request.requestId()).isZero();
      assertThat(request.after().counters().sequence()).isGreaterThan(lastSequence);
      assertThat(request.after().inFlight().orElseThrow().requestId())
          .isEqualTo(request.requestId());
      assertThat(request.triggers()).isNotEmpty();
      assertThat(request.after().closedWeeks()).isGreaterThanOrEqualTo(3);
      lastSequence = request.after().counters().sequence();
      unanswered++;
      requests++;
      plan = request.after();
    }

    private Plan apply(Event event) {
      return switch (event.kind()) {
        case SPEC ->
            RefreshPlanner.specified(plan, SPECS[event.a() % SPECS.length], now, Intake.READ);
        case OBSERVATION -> observe(event);
        case COMMAND -> RefreshPlanner.commanded(plan, false, "");
        case REBUILD -> RefreshPlanner.commanded(plan, true, "");
        case RESEND -> {
          unanswered = 0;
          yield RefreshPlanner.resent(plan);
        }
        case EXPERIMENT -> {
          String test = "geo-" + event.a();
          yield RefreshPlanner.judged(
              plan, List.of(LiftTestUse.of(test, LiftTestUse.State.COUNTS, "")), Set.of(test));
        }
        case REPORT -> report(event);
        case STRAY_REPORT ->
            RefreshPlanner.reported(
                plan,
                new Reported("other", 0, "", Ending.PUBLISHED, Optional.of("x"), FIRST, "stray"),
                now);
        case MODEL ->
            RefreshPlanner.arrived(plan, new Plan.Edition(lastReported, lastSequence, "3"), FIRST);
        case TICK -> RefreshPlanner.ticked(plan, now, Intake.steady(now.minusSeconds(60)));
      };
    }

    private Plan observe(Event event) {
      LocalDate week = FIRST.plusWeeks(event.a());
      Instant through =
          SPECS[0].calendar().end(FIRST.plusWeeks(event.b())).plus(Duration.ofDays(2));
      Map<String, Instant> watermarks =
          event.a() % 3 == 0 ? Map.of("tv", through) : Map.of("tv", through, "shop", through);
      return RefreshPlanner.observed(
          plan,
          new Observed(week, watermarks, event.b() % 4 != 0, event.b() / 100.0),
          now,
          Intake.READ);
    }

    private Plan report(Event event) {
      if (plan.inFlight().isEmpty()) {
        return plan;
      }
      Ending ending = Ending.values()[event.a() % Ending.values().length];
      unanswered = 0;
      boolean published = ending == Ending.PUBLISHED;
      if (published) {
        lastReported = "v" + lastSequence;
      }
      return RefreshPlanner.reported(
          plan,
          new Reported(
              plan.inFlight().get().requestId(),
              plan.inFlight().get().sequence(),
              plan.spec().orElseThrow().fingerprint(),
              ending,
              published ? Optional.of(lastReported) : Optional.empty(),
              plan.weeks().closedThrough().orElseThrow(),
              "so it ended"),
          now);
    }
  }

  @Property(tries = 500)
  void shouldKeepOneRequestInFlightAndNeverGoBack(@ForAll("events") List<Event> events) {
    Play play = new Play();

    events.forEach(play::on);

    net.jqwik.api.statistics.Statistics.collect(play.requests > 0);
    net.jqwik.api.statistics.Statistics.coverage(c -> c.check(true).percentage(p -> p > 10));
  }

  /** However a play ends: answered, reported back and given a new week, the model is fitted. */
  @Property(tries = 300)
  void shouldNeverBeStuck(@ForAll("events") List<Event> events) {
    Play play = new Play();
    events.forEach(play::on);
    play.on(new Event(Kind.SPEC, 0, 0));
    play.on(new Event(Kind.REPORT, 0, 0));
    play.on(new Event(Kind.MODEL, 0, 0));
    play.on(new Event(Kind.REPORT, 0, 0));
    play.on(new Event(Kind.MODEL, 0, 0));
    int before = play.requests;

    for (int n = 25; n < 30; n++) {
      play.on(new Event(Kind.OBSERVATION, n, n));
      play.on(new Event(Kind.OBSERVATION, n + 1, n));
    }

    assertThat(play.requests).isGreaterThan(before);
  }
}
