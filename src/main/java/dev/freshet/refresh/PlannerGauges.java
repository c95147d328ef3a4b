package dev.freshet.refresh;

import dev.freshet.refresh.Plan.Route;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Sums over the models of all tasks of the planner in this process. Over the processes they add up
 * to those of all models, since each model is one task's.
 */
final class PlannerGauges {
  static final String MODELS = "freshet.models";
  static final String QUIET = "freshet.models.quiet";
  static final String RESTING = "freshet.models.resting";
  static final String OPEN = "freshet.weeks.open";
  static final String OVERDUE = "freshet.weeks.overdue";
  static final String SILENT = "freshet.sources.silent";
  static final String OLDEST = "freshet.refresh.oldest.unrefreshed.seconds";
  static final String WAITING = "freshet.requests.waiting";

  private final Clock clock;
  private final Set<Task> tasks = ConcurrentHashMap.newKeySet();

  PlannerGauges(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    gauge(registry, MODELS, "Models with a spec", s -> 1);
    gauge(
        registry,
        QUIET,
        "Models that nothing has come of since maxWait after the end of the week that was next",
        s -> s.quiet(clock.instant()) ? 1 : 0);
    gauge(
        registry,
        RESTING,
        "Models whose last request failed or was refused, and none follows by itself",
        s -> s.resting() ? 1 : 0);
    gauge(registry, OPEN, "Weeks begun and not closed", s -> s.open().size());
    gauge(
        registry,
        OVERDUE,
        "Open weeks with data whose end is longer ago than the spec's maxWait",
        s -> s.overdue(clock.instant()));
    gauge(
        registry,
        SILENT,
        "Sources without which the newest week of their model closed, or for which an overdue one waits",
        s -> s.silent(clock.instant()));
    for (Route route : Route.values()) {
      oldest(registry, route);
      waiting(registry, route);
    }
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Standing> figure) {
    Gauge.builder(
            name,
            this,
            g ->
                g.tasks.stream()
                    .flatMap(t -> t.standings.values().stream())
                    .mapToDouble(figure)
                    .sum())
        .description(description)
        .register(registry);
  }

  private void oldest(MeterRegistry registry, Route route) {
    Gauge.builder(OLDEST, this, g -> g.oldest(route))
        .description("Age of the oldest closed week that waits for its model; 0 for none")
        .baseUnit("seconds")
        .tag("lane", route.lane())
        .register(registry);
  }

  private void waiting(MeterRegistry registry, Route route) {
    Gauge.builder(WAITING, this, g -> g.tasks.stream().mapToDouble(t -> t.waiting(route)).sum())
        .description(
            "Requests that no report has answered yet, and builds that wait for their turn")
        .tag("lane", route.lane())
        .register(registry);
  }

  private double oldest(Route route) {
    Instant now = clock.instant();
    return tasks.stream()
        .flatMap(t -> t.standings.values().stream())
        .flatMap(s -> s.unrefreshed().stream())
        .filter(week -> week.route() == route)
        .mapToDouble(week -> Duration.between(week.since(), now).toMillis() / 1e3)
        .max()
        .orElse(0);
  }

  /** A task has begun; its models count until it is closed. */
  Task open() {
    Task task = new Task();
    tasks.add(task);
    return task;
  }

  /** The models of one task, written by its thread. */
  final class Task implements AutoCloseable {
    private final Map<String, Standing> standings = new ConcurrentHashMap<>();
    private volatile int turns;

    /** A model has changed; empty when it is none any more. */
    void note(String model, Optional<Standing> standing) {
      standing.ifPresentOrElse(s -> standings.put(model, s), () -> standings.remove(model));
    }

    /** So many builds wait for their turn. */
    void turns(int waiting) {
      turns = waiting;
    }

    private long waiting(Route route) {
      long asked =
          standings.values().stream().filter(s -> s.asked().equals(Optional.of(route))).count();
      return asked + (route == Route.BUILD ? turns : 0);
    }

    @Override
    public void close() {
      tasks.remove(this);
    }
  }
}
