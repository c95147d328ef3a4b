package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cli.RecoveryStudy.Chain;
import dev.freshet.cli.RecoveryStudy.Channel;
import dev.freshet.cli.RecoveryStudy.Result;
import dev.freshet.demo.Scenario;
import dev.freshet.model.BayesianFitter;
import dev.freshet.model.Interval;
import dev.freshet.model.ScoredWeek;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchRecoveryTest {
  @Test
  void shouldSumUpWhatBuildsFind() {
    List<Channel> channels =
        List.of(
            new Channel(0.10, 0.2, 2, new Interval(2.2, 1, 3)), // 10 % off, covered
            new Channel(0.05, 0.4, 4, new Interval(2.8, 2, 3)), // 30 % off, not covered
            new Channel(0.02, 0.6, 1, new Interval(1.5, 0.5, 2)), // 50 % off, covered
            new Channel(0.001, 9, 1, new Interval(9, 0.5, 10))); // too small to tell, covered
    String[] row = tally(new Result(channels, List.of(), List.of(), 0)).buildRow();

    // Ranks of truth 2, 3, 1 and of estimates 2, 3, 1 agree. Widths 1, 0.25, 1.5.
    assertThat(row)
        .containsExactly(
            "test", "3 of 4", "0.40", "30 %", "30 %", "1.00", "75.0 %", "1.00", "too few");
  }

  @Test
  void shouldSumUpWhatRefreshesDo() {
    Chain chain = new Chain(new double[] {0.01, 0.03}, new double[] {0.002, 0.002}, 0.2, 0.1, 0.04);
    LocalDate week = LocalDate.of(2026, 3, 2);
    List<ScoredWeek> predictions =
        List.of(
            new ScoredWeek(week, 100, 100, 5, 0.5, 0),
            new ScoredWeek(week.plusWeeks(1), 100, 80, 10, 0.977, 2));
    String[] row = tally(new Result(List.of(), List.of(chain), predictions, 1)).chainRow();

    // Errors 0 and 20 %. Distance from uniform of {0.5, 0.977}: 0.5 just below 0.5.
    assertThat(row)
        .containsExactly(
            "test", "2", "1", "10.0 %", "50 %", "0.50", "2.0 %", "0.2 %", "20 %", "10 %", "0.04");
  }

  @Test
  void shouldFollowAnAdvertiserOverItsRefreshes() {
    BayesianFitter fitter = new BayesianFitter(BayesianFitter.Settings.DEFAULT.withParticles(64));
    Result followed = new RecoveryStudy(fitter, 2).of(Scenario.CLEAN, 5, 2, 1);
    Result built = new RecoveryStudy(fitter, 0).of(Scenario.CLEAN, 5, 2, 1);

    assertThat(built.channels()).hasSize(5).isEqualTo(followed.channels());
    assertThat(followed.predictions()).hasSize(2);
    assertThat(followed.chains())
        .hasSize((int) followed.channels().stream().filter(Channel::isLarge).count())
        .allSatisfy(chain -> assertThat(chain.moves()).hasSize(2))
        .allSatisfy(chain -> assertThat(chain.distance()).isBetween(0.0, 0.5));
    assertThat(built.chains()).isEmpty();
  }

  private static RecoveryTally tally(Result result) {
    return new RecoveryTally("test", List.of(result));
  }
}
