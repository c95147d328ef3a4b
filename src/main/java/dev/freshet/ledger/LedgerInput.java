package dev.freshet.ledger;

import java.util.Objects;

/**
 * One record for the ledger: what it says, and where it came from.
 *
 * @param origin the record as read, for the dead letters
 * @param body what it says
 */
record LedgerInput(Origin origin, Body body) {
  LedgerInput {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(body, "body");
  }

  String model() {
    return body.model();
  }

  /** What a record says. */
  sealed interface Body {
    String model();
  }

  /** A fact to book. */
  record Booking(Fact fact) implements Body {
    @Override
    public String model() {
      return fact.model();
    }
  }

  /** A source's statement that it is complete up to an instant. */
  record Progress(String model, String source, long completeThroughMillis) implements Body {}

  /** A spec to take into use. */
  record Spec(LedgerRules rules) implements Body {
    @Override
    public String model() {
      return rules.model();
    }
  }

  /** A spec's tombstone. */
  record Retirement(String model) implements Body {}
}
