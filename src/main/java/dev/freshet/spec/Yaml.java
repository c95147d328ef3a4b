package dev.freshet.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads YAML into a tree that remembers the line of every key and value. */
final class Yaml {
  /** A part of the tree, with its line from 1. */
  sealed interface Node {
    int line();
  }

  /** A single value, as written; {@code null} text for an empty one. */
  record Scalar(int line, String text) implements Node {}

  /** Keys with their values, in the order of the file. */
  record Mapping(int line, Map<String, Entry> entries) implements Node {}

  /** Values in a row. */
  record Sequence(int line, List<Node> items) implements Node {}

  /** One key of a mapping. */
  record Entry(int line, Node value) {}

  private final YAMLParser parser;
  private final Problems problems;

  private Yaml(YAMLParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** The tree, or nothing after a problem of syntax. */
  static Optional<Node> read(String text, Problems problems) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      if (parser.nextToken() == null) {
        problems.add(1, "", "the file is empty; begin with model: advertiser/market");
        return Optional.empty();
      }
      Yaml yaml = new Yaml(parser, problems);
      Node root = yaml.node("");
      if (parser.nextToken() != null) {
        problems.add(yaml.line(), "", "a second document begins here; keep one a file");
      }
      return Optional.of(root);
    } catch (JsonProcessingException e) {
      problems.add(
          e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr()),
          "",
          "this is not valid YAML: %s; check indentation, brackets and quotes here",
          firstLine(e.getOriginalMessage()));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading YAML from memory failed", e);
    }
  }

  private Node node(String path) throws IOException {
    int line = line();
    if (parser.isCurrentAlias()) {
      problems.add(line, path, "an alias (*%s) is not supported; write it out", parser.getText());
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(path);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Node> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node(path + "[" + items.size() + "]"));
      }
      return new Sequence(line, items);
    }
    return new Scalar(line, token == JsonToken.VALUE_NULL ? null : parser.getText());
  }

  private Mapping mapping(String path) throws IOException {
    int start = line();
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int line = line();
      parser.nextToken();
      String child = path.isEmpty() ? key : path + "." + key;
      Entry before = entries.get(key);
      Entry entry = new Entry(line, node(child));
      if (before == null) {
        entries.put(key, entry);
      } else {
        problems.add(line, child, "is given twice (first in line %d); keep one", before.line());
      }
    }
    return new Mapping(start, entries);
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private static String firstLine(String message) {
    return message == null
        ? "unreadable"
        : message.lines().findFirst().orElse("unreadable").strip();
  }
}
