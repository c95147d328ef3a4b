package dev.freshet.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Robyn's allocator on its own curves and bounds: robyn_allocator of Robyn 3.12 on its
 * demonstration data. Its answers come from data that is not ours, so they are read from the folder
 * that {@code -Dfreshet.oracles} names, and without one there is nothing to compare with.
 */
class RobynAllocatorTest {
  private static JsonNode cases;

  @BeforeAll
  static void read() throws IOException {
    String folder = System.getProperty("freshet.oracles", "");
    assumeTrue(!folder.isEmpty(), "no folder of Robyn's answers: set -Dfreshet.oracles");
    Path file = Path.of(folder, "robyn_allocator.json");
    assumeTrue(Files.exists(file), file + " is missing");
    cases = new ObjectMapper().readTree(file.toFile()).path("cases");
  }

  /** Response = coefficient / (1 + (inflexion / (spend + mean carry-over))^alpha), a week. */
  private record RobynChannel(double coefficient, double alpha, double inflexion, double carryOver)
      implements ChannelResponse {
    @Override
    public int weeks() {
      return 1;
    }

    @Override
    public double at(int draw, double[] spend, double[] gradient) {
      double a = spend[0] + carryOver;
      double h = 1 / (1 + Math.pow(inflexion / a, alpha));
      gradient[0] = coefficient * alpha * h * (1 - h) / a;
      return coefficient * h;
    }

    @Override
    public Bound above(double[] least, double[] most) {
      throw new UnsupportedOperationException("one week needs none");
    }
  }

  private static final class Problem {
    final JsonNode answer;
    final Portfolio portfolio;
    final double[] lower;
    final double[] upper;
    final double[] optimum;

    Problem(int index) {
      answer = cases.get(index);
      JsonNode rows = answer.path("channels");
      lower = new double[rows.size()];
      upper = new double[rows.size()];
      optimum = new double[rows.size()];
      JsonNode eval = answer.path("eval");
      List<ChannelResponse> channels = new ArrayList<>();
      for (int c = 0; c < rows.size(); c++) {
        String name = rows.get(c).path("channels").asText();
        lower[c] = rows.get(c).path("constr_low_abs").asDouble();
        upper[c] = rows.get(c).path("constr_up_abs").asDouble();
        optimum[c] = rows.get(c).path("optmSpendUnit").asDouble();
        channels.add(
            new RobynChannel(
                eval.path("coefs").path(name).asDouble(),
                eval.path("alphas").path(name + "_alphas").asDouble(),
                eval.path("inflexions").path(name + "_inflexion").asDouble(),
                eval.path("mean_carryover").path(name).asDouble()));
      }
      portfolio = new Portfolio(channels, 1);
    }

    Solver solver() {
      return new Solver(portfolio, Risk.EXPECTED, false, lower, upper, Optional.empty());
    }

    double budget() {
      return answer.path("eval").path("total_budget_unit").asDouble();
    }

    double found() {
      return answer.path("optimum_total_response_per_week").asDouble();
    }

    double response(double[] spend) {
      return portfolio.responses(spend)[0];
    }
  }

  @Test
  void shouldBringAtLeastRobynsResponseForTheSameBudget() {
    Problem problem = new Problem(0);

    Solution solution = problem.solver().best(problem.budget(), 0);

    // That these are Robyn's curves: its own optimum has its own response.
    assertThat(problem.response(problem.optimum))
        .isCloseTo(problem.found(), within(1e-6 * problem.found()));
    assertThat(Limits.sum(solution.plan())).isLessThanOrEqualTo(problem.budget() * (1 + 1e-12));
    assertThat(solution.value()).isGreaterThan(problem.found() * (1 - 1e-7));
    assertThat(solution.bound() / solution.value() - 1).isLessThan(1e-5);
  }

  @Test
  void shouldSeeThatABudgetCannotBeSpentWhereRobynDoesNotSay() {
    Problem problem = new Problem(1);

    assertThat(problem.solver().most()).isLessThan(problem.budget());
    Solution solution = problem.solver().best(problem.budget(), 0);
    assertThat(Limits.sum(solution.plan()))
        .isCloseTo(problem.solver().most(), within(1e-9 * problem.budget()));
    assertThat(solution.value()).isCloseTo(problem.found(), within(1e-6 * problem.found()));
  }

  @Test
  void shouldBringMoreThanRobynAtTheSameRoi() {
    Problem problem = new Problem(2);
    double roi = problem.answer.path("eval").path("target_value").asDouble();

    TargetSearch.Found found =
        new TargetSearch(problem.solver(), roi, Double.POSITIVE_INFINITY).find(false);
    Solution solution = problem.solver().best(found.budget(), 0);

    assertThat(found.reached()).isTrue();
    assertThat(solution.value() / found.budget()).isGreaterThan(roi * (1 - 1e-9));
    // Measured: 1.1 % more.
    assertThat(solution.value()).isGreaterThan(1.01 * problem.found());
  }
}
