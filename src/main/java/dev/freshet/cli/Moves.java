package dev.freshet.cli;

import dev.freshet.api.BiggestMove;
import dev.freshet.avro.ChannelMove;
import dev.freshet.model.RoiChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says in one line how far a channel's ROI moved, and why. */
final class Moves {
  private static final double SMALLEST_SHARE = 0.1;

  private Moves() {}

  /** A part of a change, in words. */
  private record Part(String label, double change, String detail) {}

  /** Every channel's change, the largest part first; {@code tv 2.61 → 2.66: new weeks +0.06}. */
  static List<String> lines(List<RoiChange> changes) {
    return changes.stream()
        .map(
            c ->
                line(
                    c.channel(),
                    c.before(),
                    c.after(),
                    c.parts().stream()
                        .map(p -> new Part(p.label(), p.change(), p.detail()))
                        .toList()))
        .toList();
  }

  /** The channel that moved most, relative to where it was; empty when none did. */
  static String biggest(List<ChannelMove> moves) {
    return BiggestMove.of(moves)
        .map(
            m ->
                line(
                    m.getChannel(),
                    m.getBefore(),
                    m.getAfter(),
                    m.getParts().stream()
                        .map(
                            p ->
                                new Part(
                                    String.join(" and ", p.getCauses()),
                                    p.getChange(),
                                    p.getDetail()))
                        .toList()))
        .orElse("");
  }

  private static String line(String channel, double before, double after, List<Part> parts) {
    List<Part> sorted = new ArrayList<>(parts);
    sorted.sort(Comparator.comparingDouble(p -> -Math.abs(p.change())));
    double largest = sorted.isEmpty() ? 0 : Math.abs(sorted.get(0).change());
    StringBuilder line = new StringBuilder();
    line.append("%s %s → %s".formatted(channel, Figures.ratio(before), Figures.ratio(after)));
    String separator = ": ";
    for (Part part : sorted) {
      if (part.change() != 0 && Math.abs(part.change()) >= SMALLEST_SHARE * largest) {
        line.append(separator).append(part.label()).append(' ').append(signed(part.change()));
        line.append(part.detail().isBlank() ? "" : " (" + part.detail() + ")");
        separator = ", ";
      }
    }
    return line.toString();
  }

  private static String signed(double change) {
    String amount = String.format(Locale.ROOT, "%.3g", Math.abs(change));
    return (change < 0 ? "−" : "+") + amount;
  }
}
