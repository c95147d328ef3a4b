package dev.freshet.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file while reading goes on. */
final class Problems {
  private final String file;
  private final List<SpecProblem> problems = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(int line, String path, String message, Object... arguments) {
    problems.add(new SpecProblem(file, line, path, message.formatted(arguments)));
  }

  int count() {
    return problems.size();
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /** In the order of the file. */
  List<SpecProblem> sorted() {
    return problems.stream().sorted(Comparator.comparingInt(SpecProblem::line)).toList();
  }
}
