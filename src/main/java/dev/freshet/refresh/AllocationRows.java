package dev.freshet.refresh;

import dev.freshet.allocate.Aim;
import dev.freshet.allocate.AllocationPlan;
import dev.freshet.allocate.ChannelPlan;
import dev.freshet.allocate.Expectation;
import dev.freshet.allocate.Risk;
import dev.freshet.avro.AllocatedChannel;
import dev.freshet.avro.AllocatedWeek;
import dev.freshet.avro.Allocation;
import dev.freshet.avro.AllocationObjective;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Makes the published row of a spend plan. */
public final class AllocationRows {
  private static final double MICROS = 1e6;

  private AllocationRows() {}

  /**
   * The row.
   *
   * @param model the model's name
   * @param allocation identity of the plan within the model
   * @param currency ISO 4217 code of the spend
   */
  public static Allocation of(
      String model, String allocation, String currency, AllocationPlan plan) {
    Aim aim = plan.request().aim();
    Risk risk = plan.request().risk();
    return Allocation.newBuilder()
        .setModel(model)
        .setAllocation(allocation)
        .setModelVersion(plan.modelVersion())
        .setCurrency(currency)
        .setObjective(AllocationObjective.valueOf(aim.goal().name()))
        .setTarget(orNull(aim.target()))
        .setPlan(weeks(plan))
        .setResponse(plan.response().mean())
        .setResponseLower(plan.response().lower())
        .setResponseUpper(plan.response().upper())
        .setNote(String.join("; ", plan.notes()))
        .setWeeks(plan.weeks().size())
        .setCreditedWeeks(plan.request().horizon().creditedWeeks())
        .setTiming(plan.request().horizon().timing().name())
        .setBudgetMicros(aim.budget().isPresent() ? micros(aim.budget().getAsDouble()) : null)
        .setRisk(risk.kind().name())
        .setRiskParameter(risk.kind() == Risk.Kind.EXPECTED ? null : risk.parameter())
        .setWorth(plan.worth())
        .setSpendMicros(micros(plan.spend()))
        .setCurrentSpendMicros(micros(plan.currentSpend()))
        .setCurrentResponse(plan.currentResponse().mean())
        .setCurrentResponseLower(plan.currentResponse().lower())
        .setCurrentResponseUpper(plan.currentResponse().upper())
        .setUplift(plan.uplift().mean())
        .setUpliftLower(plan.uplift().lower())
        .setUpliftUpper(plan.uplift().upper())
        .setBetter(plan.better())
        .setMroi(plan.mroi())
        .setGap(plan.gap())
        .setReached(plan.reached())
        .setChannels(plan.channels().stream().map(AllocationRows::channel).toList())
        .build();
  }

  private static List<AllocatedWeek> weeks(AllocationPlan plan) {
    List<AllocatedWeek> rows = new ArrayList<>();
    for (ChannelPlan channel : plan.channels()) {
      double[] spend = channel.spend();
      for (int t = 0; t < spend.length; t++) {
        rows.add(new AllocatedWeek(channel.channel(), plan.weeks().get(t), micros(spend[t])));
      }
    }
    return rows;
  }

  private static AllocatedChannel channel(ChannelPlan channel) {
    return AllocatedChannel.newBuilder()
        .setChannel(channel.channel())
        .setCurrentSpendMicros(micros(channel.currentSpend()))
        .setSpendMicros(micros(channel.total()))
        .setLowerMicros(micros(channel.lower()))
        .setUpperMicros(micros(channel.upper()))
        .setBound(channel.bound().name())
        .setResponse(channel.response().mean())
        .setResponseLower(channel.response().lower())
        .setResponseUpper(channel.response().upper())
        .setCurrentResponse(channel.currentResponse().mean())
        .setRoi(channel.roi().map(Expectation::mean).orElse(null))
        .setRoiLower(channel.roi().map(Expectation::lower).orElse(null))
        .setRoiUpper(channel.roi().map(Expectation::upper).orElse(null))
        .setMroi(channel.mroi())
        .setCurrentMroi(channel.currentMroi())
        .setCostPerUnit(channel.costPerUnit())
        .build();
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** Rounded down, so that weeks never add up to more than a budget. */
  private static long micros(double money) {
    return (long) Math.floor(money * MICROS);
  }
}
