package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {
  @Test
  void shouldForgetTheOldestWhenFull() {
    BoundedCache<String, Integer> cache = new BoundedCache<>(2);
    List<String> loaded = new ArrayList<>();
    for (String key : List.of("a", "b", "a", "c", "b", "a")) {
      cache.get(
          key,
          k -> {
            loaded.add(k);
            return 1;
          });
    }
    assertThat(loaded).containsExactly("a", "b", "c", "a");
  }

  @Test
  void shouldTryAgainWhenALoadFailed() {
    BoundedCache<String, Integer> cache = new BoundedCache<>(2);
    assertThatThrownBy(
            () ->
                cache.get(
                    "a",
                    k -> {
                      throw new IllegalStateException("away");
                    }))
        .hasMessage("away");
    assertThat(cache.peek("a")).isEmpty();
    assertThat(cache.get("a", k -> 7)).isEqualTo(7);
  }

  @Property
  void shouldNeverHoldMoreThanItsCapacity(
      @ForAll @IntRange(min = 1, max = 5) int capacity,
      @ForAll @Size(max = 60) List<@IntRange(max = 9) Integer> keys) {
    BoundedCache<Integer, Integer> cache = new BoundedCache<>(capacity);
    for (int key : keys) {
      switch (key % 3) {
        case 0 -> cache.put(key, key);
        case 1 -> cache.remove(key - 1);
        default -> assertThat(cache.get(key, k -> k)).isEqualTo(key);
      }
      assertThat(cache.size()).isLessThanOrEqualTo(capacity);
    }
  }
}
