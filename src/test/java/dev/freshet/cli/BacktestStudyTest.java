package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cli.BacktestStudy.Scored;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.model.BayesianFitter;
import dev.freshet.spec.Micros;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacktestStudyTest {
  private static final int KNOWN = 110;
  private static final int AHEAD = 4;

  @Test
  void shouldScoreTheWeeksThatCame() {
    SimulatedAdvertiser advertiser = SimulatedFits.advertiser(5, KNOWN + AHEAD, 4);
    BayesianFitter fitter = new BayesianFitter(BayesianFitter.Settings.DEFAULT.withParticles(128));
    BacktestStudy study = new BacktestStudy(fitter, AHEAD, true);

    List<Scored> scored =
        study.of(advertiser.spec(), advertiser.truth().history(KNOWN + AHEAD), KNOWN);

    long[] outcome = advertiser.truth().micros(advertiser.spec().outcomeVariable());
    assertThat(scored.stream().map(Scored::ahead)).containsExactly(1, 2, 3, 4, 0);
    double sum = 0;
    for (int t = 0; t < AHEAD; t++) {
      double came = Micros.toUnits(outcome[KNOWN + t]);
      double before = Micros.toUnits(outcome[KNOWN + t - 52]);
      assertThat(scored.get(t).observed()).isEqualTo(came);
      assertThat(scored.get(t).naive().error()).isEqualTo(Math.abs(came - before));
      assertThat(scored.get(t).model().error()).isLessThan(0.3 * came);
      sum += came;
    }
    assertThat(scored.get(AHEAD).observed()).isEqualTo(sum);
  }
}
