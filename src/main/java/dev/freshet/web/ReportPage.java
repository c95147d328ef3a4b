package dev.freshet.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a report as one HTML page that needs nothing else: style, scripts, chart library and data
 * are in it, and its content security policy lets it load nothing.
 */
public final class ReportPage {
  private static final String TEMPLATE = "report.html";
  private static final String START = "freshet-start.js";
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private ReportPage() {}

  /**
   * The page.
   *
   * @param footer what the last line says, such as who made the page of what; plain text
   */
  public static String of(ReportData data, String footer) {
    List<String> scripts = new ArrayList<>();
    scripts.add(script(Assets.LIBRARY));
    Assets.SCRIPTS.forEach(name -> scripts.add(script(name)));
    scripts.add(script(START));
    Map<String, String> parts =
        Map.of(
            "policy", policy(scripts),
            "title", text(data.model() + ": marketing-mix report"),
            "style", Assets.text(Assets.STYLE),
            "footer", text(footer),
            "data", embedded(ReportJson.of(data)),
            "scripts",
                scripts.stream()
                    .map(script -> "<script>" + script + "</script>")
                    .collect(Collectors.joining("\n")));
    return PLACE
        .matcher(Assets.text(TEMPLATE))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  // Nothing may be loaded; of scripts these run, by their digests. Charts set styles inline.
  private static String policy(List<String> scripts) {
    return "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
        + " script-src "
        + scripts.stream()
            .map(script -> "'sha256-" + digest(script) + "'")
            .collect(Collectors.joining(" "));
  }

  private static String digest(String script) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String script(String name) {
    String text = Assets.text(name);
    if (text.contains("</script") || text.contains("<!--")) {
      throw new IllegalStateException(name + " would end its own element within a page");
    }
    return text;
  }

  /** JSON as it can stand in a script element, whatever its texts hold. */
  static String embedded(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /** A text as it can stand in an element or a quoted attribute. */
  static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
