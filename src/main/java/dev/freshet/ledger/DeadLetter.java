package dev.freshet.ledger;

import java.util.Objects;

/**
 * A record put aside: as it was read, and why.
 *
 * @param origin the record as read
 * @param reason code of the reason
 * @param detail the reason in words: what is wrong and what to do
 */
record DeadLetter(Origin origin, Reason reason, String detail) implements LedgerOutput {
  DeadLetter {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
  }
}
