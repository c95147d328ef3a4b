package dev.freshet.ledger;

import java.util.Map;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * A store that holds nothing and hears of every commit before it is made, in time to write to other
 * stores.
 *
 * <p>A processor has no such call of its own. Streams makes it to the stores it caches itself, and
 * knows those by an interface of its internals; were it ever not made, a restart would find sums
 * that lack events, which a test that looks at committed sums would see.
 */
final class CommitHook implements StateStore, CachedStateStore<Object, Object> {
  private static final Runnable NOTHING = () -> {};

  private final String name;
  private Runnable beforeCommit = NOTHING;
  private boolean open;

  private CommitHook(String name) {
    this.name = name;
  }

  /** Calls {@code action} before each commit, in place of what was called until now. */
  void beforeCommit(Runnable action) {
    beforeCommit = action;
  }

  @Override
  public void flushCache() {
    beforeCommit.run();
  }

  @Override
  public void clearCache() {
    beforeCommit = NOTHING;
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
    open = true;
  }

  @Override
  public void close() {
    beforeCommit = NOTHING;
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Builds hooks of a name, which have nothing to log or to cache. */
  static StoreBuilder<CommitHook> named(String name) {
    return new StoreBuilder<>() {
      @Override
      public CommitHook build() {
        return new CommitHook(name);
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean loggingEnabled() {
        return false;
      }

      @Override
      public Map<String, String> logConfig() {
        return Map.of();
      }

      @Override
      public StoreBuilder<CommitHook> withCachingEnabled() {
        throw unsupported();
      }

      @Override
      public StoreBuilder<CommitHook> withCachingDisabled() {
        return this;
      }

      @Override
      public StoreBuilder<CommitHook> withLoggingEnabled(Map<String, String> config) {
        throw unsupported();
      }

      @Override
      public StoreBuilder<CommitHook> withLoggingDisabled() {
        return this;
      }

      private UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException(name + " holds nothing");
      }
    };
  }
}
