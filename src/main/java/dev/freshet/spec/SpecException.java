package dev.freshet.spec;

import java.util.List;
import java.util.stream.Collectors;

/** Carries everything that is wrong in a spec or a history file, one problem a line. */
public final class SpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<SpecProblem> problems;

  public SpecException(List<SpecProblem> problems) {
    super(problems.stream().map(SpecProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All problems, in the order of the file. */
  public List<SpecProblem> problems() {
    return problems;
  }
}
