package dev.freshet.cli;

import dev.freshet.avro.VariableAmount;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.spec.History;
import dev.freshet.spec.Micros;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.WeeklyHistory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a history file is not in the published weeks: variables of open weeks, which are sent
 * event by event, and settled weeks, which can only be replaced as wholes.
 */
final class LoadPlan {
  private final SortedMap<LocalDate, NavigableSet<String>> open = new TreeMap<>();
  private final SortedMap<LocalDate, NavigableSet<String>> settled = new TreeMap<>();
  private final SortedMap<LocalDate, String> differences = new TreeMap<>();
  private final SortedMap<LocalDate, WeeklyObservation> published;
  private final ModelSpec spec;

  /**
   * Compares week by week, variable by variable; a category counts as one variable.
   *
   * @param history whole weeks
   * @param published rows by week; a week without one is open
   */
  LoadPlan(ModelSpec spec, History history, Map<LocalDate, WeeklyObservation> published) {
    this.spec = spec;
    this.published = new TreeMap<>(published);
    WeeklyHistory weeks = history.weeks(spec);
    for (int i = 0; i < weeks.weeks(); i++) {
      LocalDate week = weeks.week(i);
      WeeklyObservation row = published.get(week);
      Map<String, Long> told = new HashMap<>();
      if (row != null) {
        for (VariableAmount amount : row.getVariables()) {
          told.put(amount.getVariable(), amount.getAmountMicros());
        }
      }
      for (String variable : weeks.variables()) {
        long value = weeks.micros(variable)[i];
        if (!says(told.get(variable), value, variable)) {
          note(week, row, stem(variable), variable, told.get(variable), value);
        }
      }
      // A level that the file does not know at all, or no longer in this week.
      for (String variable : told.keySet()) {
        boolean category = variable.indexOf(':') >= 0;
        if (category && !weeks.variables().contains(variable) && isLevel(spec, variable)) {
          note(week, row, stem(variable), variable, told.get(variable), 0);
        }
      }
    }
  }

  /** A level is published only where it holds; any other variable also where it is 0. */
  private static boolean says(Long told, long value, String variable) {
    if (told == null) {
      return value == 0 && variable.indexOf(':') >= 0;
    }
    return told == value;
  }

  /** Whether it is a level of a category of the spec, and not the one that means none. */
  private static boolean isLevel(ModelSpec spec, String variable) {
    return spec.context().stream()
        .anyMatch(
            c ->
                c.variable().equals(stem(variable))
                    && !variable.equals(c.variable() + ":" + c.noneLevel()));
  }

  private void note(
      LocalDate week, WeeklyObservation row, String stem, String variable, Long told, long value) {
    boolean isSettled = row != null && row.getSettled();
    (isSettled ? settled : open).computeIfAbsent(week, key -> new TreeSet<>()).add(stem);
    if (isSettled) {
      differences.putIfAbsent(
          week,
          "%s is %s, in the file %s"
              .formatted(
                  variable, told == null ? "absent" : Micros.toUnits(told), Micros.toUnits(value)));
    }
  }

  private static String stem(String variable) {
    int level = variable.indexOf(':');
    return level < 0 ? variable : variable.substring(0, level);
  }

  /** Variables of the open week that differ. */
  Set<String> variables(LocalDate week) {
    return open.getOrDefault(week, new TreeSet<>());
  }

  /** Settled weeks that differ, to be replaced as wholes. */
  Set<LocalDate> settledWeeks() {
    return settled.keySet();
  }

  /**
   * Takes weeks that may have settled by now for settled, whether their row says so or not: a week
   * that was replaced is open until it settles again and takes no new events meanwhile, and of a
   * week that settled without values there is no row.
   */
  void replaceOldWeeks(Instant now) {
    LocalDate current = spec.calendar().weekOf(now);
    LocalDate horizon = spec.calendar().plus(current, -spec.closing().settleWeeks());
    LocalDate told =
        published.values().stream()
            .filter(WeeklyObservation::getSettled)
            .map(WeeklyObservation::getWeek)
            .max(Comparator.naturalOrder())
            .orElse(LocalDate.MIN);
    for (LocalDate week : List.copyOf(open.headMap(horizon).keySet())) {
      if (published.containsKey(week) || week.isBefore(told)) {
        settled.put(week, open.remove(week));
      }
    }
  }

  /**
   * Makes sure that no settled week differs.
   *
   * @throws IllegalArgumentException naming the first that does, and the ways out
   */
  void requireNoneSettled(String model) {
    if (!settled.isEmpty()) {
      LocalDate first = settled.firstKey();
      throw new IllegalArgumentException(
          "%d of the file's weeks have settled in the ledger of %s and differ from it, first %s (%s): load with --reopen to replace these weeks as wholes, or take them out of the file; nothing was sent"
              .formatted(settled.size(), model, first, differences.get(first)));
    }
  }
}
