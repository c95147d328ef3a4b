package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnomaliesTest {
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(128, 2).withRobust(true));
  private static final int WEEKS = 130;

  private static ModelData disturbed(double[] disturbance) {
    return new Advertisers(3, WEEKS, disturbance).data;
  }

  private static FittedModel build(ModelData data) {
    return FITTER.fit(FitRequest.build(Advertisers.definition(), data));
  }

  @Test
  void shouldTreatNothingWhenNothingIsOdd() {
    FittedModel model = build(disturbed(null));
    assertThat(model.anchor().adjustments()).isEmpty();
    assertThat(model.diagnostics().anomalies()).isEmpty();
  }

  @Test
  void shouldLeaveOutliersInTheResidualWhenTheyAreFound() {
    double[] disturbance = new double[WEEKS];
    disturbance[40] = 25_000;
    disturbance[90] = -20_000;
    ModelData data = disturbed(disturbance);
    FittedModel model = build(data);

    assertThat(model.anchor().adjustments())
        .extracting(Anomaly::kind, Anomaly::week)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(Anomaly.Kind.OUTLIER, data.week(40)),
            org.assertj.core.groups.Tuple.tuple(Anomaly.Kind.OUTLIER, data.week(90)));
    assertThat(model.diagnostics().anomalies()).isEqualTo(model.anchor().adjustments());
    // Noise of about 3000: the residual keeps the outlier nearly whole.
    double[] residual = model.component("residual").contribution();
    assertThat(residual[40]).isBetween(15_000.0, 35_000.0);
    assertThat(residual[90]).isBetween(-30_000.0, -10_000.0);
  }

  @Test
  void shouldPutALevelShiftIntoTheTrendWhenItIsFound() {
    double[] disturbance = new double[WEEKS];
    java.util.Arrays.fill(disturbance, 70, WEEKS, 15_000);
    ModelData data = disturbed(disturbance);
    FittedModel model = build(data);

    List<Anomaly> found = model.anchor().adjustments();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).kind()).isEqualTo(Anomaly.Kind.LEVEL_SHIFT);
    assertThat(found.get(0).week()).isBetween(data.week(69), data.week(71));
    assertThat(found.get(0).treated()).isTrue();
    double[] trend = model.component("trend").contribution();
    assertThat(trend[72] - trend[67]).isBetween(9_000.0, 21_000.0);
  }

  @Test
  void shouldOnlyNameWhatStandsOutWhenTreatmentIsOff() {
    double[] disturbance = new double[WEEKS];
    disturbance[40] = 25_000;
    ModelData data = disturbed(disturbance);
    FittedModel model =
        new BayesianFitter(new BayesianFitter.Settings(128, 2).withRobust(false))
            .fit(FitRequest.build(Advertisers.definition(), data));

    assertThat(model.anchor().adjustments()).isEmpty();
    assertThat(model.diagnostics().anomalies())
        .anySatisfy(
            a -> {
              assertThat(a.kind()).isEqualTo(Anomaly.Kind.OUTLIER);
              assertThat(a.week()).isEqualTo(data.week(40));
              assertThat(a.treated()).isFalse();
              assertThat(a.size()).isBetween(15_000.0, 35_000.0);
            });
  }

  @Test
  void shouldRebuildAndNameBothWhenANewWeekIsAnOutlier() {
    double[] disturbance = new double[WEEKS];
    disturbance[40] = 25_000;
    disturbance[WEEKS - 1] = 19_000;
    ModelData all = disturbed(disturbance);
    FittedModel built = build(first(all, WEEKS - 1));
    FittedModel rebuilt = FITTER.fit(FitRequest.refresh(Advertisers.definition(), all, built));

    // The gate finds the new week surprising, and a rebuild is what surprise leads to.
    assertThat(rebuilt.kind()).isEqualTo(FitKind.REBUILD);
    assertThat(rebuilt.gate().regimeChange()).isTrue();
    assertThat(rebuilt.diagnostics().anomalies())
        .extracting(Anomaly::week)
        .contains(all.week(40), all.week(WEEKS - 1));
  }

  private static ModelData first(ModelData data, int weeks) {
    double[][] media = data.media();
    for (int c = 0; c < media.length; c++) {
      media[c] = java.util.Arrays.copyOf(media[c], weeks);
    }
    return new ModelData(
        data.firstWeek(),
        0,
        java.util.Arrays.copyOf(data.outcome(), weeks),
        media,
        media,
        new double[0][]);
  }
}
