package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.List;
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

  /**
   * All facts of a settled week, which they reopen.
   *
   * @param week first day of the week
   * @param issuedAtMillis when it was ordered, milliseconds since the epoch
   */
  record Replacement(String model, LocalDate week, long issuedAtMillis, List<Fact> facts)
      implements Body {
    Replacement {
      Objects.requireNonNull(week, "week");
      facts = List.copyOf(facts);
    }
  }

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
