package dev.freshet.ops;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.RegistryUnavailableException;
import dev.freshet.registry.SchemaRegistryClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadPolicyTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-16T00:00:00Z"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ThreadPolicy policy = new ThreadPolicy("freshet-ledger", clock(), meters);

  @Test
  void shouldReplaceThreadsForAsLongAsTheRegistryIsAway() {
    StreamsException fault = new StreamsException("in process", registryAway());

    assertThat(Stream.generate(() -> policy.handle(fault)).limit(10)).containsOnly(REPLACE_THREAD);
  }

  @Test
  void shouldReplaceThreadsForAsLongAsBrokersTimeOut() {
    StreamsException fault = new StreamsException(new TimeoutException("no leader"));

    assertThat(Stream.generate(() -> policy.handle(fault)).limit(10)).containsOnly(REPLACE_THREAD);
  }

  @Test
  void shouldStopTheInstanceWhenOtherFaultsComeAgainAndAgain() {
    IllegalStateException fault = new IllegalStateException("a bug");

    assertThat(Stream.generate(() -> policy.handle(fault)).limit(4))
        .containsExactly(REPLACE_THREAD, REPLACE_THREAD, REPLACE_THREAD, SHUTDOWN_CLIENT);
    assertThat(meters.get("freshet.thread.deaths").tag("application", "freshet-ledger").counter())
        .returns(4.0, Counter::count);
  }

  @Test
  void shouldForgetFaultsOfLongAgo() {
    IllegalStateException fault = new IllegalStateException("a bug");

    assertThat(
            Stream.generate(
                    () -> {
                      now.updateAndGet(t -> t.plus(Duration.ofMinutes(2)));
                      return policy.handle(fault);
                    })
                .limit(20))
        .containsOnly(REPLACE_THREAD);
  }

  private static RegistryUnavailableException registryAway() {
    Map<String, String> nobodyThere =
        Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", "0");
    return catchThrowableOfType(
        RegistryUnavailableException.class,
        () -> new SchemaRegistryClient(RegistryConfig.from(nobodyThere)).schemaById(1));
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now.get();
      }
    };
  }
}
