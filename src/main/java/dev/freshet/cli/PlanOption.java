package dev.freshet.cli;

import dev.freshet.allocate.SpendPlan;
import dev.freshet.model.FittedModel;
import dev.freshet.spec.PlanCsv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plan as it is named on the command line: {@code last-year}, {@code last-4-weeks}, or a CSV file
 * with week, channel and spend, such as the one of {@code freshet allocate}.
 */
final class PlanOption {
  static final String LAST_YEAR = "last-year";

  private static final Pattern LAST_WEEKS = Pattern.compile("last-(\\d{1,3})-weeks?");
  private static final int USUAL_WEEKS = 13;

  private PlanOption() {}

  /**
   * The plan for the weeks right after a model's.
   *
   * @param weeks number of weeks; if empty, those of the file, or {@value #USUAL_WEEKS}
   */
  static SpendPlan read(String text, FittedModel model, OptionalInt weeks) throws IOException {
    if (text.equals(LAST_YEAR)) {
      return SpendPlan.lastYear(model, weeks.orElse(USUAL_WEEKS));
    }
    Matcher last = LAST_WEEKS.matcher(text);
    if (last.matches()) {
      return SpendPlan.lastWeeks(model, Integer.parseInt(last.group(1)), weeks.orElse(USUAL_WEEKS));
    }
    return PlanCsv.read(Inputs.file(Path.of(text)), model.data().week(model.data().weeks()), weeks);
  }
}
