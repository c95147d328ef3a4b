package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.demo.SimulatedTruth;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From a CSV file to a spec, a fit, a forecast and what another plan would change. */
class ForecastCommandTest {
  private static final int WEEKS = 120;

  @TempDir private static Path folder;

  private static int status;
  private static String console;
  private static String errors;

  private static void run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        FreshetCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    status = line.execute(arguments);
    console = out.toString();
    errors = err.toString();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  /** A newcomer's file: columns named as such files name them. */
  @BeforeAll
  static void fit() throws IOException {
    SimulatedTruth truth = SimulatedFits.advertiser(5, WEEKS, 11).truth();
    List<String> variables = new ArrayList<>();
    StringBuilder csv = new StringBuilder("DATE");
    for (String variable : truth.variables()) {
      String[] parts = variable.split("[.:]");
      variables.add(variable);
      csv.append(',').append(variable.startsWith("outcome") ? "revenue" : column(parts));
    }
    for (int t = 0; t < WEEKS; t++) {
      csv.append('\n').append(truth.week(t));
      for (String variable : variables) {
        csv.append(',').append(BigDecimal.valueOf(truth.micros(variable)[t], 6).toPlainString());
      }
    }
    Files.writeString(folder.resolve("history.csv"), csv.append('\n'));
    run(
        "spec",
        "draft",
        "--csv",
        path("history.csv"),
        "--model",
        "acme/DE",
        "--currency",
        "EUR",
        "--out",
        path("spec.yaml"));
    assertThat(status).as(errors).isZero();
    run("fit", "--spec", path("spec.yaml"), "--csv", path("history.csv"), "--out", path("result"));
    assertThat(status).as(errors).isZero();
  }

  private static String column(String... parts) {
    String name = parts[parts.length - 1];
    return switch (parts[0]) {
      case "spend" -> name + "_S";
      case "impressions" -> name + "_I";
      case "clicks" -> name + "_clicks";
      default -> name;
    };
  }

  @Test
  void shouldDraftASpecThatPassesItsCheck() {
    run("spec", "check", path("spec.yaml"));

    assertThat(status).isZero();
    assertThat(console)
        .contains("Model acme/DE explains the weekly revenue in EUR", "public holidays of Germany");
  }

  @Test
  void shouldForecastAndCompareTwoPlans() throws IOException {
    run(
        "forecast",
        "--fit",
        path("result"),
        "--spec",
        path("spec.yaml"),
        "--weeks",
        "8",
        "--plan",
        "last-year",
        "--against",
        "last-4-weeks",
        "--out",
        path("forecast"));

    assertThat(status).as(errors).isZero();
    assertThat(console)
        .contains(
            "acme/DE  8 weeks from ",
            "not planned: newsletter as in the same weeks a year before",
            "year before",
            "What last-year brings beyond last-4-weeks",
            "what_if.csv");
    assertThat(Files.readAllLines(folder.resolve("forecast/forecast.csv")))
        .hasSize(1 + 8 + 1)
        .first()
        .isEqualTo("week,mean,lower,lower50,median,upper50,upper");
    List<String> plan = Files.readAllLines(folder.resolve("forecast/plan.csv"));
    assertThat(plan).hasSize(1 + 5 * 8).first().isEqualTo("week,channel,spend");
    assertThat(folder.resolve("forecast/forecast.json")).exists();

    // The plan as it was written is a plan that can be read: the same forecast, byte by byte.
    run(
        "forecast",
        "--spec",
        path("spec.yaml"),
        "--fit",
        path("result"),
        "--plan",
        path("forecast/plan.csv"),
        "--out",
        path("again"));
    assertThat(status).as(errors).isZero();
    assertThat(folder.resolve("again/components.csv"))
        .hasSameTextualContentAs(folder.resolve("forecast/components.csv"));
    assertThat(folder.resolve("again/what_if.csv")).doesNotExist();
  }

  @Test
  void shouldSayWhatIsMissing() {
    run("forecast", "--fit", path("result"), "--out", path("none"));
    assertThat(status).isEqualTo(2);
    assertThat(errors).contains("the model has public holidays", "add --spec FILE");

    run("forecast", "--out", path("none"));
    assertThat(errors).contains("name either --fit FOLDER, or --spec FILE and --csv FILE");

    run(
        "forecast",
        "--fit",
        path("result"),
        "--spec",
        path("spec.yaml"),
        "--plan",
        path("absent.csv"),
        "--out",
        path("none"));
    assertThat(errors).contains("No such file").doesNotContain("\tat ");

    run(
        "forecast",
        "--fit",
        path("result"),
        "--spec",
        path("spec.yaml"),
        "--weeks",
        "0",
        "--out",
        path("none"));
    assertThat(errors).contains("--weeks 0: at least 1");
  }
}
