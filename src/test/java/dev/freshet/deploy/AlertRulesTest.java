package dev.freshet.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Prometheus' own tool says of the rules and of their tests. */
class AlertRulesTest {
  @BeforeAll
  static void assumePromtool() {
    assumeTrue(
        Manifests.isThere("promtool"),
        "promtool is not here: it comes with Prometheus, and tests its rules");
  }

  @Test
  void shouldLoad() throws IOException {
    assertThat(Manifests.run(List.of("promtool", "check", "config", "monitoring/prometheus.yml")))
        .isPresent();
  }

  @Test
  void shouldFireAndStayQuietAsTheirTestsSay() throws IOException {
    List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
    Monitoring.testFiles().forEach(file -> command.add(file.toString()));

    assertThat(Manifests.run(command)).as(command.toString()).isPresent();
  }
}
