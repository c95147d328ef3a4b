package dev.freshet.spec;

import java.util.Currency;

/** Which currency codes are valid: those of ISO 4217. */
final class Currencies {
  private Currencies() {}

  static boolean isCurrency(String code) {
    return Currency.getAvailableCurrencies().stream()
        .anyMatch(currency -> currency.getCurrencyCode().equals(code));
  }

  static void require(String code) {
    if (!isCurrency(code)) {
      throw new IllegalArgumentException(
          "currency '%s': must be an ISO 4217 code in capitals, such as EUR".formatted(code));
    }
  }
}
