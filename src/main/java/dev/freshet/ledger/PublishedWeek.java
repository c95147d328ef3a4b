package dev.freshet.ledger;

/**
 * What readers were last told of a week.
 *
 * @param revision times the published values changed, from 1
 * @param digest digest of the published values, to tell a change from a move that cancelled out
 * @param settled whether the week takes no more events
 * @param reopenedMillis when the replacement that last reopened it was ordered, or {@link
 *     Watermark#NONE}
 */
record PublishedWeek(long revision, String digest, boolean settled, long reopenedMillis) {

  /** Of an open week that was never reopened. */
  PublishedWeek(long revision, String digest) {
    this(revision, digest, false, Watermark.NONE);
  }

  PublishedWeek with(long newRevision, String newDigest) {
    return new PublishedWeek(newRevision, newDigest, settled, reopenedMillis);
  }

  PublishedWeek settledNow() {
    return new PublishedWeek(revision, digest, true, reopenedMillis);
  }

  PublishedWeek reopened(long atMillis) {
    return new PublishedWeek(revision, digest, false, atMillis);
  }
}
