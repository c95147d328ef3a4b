package dev.freshet.api;

import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.MovePart;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the channel whose ROI a fit moved most, relative to where it was. */
public final class BiggestMove {
  private BiggestMove() {}

  /** The move of that channel; empty when none had a ROI before and after. */
  public static Optional<ChannelMove> of(List<ChannelMove> moves) {
    return moves.stream()
        .filter(m -> m.getBefore() != null && m.getAfter() != null && !m.getParts().isEmpty())
        .max(Comparator.comparingDouble(m -> relative(m.getBefore(), m.getAfter())));
  }

  /** Size of a change in units of where it began. */
  static double relative(double before, double after) {
    return before == after ? 0 : Math.abs((after - before) / before);
  }

  /** The largest part of a move, whatever its sign. */
  static MovePart largestPart(ChannelMove move) {
    return move.getParts().stream()
        .max(Comparator.comparingDouble(part -> Math.abs(part.getChange())))
        .orElseThrow();
  }
}
