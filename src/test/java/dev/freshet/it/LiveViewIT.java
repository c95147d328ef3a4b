package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.RefreshReport;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.web.Browser;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The live view in a browser, while models are built and refreshed on a broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveViewIT {
  private static final SimulatedAdvertiser ACME = advertiser("acme/DE", "EUR", "DE", 56, 11);
  private static final SimulatedAdvertiser YOUNG = advertiser("young/FR", "EUR", "FR", 9, 12);

  /** The table of how the newest requests ended. */
  private static final String REFRESHES = "#moved [aria-label^=Refreshes] tbody tr";

  @TempDir private static Path folder;
  private static Browser browser;
  private static Stage stage;
  private static Service service;
  private static EventSender sender;
  private static SimulatedFeed feed;
  private static String address;

  private static SimulatedAdvertiser advertiser(
      String model, String currency, String country, int weeks, long seed) {
    return Simulator.advertiser(
        new Simulator.Setting(
            model,
            currency,
            ZoneId.of("Europe/Berlin"),
            country,
            5,
            LocalDate.of(2025, 3, 3),
            weeks,
            seed));
  }

  @BeforeAll
  static void open() {
    browser = Browser.orSkip();
    stage = new Stage(folder);
    start(0);
    sender = new EventSender(stage.cluster);
    feed = new SimulatedFeed(stage.topics, sender);
  }

  /** A service on a port, 0 for any. */
  private static void start(int port) {
    service =
        stage.freshService(
            new SimpleMeterRegistry(),
            new ServiceConfig.Http(ServiceConfig.Http.LOOPBACK, port, Optional.empty()));
    service.createTopics();
    service.start();
    address = service.liveView().orElseThrow();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    if (stage != null) {
      sender.close();
      service.close();
      stage.close();
    }
  }

  private static void goTo(String path) {
    browser.open(URI.create(address).resolve(path));
  }

  private static String text(String selector) {
    return String.valueOf(
        browser.run(
            "const e = document.querySelector(arguments[0]); return e && !e.closest('[hidden]') ?"
                + " e.textContent : ''",
            selector));
  }

  private static void awaitText(String selector, String part) {
    Stage.await(() -> text(selector).contains(part));
  }

  private static long count(String selector) {
    return (Long) browser.run("return document.querySelectorAll(arguments[0]).length", selector);
  }

  /** The line of a model in the fleet's table. */
  private static String line(String model, String part) {
    return String.valueOf(
        browser.run(
            "const row = [...document.querySelectorAll('#models tr')]"
                + ".find(r => r.querySelector('a').textContent === arguments[0]);"
                + "const part = row && row.querySelector(arguments[1]);"
                + "return part ? part.textContent : ''",
            model,
            part));
  }

  /** For whoever wants to see them: {@code -Dfreshet.screenshots=FOLDER}. */
  private static void lookAround(String name) throws IOException {
    for (Browser.Look look : Browser.Look.all()) {
      browser.look(look);
      assertThat(browser.accessibilityFindings()).as("%s, %s", name, look).isEmpty();
      assertThat(browser.run("return document.documentElement.scrollWidth"))
          .as("%s, %s does not scroll sideways", name, look)
          .isEqualTo((long) look.width());
      String shots = System.getProperty("freshet.screenshots");
      if (shots != null) {
        Files.createDirectories(Path.of(shots));
        Files.write(Path.of(shots, name + "-" + look + ".png"), browser.screenshot());
      }
    }
    browser.look(new Browser.Look(false, 1280));
  }

  @Test
  @Order(1)
  void shouldSayHowToBeginWhileThereIsNoModel() throws IOException {
    goTo("/");

    awaitText("#empty", "No model yet");
    awaitText("#connection", "Live");
    assertThat(text("#empty")).contains("./freshet load --spec");
    lookAround("empty");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void shouldShowModelsAsTheyComeAndRefreshesAsTheyLand() throws IOException {
    browser.run(
        "window.here = true; window.tinted = 0;"
            + "new MutationObserver(all => all.forEach(m => {"
            + "  if (m.target.classList.contains('landed')) window.tinted++; }))"
            + ".observe(document.body, {subtree: true, attributeFilter: ['class']})");
    int last = ACME.weeks() - 1;
    feed.sendSpec(YOUNG);
    feed.sendSpec(ACME);
    for (int week = 0; week < last; week++) {
      feed.send(ACME.delivery(week));
      if (week < YOUNG.weeks()) {
        feed.send(YOUNG.delivery(week));
      }
    }
    sender.flush();

    Stage.await(() -> line("acme/DE", ".badge").equals("Fresh"));
    Stage.await(() -> line("young/FR", ".badge").equals("Collecting"));
    String through = line("acme/DE", ".through");
    browser.run("window.tinted = 0");
    feed.send(ACME.delivery(last));
    feed.send(ACME.remainder());
    sender.flush();

    Stage.await(() -> !line("acme/DE", ".through").equals(through));
    Stage.await(() -> line("acme/DE", ".when").contains("refresh"));
    assertThat(line("acme/DE", ".lag")).matches("\\d.* (s|min)");
    Stage.await(() -> !text("#movers").isEmpty());
    assertThat(line("acme/DE", ".move")).contains("→");
    assertThat((Long) browser.run("return window.tinted")).isPositive();
    assertThat(browser.run("return window.here"))
        .as("the page was not loaded anew")
        .isEqualTo(true);
    lookAround("fleet");
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).allMatch(request -> request.startsWith(address));
  }

  @Test
  @Order(3)
  void shouldFindModelsByNameAndHealth() {
    browser.run(
        "const s = document.getElementById('search'); s.value = 'YOUNG';"
            + "s.dispatchEvent(new Event('input'))");
    Stage.await(() -> count("#models tr") == 1 && !line("young/FR", ".badge").isEmpty());
    assertThat(browser.run("return location.search")).asString().contains("search=YOUNG");

    goTo("/?health=FRESH");
    Stage.await(() -> count("#models tr") == 1 && !line("acme/DE", ".badge").isEmpty());
    assertThat(browser.run("return document.querySelector('.chip[aria-pressed=true]').textContent"))
        .asString()
        .startsWith("Fresh");

    browser.run("document.querySelector('.chip').click()");
    Stage.await(() -> count("#models tr") == 2);
    browser.run("document.querySelector('th button').click()");
    Stage.await(() -> count("th[aria-sort=ascending]") == 1);
    Stage.await(() -> text("#models tr a").equals("acme/DE"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(4)
  void shouldLeadToTheModelWithItsCharts() throws IOException {
    goTo("/");
    Stage.await(() -> count("#models a") == 2);
    browser.run(
        "[...document.querySelectorAll('#models a')].find(a => a.textContent === 'acme/DE').click()");

    Stage.await(() -> count("#report .chart svg") > 8);
    assertThat(browser.run("return document.title")).isEqualTo("acme/DE – Freshet");
    awaitText("#standing", "Fresh");
    assertThat(count("#report section")).isGreaterThan(7);
    lookAround("model");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(5)
  void shouldDrawAnOpenModelAnewWhereItsReaderIs() {
    browser.run(
        "window.here = true;"
            + "const details = document.querySelector('#fit details'); details.open = true;"
            + "document.querySelector('input[name=horizon][value=window]').click();"
            + "document.getElementById('curves').scrollIntoView({behavior: 'instant'})");
    long before = top("curves");
    long refreshes = count(REFRESHES);

    RefreshReport rebuilt = stage.rebuild("acme/DE");

    awaitText("#update", "has landed");
    assertThat(text("#report .meta")).contains(rebuilt.getModelVersion());
    assertThat(top("curves")).isBetween(before - 2, before + 2);
    assertThat(count("#fit details[open]")).isEqualTo(1);
    assertThat(browser.run("return document.querySelector('input[name=horizon]:checked').value"))
        .isEqualTo("window");
    assertThat(count(REFRESHES)).isGreaterThan(refreshes);
    assertThat(browser.run("return window.here")).isEqualTo(true);
    assertThat(browser.complaints()).isEmpty();
  }

  private static long top(String id) {
    return ((Number)
            browser.run(
                "return Math.round(document.getElementById(arguments[0]).getBoundingClientRect().top)",
                id))
        .longValue();
  }

  @Test
  @Order(6)
  void shouldGiveAReportThatLoadsNothing() {
    assertThat(browser.run("return document.querySelector('#standing a.button').pathname"))
        .isEqualTo("/models/acme/DE/report.html");

    goTo("/models/acme/DE/report.html");

    assertThat(browser.run("return window.Freshet.rendered")).isEqualTo(true);
    assertThat(count(".chart svg")).isGreaterThan(8);
    assertThat(browser.requests()).containsExactly(address + "models/acme/DE/report.html");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(7)
  void shouldSayWhatAModelWithoutASetWaitsFor() throws IOException {
    goTo("/models/young/FR");
    awaitText("#empty", "9 weeks have closed so far");
    awaitText("#standing", "Collecting");
    lookAround("collecting");

    goTo("/models/no/body");
    awaitText("#empty", "Not known here");
  }

  @Test
  @Order(8)
  void shouldSayThatTheConnectionIsLostAndTakeItUpAgain() {
    goTo("/");
    awaitText("#connection", "Live");
    browser.run("window.here = true");
    int port = service.httpPort().orElseThrow();

    service.close();

    awaitText("#connection", "Connection lost");
    assertThat(count("#models tr")).isEqualTo(2);
    start(port);
    awaitText("#connection", "Live");
    Stage.await(() -> line("acme/DE", ".badge").equals("Fresh"));
    assertThat(browser.run("return window.here")).isEqualTo(true);
  }
}
