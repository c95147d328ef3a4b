package dev.freshet.ledger;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One event, sound in itself; whether it fits its model's spec is for the {@link Ledger} to say.
 *
 * @param identity what makes it the same fact as another event
 * @param revision version of the fact, from 0
 * @param withdrawn whether the fact no longer holds
 * @param timeMillis instant that decides the week, milliseconds since the epoch
 * @param channel channel, outcome or context variable it is about, as the event names it
 * @param currency ISO 4217 code, where the event has one
 * @param amounts values by variable; of a withdrawn fact without meaning
 */
record Fact(
    Identity identity,
    int revision,
    boolean withdrawn,
    long timeMillis,
    String channel,
    Optional<String> currency,
    List<Amount> amounts) {
  Fact {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(currency, "currency");
    amounts = List.copyOf(amounts);
    if (!(revision >= 0)) {
      throw new IllegalArgumentException(
          "revision " + revision + " of " + identity + " is below 0");
    }
  }

  String model() {
    return identity.model();
  }
}
