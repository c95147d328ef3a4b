package dev.freshet.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** The files that pages are made of: style, scripts and the chart library. */
public final class Assets {
  /** The style sheet. */
  public static final String STYLE = "freshet.css";

  /** The chart library, Apache ECharts. */
  public static final String LIBRARY = "echarts.min.js";

  /** Scripts after {@link #LIBRARY}, in the order in which a page loads them. */
  public static final List<String> SCRIPTS =
      List.of(
          "freshet-format.js",
          "freshet-canvas.js",
          "freshet-charts.js",
          "freshet-words.js",
          "freshet-report.js");

  private static final String WEBJARS = "/META-INF/resources/webjars/";

  private Assets() {}

  /**
   * The text of a file.
   *
   * @param name one of the above
   * @throws IllegalArgumentException if there is none of that name
   */
  public static String text(String name) {
    return name.equals(LIBRARY)
        ? library()
        : read(Assets.class, name)
            // Browsers read one kind of line end only; digests of scripts are taken of that.
            .replace("\r\n", "\n");
  }

  private static String library() {
    Properties properties = new Properties();
    try (InputStream in =
        open(Assets.class, "/META-INF/maven/org.webjars.npm/echarts/pom.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = properties.getProperty("version");
    return read(Assets.class, WEBJARS + "echarts/" + version + "/dist/" + LIBRARY)
        .replace("\r\n", "\n");
  }

  private static String read(Class<?> owner, String name) {
    try (InputStream in = open(owner, name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static InputStream open(Class<?> owner, String name) {
    InputStream in = owner.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalArgumentException("no asset named " + name);
    }
    return in;
  }
}
