package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ModelState;
import dev.freshet.refresh.Publications;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live view's pages and files, as a browser is given them. */
class PagesTest {
  private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"");
  private static final String REPORT = "/models/" + Publications.MODEL + "/report.html";

  @TempDir private Path folder;
  private Shelf shelf;
  private ShelfServer api;

  @BeforeEach
  void open() {
    shelf = new Shelf(folder.resolve("api"));
    api = new ShelfServer(shelf, Optional.empty());
    shelf.take(List.of(shelf.status("acme/DE", ModelState.FRESH)));
  }

  @AfterEach
  void close() {
    api.close();
    shelf.close();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/models/acme/DE"})
  void shouldServePagesWhoseFilesAreThereAndMayBeKept(String path) {
    HttpResponse<String> page = api.web.get(path);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(Web.type(page)).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(page, "Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'");
    Matcher files = FILE.matcher(page.body());
    int found = 0;
    while (files.find()) {
      HttpResponse<String> file = api.web.get(files.group(1));
      assertThat(file.statusCode()).as(files.group(1)).isEqualTo(200);
      assertThat(header(file, "Cache-Control")).contains("immutable");
      assertThat(header(file, "X-Content-Type-Options")).isEqualTo("nosniff");
      found++;
    }
    assertThat(found).isGreaterThan(5);
    // Scripts and styles come from files alone, which the policy relies on.
    assertThat(page.body()).doesNotContain("<script>", "<style", " onclick", " style=");
  }

  @Test
  void shouldServeThePageOfAModelThatMayStillCome() {
    HttpResponse<String> page = api.web.get("/models/no/body");

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(Web.type(page)).startsWith("text/html");
  }

  @Test
  void shouldLetFilesBeAskedForAgainWithoutTheirHash() {
    HttpResponse<String> first = api.web.get("/assets/live.css");
    assertThat(Web.type(first)).isEqualTo("text/css; charset=utf-8");
    assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");

    HttpResponse<String> again =
        api.web.get("/assets/live.css", "If-None-Match", header(first, "ETag"));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(api.web.get("/assets/live.css?v=0"), "Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void shouldCompressForWhoTakesItSo() {
    HttpResponse<String> plain = api.web.get("/assets/echarts.min.js");
    HttpResponse<String> packed =
        api.web.get("/assets/echarts.min.js", "Accept-Encoding", "gzip, br");

    assertThat(header(plain, "Content-Encoding")).isEmpty();
    assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.headers().allValues("Vary")).anyMatch(v -> v.contains("Accept-Encoding"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/nothing.js",
        "/assets/openapi.yaml",
        "/assets/..%2f..%2fapi%2fopenapi.yaml",
        "/assets/../live/fleet.html",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/live%2Flive.css",
        "/assets/",
      })
  void shouldServeNoFileButThePages(String path) {
    assertThat(api.web.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldServeAReportThatNeedsNothingElse() {
    shelf.publishSpec();
    shelf.publish(Publications.of(shelf.topics).get(0));

    HttpResponse<String> page = api.web.get(REPORT);

    String version = Publications.of(shelf.topics).get(0).model().modelVersion();
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.body()).contains(version).doesNotContain("<script src", "<link");
    assertThat(header(page, "Content-Disposition"))
        .matches("inline; filename=\"hooli-SE-\\d{4}-\\d{2}-\\d{2}-" + version + "\\.html\"");
  }

  @Test
  void shouldSayThatThereIsNoReportYet() {
    HttpResponse<String> page = api.web.get("/models/acme/DE/report.html");

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(Web.json(page).get("detail").asText()).contains("no published model yet");
  }
}
