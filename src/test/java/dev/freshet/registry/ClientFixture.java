package dev.freshet.registry;

import dev.freshet.demo.EmbeddedRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Two faulty registries before one content, and clients whose waits are noted and not slept. */
final class ClientFixture implements AutoCloseable {
  final EmbeddedRegistry registry = EmbeddedRegistry.inMemory().start();
  final FaultyRegistry first;
  final FaultyRegistry second;
  final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
  volatile Runnable onWait = () -> {};

  ClientFixture() throws IOException {
    first = new FaultyRegistry(registry);
    second = new FaultyRegistry(registry);
  }

  /** A client of the first registry. */
  SchemaRegistryClient client(String... settings) {
    return clientOf(first.url(), settings);
  }

  /** A client of the first registry that may go on with the second. */
  SchemaRegistryClient failoverClient(String... settings) {
    return clientOf(first.url() + "," + second.url(), settings);
  }

  SchemaRegistryClient clientOf(String urls, String... settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(RegistrySettings.URL, urls);
    properties.put(RegistrySettings.RETRY_WAIT, "100");
    properties.put(RegistrySettings.RETRY_MAX_WAIT, "1000");
    for (int i = 0; i < settings.length; i += 2) {
      properties.put(settings[i], settings[i + 1]);
    }
    return new SchemaRegistryClient(
        RegistryConfig.from(properties),
        time -> {
          waits.add(time);
          onWait.run();
        },
        () -> 0.5,
        nanoTime::get);
  }

  @Override
  public void close() {
    first.close();
    second.close();
    registry.close();
  }
}
