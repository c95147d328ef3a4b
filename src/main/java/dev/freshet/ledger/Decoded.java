package dev.freshet.ledger;

/** What decoding made of one record of an input topic. */
sealed interface Decoded {

  /** Readable and sound in itself. */
  record Passed(LedgerInput input) implements Decoded {}

  /** For the dead letters. */
  record Failed(DeadLetter letter) implements Decoded {}
}
