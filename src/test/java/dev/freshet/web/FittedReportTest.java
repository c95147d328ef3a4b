package dev.freshet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.model.FittedModel;
import dev.freshet.model.ResponseCurve;
import dev.freshet.refresh.StateCodec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FittedReportTest {
  private static final FittedModel MODEL = Reports.refreshed();
  private static final ReportData REPORT = FittedReport.of(Reports.SUBJECT, MODEL);

  @Test
  void shouldDivideTheFittedOutcomeAmongItsParts() {
    for (int t = 0; t < REPORT.weeks().size(); t++) {
      double parts = 0;
      for (ReportData.Component component : REPORT.components()) {
        if (component.role() != ReportData.Role.MEDIA_TOTAL) {
          parts += component.contribution().get(t);
        }
      }
      assertThat(parts).isCloseTo(REPORT.fitted().value().get(t), within(1e-6 * parts));
    }
  }

  @Test
  void shouldTellBaselineContextAndMediaApart() {
    assertThat(REPORT.components())
        .filteredOn(c -> c.role() == ReportData.Role.BASELINE)
        .extracting(ReportData.Component::name)
        .contains("intercept", "trend", "season", "holiday");
    assertThat(REPORT.components())
        .filteredOn(c -> c.role() == ReportData.Role.CONTEXT)
        .isNotEmpty()
        .allSatisfy(c -> assertThat(c.name()).startsWith("context."));
    assertThat(REPORT.components()).filteredOn(c -> c.role() == ReportData.Role.PAID).hasSize(5);
    assertThat(REPORT.channels())
        .extracting(ChannelReport::paid)
        .containsExactly(true, true, true, true, true, false);
  }

  @Test
  void shouldNotKnowOutcomeAndResidualOfAWeekWithout() {
    int missing = REPORT.weeks().indexOf(REPORT.dataQuality().missingOutcome().get(0));

    assertThat(REPORT.dataQuality().missingOutcome()).hasSize(1);
    assertThat(REPORT.outcome().get(missing)).isNaN();
    assertThat(REPORT.residual().get(missing)).isNaN();
    assertThat(REPORT.residual().get(missing + 1))
        .isCloseTo(
            REPORT.outcome().get(missing + 1) - REPORT.fitted().value().get(missing + 1),
            within(1e-6));
  }

  @Test
  void shouldShareSpendAndEffectAmongPaidMedia() {
    List<ChannelReport> paid = REPORT.channels().stream().filter(ChannelReport::paid).toList();

    assertThat(paid.stream().mapToDouble(ChannelReport::spendShare).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(paid.stream().mapToDouble(ChannelReport::effectShare).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(REPORT.channels().get(5).spendShare()).isNull();
  }

  @Test
  void shouldPlaceTheRecentPointOnTheCurve() {
    ChannelReport channel = REPORT.channels().get(0);
    double[] spend = channel.spend().toArray();
    ResponseCurve curve = MODEL.curves().get(0);
    ChannelReport.Curve.Point recent = channel.curve().recent();

    assertThat(curve.channel()).isEqualTo(channel.name());
    assertThat(recent.amount())
        .isCloseTo(
            Arrays.stream(spend, spend.length - 13, spend.length).average().orElseThrow(),
            within(1e-9));
    int k = 0;
    while (curve.spend()[k + 1] < recent.amount()) {
      k++;
    }
    assertThat(recent.response().median()).isBetween(curve.response()[k], curve.response()[k + 1]);
    int at = indexOf(channel.curve().amount(), recent.amount());
    assertThat(channel.curve().response().value().get(at))
        .isCloseTo(recent.response().median(), within(1e-6 * recent.response().median()));
  }

  private static int indexOf(Numbers numbers, double value) {
    int i = 0;
    while (Math.abs(numbers.get(i) - value) > 1e-9 * value) {
      i++;
    }
    return i;
  }

  @Test
  void shouldSayWhatMovedAndHowNewWeeksWerePredicted() {
    assertThat(REPORT.moves())
        .isNotEmpty()
        .allSatisfy(
            move ->
                assertThat(move.parts().stream().mapToDouble(ReportData.Move.Part::change).sum())
                    .isCloseTo(move.after() - move.before(), within(1e-9)));
    assertThat(REPORT.scores()).hasSize(4);
    assertThat(FittedReport.of(Reports.SUBJECT, Reports.built()).moves()).isEmpty();
  }

  @Test
  void shouldSetATestBesideTheModelsAnswer() {
    ReportData.LiftTest test = REPORT.experiments().get(0);

    // −20,000 ± 1.645 × 12,000
    assertThat(test.measured().lower()).isCloseTo(-39_738, within(1.0));
    assertThat(test.measured().upper()).isCloseTo(-262, within(1.0));
    assertThat(test.modelled().median()).isNegative();
    assertThat(test.testTo()).isEqualTo(test.testFrom().plusWeeks(4).minusDays(1));
  }

  @Test
  void shouldRefuseAModelWithoutItsAnswers() {
    FittedModel stored = StateCodec.decode(StateCodec.encode(MODEL));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FittedReport.of(Reports.SUBJECT, stored))
        .withMessageContaining("acme/DE")
        .withMessageContaining("fit it again");
  }
}
