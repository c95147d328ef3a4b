package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * One row for readers: a model's variables for one week.
 *
 * @param model model, {@code advertiser/market}
 * @param week week by its first day
 * @param revision times the week's published values changed, from 1
 * @param values values by variable name in ascending order
 * @param specVersion spec the week was summed under
 * @param watermarksMillis by source in ascending order, how far everything is published with this
 *     row and those before it, milliseconds since the epoch
 * @param settled whether the week takes no more events
 */
record WeekRow(
    String model,
    LocalDate week,
    long revision,
    List<Value> values,
    String specVersion,
    Map<String, Long> watermarksMillis,
    boolean settled) {
  WeekRow {
    values = List.copyOf(values);
  }

  /** One variable's value of the week and the number of entries behind it. */
  record Value(String variable, long micros, long events) {}
}
