package dev.freshet.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads a properties file in UTF-8, as {@link Properties} does, and knows the line of each value:
 * that a name stands twice, or a line is no setting, is a problem and not passed over.
 */
final class PropertiesFile {
  private final Path file;
  private final Source source;
  private final List<String> problems;
  private final List<Given> found = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private PropertiesFile(Path file, Source source, List<String> problems) {
    this.file = file;
    this.source = source;
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @param problems receives what is wrong in it
   * @return its values in the order of the file
   */
  static List<Given> read(Path file, String content, Source source, List<String> problems) {
    PropertiesFile reading = new PropertiesFile(file, source, problems);
    List<String> lines = content.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int first = i;
      StringBuilder whole = new StringBuilder(lines.get(i));
      while (!isComment(whole) && goesOn(lines.get(i)) && i + 1 < lines.size()) {
        i++;
        whole.append('\n').append(lines.get(i));
      }
      if (!isComment(whole)) {
        reading.setting(first + 1, whole.toString());
      }
    }
    return reading.found;
  }

  private static boolean isComment(CharSequence line) {
    String text = line.toString().stripLeading();
    return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
  }

  /** An odd number of backslashes at the end: the last one stands for itself. */
  private static boolean goesOn(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\\') {
      end--;
    }
    return (line.length() - end) % 2 == 1;
  }

  private void setting(int line, String text) {
    String where = file + ":" + line;
    Properties one = new Properties();
    try {
      one.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      problems.add(where + ": \\u needs four hexadecimal digits; write a backslash as \\\\");
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String key : one.stringPropertyNames()) {
      String value = one.getProperty(key);
      if (key.isEmpty() || value.isEmpty() && text.indexOf('=') < 0 && text.indexOf(':') < 0) {
        // Not quoted: it may be part of a secret of several lines.
        problems.add(
            where + ": no setting; write name=value, and a backslash where a value goes on");
        continue;
      }
      Integer before = lines.putIfAbsent(key, line);
      Given given = new Given(key, value, source, where);
      if (before == null) {
        found.add(given);
      } else {
        problems.add(given.problem("is set in line %d already; remove one".formatted(before)));
      }
    }
  }
}
