package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MisuseTest {
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = FreshetCommand.commandLine(Map.of());
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @Test
  void shouldNotRepeatTheValueOfAMistypedOption() {
    assertThat(run("run", "--api-tokn=hunter2")).isEqualTo(2);
    assertThat(run("run", "--api-tokn", "hunter2")).isEqualTo(2);

    assertThat(err.toString())
        .contains("Unknown option: '--api-tokn'", "--api-token")
        .doesNotContain("hunter2");
  }

  @Test
  void shouldSayWhatACommandIsProbablyCalled() {
    assertThat(run("rebild")).isEqualTo(2);

    assertThat(err.toString()).contains("'rebild'", "rebuild");
  }

  @Test
  void shouldShowTheUsageOfACommandThatLacksAnOption() {
    assertThat(run("fit")).isEqualTo(2);

    assertThat(err.toString()).contains("Missing required option", "Usage: freshet fit");
  }
}
