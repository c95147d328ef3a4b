package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {
  private static final int WEEKS = 60;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int run(String... args) {
    CommandLine line = FreshetCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  private Path spec() throws IOException {
    return Files.writeString(
        folder.resolve("spec.yaml"),
        """
        model: small/DE
        currency: EUR
        outcome: revenue
        calendar: {weekStart: MONDAY, zone: Europe/Berlin}
        baseline: {trend: true, season: false}
        media:
          - {channel: tv}
        data:
          date: week
          columns: {outcome.revenue: revenue, spend.tv: tv}
        """);
  }

  private Path csv() throws IOException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>(List.of("week,revenue,tv"));
    for (int t = 0; t < WEEKS; t++) {
      long tv = t % 7 < 4 ? 1_000 + random.nextInt(2_000) : 0;
      long revenue = 100_000 + 8 * tv + random.nextInt(4_000);
      lines.add(LocalDate.of(2025, 1, 6).plusWeeks(t) + "," + revenue + "," + tv);
    }
    return Files.write(folder.resolve("history.csv"), lines);
  }

  @Test
  void shouldGoFromHistoryToPageInOneCommand() throws IOException {
    Path page = folder.resolve("pages/report.html");

    int code = run("report", "--spec=" + spec(), "--csv=" + csv(), "--out=" + page);

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("small/DE");
    assertThat(out.toString())
        .contains("small/DE", "written to " + page, Files.size(page) / 1000 + " kB");
  }

  @Test
  void shouldShowTheVeryFiguresOfAnEarlierFit() throws IOException {
    Path fit = folder.resolve("fit");
    assertThat(run("fit", "--spec=" + spec(), "--csv=" + csv(), "--out=" + fit)).isZero();
    Path page = folder.resolve("report.html");

    assertThat(run("report", "--fit=" + fit, "--out=" + page)).isZero();

    String version = FitFiles.readReport(fit).modelVersion();
    assertThat(FitFiles.read(fit.resolve("model.json")).modelVersion()).isEqualTo(version);
    assertThat(Files.readString(page)).contains("from model version " + version);
  }

  @Test
  void shouldSayWhatToNameWhenNothingOrTooMuchIsNamed() {
    assertThat(run("report", "--out=a.html")).isEqualTo(2);
    assertThat(err.toString()).contains("name either --fit FOLDER, or --spec and --csv");
    assertThat(run("report", "--out=a.html", "--fit=b", "--csv=c")).isEqualTo(2);
    assertThat(err.toString()).contains("leave out --csv");
  }

  @Test
  void shouldSayWhatAFolderLacks() throws IOException {
    assertThat(run("report", "--out=a.html", "--fit=" + folder)).isEqualTo(2);
    assertThat(err.toString()).contains(folder + ": no report.json in it");

    Files.writeString(folder.resolve("report.json"), "{}");
    assertThat(run("report", "--out=a.html", "--fit=" + folder)).isEqualTo(2);
    assertThat(err.toString())
        .contains(folder.resolve("report.json") + ": no data of a report", "fit again")
        .doesNotContain("\tat ");
  }
}
