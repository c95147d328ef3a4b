package dev.freshet.model;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How far one channel's median ROI over the window moved against the incumbent's, and why.
 *
 * @param channel the channel's name, or {@code media.total}
 * @param before the incumbent's median ROI over its window
 * @param after this model's median ROI over its window
 * @param parts the change split by cause, in the order of {@link Cause}; they add up to {@code
 *     after − before}
 */
public record RoiChange(String channel, double before, double after, List<Part> parts) {

  /** What can move a ROI, in the order in which changes are applied. */
  public enum Cause {
    /** The window moved: other weeks are summed, with the same particles and weights. */
    HORIZON("horizon"),
    /** Outcomes that left the window no longer inform. */
    DEPARTED("departed weeks"),
    /** Weeks known before have other numbers now. */
    RESTATED("restated weeks"),
    /** Outcomes that came into the window inform. */
    NEW("new weeks"),
    /** Experiments came, changed or left. */
    EXPERIMENTS("experiments"),
    /** The model was built anew. */
    REBUILD("rebuild"),
    /** Particles were resampled and moved. */
    SAMPLING("sampling");

    private final String label;

    Cause(String label) {
      this.label = label;
    }

    /** The cause in words. */
    public String label() {
      return label;
    }
  }

  /**
   * One part of the change.
   *
   * @param causes what made it; several where a step left too few effective particles to be told
   *     from the next
   * @param change part of {@code after − before}
   * @param detail why, where there is more to say; else blank
   */
  public record Part(List<Cause> causes, double change, String detail) {
    public Part {
      causes = List.copyOf(causes);
      if (causes.isEmpty()) {
        throw new IllegalArgumentException("a part of a change needs a cause");
      }
      Objects.requireNonNull(detail, "detail");
    }

    /** The causes in words. */
    public String label() {
      return causes.stream().map(Cause::label).collect(Collectors.joining(" and "));
    }
  }

  public RoiChange {
    Objects.requireNonNull(channel, "channel");
    parts = List.copyOf(parts);
  }
}
