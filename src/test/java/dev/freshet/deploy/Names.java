package dev.freshet.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Names that files of the deployment may use; one that ends in * stands for all that begin so. */
record Names(Set<String> all) {

  /** Reads a list, a name a line. */
  static Names of(String resource) throws IOException {
    return new Names(
        Files.readAllLines(Path.of("src/test/resources/deploy", resource)).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  boolean contains(String name) {
    return all.contains(name)
        || all.stream()
            .anyMatch(n -> n.endsWith("*") && name.startsWith(n.substring(0, n.length() - 1)));
  }
}
