package dev.freshet.cli;

import dev.freshet.model.ChannelRoi;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Interval;
import dev.freshet.robyn.RobynDecomposition;
import dev.freshet.robyn.RobynModel;
import dev.freshet.robyn.RobynModel.Component;
import dev.freshet.robyn.RobynModel.Medium;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets Robyn's answers beside Freshet's, channel by channel, over Robyn's window. */
final class RobynComparison {
  private RobynComparison() {}

  /**
   * One channel.
   *
   * @param channel its name in the spec
   * @param spend in the window; empty without raw data
   * @param robynContribution as exported
   * @param robynRoi {@code robynContribution} over {@code spend}
   * @param againRoi the same with Robyn's regression solved exactly
   * @param roi Freshet's
   */
  record Row(
      String channel,
      Optional<Double> spend,
      Optional<Double> robynContribution,
      Optional<Double> robynRoi,
      Optional<Double> againRoi,
      Optional<Interval> roi) {}

  /**
   * @param channels by Robyn's column, the channel's name in the spec
   */
  static List<Row> rows(
      RobynModel robyn,
      Map<String, String> channels,
      Optional<RobynDecomposition> again,
      Optional<FittedModel> fitted) {
    return robyn.paid().stream()
        .map(medium -> row(robyn, medium, channels.get(medium.column()), again, fitted))
        .toList();
  }

  private static Row row(
      RobynModel robyn,
      Medium medium,
      String channel,
      Optional<RobynDecomposition> again,
      Optional<FittedModel> fitted) {
    Optional<Double> spend = robyn.data().map(d -> robyn.spend(medium));
    return new Row(
        channel,
        spend,
        Optional.ofNullable(robyn.summary().get(medium.column())).map(Component::total),
        robyn.roi(medium),
        again
            .filter(d -> spend.orElse(0.0) > 0)
            .map(d -> d.components().get(medium.column()).total() / spend.orElseThrow()),
        fitted.flatMap(model -> windowRoi(model, channel)));
  }

  private static Optional<Interval> windowRoi(FittedModel model, String channel) {
    return model.roi().stream()
        .filter(r -> r.channel().equals(channel) && r.horizon().equals("window"))
        .findFirst()
        .flatMap(ChannelRoi::roi);
  }
}
