package dev.freshet.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The exact search against every split of a fine grid. */
class LevelSearchTest {
  private static final int STEPS = 150;

  private static List<LevelCurve> curves(Portfolio portfolio, double[] lower, double[] upper) {
    double[] weights = new double[portfolio.draws()];
    Arrays.fill(weights, 1.0 / weights.length);
    List<LevelCurve> curves = new ArrayList<>();
    for (int c = 0; c < lower.length; c++) {
      curves.add(
          new LevelTable(portfolio.channels().get(c), portfolio.draws(), lower[c], upper[c])
              .curve(weights, 0));
    }
    return curves;
  }

  private static double worth(Portfolio portfolio, double... level) {
    return Arrays.stream(portfolio.responses(portfolio.level(level))).sum() / portfolio.draws();
  }

  @Property(tries = 25)
  void shouldNotBeBeatenByAnySplitOfAGrid(
      @ForAll @IntRange(min = 1, max = 100_000) int seed,
      @ForAll @DoubleRange(min = 0.3, max = 4) double budget) {
    Portfolio portfolio = HillChannel.random(seed, 3, 4, 2, 3);
    double[] lower = {0, 0.05, 0};
    double[] upper = {2, 1.5, 0.9};
    double spendable = Math.min(budget, Limits.sum(upper));

    LevelSearch.Split split = LevelSearch.of(curves(portfolio, lower, upper), spendable);

    double best = 0;
    for (int i = 0; i <= STEPS; i++) {
      double first = upper[0] * i / STEPS;
      for (int j = 0; j <= STEPS; j++) {
        double second = lower[1] + (upper[1] - lower[1]) * j / STEPS;
        double third = Math.min(upper[2], spendable - first - second);
        if (third >= 0) {
          best = Math.max(best, worth(portfolio, first, second, third));
        }
      }
    }
    double found = worth(portfolio, split.level());
    // The grid of the search is finer than this one; cubics meet the curves to 10⁻⁶ here.
    assertThat(found).isGreaterThan(best * (1 - 1e-5));
    assertThat(split.bound()).isGreaterThan(best * (1 - 1e-5));
    assertThat(split.bound() / found - 1).isBetween(-1e-5, 1e-4);
    assertThat(Limits.sum(split.level())).isLessThanOrEqualTo(spendable * (1 + 1e-12));
  }

  @Test
  void shouldGiveAllToOneOfTwoSShapedChannelsWhenThereIsTooLittleForBoth() {
    ChannelResponse same = HillChannel.certain(1, 0, 1, 1, 4, 0, 0);
    Portfolio portfolio = new Portfolio(List.of(same, same), 1);
    double[] none = {0, 0};
    double[] most = {3, 3};

    double[] little = LevelSearch.of(curves(portfolio, none, most), 1).level();
    double[] much = LevelSearch.of(curves(portfolio, none, most), 5).level();

    Arrays.sort(little);
    // Halves bring 2 · 0.0588, the whole 0.5.
    assertThat(little[0]).isZero();
    assertThat(little[1]).isEqualTo(1);
    assertThat(much[0]).isBetween(2.49, 2.51);
  }

  @Test
  void shouldProveItsAnswerWhenManyChannelsAreSShaped() {
    for (long seed = 1; seed <= 10; seed++) {
      Portfolio portfolio = HillChannel.random(seed, 15, 20, 4, 6);
      Random random = new Random(seed);
      double[] lower = new double[15];
      double[] upper = new double[15];
      Arrays.setAll(upper, c -> 0.5 + 2 * random.nextDouble());

      LevelSearch.Split split = LevelSearch.of(curves(portfolio, lower, upper), 6);

      assertThat(split.bound() / split.value() - 1).isBetween(0.0, 1e-4);
      assertThat(Limits.sum(split.level())).isBetween(6 * (1 - 1e-9), 6 * (1 + 1e-9));
    }
  }

  @Test
  void shouldStopBuyingWhereAUnitIsNotWorthItsPrice() {
    ChannelResponse concave = HillChannel.certain(1, 0, 1, 1, 1, 0, 0);
    LevelTable table = new LevelTable(concave, 1, 0, 5);

    double[] level =
        LevelSearch.of(List.of(table.curve(new double[] {1}, 0.25)), Double.POSITIVE_INFINITY)
            .level();

    // x / (1 + x) has the slope 1 / (1 + x)² = 0.25 at 1.
    assertThat(level[0]).isBetween(0.99, 1.01);
  }
}
