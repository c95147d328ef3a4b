package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.TriggerReason;
import dev.freshet.avro.internal.PlannerState;
import dev.freshet.registry.SingleObjectSerde;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanMappingTest {
  private static final Plan FULL =
      new Plan(
          Optional.of(
              new Plan.Mandate(
                  Specs.tv().organic("newsletter").build(), Instant.parse("2024-01-14T00:00:00Z"))),
          new Plan.Weeks(
              Optional.of(LocalDate.of(2025, 1, 6)),
              Optional.of(LocalDate.of(2026, 1, 12)),
              Optional.of(
                  new Plan.Closed(
                      LocalDate.of(2026, 1, 5),
                      Instant.parse("2026-01-14T00:00:00.123Z"),
                      List.of("shop"))),
              new TreeMap<>(
                  Map.of(LocalDate.of(2026, 1, 12), Instant.parse("2026-01-14T00:00:04Z")))),
          Map.of(
              "tv",
              new Plan.Feed(
                  Instant.parse("2026-01-15T00:00:00Z"), Instant.parse("2026-01-15T01:00:00Z")),
              "shop",
              new Plan.Feed(Instant.EPOCH, Instant.EPOCH)),
          new Plan.Counters(7, 9, 4),
          new Plan.Due(
              EnumSet.of(Trigger.RESTATEMENT, Trigger.RETRY),
              true,
              "why",
              new Plan.Burst(
                  3,
                  Optional.of(Instant.parse("2026-01-14T00:00:00Z")),
                  Optional.of(Instant.parse("2026-01-14T00:00:03Z")))),
          Optional.of(
              new Plan.InFlight(
                  "acme/DE#9",
                  9,
                  8,
                  Plan.Route.BUILD,
                  Instant.parse("2026-01-14T00:00:01Z"),
                  new Plan.Due(EnumSet.of(Trigger.COMMAND), true, "ordered", Plan.Burst.NONE),
                  true)),
          new Plan.Incumbent(
              Optional.of(new Plan.Edition("v8", 8, "")),
              Optional.of(new Plan.Edition("v7", 7, "3")),
              Optional.of(LocalDate.of(2025, 12, 29)),
              Optional.of(Instant.parse("2026-01-14T00:00:02Z"))),
          new Plan.Trouble(
              2,
              Optional.of(Instant.parse("2026-01-14T00:01:00Z")),
              Optional.of(Plan.Ending.FAILED),
              "no outcome"),
          List.of(
              new LiftTestUse("geo-1", LiftTestUse.State.COUNTS, true, "leaves"),
              LiftTestUse.of("geo-2", LiftTestUse.State.WAITING, "waits")));

  private static Plan throughTheStore(Plan plan) {
    SingleObjectSerde<PlannerState> serde = new SingleObjectSerde<>(PlannerState.class);
    byte[] bytes = serde.serializer().serialize("plans", PlanMapping.toAvro(plan));
    return PlanMapping.fromAvro(serde.deserializer().deserialize("plans", bytes));
  }

  @Test
  void shouldKeepAFullPlan() {
    assertThat(throughTheStore(FULL)).isEqualTo(FULL);
  }

  @Test
  void shouldKeepAnEmptyPlan() {
    assertThat(throughTheStore(Plan.EMPTY)).isEqualTo(Plan.EMPTY);
  }

  @Test
  void shouldHaveAContractsReasonForEveryTrigger() {
    assertThat(PlanMapping.reasons(EnumSet.allOf(Trigger.class)))
        .containsExactlyElementsOf(Arrays.asList(TriggerReason.values()));
  }

  @Test
  void shouldHaveAContractsStateForEveryStateOfALiftTest() {
    assertThat(LiftTestUse.State.values())
        .extracting(Enum::name)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(dev.freshet.avro.ExperimentState.values()).map(Enum::name).toList());
  }

  @Test
  void shouldHaveAContractsOutcomeForEveryEnding() {
    assertThat(Plan.Ending.values())
        .extracting(Enum::name)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(dev.freshet.avro.RefreshOutcome.values()).map(Enum::name).toList());
  }
}
