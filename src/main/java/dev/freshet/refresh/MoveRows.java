package dev.freshet.refresh;

import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.MovePart;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Interval;
import dev.freshet.model.RoiChange;
import java.util.List;
import java.util.Optional;

/** Writes what a refresh moved: each channel's ROI over the window before and after, and why. */
final class MoveRows {
  private MoveRows() {}

  /** One move a channel; none without an incumbent. */
  static List<ChannelMove> of(FittedModel model, Optional<FittedModel> incumbent) {
    return incumbent.stream()
        .flatMap(
            before ->
                model.roi().stream()
                    .filter(r -> r.horizon().equals("window"))
                    .map(
                        after ->
                            new ChannelMove(
                                after.channel(),
                                windowRoi(before, after.channel()),
                                after.roi().map(Interval::median).orElse(null),
                                parts(model, after.channel()))))
        .toList();
  }

  private static List<MovePart> parts(FittedModel model, String channel) {
    return model.roiChanges().stream()
        .filter(change -> change.channel().equals(channel))
        .flatMap(change -> change.parts().stream())
        .map(
            part ->
                new MovePart(
                    part.causes().stream().map(RoiChange.Cause::label).toList(),
                    part.change(),
                    part.detail()))
        .toList();
  }

  private static Double windowRoi(FittedModel model, String channel) {
    return model.roi().stream()
        .filter(r -> r.horizon().equals("window") && r.channel().equals(channel))
        .findFirst()
        .flatMap(ChannelRoi::roi)
        .map(Interval::median)
        .orElse(null);
  }
}
