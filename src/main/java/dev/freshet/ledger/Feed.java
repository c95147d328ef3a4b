package dev.freshet.ledger;

/** The topic an event came on: part of its identity. */
enum Feed {
  SPEND,
  IMPRESSIONS,
  OUTCOMES,
  CONTEXT;

  /** Letter that stands for the feed in state keys; part of the data, never to change. */
  char letter() {
    return switch (this) {
      case SPEND -> 's';
      case IMPRESSIONS -> 'i';
      case OUTCOMES -> 'o';
      case CONTEXT -> 'c';
    };
  }
}
