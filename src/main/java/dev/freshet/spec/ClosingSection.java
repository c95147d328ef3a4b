package dev.freshet.spec;

import java.time.Duration;
import java.util.Optional;

/** Reads {@code closing:}, which says when weeks close and settle. */
final class ClosingSection {
  private final Optional<SpecSection> section;

  ClosingSection(SpecSection root) {
    this.section = root.section("closing");
  }

  ClosingSpec read() {
    return section.map(ClosingSection::read).orElseGet(ClosingSpec::defaults);
  }

  private static ClosingSpec read(SpecSection section) {
    section.allow("grace", "maxWait", "idle", "restatementTolerance", "settleWeeks");
    ClosingSpec usual = ClosingSpec.defaults();
    Duration grace = section.duration("grace", usual.grace());
    Duration maxWait = section.duration("maxWait", usual.maxWait());
    Duration idle = section.duration("idle", usual.idle());
    double tolerance =
        section
            .text("restatementTolerance")
            .flatMap(SpecText::number)
            .orElse(usual.restatementTolerance());
    int settleWeeks = section.count("settleWeeks", usual.settleWeeks());
    if (maxWait.compareTo(grace) < 0) {
      section.problem(
          section.has("maxWait") ? "maxWait" : "grace",
          "a week would close before it may; make maxWait at least as long as grace");
      maxWait = grace;
    }
    if (!(tolerance >= 0 && tolerance < 1)) {
      section.problem("restatementTolerance", "%s must lie in [0, 1); 0.01 means 1 %%", tolerance);
      tolerance = usual.restatementTolerance();
    }
    return new ClosingSpec(grace, maxWait, idle, tolerance, settleWeeks);
  }
}
