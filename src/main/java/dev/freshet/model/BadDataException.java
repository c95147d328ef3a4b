package dev.freshet.model;

import java.util.List;

/** Says, before any sampling, why data cannot carry a model. */
public final class BadDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public BadDataException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** All problems found, each saying what is wrong, where, and what to do. */
  public List<String> problems() {
    return problems;
  }
}
