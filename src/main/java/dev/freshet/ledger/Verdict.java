package dev.freshet.ledger;

import java.util.Objects;

/** What the ledger made of one record. */
sealed interface Verdict {

  /** Booked, or rightly left out; the outcome is counted. */
  record Counted(Outcome outcome) implements Verdict {}

  /** For the dead letters; nothing was changed. */
  record Refused(Reason reason, String detail) implements Verdict {
    public Refused {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }

  /** The model has no spec yet: keep the record until it has. */
  record Waiting() implements Verdict {}

  /** What became of a record that was not refused. */
  enum Outcome {
    /** A fact seen for the first time. */
    ACCEPTED,
    /** A newer revision took the place of the one in the books. */
    RESTATED,
    /** A fact was taken out, or its withdrawal came before it. */
    WITHDRAWN,
    /** The same revision with the same content again. */
    DUPLICATE,
    /** A revision below the one in the books. */
    OLDER,
    /** A settled week was reopened with all its facts. */
    REOPENED,
    /** A source's statement of progress. */
    PROGRESS,
    /** A new or changed spec, or the same again. */
    SPEC,
    /** A spec's tombstone. */
    RETIRED
  }
}
