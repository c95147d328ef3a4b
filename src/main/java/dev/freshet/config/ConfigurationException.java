package dev.freshet.config;

import java.util.List;

/** Carries everything that is wrong in a configuration, one problem a line. */
public final class ConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private final transient List<String> problems;

  ConfigurationException(List<String> problems) {
    super(
        "The configuration has %s:%n  %s"
            .formatted(
                problems.size() == 1 ? "a problem" : problems.size() + " problems",
                String.join(System.lineSeparator() + "  ", problems)));
    this.problems = List.copyOf(problems);
  }

  /** Each with what is wrong, where, and what to do. */
  public List<String> problems() {
    return problems;
  }
}
