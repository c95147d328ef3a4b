package dev.freshet.web;

import java.time.LocalDate;
import java.util.List;

/**
 * A forecast of the outcome.
 *
 * @param plan whose spend it assumes, in words
 * @param weeks first days of the weeks after the window
 * @param outcome by week of the forecast, outcome's units, with its 90 % prediction interval
 * @param total over all its weeks
 * @param held what the plan leaves open, and how it is held, one sentence a variable
 */
public record Outlook(
    String plan,
    List<LocalDate> weeks,
    ReportData.Band outcome,
    Estimate total,
    List<String> held) {
  public Outlook {
    held = List.copyOf(held);
    weeks = List.copyOf(weeks);
  }
}
