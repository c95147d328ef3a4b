package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits the change of each channel's ROI by cause, so that the parts add up to it.
 *
 * <p>A refresh's parts are the differences along {@link RoiPath}. A step that leaves fewer than a
 * tenth of the particles effective cannot be told by them: it is merged with the next and the part
 * names both. What the path does not explain is the sampler's: resampling, moves, and rounding. A
 * rebuild has one part, with its reason.
 */
final class WhatMoved {
  private static final double FEWEST_EFFECTIVE = 0.1;

  private WhatMoved() {}

  /** Changes by a build that replaces an incumbent. */
  static List<RoiChange> byRebuild(FittedModel incumbent, List<ChannelRoi> current, String reason) {
    List<RoiChange> changes = new ArrayList<>();
    for (Pair pair : pairs(incumbent, current)) {
      changes.add(
          new RoiChange(
              pair.channel(),
              pair.before(),
              pair.after(),
              List.of(
                  new RoiChange.Part(
                      List.of(RoiChange.Cause.REBUILD), pair.after() - pair.before(), reason))));
    }
    return changes;
  }

  /** Changes by a refresh. */
  static List<RoiChange> byRefresh(FittedModel incumbent, List<ChannelRoi> current, RoiPath path) {
    List<RoiChange> changes = new ArrayList<>();
    List<String> channels = path.channels();
    double fewest = FEWEST_EFFECTIVE * incumbent.particles().size();
    for (Pair pair : pairs(incumbent, current)) {
      int at = channels.indexOf(pair.channel());
      if (at >= 0) {
        List<RoiChange.Part> parts = parts(pair, at, path.steps, fewest);
        changes.add(new RoiChange(pair.channel(), pair.before(), pair.after(), parts));
      }
    }
    return changes;
  }

  static List<RoiChange.Part> parts(Pair pair, int at, List<RoiPath.Step> steps, double fewest) {
    List<RoiChange.Part> parts = new ArrayList<>();
    List<RoiChange.Cause> pending = new ArrayList<>();
    double last = steps.get(0).roi()[at];
    double explained = 0;
    for (RoiPath.Step step : steps.subList(1, steps.size())) {
      if (!step.active()) {
        parts.add(new RoiChange.Part(List.of(step.cause()), 0, ""));
        continue;
      }
      pending.add(step.cause());
      double roi = step.roi()[at];
      if (step.effective() >= fewest && Double.isFinite(roi)) {
        parts.add(new RoiChange.Part(pending, roi - last, ""));
        explained += roi - last;
        last = roi;
        pending.clear();
      }
    }
    if (steps.stream().noneMatch(step -> step.cause() == RoiChange.Cause.EXPERIMENTS)) {
      parts.add(new RoiChange.Part(List.of(RoiChange.Cause.EXPERIMENTS), 0, ""));
    }
    pending.add(RoiChange.Cause.SAMPLING);
    parts.add(new RoiChange.Part(pending, pair.after() - pair.before() - explained, ""));
    return parts;
  }

  /** A channel's median ROI over the window, before and after. */
  record Pair(String channel, double before, double after) {}

  private static List<Pair> pairs(FittedModel incumbent, List<ChannelRoi> current) {
    List<Pair> pairs = new ArrayList<>();
    for (ChannelRoi after : current) {
      Optional<Interval> before =
          incumbent.roi().stream()
              .filter(r -> r.channel().equals(after.channel()) && r.horizon().equals("window"))
              .findFirst()
              .flatMap(ChannelRoi::roi);
      if (after.horizon().equals("window") && after.roi().isPresent() && before.isPresent()) {
        pairs.add(new Pair(after.channel(), before.get().median(), after.roi().get().median()));
      }
    }
    return pairs;
  }
}
