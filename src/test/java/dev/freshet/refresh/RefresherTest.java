package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.demo.LoopbackPorts;
import dev.freshet.model.Fitter;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefresherTest {
  private static final Fitter NONE =
      request -> {
        throw new IllegalStateException("there is nothing to fit");
      };

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void shouldGoOnTryingAndNotCallItselfWorkingWhileTheBrokersAreOutOfReach() {
    Topics topics =
        new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at(nowhere("http://"))));
    Map<String, Object> client = Map.of("bootstrap.servers", nowhere(""), "max.block.ms", 100);
    RefresherConfig config = new RefresherConfig("test", false, 1, 1, "1", client);
    try (Refresher refresher = new Refresher(topics, config, NONE, Clock.systemUTC(), meters)) {
      refresher.start();

      await().until(() -> failures("refresh") > 1 && failures("build") > 1);
      assertThat(refresher.alive()).isTrue();
      assertThat(refresher.working()).isFalse();
    }
  }

  private double failures(String lane) {
    return meters.get(RefresherMeters.FAILURES).tag("lane", lane).counter().count();
  }

  private static String nowhere(String scheme) {
    return scheme + LoopbackPorts.HOST + ":" + LoopbackPorts.free();
  }
}
