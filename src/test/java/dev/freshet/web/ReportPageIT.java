package dev.freshet.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The report in a browser: light and dark, wide and narrow, and on paper. */
class ReportPageIT {
  @TempDir private static Path folder;

  private static Browser browser;
  private static ReportData data;
  private static URI page;

  @BeforeAll
  static void write() throws IOException {
    browser = Browser.orSkip();
    data = Reports.full();
    page = write("report.html", data);
  }

  private static URI write(String name, ReportData report) throws IOException {
    return Files.writeString(folder.resolve(name), ReportPage.of(report, "Made by a test."))
        .toUri();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  static List<Browser.Look> looks() {
    return Browser.Look.all();
  }

  @ParameterizedTest
  @MethodSource("looks")
  void shouldShowEverythingAndAskForNothing(Browser.Look look) throws IOException {
    browser.look(look);
    browser.open(page);

    assertThat(browser.run("return window.Freshet.rendered")).isEqualTo(true);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toString());
    assertThat(sections())
        .containsExactly(
            "roi",
            "plan",
            "forecast",
            "decomposition",
            "curves",
            "adstock",
            "moved",
            "fit",
            "quality",
            "experiments",
            "glossary");
    // ROI, shares, plan, forecast, decomposition, media, baseline, moves, fit, experiments; a curve
    // and an
    // adstock a medium.
    assertThat(browser.run("return document.querySelectorAll('.chart svg').length"))
        .isEqualTo(10L + 2 * data.channels().size());
    assertThat(browser.run("return document.documentElement.scrollWidth"))
        .as("the page does not scroll sideways")
        .isEqualTo((long) look.width());
    assertThat(browser.accessibilityFindings()).isEmpty();
    keep(look + ".png", browser.screenshot());
  }

  private static List<String> sections() {
    Object ids = browser.run("return [...document.querySelectorAll('section')].map(s => s.id)");
    return ((List<?>) ids).stream().map(String::valueOf).toList();
  }

  @Test
  void shouldShowAnotherHorizonWhenAsked() {
    browser.look(new Browser.Look(false, 1280));
    browser.open(page);
    Object before = browser.run("return document.querySelector('#roi .takeaway').textContent");

    browser.run("document.querySelector('input[value=\"52w\"]').click()");

    assertThat(browser.run("return document.querySelector('#roi .takeaway').textContent"))
        .asString()
        .startsWith("Over the last 52 weeks")
        .isNotEqualTo(before);
    assertThat(browser.run("return document.querySelectorAll('#roi .chart svg').length"))
        .isEqualTo(2L);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void shouldFollowTheThemeWhileOpen() {
    browser.look(new Browser.Look(false, 1280));
    browser.open(page);
    String colour =
        "return getComputedStyle(document.body).backgroundColor"
            + " + document.querySelector('#roi .chart svg').outerHTML.length";
    Object light = browser.run(colour);
    String text = "return document.querySelector('#roi .chart svg').outerHTML.includes('#17212b')";

    assertThat(browser.run(text)).isEqualTo(true);
    browser.look(new Browser.Look(true, 1280));

    assertThat(browser.run(text)).isEqualTo(false);
    assertThat(browser.run(colour)).isNotEqualTo(light);
  }

  @Test
  void shouldWarnBeforeAnythingElseWhenTheGateRefused() throws IOException {
    ReportData refused =
        new ReportData(
            data.model(),
            data.modelVersion(),
            data.currency(),
            "orders",
            false,
            data.kind(),
            data.reason(),
            data.fittedFrom(),
            data.fittedTo(),
            data.weeks(),
            data.outcome(),
            data.fitted(),
            data.residual(),
            data.components(),
            data.channels(),
            data.mediaTotal(),
            data.diagnostics(),
            null,
            new ReportData.Gate(true, "two halves of the particles disagree", true),
            List.of(),
            List.of(),
            DataQuality.UNKNOWN,
            List.of(),
            null,
            null,
            List.of());
    browser.look(new Browser.Look(false, 1280));
    browser.open(write("refused.html", refused));

    assertThat(browser.run("return document.querySelector('[role=alert]').textContent"))
        .isEqualTo("Do not use these answers. Two halves of the particles disagree.");
    assertThat(browser.run("return document.querySelector('.warnings li').textContent"))
        .asString()
        .startsWith("Grave: ");
    assertThat(browser.run("return document.getElementById('report').textContent"))
        .asString()
        .contains("orders per €1,000 spent", "Nothing to compare with is known")
        .doesNotContain("undefined", "NaN");
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.accessibilityFindings()).isEmpty();
    keep("refused.png", browser.screenshot());
  }

  @Test
  void shouldPrintOnPaperWhatTheScreenShows() throws IOException {
    browser.look(new Browser.Look(true, 1280));
    browser.open(page);

    byte[] pdf = browser.print();

    assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("%PDF-");
    assertThat(browser.run("return document.documentElement.classList.contains('printing')"))
        .as("back to the screen's look afterwards")
        .isEqualTo(false);
    keep("print.pdf", pdf);
  }

  /** For whoever wants to see them: {@code -Dfreshet.screenshots=FOLDER}. */
  private static void keep(String name, byte[] content) throws IOException {
    String shots = System.getProperty("freshet.screenshots");
    if (shots != null) {
      Files.createDirectories(Path.of(shots));
      Files.write(Path.of(shots, name), content);
    }
  }
}
