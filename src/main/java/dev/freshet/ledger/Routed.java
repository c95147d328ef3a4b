package dev.freshet.ledger;

/** What routing made of one record of an input topic. */
sealed interface Routed {

  /** On its way to its model's books; the value as read, null for a tombstone. */
  record Onward(byte[] value) implements Routed {}

  /** For the dead letters: it does not say whose it is. */
  record Refused(DeadLetter letter) implements Routed {}
}
