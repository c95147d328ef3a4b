package dev.freshet.spec;

import java.util.Objects;

/**
 * One thing that is wrong in a file, said so that a person can mend it.
 *
 * @param file the file, as the user named it
 * @param line its line, from 1
 * @param path where in the file: {@code media[2].theta}, or a column; may be empty
 * @param message what is wrong, and what to do
 */
public record SpecProblem(String file, int line, String path, String message) {
  public SpecProblem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(message, "message");
    if (!(line > 0)) {
      throw new IllegalArgumentException("line %d: lines count from 1".formatted(line));
    }
  }

  @Override
  public String toString() {
    return path.isEmpty()
        ? "%s:%d: %s".formatted(file, line, message)
        : "%s:%d: %s: %s".formatted(file, line, path, message);
  }
}
