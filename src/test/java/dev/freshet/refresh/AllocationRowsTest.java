package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.allocate.Aim;
import dev.freshet.allocate.AllocationPlan;
import dev.freshet.allocate.AllocationRequest;
import dev.freshet.allocate.Allocator;
import dev.freshet.allocate.Goal;
import dev.freshet.allocate.Horizon;
import dev.freshet.allocate.Risk;
import dev.freshet.allocate.SpendBounds;
import dev.freshet.avro.AllocatedWeek;
import dev.freshet.avro.Allocation;
import dev.freshet.avro.AllocationObjective;
import dev.freshet.model.FittedModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocationRowsTest {
  private static final FittedModel MODEL = Histories.build();

  @Test
  void shouldSayAllOfAPlan() {
    AllocationRequest request =
        AllocationRequest.standard()
            .with(Aim.mostResponse().within(4_000))
            .with(new Horizon(Horizon.Timing.BY_WEEK, 4, 10))
            .withBounds(Map.of(), SpendBounds.relative(0.2, 4))
            .with(Risk.worstShare(0.25));
    AllocationPlan plan = Allocator.allocate(MODEL, request);

    Allocation row = AllocationRows.of("acme/DE", "spring", "EUR", plan);

    assertThat(row.getModelVersion()).isEqualTo(MODEL.modelVersion());
    assertThat(row.getObjective()).isEqualTo(AllocationObjective.MAX_RESPONSE);
    assertThat(row.getTarget()).isNull();
    assertThat(row.getBudgetMicros()).isEqualTo(4_000_000_000L);
    assertThat(row.getRisk()).isEqualTo("WORST_SHARE");
    assertThat(row.getRiskParameter()).isEqualTo(0.25);
    assertThat(row.getTiming()).isEqualTo("BY_WEEK");
    assertThat(row.getWeeks()).isEqualTo(4);
    assertThat(row.getCreditedWeeks()).isEqualTo(10);
    assertThat(row.getPlan()).hasSize(8);
    assertThat(row.getPlan().get(0).getWeek()).isEqualTo(MODEL.data().week(60));
    long planned = row.getPlan().stream().mapToLong(AllocatedWeek::getSpendMicros).sum();
    // A micro is lost for each of the weeks at the most.
    assertThat(planned).isBetween(row.getSpendMicros() - 8, 4_000_000_000L);
    assertThat(row.getChannels()).extracting("channel").isEqualTo(List.of("tv", "facebook"));
    assertThat(row.getChannels().stream().mapToDouble(c -> c.getResponse()).sum())
        .isCloseTo(row.getResponse(), within(1e-6 * row.getResponse()));
    assertThat(row.getUplift())
        .isCloseTo(row.getResponse() - row.getCurrentResponse(), within(1e-6 * row.getResponse()));
    assertThat(row.getWorth()).isLessThan(row.getResponse());
    assertThat(row.getReached()).isTrue();
  }

  @Test
  void shouldSayATargetAndWhyItIsMissed() {
    AllocationPlan plan =
        Allocator.allocate(
            MODEL,
            AllocationRequest.standard()
                .with(Horizon.steady())
                .with(Aim.target(Goal.TARGET_CPA, 1e-9)));

    Allocation row = AllocationRows.of("acme/DE", "cpa", "EUR", plan);

    assertThat(row.getObjective()).isEqualTo(AllocationObjective.TARGET_CPA);
    assertThat(row.getTarget()).isEqualTo(1e-9);
    assertThat(row.getBudgetMicros()).isNull();
    assertThat(row.getRiskParameter()).isNull();
    assertThat(row.getReached()).isFalse();
    assertThat(row.getNote()).contains("cannot be reached within the bounds");
  }
}
