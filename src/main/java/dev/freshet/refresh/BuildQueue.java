package dev.freshet.refresh;

import dev.freshet.refresh.Plan.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The models of one task that wait for a build, and those whose build is in flight. */
final class BuildQueue {
  private final int limit;
  private final Set<String> waiting = new HashSet<>();
  private final Map<String, Instant> building = new HashMap<>();

  /**
   * @param limit builds in flight at once, at least 1
   */
  BuildQueue(int limit) {
    this.limit = limit;
  }

  /** A plan has changed: its build may be in flight now, or no longer. */
  void note(String model, Plan plan) {
    Optional<Instant> requestedAt =
        plan.inFlight().filter(f -> f.route() == Route.BUILD).map(Plan.InFlight::requestedAt);
    requestedAt.ifPresentOrElse(at -> building.put(model, at), () -> building.remove(model));
  }

  void join(String model) {
    waiting.add(model);
  }

  void leave(String model) {
    waiting.remove(model);
  }

  int waiting() {
    return waiting.size();
  }

  /**
   * Those whose turn it is now, see {@link BuildTurns}; they wait no longer, nor do those that want
   * no build any more.
   *
   * @param next the request of a model that may be written now
   */
  List<String> turns(Function<String, Optional<NextRequest>> next, Instant now) {
    int free = BuildTurns.free(building.values(), now, limit);
    if (waiting.isEmpty() || free == 0) {
      return List.of();
    }
    List<BuildTurns.Waiting> candidates = new ArrayList<>();
    for (String model : List.copyOf(waiting)) {
      next.apply(model)
          .ifPresentOrElse(r -> candidates.add(candidate(model, r)), () -> waiting.remove(model));
    }
    List<String> granted = BuildTurns.grant(candidates, free);
    granted.forEach(waiting::remove);
    return granted;
  }

  private static BuildTurns.Waiting candidate(String model, NextRequest request) {
    Plan plan = request.after();
    BuildTurns.Urgency urgency =
        request.triggers().contains(Trigger.COMMAND)
            ? BuildTurns.Urgency.ORDERED
            : plan.atHand().isEmpty() ? BuildTurns.Urgency.FIRST : BuildTurns.Urgency.REBUILD;
    Instant since =
        plan.incumbent()
            .staleSince()
            .or(() -> plan.weeks().closed().map(Plan.Closed::at))
            .orElse(Instant.EPOCH);
    return new BuildTurns.Waiting(model, urgency, since);
  }
}
