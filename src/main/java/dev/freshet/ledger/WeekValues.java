package dev.freshet.ledger;

import dev.freshet.spec.Aggregation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes a week's values from its books, as each variable's rule says.
 *
 * <p>{@code SUM}: the sum. {@code MEAN}: sum over count, rounded half even to micros. {@code LAST}:
 * the value of the latest event, by time, then event id, then source. {@code ANY}: 1,000,000 where
 * there is an event. A variable without an event, or that the spec does not have, has no value.
 */
final class WeekValues {
  private WeekValues() {}

  /** Values by variable name in ascending order. */
  static List<WeekRow.Value> of(LedgerStores stores, LedgerRules rules, LocalDate week) {
    List<WeekRow.Value> values = new ArrayList<>();
    stores
        .sums(rules.model(), week)
        .forEach(
            (variable, sum) -> {
              LedgerRules.Variable rule = rules.variable(variable);
              if (rule != null && rule.category() == variable.indexOf(':') >= 0) {
                long micros = value(stores, rules.model(), week, variable, sum, rule.aggregation());
                values.add(new WeekRow.Value(variable, micros, sum.events()));
              }
            });
    return values;
  }

  private static long value(
      LedgerStores stores,
      String model,
      LocalDate week,
      String variable,
      WeekSum sum,
      Aggregation aggregation) {
    return switch (aggregation) {
      case SUM -> sum.micros();
      case MEAN -> mean(sum);
      case LAST ->
          stores
              .lastReading(model, week, variable)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "the books of %s count %d events of %s in week %s but have no reading of it"
                              .formatted(model, sum.events(), variable, week)));
      case ANY -> Amount.ONE;
    };
  }

  private static long mean(WeekSum sum) {
    return BigDecimal.valueOf(sum.micros())
        .divide(BigDecimal.valueOf(sum.events()), 0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  /** Digest of the values: equal values give equal digests, on every platform. */
  static String digest(List<WeekRow.Value> values) {
    StringBuilder text = new StringBuilder();
    for (WeekRow.Value value : values) {
      text.append(value.variable()).append('=').append(value.micros());
      text.append('/').append(value.events()).append('\n');
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}
