package dev.freshet.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final Pattern SCRIPT =
      Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);

  private static final String PAGE = ReportPage.of(Reports.full(), "version 1 & <2>");

  private record Script(String attributes, String text) {}

  private static List<Script> scripts(String page) {
    List<Script> scripts = new ArrayList<>();
    Matcher matcher = SCRIPT.matcher(page);
    while (matcher.find()) {
      scripts.add(new Script(matcher.group(1), matcher.group(2)));
    }
    return scripts;
  }

  @Test
  void shouldAllowNothingButItsOwnScripts() throws NoSuchAlgorithmException {
    String policy = PAGE.replaceAll("(?s).*Content-Security-Policy\" content=\"([^\"]*)\".*", "$1");
    List<Script> executable = scripts(PAGE).stream().filter(s -> s.attributes().isEmpty()).toList();

    assertThat(policy).startsWith("default-src 'none'; ").doesNotContain("http", "unsafe-eval");
    assertThat(policy.split("'sha256-")).hasSize(1 + executable.size());
    assertThat(executable).hasSize(2 + Assets.SCRIPTS.size());
    for (Script script : executable) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(script.text().getBytes(StandardCharsets.UTF_8));
      assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
  }

  @Test
  void shouldCarryItsDataAndLoadNothing() {
    Script data =
        scripts(PAGE).stream()
            .filter(s -> s.attributes().contains("json"))
            .findFirst()
            .orElseThrow();

    assertThat(ReportJson.of(ReportJson.read(data.text())))
        .isEqualTo(ReportJson.of(Reports.full()));
    assertThat(SCRIPT.matcher(PAGE).replaceAll(""))
        .doesNotContain("<link", "<img", "src=", "@import", "url(", "://");
  }

  @Test
  void shouldLetNoTextOfTheDataEndItsElement() {
    String hostile = "</script><!--<script>\u2028&";

    String embedded = ReportPage.embedded("\"" + hostile + "\"");

    assertThat(embedded).doesNotContain("<", ">", "&", "\u2028");
    ReportData data =
        FittedReport.of(new FittedReport.Subject(hostile, "EUR", hostile, true), Reports.built());
    String page = ReportPage.of(data, hostile);
    Script carried =
        scripts(page).stream()
            .filter(s -> s.attributes().contains("json"))
            .findFirst()
            .orElseThrow();
    assertThat(ReportJson.read(carried.text()).outcomeName()).isEqualTo(hostile);
    assertThat(scripts(page)).hasSize(3 + Assets.SCRIPTS.size());
    assertThat(page).contains("<title>&lt;/script&gt;");
  }

  @Test
  void shouldEscapeTheFooterAndFillEveryPlace() {
    assertThat(PAGE).contains("version 1 &amp; &lt;2&gt;").doesNotContain("{{");
  }
}
