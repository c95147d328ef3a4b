package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AllocateCommandTest {
  @TempDir private static Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line =
        FreshetCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  /** On the fit of all tests. */
  private int allocate(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("allocate", "--fit", folder.resolve("fit").toString()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  @BeforeAll
  static void fit() throws IOException {
    Path json = folder.resolve("RobynModel.json");
    try (InputStream in =
        AllocateCommandTest.class.getResourceAsStream("/robyn/small_model.json")) {
      Files.copy(in, json);
    }
    StringWriter err = new StringWriter();
    int status =
        FreshetCommand.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute("import-robyn", json.toString(), "--out", folder.toString(), "--model", "a/B");
    assertThat(status).as(err.toString()).isZero();
  }

  @Test
  void shouldShowAPlanAndWriteItByWeek() throws IOException {
    Path plan = folder.resolve("plan");

    int status = allocate("--weeks", "4", "--other-channels", "50%:150%", "--out", plan.toString());

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new ObjectMapper().readTree(plan.resolve("allocation.json").toFile());
    assertThat(out.toString())
        .contains("most response for what is spent of late", "4 weeks from ", "now/week", "mROI")
        .contains(
            json.path("modelVersion").asText(), "No allowed plan of no more spend brings over");
    List<String> lines = Files.readAllLines(plan.resolve("allocation.csv"));
    int channels = json.path("channels").size();
    assertThat(lines).hasSize(1 + 4 * channels).startsWith("week,channel,spend");
    double spend =
        lines.stream().skip(1).mapToDouble(l -> Double.parseDouble(l.split(",")[2])).sum();
    assertThat(spend)
        .isLessThanOrEqualTo(json.path("spend").asDouble())
        .isCloseTo(json.path("spend").asDouble(), within(0.01 * 4 * channels));
    assertThat(json.path("weeks").get(0).asText()).isEqualTo(lines.get(1).split(",")[0]);
    assertThat(json.path("response").path("lower").asDouble())
        .isLessThan(json.path("response").path("mean").asDouble());
  }

  @Test
  void shouldKeepBoundsFromAFileAndTheCommandLine() throws IOException {
    Path plan = folder.resolve("bounded");
    JsonNode free = channels("free");
    String first = free.get(0).path("channel").asText();
    String second = free.get(1).path("channel").asText();
    Path bounds = folder.resolve("bounds.csv");
    Files.writeString(
        bounds, "channel,lower,upper\n" + first + ",10,20\n" + second + ",100%,100%\n");

    int status =
        allocate(
            "--bounds",
            bounds.toString(),
            "--channel",
            first + "=30:30",
            "--level",
            "--out",
            plan.toString());

    assertThat(status).as(err.toString()).isZero();
    JsonNode bounded =
        new ObjectMapper().readTree(plan.resolve("allocation.json").toFile()).path("channels");
    assertThat(bounded.get(0).path("spend").get(0).asDouble()).isEqualTo(30);
    assertThat(bounded.get(1).path("spend").get(0).asDouble())
        .isCloseTo(
            bounded.get(1).path("currentSpend").asDouble(),
            within(1e-9 * bounded.get(1).path("currentSpend").asDouble()));
    Files.writeString(bounds, "channel,lower,upper\n" + first + ",20,10\n");
    assertThat(allocate("--bounds", bounds.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("bounds.csv:2: bounds 20.0:10.0: the lower must be 0");
    Files.writeString(bounds, "channel,min,max\n");
    assertThat(allocate("--bounds", bounds.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("its columns are channel, min, max; they must be channel, lower, upper");
  }

  private JsonNode channels(String name) throws IOException {
    Path plan = folder.resolve(name);
    assertThat(allocate("--level", "--weeks", "2", "--out", plan.toString())).isZero();
    return new ObjectMapper().readTree(plan.resolve("allocation.json").toFile()).path("channels");
  }

  @Test
  void shouldFitFirstWhenAskedTo() {
    int status =
        run(
            "allocate",
            "--spec",
            folder.resolve("spec.yaml").toString(),
            "--csv",
            folder.resolve("history.csv").toString(),
            "--steady",
            "--risk-averse",
            "worst:20%");

    assertThat(status).as(err.toString()).isZero();
    assertThat(out.toString())
        .startsWith("a/B  most response")
        .contains(
            "a week of a spend that goes on for good", "Mean of the worst 20 % of the posterior");
  }

  @Test
  void shouldSayThatATargetIsOutOfReach() {
    assertThat(allocate("--target-roi", "1e7", "--steady")).isEqualTo(3);
    assertThat(out.toString())
        .contains("Note: a ROI of 1.000e+07 cannot be reached within the bounds: the best is");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--target-roi=2 --target-cpa=1|mutually exclusive",
        "--level --steady|mutually exclusive",
        "--steady --weeks=3|--steady plans a week that goes on for good: leave out --weeks",
        "--weeks=0|a plan of 0 weeks with 52 credited after them; need at least 1 and 0",
        "--budget=-5|the budget must be above 0: -5.0",
        "--target-roi=0|the target must be above 0: 0.0",
        "--least-spend|the least spend belongs to a target ROI or CPA",
        "--budget=1|a budget of 1 cannot be kept: the lower bounds alone ask for",
        "--channel=no=1:2|bounds of no: the model has no such paid channel; it has",
        "--other-channels=much|'much' are no bounds: write 1000:5000",
        "--risk-averse=very|'very' is no risk option: write sd:1",
        "--reference-weeks=0|reference and cost of 0 and 13 weeks; need at least 1",
        "--publish|--publish and --withdraw need --model",
        "--model=a/B|--fit names another model than --model"
      })
  void shouldSayWhatIsWrongWithoutAStackTrace(String arguments, String message) {
    assertThat(allocate(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).doesNotContain("\tat ");
  }
}
