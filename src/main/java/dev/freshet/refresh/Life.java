package dev.freshet.refresh;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells the weekly rows of a model as it is now from those of models of the same name that retired
 * before it. A value: every change makes a new one.
 *
 * <p>The planner reads specs by itself, so it learns of a retirement earlier than the ledger or
 * later. Two things tell lives apart. A row names the spec it was summed under. And the ledger
 * takes all rows of a life back, in one go, before it writes the first of the next: what comes
 * before is of the one, what comes after of the other, even when both have the same spec.
 *
 * @param specs versions of the specs that this life has had, the newest last; empty for a life that
 *     began before they were noted
 * @param former versions of the specs of lives before it, the newest last
 * @param ledger where the ledger is, as far as its rows show
 */
record Life(List<String> specs, List<String> former, Ledger ledger) {
  /** Versions that are remembered of a life: one that has had more forgets the oldest. */
  static final int MOST = 50;

  /** Where the ledger is, as seen from the planner. */
  enum Ledger {
    /** In this life, as far as is known. */
    IN_STEP,
    /** In a former life, whose rows it has still to take back. */
    BEHIND,
    /** In the next: it has taken the rows of this one back. */
    AHEAD
  }

  /** Of a model of which nothing is known. */
  static final Life UNKNOWN = new Life(List.of(), List.of(), Ledger.IN_STEP);

  Life {
    specs = List.copyOf(specs);
    former = List.copyOf(former);
  }

  /** A spec of this life has come into force. */
  Life specified(String version) {
    return specs.contains(version) ? this : new Life(with(specs, version), former, ledger);
  }

  /**
   * Whether a row summed under a spec of this version counts, now or once its spec has come.
   * Between two lives it may be of either: the ledger takes it back when it is of the former.
   */
  boolean takes(String version) {
    boolean betweenLives = specs.isEmpty();
    return !former.contains(version)
        || ledger != Ledger.BEHIND && (betweenLives || specs.contains(version));
  }

  /** Whether a row that was taken outlasts the end of this life: it is of the next one. */
  boolean outlasts(String version) {
    boolean known = version.isEmpty() || specs.contains(version) || former.contains(version);
    return ledger == Ledger.AHEAD || !specs.isEmpty() && !known;
  }

  /**
   * The spec was withdrawn, and with it this life.
   *
   * @param rows whether rows of it were known, which the ledger will take back
   */
  Life retired(List<String> its, boolean rows) {
    List<String> all = former;
    for (String version : its) {
      all = with(all, version);
    }
    return new Life(List.of(), all, rows ? Ledger.BEHIND : Ledger.IN_STEP);
  }

  /** The ledger takes rows back: it will write no more of the lives before. */
  Life caughtUp() {
    return new Life(specs, List.of(), ledger == Ledger.BEHIND ? Ledger.IN_STEP : ledger);
  }

  /** The ledger has taken back the last known row of this life. */
  Life outpaced() {
    return new Life(specs, former, Ledger.AHEAD);
  }

  private static List<String> with(List<String> versions, String newest) {
    List<String> all = new ArrayList<>(versions);
    all.remove(newest);
    all.add(newest);
    return all.subList(Math.max(0, all.size() - MOST), all.size());
  }
}
