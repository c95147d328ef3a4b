package dev.freshet.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The accessibility checker that browsers are given. */
final class Axe {
  private static final String POM = "/META-INF/maven/org.webjars.npm/axe-core/pom.properties";

  private Axe() {}

  /** Its script. */
  static String script() {
    try (InputStream pom = Axe.class.getResourceAsStream(POM)) {
      Properties properties = new Properties();
      properties.load(pom);
      String folder =
          "/META-INF/resources/webjars/axe-core/" + properties.getProperty("version") + "/";
      try (InputStream in = Axe.class.getResourceAsStream(folder + "axe.min.js")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
