package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.refresh.ProtocolModel.Broken;
import dev.freshet.refresh.ProtocolModel.Disturbances;
import dev.freshet.refresh.ProtocolModel.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Searches all interleavings, breadth first, of what {@link ProtocolModel} says may happen: no step
 * may break a promise, all that happens by itself must come to an end, and at each end everything
 * must have been answered and published.
 *
 * <p>One model and one partition a topic: what keeps models of a partition apart, such as offsets
 * over the finished beginning only, is for {@code LaneTest}.
 */
class ProtocolModelTest {
  private static final int BOUND = 1_500_000;

  /** All states that can be reached, numbered in the order they were found. */
  private static final class Search {
    private final ProtocolModel model;
    private final Map<Object, Object> parts = new HashMap<>();
    private final Map<World, Integer> numbers = new HashMap<>();
    private final Deque<World> unseen = new ArrayDeque<>();
    private final List<int[]> byThemselves = new ArrayList<>();
    private final List<Integer> parents = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    Search(ProtocolModel model) {
      this.model = model;
    }

    void run(World start) {
      number(start, -1, "");
      for (int at = 0; !unseen.isEmpty(); at++) {
        World world = unseen.remove();
        int here = at;
        List<Integer> next = new ArrayList<>();
        try {
          model.progress(world, (step, w) -> next.add(number(w, here, step)));
          model.disturb(world, (step, w) -> number(w, here, step));
        } catch (Broken e) {
          throw new AssertionError(e.getMessage() + after(here), e);
        }
        byThemselves.add(next.stream().mapToInt(i -> i).toArray());
        if (next.isEmpty()) {
          ends.add(at);
          Optional<String> unfinished = ProtocolModel.unfinished(world);
          if (unfinished.isPresent()) {
            throw new AssertionError(unfinished.get() + after(here));
          }
        }
        assertThat(numbers.size()).as("states").isLessThan(BOUND);
      }
    }

    private int number(World world, int parent, String step) {
      Integer known = numbers.get(world);
      if (known != null) {
        return known;
      }
      World shared = shared(world);
      int number = numbers.size();
      numbers.put(shared, number);
      parents.add(parent);
      steps.add(step);
      unseen.add(shared);
      return number;
    }

    /** Equal parts of worlds once in memory: comparing them is comparing references. */
    private World shared(World w) {
      return new World(
          share(w.plan()),
          w.specsRead(),
          share(w.specs()),
          share(w.requests()),
          share(w.committed()),
          share(w.reports()),
          w.reportsRead(),
          share(w.models()),
          w.modelsRead(),
          share(w.refreshers()),
          share(w.left()));
    }

    @SuppressWarnings("unchecked")
    private <T> T share(T part) {
      return (T) parts.computeIfAbsent(part, p -> p);
    }

    private String after(int state) {
      List<String> path = new ArrayList<>();
      for (int at = state; at >= 0; at = parents.get(at)) {
        path.add(steps.get(at));
      }
      Collections.reverse(path);
      return " (" + numbers.size() + " states), after:\n  " + String.join("\n  ", path);
    }

    /** A state from which things could go on by themselves for ever; empty when there is none. */
    Optional<String> livelock() {
      int[] incoming = new int[byThemselves.size()];
      byThemselves.forEach(next -> each(next, n -> incoming[n]++));
      Deque<Integer> free = new ArrayDeque<>();
      for (int i = 0; i < incoming.length; i++) {
        if (incoming[i] == 0) {
          free.add(i);
        }
      }
      int passed = 0;
      while (!free.isEmpty()) {
        passed++;
        each(
            byThemselves.get(free.remove()),
            n -> {
              if (--incoming[n] == 0) {
                free.add(n);
              }
            });
      }
      if (passed == incoming.length) {
        return Optional.empty();
      }
      for (int i = 0; i < incoming.length; i++) {
        if (incoming[i] > 0) {
          return Optional.of("a circle" + after(i));
        }
      }
      throw new IllegalStateException("a circle without members");
    }

    private static void each(int[] numbers, java.util.function.IntConsumer action) {
      for (int n : numbers) {
        action.accept(n);
      }
    }
  }

  private static Search searched(ProtocolModel model, Disturbances disturbances) {
    Search search = new Search(model);
    search.run(ProtocolModel.start(disturbances));
    return search;
  }

  @ParameterizedTest
  @CsvSource({
    // data, specs, rebuilds, resends, failures, crashes, moves, retirements
    "1, 0, 0, 0, 0, 1, 1, 0",
    "1, 0, 0, 1, 0, 1, 0, 0",
    "1, 0, 0, 1, 0, 0, 1, 0",
    "1, 0, 1, 0, 1, 0, 0, 0",
    "1, 1, 0, 0, 0, 1, 0, 0",
    "0, 1, 0, 0, 0, 0, 1, 0",
    "0, 1, 0, 1, 1, 0, 0, 0",
    "0, 0, 1, 2, 0, 0, 0, 0",
    "0, 2, 0, 0, 1, 0, 0, 0",
    "1, 0, 1, 1, 0, 1, 0, 0",
    "0, 1, 1, 1, 0, 1, 0, 0",
    "1, 1, 0, 1, 0, 1, 0, 0",
    "1, 0, 0, 0, 0, 1, 0, 1",
    "0, 0, 0, 0, 0, 1, 1, 1",
    "0, 1, 0, 0, 1, 0, 0, 1",
    "0, 0, 1, 1, 0, 0, 0, 1",
    "0, 0, 0, 0, 0, 0, 0, 2",
  })
  void shouldKeepItsPromisesInEveryInterleaving(
      int data,
      int specs,
      int rebuilds,
      int resends,
      int failures,
      int crashes,
      int moves,
      int retirements) {
    Disturbances disturbances =
        new Disturbances(data, specs, rebuilds, resends, failures, crashes, moves, retirements);

    Search search = searched(new ProtocolModel(true), disturbances);

    assertThat(search.livelock())
        .as("%d states, %d ends, %s", search.numbers.size(), search.ends.size(), disturbances)
        .isEmpty();
    assertThat(search.ends).isNotEmpty();
    System.getLogger(ProtocolModelTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0} states, {1} ends, {2}",
            search.numbers.size(),
            search.ends.size(),
            disturbances);
  }

  @Test
  void shouldFindWhatAZombieDoesWhereGenerationsAreNotCompared() {
    assertThatThrownBy(
            () -> searched(new ProtocolModel(false), new Disturbances(0, 0, 0, 0, 0, 0, 1, 0)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a second report")
        .hasMessageContaining("does not notice");
  }
}
