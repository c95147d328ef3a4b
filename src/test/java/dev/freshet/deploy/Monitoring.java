package dev.freshet.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the rules and the dashboard of {@code monitoring/}. */
public final class Monitoring {
  static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  static final Path RULES = Path.of("monitoring/rules/freshet.yml");
  private static final Path TESTS = Path.of("monitoring/tests");
  private static final Path DASHBOARD = Path.of("monitoring/grafana/dashboards/freshet.json");

  private Monitoring() {}

  /** Recording and alert rules, in their order. */
  static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : YAML.readTree(RULES.toFile()).path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    assertThat(rules).isNotEmpty();
    return rules;
  }

  /** Files of rules' tests. */
  static List<Path> testFiles() throws IOException {
    try (Stream<Path> files = Files.list(TESTS)) {
      return files.filter(f -> f.toString().endsWith(".yml")).sorted().toList();
    }
  }

  /** Tests of rules. */
  static List<JsonNode> tests() throws IOException {
    List<JsonNode> tests = new ArrayList<>();
    for (Path file : testFiles()) {
      YAML.readTree(file.toFile()).path("tests").forEach(tests::add);
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  /** Name of a rule of either kind. */
  static String name(JsonNode rule) {
    return rule.path(rule.has("alert") ? "alert" : "record").asText();
  }

  static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(DASHBOARD.toFile());
  }

  /** Expressions of all panels and rules. */
  public static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>(dashboardQueries());
    rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
    return expressions;
  }

  /** Expressions of all panels, with Grafana's variables as they stand. */
  static List<String> dashboardQueries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : dashboard().path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
    }
    assertThat(queries).isNotEmpty();
    return queries;
  }
}
