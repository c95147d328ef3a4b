package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Channels that start, stop, or are too small to tell. */
class ChannelLifeTest {
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(128, 2));
  private static final ModelDefinition DEFINITION = Samples.definition(2);

  /** The second channel has media in weeks {@code from} … {@code to} − 1 of the history only. */
  private static ModelData data(int start, int weeks, int from, int to) {
    int leadIn = 10;
    ModelData data = Samples.data(2, start, leadIn, weeks, 5);
    double[][] media = data.media();
    for (int t = 0; t < media[1].length; t++) {
      int week = start - leadIn + t;
      media[1][t] = week >= from && week < to ? 500 + 40 * (week % 7) : 0;
    }
    return Samples.withMedia(data, media, media);
  }

  private static ChannelRoi roi(FittedModel model, String horizon) {
    return model.roi().stream()
        .filter(r -> r.channel().equals("channel1") && r.horizon().equals(horizon))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldCountAsNothingWhenANewChannelHasTooFewWeeks() {
    FittedModel model = FITTER.fit(FitRequest.build(DEFINITION, data(20, 80, 95, 200)));

    assertThat(roi(model, "window").reason())
        .isEqualTo("new: media in 5 weeks, 8 are needed; until then it counts as nothing");
    assertThat(roi(model, "window").spend()).isPositive();
    assertThat(roi(model, "window").roi()).isEmpty();
    assertThat(model.component("channel1").contribution()).containsOnly(0.0);
    assertThat(model.particles().dimension()).isEqualTo(4);

    FittedModel seven = FITTER.fit(FitRequest.refresh(DEFINITION, data(22, 80, 95, 200), model));
    assertThat(seven.kind()).isEqualTo(FitKind.REFRESH);
    FittedModel eight = FITTER.fit(FitRequest.refresh(DEFINITION, data(23, 80, 95, 200), seven));
    assertThat(eight.kind()).isEqualTo(FitKind.REBUILD);
    assertThat(eight.reason())
        .isEqualTo("channel1 has started since the anchor and now has enough weeks");
    assertThat(roi(eight, "window").roi()).isPresent();
  }

  @Test
  void shouldStayInTheModelWhenAChannelHasFewButOldWeeks() {
    FittedModel model = FITTER.fit(FitRequest.build(DEFINITION, data(20, 80, 40, 44)));

    assertThat(roi(model, "window").roi()).isPresent();
    assertThat(roi(model, "4w").reason()).isEqualTo("no spend in these weeks");
  }

  @Test
  void shouldKeepCurveAndCarryOverWhenAChannelEnds() {
    FittedModel before = FITTER.fit(FitRequest.build(DEFINITION, data(20, 80, 0, 98)));
    FittedModel after = FITTER.fit(FitRequest.refresh(DEFINITION, data(24, 80, 0, 98), before));

    assertThat(after.kind()).isEqualTo(FitKind.REFRESH);
    for (String horizon : new String[] {"1w", "4w"}) {
      assertThat(roi(after, horizon).roi()).isEmpty();
      assertThat(roi(after, horizon).reason()).isEqualTo("no spend in these weeks");
      assertThat(roi(after, horizon).contribution().median()).isPositive();
    }
    assertThat(roi(after, "13w").roi()).isPresent();
    double[] path = after.component("channel1").contribution();
    for (int t = 75; t < 80; t++) {
      assertThat(path[t]).isPositive().isLessThan(path[t - 1]); // week 98 is window week 74
    }
    ResponseCurve curve =
        after.curves().stream().filter(c -> c.channel().equals("channel1")).findFirst().get();
    assertThat(curve.response()[24]).isPositive();
  }

  @Test
  void shouldBeLeftOutWhenARebuildFindsTheChannelGone() {
    FittedModel model = FITTER.fit(FitRequest.build(DEFINITION, data(110, 80, 0, 98)));

    assertThat(roi(model, "window").reason()).isEqualTo("no media in the weeks of the anchor");
    assertThat(Arrays.stream(model.component("channel1").contribution()).sum()).isZero();
  }

  @Test
  void shouldBeAnUpperBoundWhenSmallAndNotToldFromZero() {
    assertThat(SmallChannels.isAtMost(new Interval(50, 5, 200), 10_000)).isTrue();
    assertThat(SmallChannels.isAtMost(new Interval(50, 25, 200), 10_000)).isFalse();
    assertThat(SmallChannels.isAtMost(new Interval(150, 5, 200), 10_000)).isFalse();
  }
}
