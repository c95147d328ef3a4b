package dev.freshet.ledger;

import java.util.Objects;
import java.util.Optional;

/** Where a model stands with the ledger; a model without one has no spec. */
sealed interface Standing {

  /** Booked under these rules. */
  record Active(LedgerRules rules) implements Standing {
    public Active {
      Objects.requireNonNull(rules, "rules");
    }
  }

  /**
   * Retired, its state not wholly removed yet.
   *
   * @param next rules of a spec that came meanwhile
   */
  record Retiring(Optional<LedgerRules> next) implements Standing {
    public Retiring {
      Objects.requireNonNull(next, "next");
    }
  }
}
