package dev.freshet.ledger;

import java.time.LocalDate;

/** What the ledger writes. */
sealed interface LedgerOutput permits DeadLetter, LedgerOutput.Week, LedgerOutput.Withdrawal {

  /** A row of a week. */
  record Week(WeekRow row) implements LedgerOutput {}

  /** A tombstone for the row of a week. */
  record Withdrawal(String model, LocalDate week) implements LedgerOutput {}
}
