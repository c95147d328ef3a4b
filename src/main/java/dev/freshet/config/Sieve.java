package dev.freshet.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps of several values for one key the strongest. A value is given in one form a source: as
 * itself or as a file that holds it.
 */
final class Sieve {
  private final Keys keys;
  private final List<String> problems;
  private final Map<String, Given> kept = new HashMap<>();

  /**
   * @param problems receives what is wrong with names
   */
  Sieve(Keys keys, List<String> problems) {
    this.keys = keys;
    this.problems = problems;
  }

  /** Adds the values of a source; each source is weaker than those added before. */
  void add(List<Given> values) {
    for (Given given : values) {
      Optional<String> complaint = complaint(given);
      if (complaint.isPresent()) {
        problems.add(given.problem(complaint.get()));
        continue;
      }
      Given before = kept.putIfAbsent(given.base(), given);
      if (before != null && before.source() == given.source()) {
        problems.add(given.problem("is set by %s, too; remove one".formatted(before.where())));
      }
    }
  }

  private Optional<String> complaint(Given given) {
    if (given.source() == Source.FILE && given.key().equals(Settings.CONFIG.name())) {
      return Optional.of(
          "a file cannot name another; give --config or " + Settings.CONFIG.variable());
    }
    if (given.where().startsWith("--set ") && !keys.isClients(given.key())) {
      return keys.isKnown(given)
          ? Optional.of("is an option; write --%s".formatted(given.key()))
          : keys.complaint(given);
    }
    return keys.complaint(given);
  }

  Optional<Given> strongest(Setting<?> setting) {
    return Optional.ofNullable(kept.get(setting.name()));
  }

  /** The strongest values of what is handed on to clients. */
  List<Given> ofClients() {
    return kept.values().stream().filter(given -> keys.isClients(given.base())).toList();
  }
}
