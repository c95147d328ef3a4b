package dev.freshet.ledger;

import dev.freshet.ledger.Verdict.Refused;
import java.util.List;
import java.util.Optional;

/** Says whether a fact fits its model's spec, and whether one spec may follow another. */
final class SpecCheck {
  private SpecCheck() {}

  /** Why the fact does not fit; empty if it does. A withdrawal always fits. */
  static Optional<Refused> check(Fact fact, LedgerRules rules) {
    if (fact.withdrawn()) {
      return Optional.empty();
    }
    Refused refusal = source(fact, rules);
    if (refusal == null) {
      refusal = currency(fact, rules);
    }
    return Optional.ofNullable(refusal);
  }

  /** Why the later spec may not take the place of the earlier; empty if it may. */
  static Optional<Refused> change(LedgerRules before, LedgerRules after) {
    if (before.calendar().equals(after.calendar()) && before.currency().equals(after.currency())) {
      return Optional.empty();
    }
    return Optional.of(
        new Refused(
            Reason.SPEC_INCOMPATIBLE,
            "Model %s is booked in %s with %s; the new spec says %s with %s. The spec before stays in use. Give the model another name, or retire it with a tombstone first"
                .formatted(
                    before.model(),
                    before.currency(),
                    before.calendar(),
                    after.currency(),
                    after.calendar())));
  }

  static Refused unknownSource(String source, LedgerRules rules) {
    return new Refused(
        Reason.UNKNOWN_SOURCE,
        "Source '%s' is not in the spec of %s, which has %s; name the source in the spec and replay, or correct the event"
            .formatted(source, rules.model(), rules.sources().stream().sorted().toList()));
  }

  private static Refused source(Fact fact, LedgerRules rules) {
    String source = fact.identity().source();
    boolean known = false;
    for (Amount amount : fact.amounts()) {
      LedgerRules.Variable variable = rules.variable(amount.variable());
      if (variable == null) {
        continue;
      }
      if (variable.category() != amount.variable().indexOf(':') >= 0) {
        return wrongKind(amount, variable, rules);
      }
      if (!variable.source().equals(source)) {
        return rules.sources().contains(source)
            ? wrongSource(amount, variable, source, rules)
            : unknownSource(source, rules);
      }
      known = true;
    }
    return known ? null : unknown(fact, rules);
  }

  /**
   * None of the variables is in the spec: only exposure that no curve uses is kept all the same.
   */
  private static Refused unknown(Fact fact, LedgerRules rules) {
    String source = fact.identity().source();
    List<String> variables = fact.amounts().stream().map(Amount::variable).toList();
    if (fact.identity().feed() == Feed.IMPRESSIONS) {
      boolean organic = variables.get(0).startsWith("organic.");
      if (rules.has((organic ? "spend." : "organic.") + fact.channel())) {
        return new Refused(
            Reason.ORGANIC_MISMATCH,
            "The event says that '%s' is %s media, the spec of %s says the opposite; correct whichever is wrong and replay"
                .formatted(fact.channel(), organic ? "organic" : "paid", rules.model()));
      }
      if (!organic && rules.has("spend." + fact.channel())) {
        return rules.sources().contains(source) ? null : unknownSource(source, rules);
      }
    }
    return new Refused(
        Reason.UNKNOWN_VARIABLE,
        "%s is not in the spec of %s; add it to the spec and replay, or correct the event"
            .formatted(String.join(", ", variables), rules.model()));
  }

  private static Refused wrongKind(
      Amount amount, LedgerRules.Variable variable, LedgerRules rules) {
    return new Refused(
        Reason.WRONG_KIND,
        "%s is a %s in the spec of %s, the event gives a %s; correct whichever is wrong and replay"
            .formatted(
                LedgerRules.stem(amount.variable()),
                variable.category() ? "category" : "number",
                rules.model(),
                variable.category() ? "number" : "category"));
  }

  private static Refused wrongSource(
      Amount amount, LedgerRules.Variable variable, String source, LedgerRules rules) {
    return new Refused(
        Reason.WRONG_SOURCE,
        "The spec of %s takes %s from source '%s', not from '%s'; correct whichever is wrong and replay"
            .formatted(rules.model(), amount.variable(), variable.source(), source));
  }

  private static Refused currency(Fact fact, LedgerRules rules) {
    boolean money =
        switch (fact.identity().feed()) {
          case SPEND -> true;
          case OUTCOMES -> rules.outcomeIsMoney();
          case IMPRESSIONS, CONTEXT -> false;
        };
    Optional<String> expected = money ? Optional.of(rules.currency()) : Optional.empty();
    if (fact.currency().equals(expected)) {
      return null;
    }
    return new Refused(
        Reason.FOREIGN_CURRENCY,
        "The amount is in %s, model %s is booked in %s; %s"
            .formatted(
                fact.currency().orElse("no currency"),
                rules.model(),
                expected.orElse("counts without currency"),
                expected.isPresent()
                    ? "convert it and send it again"
                    : "leave the currency out and send it again"));
  }
}
