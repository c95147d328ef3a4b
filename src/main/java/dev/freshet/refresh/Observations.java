package dev.freshet.refresh;

import dev.freshet.avro.VariableAmount;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.avro.WeeklySeries;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares weekly observations and lines them up as series. */
final class Observations {
  private Observations() {}

  /**
   * Largest relative change of a variable between two states of a week.
   *
   * @param before the week as it was; null for a week that was not there
   * @return 0 for the same values; infinite where a variable came, went, or left zero
   */
  static double relativeChange(WeeklyObservation before, WeeklyObservation after) {
    Map<String, Long> old = before == null ? Map.of() : amounts(before);
    Map<String, Long> young = amounts(after);
    double largest = 0;
    for (String variable : union(old, young)) {
      Long a = old.get(variable);
      Long b = young.get(variable);
      if (a == null || b == null) {
        return Double.POSITIVE_INFINITY;
      }
      if (!a.equals(b)) {
        largest = Math.max(largest, difference(a, b) / Math.abs(a.doubleValue()));
      }
    }
    return largest;
  }

  /** Taken before rounding: a double does not tell neighbours above 2⁵³ apart. */
  private static double difference(long a, long b) {
    return new BigDecimal(b).subtract(new BigDecimal(a)).abs().doubleValue();
  }

  /**
   * Series of all variables over consecutive weeks.
   *
   * @param weeks by first day, the observations there are
   * @param firstWeek first day of the first week
   * @param total number of weeks
   */
  static Map<String, Long[]> line(
      Map<LocalDate, WeeklyObservation> weeks, LocalDate firstWeek, int total) {
    Map<String, Long[]> series = new TreeMap<>();
    for (int t = 0; t < total; t++) {
      WeeklyObservation week = weeks.get(firstWeek.plusWeeks(t));
      if (week != null) {
        for (VariableAmount amount : week.getVariables()) {
          series.computeIfAbsent(amount.getVariable(), v -> new Long[total])[t] =
              amount.getAmountMicros();
        }
      }
    }
    return series;
  }

  /** The contract's form of series, by variable in ascending order. */
  static List<WeeklySeries> toAvro(Map<String, Long[]> series) {
    List<WeeklySeries> rows = new ArrayList<>();
    new TreeMap<>(series).forEach((v, micros) -> rows.add(new WeeklySeries(v, nullable(micros))));
    return rows;
  }

  /** The domain form of a request's series. */
  static Map<String, Long[]> fromAvro(List<WeeklySeries> rows) {
    Map<String, Long[]> series = new TreeMap<>();
    rows.forEach(r -> series.put(r.getVariable(), r.getAmountMicros().toArray(Long[]::new)));
    return series;
  }

  private static List<Long> nullable(Long[] micros) {
    return new ArrayList<>(java.util.Arrays.asList(micros));
  }

  private static Map<String, Long> amounts(WeeklyObservation week) {
    Map<String, Long> amounts = new HashMap<>();
    week.getVariables().forEach(v -> amounts.put(v.getVariable(), v.getAmountMicros()));
    return amounts;
  }

  private static List<String> union(Map<String, Long> a, Map<String, Long> b) {
    List<String> union = new ArrayList<>(a.keySet());
    b.keySet().stream().filter(v -> !a.containsKey(v)).forEach(union::add);
    return union;
  }
}
