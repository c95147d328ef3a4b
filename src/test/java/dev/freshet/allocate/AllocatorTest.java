package dev.freshet.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.model.MediaOutlook;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocatorTest {
  private static final AllocationRequest STANDARD =
      AllocationRequest.standard().with(new Horizon(Horizon.Timing.BY_WEEK, 6, 20));
  private static final AllocationRequest LEVEL =
      STANDARD.with(new Horizon(Horizon.Timing.LEVEL, 6, 20));
  private static final double LATELY = 6 * (Fits.lately(0) + Fits.lately(1) + Fits.lately(2));

  private static AllocationPlan plan(AllocationRequest request) {
    return Allocator.allocate(Fits.MODEL, request);
  }

  private static AllocationRequest wide(AllocationRequest request) {
    return request.withBounds(Map.of(), SpendBounds.relative(0.05, 5));
  }

  @Test
  void shouldSpendWhatIsSpentOfLateBetterThanItIs() {
    AllocationPlan plan = plan(STANDARD);

    assertThat(plan.channels())
        .extracting(ChannelPlan::channel)
        .containsExactly("tv", "radio", "search");
    assertThat(plan.spend()).isCloseTo(LATELY, within(1e-6 * LATELY));
    assertThat(plan.currentSpend()).isCloseTo(LATELY, within(1e-9 * LATELY));
    assertThat(plan.response().mean()).isGreaterThan(plan.currentResponse().mean());
    assertThat(plan.uplift().mean())
        .isCloseTo(plan.response().mean() - plan.currentResponse().mean(), within(1e-6));
    assertThat(plan.better()).isGreaterThan(0.5);
    assertThat(plan.modelVersion()).isEqualTo(Fits.MODEL.modelVersion());
    assertThat(plan.weeks()).hasSize(6).first().isEqualTo(Fits.MODEL.data().week(Fits.WEEKS));
    assertThat(plan.reached()).isTrue();
    assertThat(plan.gap()).isBetween(0.0, 0.1);
    assertThat(plan.weeklyGain()).isBetween(0.0, 0.1);
    assertThat(plan.channels())
        .allSatisfy(
            c -> {
              assertThat(c.spend()).hasSize(6);
              for (double s : c.spend()) {
                assertThat(s).isBetween(c.lower() * (1 - 1e-9), c.upper() * (1 + 1e-9));
              }
            });
    assertThat(plan.notes()).anySatisfy(n -> assertThat(n).startsWith("cinema is not planned"));
  }

  @Test
  void shouldSayWhatTheChannelsBringAsTheModelDoes() {
    AllocationPlan plan = plan(STANDARD);
    MediaOutlook outlook = MediaOutlook.of(Fits.MODEL, 6, 20);
    double[] clicks =
        Arrays.stream(plan.channel("search").spend()).map(money -> money / 0.5).toArray();
    double sum = 0;
    for (int draw = 0; draw < outlook.draws(); draw++) {
      sum += outlook.total(draw, 2, clicks, null) - outlook.total(draw, 2, new double[6], null);
    }

    double mean = sum / outlook.draws();
    assertThat(plan.channel("search").costPerUnit()).isCloseTo(0.5, within(1e-12));
    assertThat(plan.channel("search").response().mean()).isCloseTo(mean, within(1e-9 * mean));
    double all = plan.channels().stream().mapToDouble(c -> c.response().mean()).sum();
    assertThat(plan.response().mean()).isCloseTo(all, within(1e-9 * all));
  }

  @Test
  void shouldLeaveNoChannelWithinItsBoundsWorthMoreThanAnother() {
    AllocationPlan plan = plan(wide(LEVEL));

    // Level plans are found on a grid of 2,048 cells a channel, so that slopes agree nearly.
    assertThat(plan.channels())
        .filteredOn(c -> c.bound() == ChannelPlan.Bound.NONE)
        .isNotEmpty()
        .allSatisfy(c -> assertThat(c.mroi()).isCloseTo(plan.mroi(), within(0.02 * plan.mroi())));
    assertThat(plan.gap()).isLessThan(1e-4);
  }

  @Test
  void shouldMeetATargetRoiWithAllThatItAllows() {
    double roi = 0.9 * plan(wide(LEVEL)).roi();
    AllocationRequest request = wide(LEVEL).with(Aim.target(Goal.TARGET_ROI, roi));

    AllocationPlan level = plan(request);
    AllocationPlan byWeek = plan(request.with(STANDARD.horizon()));
    AllocationPlan cpa = plan(request.with(Aim.target(Goal.TARGET_CPA, 1 / roi)));

    assertThat(level.reached()).isTrue();
    assertThat(level.roi()).isCloseTo(roi, within(1e-4 * roi));
    assertThat(level.spend()).isGreaterThan(LATELY);
    assertThat(byWeek.roi()).isGreaterThan(roi * (1 - 1e-6));
    assertThat(byWeek.spend()).isGreaterThanOrEqualTo(level.spend());
    assertThat(cpa.spend()).isCloseTo(level.spend(), within(1e-6 * level.spend()));
    // At all that is known, more spend would miss the target.
    AllocationPlan more = plan(wide(LEVEL).with(Aim.mostResponse().within(1.02 * level.spend())));
    assertThat(more.roi()).isLessThan(roi);
  }

  @Test
  void shouldMeetATargetRoiAtTheLeastSpendWhenAsked() {
    double roi = 0.9 * plan(wide(LEVEL)).roi();
    AllocationPlan plan = plan(wide(LEVEL).with(Aim.target(Goal.TARGET_ROI, roi).atLeastSpend()));

    assertThat(plan.reached()).isTrue();
    assertThat(plan.roi()).isGreaterThan(roi * (1 - 1e-9));
    assertThat(plan.spend()).isLessThan(LATELY);
    assertThat(plan.notes()).anySatisfy(n -> assertThat(n).contains("is met from a spend of"));
  }

  @Test
  void shouldSpendUntilTheNextUnitBringsTheTarget() {
    double target = 0.8 * plan(wide(LEVEL)).mroi();
    AllocationPlan plan = plan(wide(LEVEL).with(Aim.target(Goal.TARGET_MROI, target)));

    assertThat(plan.spend()).isGreaterThan(LATELY);
    assertThat(plan.reached()).isTrue();
    assertThat(plan.channels())
        .filteredOn(c -> c.bound() == ChannelPlan.Bound.NONE)
        .isNotEmpty()
        .allSatisfy(c -> assertThat(c.mroi()).isCloseTo(target, within(0.02 * target)));
  }

  @Test
  void shouldSayWhatCanBeReachedWhenATargetCannot() {
    AllocationPlan roi = plan(LEVEL.with(Aim.target(Goal.TARGET_ROI, 1e6)));
    AllocationPlan mroi = plan(LEVEL.with(Aim.target(Goal.TARGET_MROI, 1e-9)));

    assertThat(roi.reached()).isFalse();
    assertThat(roi.notes())
        .anySatisfy(
            n ->
                assertThat(n)
                    .startsWith(
                        "a ROI of 1.000e+06 cannot be reached within the bounds: the best"));
    assertThat(mroi.reached()).isFalse();
    assertThat(mroi.notes())
        .anySatisfy(
            n -> assertThat(n).startsWith("the upper bounds are met before the marginal ROI has"));
    assertThat(mroi.spend()).isCloseTo(2 * LATELY, within(1e-6 * LATELY));
  }

  @Test
  void shouldSayWhatCanBeSpentWhenABudgetCannot() {
    AllocationPlan rich = plan(LEVEL.with(Aim.mostResponse().within(10 * LATELY)));

    assertThat(rich.reached()).isFalse();
    assertThat(rich.spend()).isCloseTo(2 * LATELY, within(1e-9 * LATELY));
    assertThat(rich.notes())
        .anySatisfy(n -> assertThat(n).contains("cannot be spent within the bounds: they allow"));
    assertThat(rich.channels()).allMatch(c -> c.bound() == ChannelPlan.Bound.UPPER);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(LEVEL.with(Aim.mostResponse().within(0.3 * LATELY))))
        .withMessageContaining("cannot be kept: the lower bounds alone ask for");
  }

  @Test
  void shouldSpendWhatBoundsAllowWhenThatIsLessThanOfLate() {
    AllocationPlan plan = plan(LEVEL.withBounds(Map.of(), SpendBounds.relative(0.2, 0.6)));

    assertThat(plan.reached()).isTrue();
    assertThat(plan.spend()).isCloseTo(0.6 * LATELY, within(1e-9 * LATELY));
    assertThat(plan.notes())
        .anySatisfy(n -> assertThat(n).contains("lies outside the bounds: the plan spends"));
  }

  @Test
  void shouldRefuseBoundsOfAChannelThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                plan(
                    LEVEL.withBounds(
                        Map.of("tw", SpendBounds.absolute(0, 1)), AllocationRequest.OTHER_BOUNDS)))
        .withMessage(
            "bounds of tw: the model has no such paid channel; it has cinema, radio, search, tv");
  }

  @Test
  void shouldKeepAFixedChannelAndWarnBeyondTheData() {
    double largest = Arrays.stream(Fits.MODEL.data().spend()[0]).max().orElseThrow();
    AllocationPlan plan =
        plan(
            LEVEL
                .withBounds(
                    Map.of(
                        "tv", SpendBounds.absolute(1.5 * largest, 1.5 * largest),
                        "radio", SpendBounds.absolute(0, Double.POSITIVE_INFINITY)),
                    AllocationRequest.OTHER_BOUNDS)
                .with(Aim.mostResponse().within(20 * largest)));

    assertThat(plan.channel("tv").spend()).containsOnly(1.5 * largest);
    assertThat(plan.channel("tv").bound()).isEqualTo(ChannelPlan.Bound.FIXED);
    assertThat(plan.notes())
        .anySatisfy(
            n -> assertThat(n).startsWith("more than in any week of the data is planned for tv"));
  }

  @Test
  void shouldPlanForTheWorstDrawsWhenAverse() {
    AllocationPlan expected = plan(wide(STANDARD));
    AllocationPlan averse = plan(wide(STANDARD).with(Risk.worstShare(0.2)));

    double[] weights = new double[MediaOutlook.DRAWS];
    assertThat(averse.worth()).isLessThan(averse.response().mean());
    assertThat(averse.worth()).isGreaterThan(worstOf(expected, weights) * (1 - 1e-6));
    assertThat(averse.response().mean()).isLessThan(expected.response().mean() * (1 + 1e-6));
    assertThat(averse.gap()).isBetween(0.0, 0.1);
  }

  private static double worstOf(AllocationPlan plan, double[] weights) {
    AllocationRequest request = plan.request();
    Market market = Market.of(Fits.MODEL, request);
    double[] all =
        plan.channels().stream().flatMapToDouble(c -> Arrays.stream(c.spend())).toArray();
    return Risk.worstShare(0.2).weigh(market.portfolio().responses(all), weights);
  }

  @Test
  void shouldCountCarryOverAtSteadyState() {
    AllocationRequest steady = AllocationRequest.standard().with(Horizon.steady());
    AllocationRequest fixed = steady.withBounds(Map.of(), SpendBounds.relative(1, 1));
    AllocationPlan plan = plan(fixed);
    // A level plan of many weeks settles there, less a little at both ends.
    AllocationPlan many = plan(fixed.with(new Horizon(Horizon.Timing.LEVEL, 200, 0)));

    double week = many.channel("tv").response().mean() / 200;
    assertThat(plan.weeks()).hasSize(1);
    assertThat(plan.channel("tv").response().mean()).isCloseTo(week, within(0.03 * week));
  }

  @Test
  void shouldCreditLessWhenLessIsAskedFor() {
    AllocationRequest fixed = LEVEL.withBounds(Map.of(), SpendBounds.relative(1, 1));
    double none = plan(fixed.with(new Horizon(Horizon.Timing.LEVEL, 6, 0))).response().mean();
    double some = plan(fixed.with(new Horizon(Horizon.Timing.LEVEL, 6, 2))).response().mean();
    double all = plan(fixed.with(Horizon.of(Horizon.Timing.LEVEL, 6))).response().mean();

    assertThat(none).isLessThan(some);
    assertThat(some).isLessThan(all);
  }

  @Test
  void shouldGiveTheSamePlanTwice() {
    assertThat(plan(STANDARD).channel("tv").spend())
        .isEqualTo(plan(STANDARD).channel("tv").spend());
  }
}
