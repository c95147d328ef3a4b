package dev.freshet.model;

import java.util.Optional;

/**
 * Decides whether a medium has enough history for a build to tell its effect.
 *
 * <p>A medium that first appears within the last half year and has media in fewer than eight weeks
 * counts as nothing, and is named, until it has eight, or is half a year old. A medium with few but
 * old weeks (a yearly burst) is in the model: waiting would bring nothing.
 */
final class Newcomers {
  /** Weeks with media that a new medium needs. */
  static final int WEEKS_NEEDED = 8;

  private static final int NEW_FOR_WEEKS = 26;

  private Newcomers() {}

  /**
   * Why a medium is left out, in words; empty when it is in the model.
   *
   * @param media exposure by week of lead-in and window
   * @param from first week of the window
   */
  static Optional<String> reasonToLeaveOut(double[] media, int from) {
    int first = media.length;
    int active = 0;
    boolean inWindow = false;
    for (int t = media.length - 1; t >= 0; t--) {
      if (media[t] > 0) {
        first = t;
        active++;
        inWindow |= t >= from;
      }
    }
    if (!inWindow) {
      return Optional.of("no media in the weeks of the anchor");
    }
    if (active < WEEKS_NEEDED && media.length - first <= NEW_FOR_WEEKS) {
      return Optional.of(
          "new: media in %d weeks, %d are needed; until then it counts as nothing"
              .formatted(active, WEEKS_NEEDED));
    }
    return Optional.empty();
  }
}
