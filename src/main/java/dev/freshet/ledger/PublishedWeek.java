package dev.freshet.ledger;

/**
 * What readers were last told of a week; also kept of a week with events of which there was nothing
 * to tell, so that it settles like any other.
 *
 * @param revision times the published values changed, from 1; 0 when readers know nothing of it
 * @param digest digest of the published values, to tell a change from a move that cancelled out
 * @param settled whether the week takes no more events
 * @param reopenedMillis when the replacement that last reopened it was ordered, or {@link
 *     Watermark#NONE}
 */
record PublishedWeek(long revision, String digest, boolean settled, long reopenedMillis) {
  /** Of a week that readers do not know; its digest is that of no values, not even of none. */
  static final PublishedWeek UNTOLD = new PublishedWeek(0, "");

  /** Of an open week that was never reopened. */
  PublishedWeek(long revision, String digest) {
    this(revision, digest, false, Watermark.NONE);
  }

  boolean told() {
    return revision > 0;
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
