package dev.freshet.spec;

import java.util.List;

/** What reading a spec gives: a spec, or everything that is wrong with it. */
public sealed interface SpecResult {
  /** A spec without problems. */
  record Valid(ModelSpec spec) implements SpecResult {}

  /** All problems of a spec, in the order of the file; at least one. */
  record Invalid(List<SpecProblem> problems) implements SpecResult {
    public Invalid {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("an invalid spec must have a problem");
      }
    }
  }

  /** The spec, or a {@link SpecException} with all problems. */
  default ModelSpec orElseThrow() {
    if (this instanceof Valid valid) {
      return valid.spec();
    }
    throw new SpecException(((Invalid) this).problems());
  }
}
