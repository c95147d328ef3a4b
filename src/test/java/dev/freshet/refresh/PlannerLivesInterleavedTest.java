package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ModelStatus;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.Keys;
import dev.freshet.topic.SpecMapping;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/**
 * Every order in which a planner may read the specs of two lives and the ledger's rows of them: the
 * order within each topic is kept, that between them is nobody's.
 */
class PlannerLivesInterleavedTest {
  private static final int FORMER = 2;
  private static final int NEXT = 3;
  private static final int SPECS_READ = 3;
  private static final int ROWS_READ = FORMER + FORMER + NEXT;

  /** Each a model of its own, so that one planner serves all. */
  private static List<List<Boolean>> interleavings(int specs, int rows) {
    if (specs == 0 && rows == 0) {
      return List.of(List.of());
    }
    List<List<Boolean>> all = new ArrayList<>();
    for (boolean spec : new boolean[] {true, false}) {
      if (spec ? specs > 0 : rows > 0) {
        for (List<Boolean> rest : interleavings(spec ? specs - 1 : specs, spec ? rows : rows - 1)) {
          List<Boolean> order = new ArrayList<>();
          order.add(spec);
          order.addAll(rest);
          all.add(order);
        }
      }
    }
    return all;
  }

  private static Specs specs(String model) {
    return Specs.tv().weeks(50, 50).model(model);
  }

  private static void sendSpec(
      PlannerHarness planner, int step, ModelSpec before, ModelSpec after) {
    ModelSpec spec = step == 0 ? before : after;
    planner.send(planner.topics.specs(), spec.model(), step == 1 ? null : SpecMapping.toAvro(spec));
  }

  private static LocalDate week(ModelSpec spec, int n) {
    return spec.calendar().weekOf(PlannerHarness.FIRST).plusWeeks(n);
  }

  private static void sendRow(PlannerHarness planner, int step, ModelSpec before, ModelSpec after) {
    if (step < FORMER) {
      planner.closing(before, week(before, step), 7);
    } else if (step < FORMER + FORMER) {
      String key = Keys.week(before.model(), week(before, step - FORMER));
      planner.send(planner.topics.weekly(), key, null);
    } else {
      planner.closing(after, week(after, 2 + step), 8);
    }
  }

  private static Map<String, ModelStatus> statuses(PlannerHarness planner) {
    Map<String, ModelStatus> newest = new HashMap<>();
    for (ProducerRecord<byte[], byte[]> r : planner.records(planner.topics.status())) {
      if (r.value() != null) {
        ModelStatus status = planner.topics.status().value(r.value());
        newest.put(status.getModel(), status);
      }
    }
    return newest;
  }

  private static void assertOnlyTheNextLifeIsLeft(String name, Specs other) {
    List<List<Boolean>> orders = interleavings(SPECS_READ, ROWS_READ);
    assertThat(orders).as("10 over 3").hasSize(120);
    try (PlannerHarness planner = new PlannerHarness()) {
      for (int n = 0; n < orders.size(); n++) {
        ModelSpec before = specs("acme/" + name + n).build();
        ModelSpec after = other.model("acme/" + name + n).build();
        int specs = 0;
        int rows = 0;
        for (boolean spec : orders.get(n)) {
          if (spec) {
            sendSpec(planner, specs++, before, after);
          } else {
            sendRow(planner, rows++, before, after);
          }
        }
      }
      Map<String, ModelStatus> statuses = statuses(planner);
      for (int n = 0; n < orders.size(); n++) {
        ModelSpec after = other.model("acme/" + name + n).build();
        ModelStatus status = statuses.get(after.model());
        assertThat(status.getSpecVersion() + " " + status.getClosedWeek())
            .as("%s specs and rows in the order %s", after.model(), orders.get(n))
            .isEqualTo(after.fingerprint() + " " + week(after, 2 + ROWS_READ - 1));
        assertThat(status.getClosedWeeks())
            .as("%s specs and rows in the order %s", after.model(), orders.get(n))
            .isEqualTo(NEXT);
      }
      assertThat(planner.records(planner.topics.deadLetters())).isEmpty();
    }
  }

  @Test
  void shouldKnowTheNextLifeOnlyWhenItHasTheSameSpec() {
    assertOnlyTheNextLifeIsLeft("same", specs("acme/any"));
  }

  @Test
  void shouldKnowTheNextLifeOnlyWhenItHasAnotherSpec() {
    assertOnlyTheNextLifeIsLeft("other", specs("acme/any").tolerance(0.5));
  }

  @Test
  void shouldKnowTheNextLifeOnlyWhenItHasOtherWeeks() {
    assertOnlyTheNextLifeIsLeft("weeks", specs("acme/any").weekStart(DayOfWeek.SUNDAY));
  }
}
