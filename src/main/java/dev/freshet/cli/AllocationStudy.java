package dev.freshet.cli;

import dev.freshet.allocate.AllocationPlan;
import dev.freshet.allocate.AllocationRequest;
import dev.freshet.allocate.Allocator;
import dev.freshet.allocate.ChannelPlan;
import dev.freshet.allocate.Risk;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedCurve;
import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Fitter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What plans really bring: simulated advertisers are fitted, their spend of late is planned anew,
 * and the true curves say what both bring.
 */
final class AllocationStudy {
  private static final int WINDOW = SimulatedFits.WINDOW_WEEKS;
  private static final int LEAD_IN = 13;

  /** The requests compared. */
  static final Map<String, AllocationRequest> REQUESTS = requests();

  /**
   * What one plan is said to bring, and brings, beyond current spend.
   *
   * @param expected expected uplift, as a part of the expected current response
   * @param lower its 5 % quantile, likewise
   * @param upper its 95 % quantile
   * @param truth true uplift, as a part of the true current response
   * @param gap the plan's
   * @param cpuMillis time of all processors that the plan took
   */
  record Result(
      double expected, double lower, double upper, double truth, double gap, double cpuMillis) {}

  private final Fitter fitter;

  AllocationStudy(Fitter fitter) {
    this.fitter = fitter;
  }

  private static Map<String, AllocationRequest> requests() {
    AllocationRequest standard = AllocationRequest.standard();
    Map<String, AllocationRequest> requests = new LinkedHashMap<>();
    requests.put("mean", standard);
    requests.put("worst 20 %", standard.with(Risk.worstShare(0.2)));
    return requests;
  }

  /** Results of one advertiser in the order of {@link #REQUESTS}. */
  List<Result> of(int channels, long seed) {
    int weeks = WINDOW + LEAD_IN;
    SimulatedAdvertiser advertiser = SimulatedFits.advertiser(channels, weeks, seed);
    FitRequest request = SimulatedFits.request(advertiser, weeks, Optional.empty());
    FittedModel model = fitter.fit(request);
    List<Result> results = new ArrayList<>();
    for (AllocationRequest asked : REQUESTS.values()) {
      long start = BenchFitCommand.cpuNanos();
      AllocationPlan plan = Allocator.allocate(model, asked);
      double millis = (BenchFitCommand.cpuNanos() - start) / 1e6;
      double now = truth(advertiser, plan, Optional.of(ChannelPlan::currentSpend));
      double planned = truth(advertiser, plan, Optional.empty());
      double expected = plan.currentResponse().mean();
      results.add(
          new Result(
              plan.uplift().mean() / expected,
              plan.uplift().lower() / expected,
              plan.uplift().upper() / expected,
              planned / now - 1,
              plan.gap(),
              millis));
    }
    return results;
  }

  // What spend really brings: the plan's, or the same every week.
  private static double truth(
      SimulatedAdvertiser advertiser,
      AllocationPlan plan,
      Optional<ToDoubleFunction<ChannelPlan>> level) {
    int after = plan.request().horizon().creditedWeeks();
    double sum = 0;
    for (ChannelPlan channel : plan.channels()) {
      double[] pressure = channel.spend();
      level.ifPresent(l -> Arrays.fill(pressure, l.applyAsDouble(channel)));
      for (int t = 0; t < pressure.length; t++) {
        pressure[t] /= channel.costPerUnit();
      }
      SimulatedCurve curve = advertiser.truth().curve(channel.channel());
      sum += curve.total(pressure, after) - curve.total(new double[pressure.length], after);
    }
    return sum;
  }
}
