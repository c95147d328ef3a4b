package dev.freshet.refresh;

import dev.freshet.refresh.Backlog.Entry;
import dev.freshet.refresh.Backlog.Stage;
import dev.freshet.refresh.Backlog.Ticket;
import dev.freshet.refresh.Plan.Edition;
import dev.freshet.refresh.Plan.Ending;
import dev.freshet.refresh.Plan.Route;
import dev.freshet.refresh.RefreshPlanner.Observed;
import dev.freshet.refresh.RefreshPlanner.Reported;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A planner, two refreshers and the brokers between them as a transition system: every state says
 * what may happen next. What the planner and the refreshers decide is decided by the classes of the
 * service; what Kafka does (logs, commits, fencing by the group's generation, rebalances) is
 * modelled here. One model, one partition a topic.
 */
final class ProtocolModel {
  static final int REFRESHERS = 2;
  private static final Route[] LANES = Route.values();
  private static final String ENGINE = "3";
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** All back-offs and debounces are over by then. */
  private static final Instant LATER = NOW.plus(Duration.ofDays(2));

  private static final ModelSpec[] SPECS = {
    Specs.tv().build(), Specs.tv().tolerance(0.2).build(), Specs.tv().tolerance(0.3).build()
  };

  /**
   * How often what disturbs may happen.
   *
   * @param data closed weeks restated
   * @param specs specs changed
   * @param rebuilds rebuilds ordered
   * @param resends requests taken for lost, wrongly
   * @param failures fits that fail
   * @param crashes refreshers that die
   * @param moves partitions that move between living refreshers
   * @param retirements specs withdrawn and sent again at once
   */
  record Disturbances(
      int data,
      int specs,
      int rebuilds,
      int resends,
      int failures,
      int crashes,
      int moves,
      int retirements) {
    private Disturbances less(int... by) {
      return new Disturbances(
          data - by[0],
          specs - by[1],
          rebuilds - by[2],
          resends - by[3],
          failures - by[4],
          crashes - by[5],
          moves - by[6],
          retirements - by[7]);
    }
  }

  /** A request in its topic. */
  record Request(long sequence, int spec, long data) {}

  /** In the log of specs, the withdrawal of the one before. */
  private static final int WITHDRAWN = -1;

  /** In the log of models, the planner's withdrawal of the one before. */
  private static final Report TOMBSTONE = new Report(0, WITHDRAWN, Ending.SUPERSEDED);

  /** A report in its topic. */
  record Report(long sequence, int spec, Ending ending) {}

  /** What a refresher is to a partition: a zombie does not know yet that it has lost it. */
  enum Membership {
    NONE,
    OWNER,
    ZOMBIE
  }

  /** One lane of a refresher. */
  record Lane(Membership membership, int position, Backlog backlog) {
    static final Lane IDLE = new Lane(Membership.NONE, 0, Backlog.EMPTY);
  }

  /** A refresher: its lanes by route, and the newest sequence it has seen. */
  record Refresher(List<Lane> lanes, long newest) {
    static final Refresher NEW = new Refresher(List.of(Lane.IDLE, Lane.IDLE), 0);

    Refresher with(int lane, Lane newer) {
      List<Lane> all = new ArrayList<>(lanes);
      all.set(lane, newer);
      return new Refresher(List.copyOf(all), newest);
    }
  }

  /** Everything there is: logs, and how far each is read. */
  record World(
      Plan plan,
      int specsRead,
      List<Integer> specs,
      List<List<Request>> requests,
      List<Integer> committed,
      List<Report> reports,
      int reportsRead,
      List<Report> models,
      int modelsRead,
      List<Refresher> refreshers,
      Disturbances left) {

    /** Newest spec in its log. */
    int spec() {
      return specs.get(specs.size() - 1);
    }

    World sent(Integer... more) {
      List<Integer> all = new ArrayList<>(specs);
      all.addAll(List.of(more));
      return new World(
          plan,
          specsRead,
          List.copyOf(all),
          requests,
          committed,
          reports,
          reportsRead,
          models,
          modelsRead,
          refreshers,
          left);
    }

    World withdrawn() {
      List<Report> all = new ArrayList<>(models);
      all.add(TOMBSTONE);
      return new World(
          plan,
          specsRead,
          specs,
          requests,
          committed,
          reports,
          reportsRead,
          List.copyOf(all),
          modelsRead,
          refreshers,
          left);
    }

    World planned(Plan newer) {
      return new World(
          RefreshPlanner.aged(newer, NOW),
          specsRead,
          specs,
          requests,
          committed,
          reports,
          reportsRead,
          models,
          modelsRead,
          refreshers,
          left);
    }

    World with(int refresher, Refresher newer) {
      List<Refresher> all = new ArrayList<>(refreshers);
      all.set(refresher, newer);
      return new World(
          plan,
          specsRead,
          specs,
          requests,
          committed,
          reports,
          reportsRead,
          models,
          modelsRead,
          List.copyOf(all),
          left);
    }

    World left(Disturbances newer) {
      return new World(
          plan,
          specsRead,
          specs,
          requests,
          committed,
          reports,
          reportsRead,
          models,
          modelsRead,
          refreshers,
          newer);
    }
  }

  /** A promise that a step broke. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  private final boolean fencing;

  /**
   * @param fencing whether brokers compare the generation of a commit; Kafka does
   */
  ProtocolModel(boolean fencing) {
    this.fencing = fencing;
  }

  static World start(Disturbances disturbances) {
    Plan plan = begun(Plan.EMPTY, SPECS[0]);
    return new World(
        plan,
        1,
        List.of(0),
        List.of(List.of(), List.of()),
        List.of(0, 0),
        List.of(),
        0,
        List.of(),
        0,
        List.of(Refresher.NEW, Refresher.NEW),
        disturbances);
  }

  /** A spec comes, and the rows of three weeks that close. */
  private static Plan begun(Plan before, ModelSpec spec) {
    Plan plan = RefreshPlanner.specified(before, spec, NOW, Intake.READ);
    for (int n = 0; n < 3; n++) {
      Instant through = spec.calendar().end(FIRST.plusWeeks(n)).plus(Duration.ofDays(2));
      plan =
          RefreshPlanner.observed(
              plan,
              new Observed(FIRST.plusWeeks(n), Map.of("tv", through, "shop", through), true, 1),
              NOW,
              Intake.READ);
    }
    return plan;
  }

  /** What happens by itself, sooner or later. */
  void progress(World w, BiConsumer<String, World> next) {
    planner(w, next);
    for (int r = 0; r < REFRESHERS; r++) {
      for (int l = 0; l < LANES.length; l++) {
        lane(w, r, l, next);
      }
    }
    for (int l = 0; l < LANES.length; l++) {
      if (owner(w, l) < 0) {
        for (int r = 0; r < REFRESHERS; r++) {
          if (w.refreshers().get(r).lanes().get(l).membership() == Membership.NONE) {
            next.accept(LANES[l] + " goes to " + r, assigned(w, r, l));
          }
        }
      }
    }
  }

  /** What may happen, so often as disturbances are left. */
  void disturb(World w, BiConsumer<String, World> next) {
    Disturbances left = w.left();
    if (left.data() > 0) {
      Observed restated = new Observed(FIRST, Map.of(), true, 1);
      next.accept(
          "a week is restated",
          w.planned(RefreshPlanner.observed(w.plan(), restated, NOW, Intake.READ))
              .left(left.less(1, 0, 0, 0, 0, 0, 0, 0)));
    }
    if (left.specs() > 0 && w.spec() + 1 < SPECS.length) {
      next.accept("a spec is sent", w.sent(w.spec() + 1).left(left.less(0, 1, 0, 0, 0, 0, 0, 0)));
    }
    if (left.retirements() > 0) {
      next.accept(
          "the model retires and begins anew",
          w.sent(WITHDRAWN, w.spec()).left(left.less(0, 0, 0, 0, 0, 0, 0, 1)));
    }
    if (left.rebuilds() > 0) {
      next.accept(
          "a rebuild is ordered",
          w.planned(RefreshPlanner.commanded(w.plan(), true, "ordered"))
              .left(left.less(0, 0, 1, 0, 0, 0, 0, 0)));
    }
    if (left.resends() > 0 && w.plan().inFlight().filter(f -> !f.lost()).isPresent()) {
      next.accept(
          "a request is taken for lost",
          w.planned(RefreshPlanner.resent(w.plan())).left(left.less(0, 0, 0, 1, 0, 0, 0, 0)));
    }
    if (left.crashes() > 0) {
      for (int r = 0; r < REFRESHERS; r++) {
        if (!w.refreshers().get(r).equals(Refresher.NEW)) {
          next.accept(
              "refresher " + r + " dies",
              w.with(r, Refresher.NEW).left(left.less(0, 0, 0, 0, 0, 1, 0, 0)));
        }
      }
    }
    if (left.moves() > 0) {
      for (int l = 0; l < LANES.length; l++) {
        move(w, l, next);
      }
    }
  }

  private void move(World w, int l, BiConsumer<String, World> next) {
    int from = owner(w, l);
    int to = from == 0 ? 1 : 0;
    if (from < 0 || w.refreshers().get(to).lanes().get(l).membership() != Membership.NONE) {
      return;
    }
    Refresher before = w.refreshers().get(from);
    Lane held = before.lanes().get(l);
    World less = w.left(w.left().less(0, 0, 0, 0, 0, 0, 1, 0));
    Lane zombie = new Lane(Membership.ZOMBIE, held.position(), held.backlog());
    next.accept(
        LANES[l] + " moves to " + to + ", which " + from + " does not notice",
        assigned(less.with(from, before.with(l, zombie)), to, l));
    next.accept(
        LANES[l] + " moves to " + to, assigned(less.with(from, before.with(l, Lane.IDLE)), to, l));
  }

  private static World assigned(World w, int r, int l) {
    Backlog dropped = w.refreshers().get(r).lanes().get(l).backlog().revoked(0);
    return w.with(
        r,
        w.refreshers().get(r).with(l, new Lane(Membership.OWNER, w.committed().get(l), dropped)));
  }

  private static int owner(World w, int l) {
    for (int r = 0; r < REFRESHERS; r++) {
      if (w.refreshers().get(r).lanes().get(l).membership() == Membership.OWNER) {
        return r;
      }
    }
    return -1;
  }

  private void planner(World w, BiConsumer<String, World> next) {
    if (w.specsRead() < w.specs().size()) {
      readSpec(w, next);
    }
    if (w.reportsRead() < w.reports().size()) {
      Report report = w.reports().get(w.reportsRead());
      World after =
          new World(
              w.plan(),
              w.specsRead(),
              w.specs(),
              w.requests(),
              w.committed(),
              w.reports(),
              w.reportsRead() + 1,
              w.models(),
              w.modelsRead(),
              w.refreshers(),
              w.left());
      Plan plan = RefreshPlanner.reported(w.plan(), reported(report), NOW);
      boolean left = formerAtHand(w) && RefreshPlanner.isAlone(plan);
      next.accept("the planner reads " + report, (left ? after.withdrawn() : after).planned(plan));
    }
    if (w.modelsRead() < w.models().size()) {
      Report row = w.models().get(w.modelsRead());
      World after =
          new World(
              w.plan(),
              w.specsRead(),
              w.specs(),
              w.requests(),
              w.committed(),
              w.reports(),
              w.reportsRead(),
              w.models(),
              w.modelsRead() + 1,
              w.refreshers(),
              w.left());
      next.accept("the planner reads model " + row.sequence(), arrived(after, row));
    }
    Plan ticked = RefreshPlanner.ticked(w.plan(), LATER, Intake.READ);
    NextRequest.of(ticked, Specs.MODEL, LATER, ENGINE)
        .ifPresent(r -> next.accept("the planner asks " + r.requestId(), written(w, r)));
  }

  private static void readSpec(World w, BiConsumer<String, World> next) {
    int read = w.specs().get(w.specsRead());
    World after =
        new World(
            w.plan(),
            w.specsRead() + 1,
            w.specs(),
            w.requests(),
            w.committed(),
            w.reports(),
            w.reportsRead(),
            w.models(),
            w.modelsRead(),
            w.refreshers(),
            w.left());
    if (read == WITHDRAWN) {
      boolean kept = w.plan().atHand().isPresent() || formerAtHand(w);
      World withdrawn = kept ? after.withdrawn() : after;
      next.accept(
          "the planner retires the model", withdrawn.planned(RefreshPlanner.retired(w.plan())));
    } else if (RefreshPlanner.isRetired(w.plan())) {
      next.accept("the planner begins the model anew", after.planned(begun(w.plan(), SPECS[read])));
    } else {
      next.accept(
          "the planner reads spec " + read,
          after.planned(RefreshPlanner.specified(w.plan(), SPECS[read], NOW, Intake.READ)));
    }
  }

  /** The planner withdraws what is of a former life; its own tombstones mean nothing to it. */
  private static World arrived(World w, Report row) {
    if (row.equals(TOMBSTONE)) {
      return w;
    }
    Edition edition = new Edition("v" + row.sequence(), row.sequence(), ENGINE);
    boolean goes =
        RefreshPlanner.isOfFormerLife(w.plan(), row.sequence()) && RefreshPlanner.isAlone(w.plan());
    World after = goes ? w.withdrawn() : w;
    return after.planned(RefreshPlanner.arrived(w.plan(), edition, FIRST.plusWeeks(2)));
  }

  /** Whether the planner has kept a model of a former life, for its successor to replace. */
  private static boolean formerAtHand(World w) {
    Optional<Report> newest =
        w.modelsRead() == 0 ? Optional.empty() : Optional.of(w.models().get(w.modelsRead() - 1));
    return newest
        .filter(row -> !row.equals(TOMBSTONE))
        .filter(row -> RefreshPlanner.isOfFormerLife(w.plan(), row.sequence()))
        .filter(row -> w.models().indexOf(row) == w.models().size() - 1)
        .isPresent();
  }

  private static Reported reported(Report report) {
    boolean published = report.ending() == Ending.PUBLISHED;
    return new Reported(
        Specs.MODEL + "#" + report.sequence(),
        report.sequence(),
        SPECS[report.spec()].fingerprint(),
        report.ending(),
        published ? Optional.of("v" + report.sequence()) : Optional.empty(),
        FIRST.plusWeeks(2),
        report.ending().name());
  }

  private static World written(World w, NextRequest request) {
    boolean again = w.plan().inFlight().isPresent();
    int lane = request.route().ordinal();
    for (int l = 0; l < LANES.length; l++) {
      for (Request earlier : w.requests().get(l)) {
        boolean open = w.reports().stream().noneMatch(r -> r.sequence() == earlier.sequence());
        if (open && !again) {
          throw new Broken(request.requestId() + " while " + earlier + " is in flight");
        }
        if (open && l != lane) {
          throw new Broken(request.requestId() + " leaves the route of " + earlier);
        }
      }
    }
    long newest = w.models().isEmpty() ? 0 : w.models().get(w.models().size() - 1).sequence();
    long incumbent = w.plan().atHand().map(Edition::sequence).orElse(0L);
    if (!again && newest != incumbent) {
      throw new Broken(
          request.requestId() + " carries model " + incumbent + ", published is " + newest);
    }
    Plan after = request.after();
    int spec = Arrays.asList(SPECS).indexOf(after.spec().orElseThrow());
    List<List<Request>> all = new ArrayList<>(w.requests());
    List<Request> log = new ArrayList<>(all.get(lane));
    log.add(new Request(after.counters().sequence(), spec, after.counters().dataRevision()));
    all.set(lane, List.copyOf(log));
    return new World(
            after,
            w.specsRead(),
            w.specs(),
            List.copyOf(all),
            w.committed(),
            w.reports(),
            w.reportsRead(),
            w.models(),
            w.modelsRead(),
            w.refreshers(),
            w.left())
        .planned(after);
  }

  private void lane(World w, int r, int l, BiConsumer<String, World> next) {
    Refresher refresher = w.refreshers().get(r);
    Lane lane = refresher.lanes().get(l);
    if (lane.membership() == Membership.NONE) {
      return;
    }
    String who = r + "'s " + LANES[l] + " lane ";
    if (lane.position() < w.requests().get(l).size()) {
      Request request = w.requests().get(l).get(lane.position());
      Lane polled =
          new Lane(
              lane.membership(),
              lane.position() + 1,
              lane.backlog()
                  .polled(
                      0,
                      lane.position(),
                      Optional.of(new Ticket(Specs.MODEL, request.sequence()))));
      Refresher after = refresher.with(l, polled);
      next.accept(
          who + "polls " + request.sequence(),
          w.with(
              r, new Refresher(after.lanes(), Math.max(refresher.newest(), request.sequence()))));
    }
    Backlog other = refresher.lanes().get(1 - l).backlog();
    for (Entry entry : lane.backlog().startable(1, model -> other.fitting() == 0)) {
      next.accept(who + "begins " + entry.offset(), moved(w, r, l, entry, Stage.FITTING));
    }
    for (Entry entry : lane.backlog().entries()) {
      if (entry.stage() == Stage.FITTING) {
        next.accept(who + "has fitted " + entry.offset(), moved(w, r, l, entry, Stage.DONE));
      }
    }
    if (lane.membership() == Membership.ZOMBIE) {
      next.accept(
          who + "notices its loss",
          w.with(r, refresher.with(l, new Lane(Membership.NONE, 0, lane.backlog().revoked(0)))));
    }
    boolean accepted = lane.membership() == Membership.OWNER || !fencing;
    if (accepted && !lane.backlog().answerable().isEmpty()) {
      commit(w, r, l, false, next);
      if (w.left().failures() > 0) {
        commit(w, r, l, true, next);
      }
    }
  }

  private static World moved(World w, int r, int l, Entry entry, Stage stage) {
    Refresher refresher = w.refreshers().get(r);
    Lane lane = refresher.lanes().get(l);
    return w.with(
        r,
        refresher.with(
            l, new Lane(lane.membership(), lane.position(), lane.backlog().moved(entry, stage))));
  }

  private static void commit(World w, int r, int l, boolean fails, BiConsumer<String, World> next) {
    Refresher refresher = w.refreshers().get(r);
    Lane lane = refresher.lanes().get(l);
    List<Entry> answered = lane.backlog().answerable();
    List<Report> reports = new ArrayList<>(w.reports());
    List<Report> models = new ArrayList<>(w.models());
    int committed = w.committed().get(l);
    for (Entry entry : answered) {
      Request request = w.requests().get(l).get((int) entry.offset());
      Optional<String> reason =
          Supersession.reason(
              request.sequence(),
              SPECS[request.spec()],
              refresher.newest(),
              new Supersession.Latest.Known(SPECS[w.spec()]));
      Ending ending =
          reason.isPresent() ? Ending.SUPERSEDED : fails ? Ending.FAILED : Ending.PUBLISHED;
      Report report = new Report(request.sequence(), request.spec(), ending);
      if (reports.stream().anyMatch(p -> p.sequence() == report.sequence())) {
        throw new Broken("a second report: " + report);
      }
      reports.add(report);
      if (ending == Ending.PUBLISHED) {
        publish(models, report);
      }
      committed = (int) entry.offset() + 1;
    }
    List<Integer> offsets = new ArrayList<>(w.committed());
    offsets.set(l, committed);
    Lane after = new Lane(lane.membership(), lane.position(), lane.backlog().committed(answered));
    World done =
        new World(
                w.plan(),
                w.specsRead(),
                w.specs(),
                w.requests(),
                List.copyOf(offsets),
                List.copyOf(reports),
                w.reportsRead(),
                List.copyOf(models),
                w.modelsRead(),
                w.refreshers(),
                fails ? w.left().less(0, 0, 0, 0, 1, 0, 0, 0) : w.left())
            .with(r, refresher.with(l, after));
    next.accept(r + " commits " + reports.subList(w.reports().size(), reports.size()), done);
  }

  private static void publish(List<Report> models, Report report) {
    Optional<Report> newest = models.stream().filter(m -> !m.equals(TOMBSTONE)).reduce((a, b) -> b);
    if (newest.isPresent()) {
      Report last = newest.get();
      if (last.sequence() >= report.sequence()) {
        throw new Broken(report.sequence() + " is published after " + last.sequence());
      }
      if (last.spec() > report.spec()) {
        throw new Broken(report + " of an older spec is published after " + last);
      }
    }
    models.add(report);
  }

  /** What must hold once nothing happens by itself any more; empty when it does. */
  static Optional<String> unfinished(World w) {
    for (List<Request> log : w.requests()) {
      for (Request request : log) {
        if (w.reports().stream().noneMatch(r -> r.sequence() == request.sequence())) {
          return Optional.of(request + " was never reported");
        }
      }
    }
    if (w.plan().inFlight().isPresent()) {
      return Optional.of("the planner waits for " + w.plan().inFlight().get().requestId());
    }
    if (!w.plan().due().triggers().isEmpty()) {
      return Optional.of("the model stays due: " + w.plan().due());
    }
    if (w.models().isEmpty()) {
      return Optional.of("nothing was published");
    }
    Report newest = w.models().get(w.models().size() - 1);
    if (newest.equals(TOMBSTONE)) {
      return Optional.of("the newest model was withdrawn");
    }
    if (RefreshPlanner.isOfFormerLife(w.plan(), newest.sequence())) {
      return Optional.of(newest + " of a former life was never withdrawn");
    }
    if (newest.spec() != w.spec()) {
      return Optional.of("the newest spec was never published");
    }
    long data =
        w.requests().stream()
            .flatMap(List::stream)
            .filter(r -> r.sequence() == newest.sequence())
            .mapToLong(Request::data)
            .findFirst()
            .orElseThrow();
    return data == w.plan().counters().dataRevision()
        ? Optional.empty()
        : Optional.of("a trigger was lost: " + data + " of " + w.plan().counters());
  }
}
