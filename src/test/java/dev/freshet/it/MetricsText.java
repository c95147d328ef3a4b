package dev.freshet.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads Prometheus' text format, and the table of metrics in the documents. */
final class MetricsText {
  private static final Pattern SAMPLE = Pattern.compile("([a-z_:][^ ]*(?:\\{.*})?) ([^ ]+)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (freshet_\\S+) (\\S+)");
  private static final Pattern ROW =
      Pattern.compile("\\| `(freshet_\\S+)` \\| (\\S+) \\|([^|]*)\\|.*");
  private static final Pattern SERIES = Pattern.compile("([a-z_:]+)(?:\\{(.*)})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");

  private MetricsText() {}

  /** Value of each series, by name and labels as they stand. */
  static Map<String, Double> values(String text) {
    Map<String, Double> values = new TreeMap<>();
    text.lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(m -> values.put(m.group(1), Double.valueOf(m.group(2))));
    return values;
  }

  /** Labels of each name's series. */
  static Map<String, Set<String>> labels(String text) {
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String series : values(text).keySet()) {
      Matcher parts = SERIES.matcher(series);
      if (parts.matches()) {
        Set<String> known = labels.computeIfAbsent(parts.group(1), n -> new TreeSet<>());
        LABEL
            .matcher(parts.group(2) == null ? "" : parts.group(2))
            .results()
            .forEach(label -> known.add(label.group(1)));
      }
    }
    return labels;
  }

  /** Labels of our own metrics, by name, as documented; without the bounds of histograms. */
  static Map<String, Set<String>> documentedLabels(Path page) throws IOException {
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String line : Files.readAllLines(page)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        String suffix = row.group(2).equals("histogram") ? "_count" : "";
        labels.put(
            row.group(1) + suffix,
            CODE.matcher(row.group(3))
                .results()
                .map(label -> label.group(1))
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    return labels;
  }

  /** Names and types of our own metrics; largest values, a by-product of histograms, left out. */
  static Set<String> families(String text) {
    return text.lines()
        .map(TYPE::matcher)
        .filter(Matcher::matches)
        .filter(m -> !m.group(1).matches(".*_max(_seconds)?|.*_seconds_max"))
        .map(m -> m.group(1) + " " + m.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The same as documented. */
  static Set<String> documented(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1) + " " + m.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
