package dev.freshet.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names that files of the deployment may use; one that ends in * stands for all that begin so. */
record Names(Set<String> all) {
  private static final Path METRICS = Path.of("docs/metrics.md");
  private static final Path SETTINGS = Path.of("docs/configuration.md");

  /** Prometheus' own. */
  private static final List<String> OTHER_METRICS = List.of("up", "ALERTS");

  private static final List<String> PASSED_ON = List.of("kafka.*", "registry.*");

  /** What an instance serves, as Prometheus names it. */
  static Names ofMetrics() throws IOException {
    Stream<String> own =
        rows(METRICS, "\\| `(freshet_\\w+)` \\| (\\w+) \\|.*")
            .flatMap(
                row ->
                    row.group(2).equals("histogram")
                        ? Stream.of("_bucket", "_count", "_sum", "_max")
                            .map(suffix -> row.group(1) + suffix)
                        : Stream.of(row.group(1)));
    Stream<String> libraries =
        rows(METRICS, "\\| `((?:kafka|process)_\\w+)` \\|.*").map(row -> row.group(1));
    return of(Stream.of(own, libraries, OTHER_METRICS.stream()).flatMap(names -> names));
  }

  /** Settings of the service, in kebab case. */
  static Names ofSettings() throws IOException {
    Stream<String> own =
        rows(SETTINGS, "\\| `([a-z-]+)`(, `[a-z-]+`)? \\|.*")
            .flatMap(
                row ->
                    row.group(2) == null
                        ? Stream.of(row.group(1))
                        : Stream.of(row.group(1), row.group(1) + "-file"));
    return of(Stream.concat(own, PASSED_ON.stream()));
  }

  private static Stream<MatchResult> rows(Path table, String row) throws IOException {
    return Pattern.compile("^" + row + "$", Pattern.MULTILINE)
        .matcher(Files.readString(table))
        .results();
  }

  private static Names of(Stream<String> names) {
    return new Names(names.collect(Collectors.toCollection(TreeSet::new)));
  }

  boolean contains(String name) {
    return all.contains(name)
        || all.stream()
            .anyMatch(n -> n.endsWith("*") && name.startsWith(n.substring(0, n.length() - 1)));
  }
}
