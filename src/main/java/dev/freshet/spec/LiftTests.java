package dev.freshet.spec;

import java.util.List;

/** What reading a file of lift tests gives: the tests, or everything that is wrong with them. */
public sealed interface LiftTests {
  /** Tests without problems, in the order of the file; names differ. */
  record Valid(List<LiftTest> tests) implements LiftTests {
    public Valid {
      tests = List.copyOf(tests);
    }
  }

  /** All problems of a file, in its order; at least one. */
  record Invalid(List<SpecProblem> problems) implements LiftTests {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /** The tests, or a {@link SpecException} with all problems. */
  default List<LiftTest> orElseThrow() {
    if (this instanceof Valid valid) {
      return valid.tests();
    }
    throw new SpecException(((Invalid) this).problems());
  }
}
