package dev.freshet.ledger;

import static dev.freshet.ledger.Books.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class PendingInputsTest {
  private final KeyValueStore<String, LedgerInput> store = store();
  private PendingInputs pending = open();

  @Test
  void shouldTakeOutInSlicesWhatCameBeforeTheTombstoneAlsoAfterARestart() {
    List.of("a", "b", "c").forEach(this::add);
    pending.retire(input(new LedgerInput.Retirement(MODEL)));
    add("d");
    assertThat(ids(pending.takeRetired(MODEL, 2))).containsExactly("a", "b");
    pending = open();
    assertThat(pending.hasRetired(MODEL)).isTrue();
    assertThat(ids(pending.takeRetired(MODEL, 2))).containsExactly("c");
    pending = open();
    assertThat(ids(pending.takeRetired(MODEL, 2))).isEmpty();
    assertThat(pending.hasRetired(MODEL)).isFalse();
    assertThat(ids(pending.take(MODEL, 2))).containsExactly("d");
    assertThat(pending.has(MODEL)).isFalse();
  }

  @Test
  void shouldMarkNothingWhereNothingWaits() {
    pending.retire(input(new LedgerInput.Retirement(MODEL)));
    assertThat(pending.has(MODEL)).isFalse();
    assertThat(pending.hasRetired(MODEL)).isFalse();
  }

  @Test
  void shouldCountWhatWaitsOverARestart() {
    List.of("a", "b", "c", "d", "e", "f").forEach(this::add);
    pending = open();
    assertThat(pending.add(booking("g"))).isPresent();
    pending.take(MODEL, 1);
    assertThat(pending.add(booking("g"))).isEmpty();
  }

  private void add(String id) {
    assertThat(pending.add(booking(id))).isEmpty();
  }

  private PendingInputs open() {
    return new PendingInputs(store, 100, 6);
  }

  private static LedgerInput booking(String id) {
    return input(new LedgerInput.Booking(Books.spend(id, 0, "tv", Books.noon(0), 1)));
  }

  private static LedgerInput input(LedgerInput.Body body) {
    return new LedgerInput(new Origin("t", 0, 0, 0, null, null, List.of()), body);
  }

  private static List<String> ids(List<LedgerInput> inputs) {
    return inputs.stream()
        .map(i -> ((LedgerInput.Booking) i.body()).fact().identity().eventId())
        .toList();
  }

  private static KeyValueStore<String, LedgerInput> store() {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    KeyValueStore<String, LedgerInput> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("pending"), Serdes.String(), LedgerSerdes.input())
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
