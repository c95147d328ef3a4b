package dev.freshet.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * An installed Chromium, headless, for tests of pages. Its programs are those of the system
 * properties {@code freshet.chromium} and {@code freshet.chromedriver}, else those on the path.
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HEIGHT = 900;

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** How a page is looked at. */
  public record Look(boolean dark, int width) {
    /** Light and dark, wide and narrow. */
    public static List<Look> all() {
      return List.of(
          new Look(false, 1280), new Look(true, 1280), new Look(false, 390), new Look(true, 390));
    }

    @Override
    public String toString() {
      return (dark ? "dark" : "light") + "-" + width;
    }
  }

  /** A browser; skips the test where none is installed. */
  public static Browser orSkip() {
    Optional<String> chromium =
        program("freshet.chromium", "chromium", "chromium-browser", "google-chrome");
    Optional<String> chromedriver = program("freshet.chromedriver", "chromedriver");
    assumeTrue(
        chromium.isPresent() && chromedriver.isPresent(),
        "no Chromium with its driver here: install chromium and chromium-driver to test pages");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-device-scale-factor=1");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(chromedriver.get()))
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static Optional<String> program(String property, String... names) {
    String told = System.getProperty(property);
    if (told != null) {
      return Optional.of(told);
    }
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** Sets theme and width; of pages open now, too. */
  public void look(Look look) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", look.dark() ? "dark" : "light"))));
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", look.width(), "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Opens a page and forgets what earlier ones requested and logged. */
  public void open(URI page) {
    driver.manage().logs().get(LogType.BROWSER);
    driver.manage().logs().get(LogType.PERFORMANCE);
    driver.get(page.toString());
  }

  /** The result of a script, such as {@code return document.title}. */
  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** The result of a script that ends by calling its last argument. */
  public Object runAsync(String script, Object... arguments) {
    return driver.executeAsyncScript(script, arguments);
  }

  /**
   * Addresses that the page asked for since it was opened, its own the first; not those that the
   * page before it still asked for on its way out.
   */
  public List<String> requests() {
    List<String> requests = new ArrayList<>();
    String loader = "";
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = json(entry.getMessage()).path("message");
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        JsonNode request = message.path("params");
        if (request.path("type").asText().equals("Document")) {
          loader = request.path("loaderId").asText();
          requests.clear();
        }
        if (request.path("loaderId").asText().equals(loader)) {
          requests.add(request.path("request").path("url").asText());
        }
      }
    }
    return requests;
  }

  /** What the page complained of on the console since it was opened. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Serious and critical findings of axe on the page as it looks now. */
  public List<String> accessibilityFindings() {
    run(Axe.script());
    Object findings =
        runAsync(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']}).then(
              result => done(result.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => v.id + ': ' + v.help + ' at ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.any[0] ? n.any[0].message : '')).join(' | '))),
              error => done(['axe failed: ' + error]))
            """);
    return ((List<?>) findings).stream().map(String::valueOf).toList();
  }

  /** The whole page as PNG. */
  public byte[] screenshot() {
    Map<String, Object> answer =
        command("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    return Base64.getDecoder().decode((String) answer.get("data"));
  }

  /** The page as it prints, PDF. */
  public byte[] print() {
    Map<String, Object> answer =
        command("Page.printToPDF", Map.of("printBackground", true, "preferCSSPageSize", true));
    return Base64.getDecoder().decode((String) answer.get("data"));
  }

  private Map<String, Object> command(String name, Map<String, Object> parameters) {
    return driver.executeCdpCommand(name, parameters);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the driver's log is no JSON", e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
