package dev.freshet.spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads typed values out of one mapping of a spec; what does not fit becomes a problem, and reading
 * goes on.
 */
final class SpecSection {
  private final Yaml.Mapping mapping;
  private final String path;
  private final Problems problems;

  SpecSection(Yaml.Mapping mapping, String path, Problems problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
  }

  /** Every key that is not among these is a problem. */
  void allow(String... keys) {
    List<String> known = Arrays.asList(keys);
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                String choices = "known here are " + String.join(", ", known);
                problems.add(
                    entry.line(),
                    path(key),
                    "unknown key; %s",
                    DidYouMean.hint(key, known, choices));
              }
            });
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  /** Whether there is a list under a key. */
  boolean hasList(String key) {
    return has(key) && mapping.entries().get(key).value() instanceof Yaml.Sequence;
  }

  private int line(String key) {
    return has(key) ? mapping.entries().get(key).line() : mapping.line();
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  void problem(String key, String message, Object... arguments) {
    problems.add(line(key), path(key), message, arguments);
  }

  Optional<SpecText> required(String key, String example) {
    if (!has(key)) {
      problem(key, "is missing; add %s", example);
    }
    return text(key);
  }

  Optional<SpecText> text(String key) {
    return has(key) ? text(mapping.entries().get(key).value(), path(key)) : Optional.empty();
  }

  private Optional<SpecText> text(Yaml.Node node, String where) {
    if (node instanceof Yaml.Scalar scalar && scalar.text() != null && !scalar.text().isBlank()) {
      return Optional.of(new SpecText(scalar.text(), scalar.line(), where, problems));
    }
    problems.add(
        node.line(),
        where,
        node instanceof Yaml.Scalar
            ? "is empty; give a value or remove the key"
            : "must be a single value, not a list or mapping");
    return Optional.empty();
  }

  boolean flag(String key, boolean otherwise) {
    return text(key).flatMap(SpecText::flag).orElse(otherwise);
  }

  int count(String key, int otherwise) {
    return text(key).flatMap(SpecText::count).orElse(otherwise);
  }

  Duration duration(String key, Duration otherwise) {
    return text(key).flatMap(SpecText::duration).orElse(otherwise);
  }

  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    return text(key).flatMap(t -> t.choice(type)).orElse(otherwise);
  }

  /**
   * {@code [lower, upper]}; checked by {@code domain}, which returns what is wrong, if anything.
   */
  Optional<Bounds> bounds(String key, BiFunction<Double, Double, Optional<String>> domain) {
    if (!has(key)) {
      return Optional.empty();
    }
    Yaml.Node node = mapping.entries().get(key).value();
    if (!(node instanceof Yaml.Sequence pair) || pair.items().size() != 2) {
      problem(key, "must be two numbers, [lower, upper]");
      return Optional.empty();
    }
    Optional<Double> lower = text(pair.items().get(0), path(key) + "[0]").flatMap(SpecText::number);
    Optional<Double> upper = text(pair.items().get(1), path(key) + "[1]").flatMap(SpecText::number);
    if (lower.isEmpty() || upper.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> wrong = domain.apply(lower.get(), upper.get());
    if (wrong.isEmpty() && !(lower.get() < upper.get())) {
      wrong = Optional.of("lower %s must be below upper %s".formatted(lower.get(), upper.get()));
    }
    if (wrong.isPresent()) {
      problem(key, "%s", wrong.get());
      return Optional.empty();
    }
    return Optional.of(new Bounds(lower.get(), upper.get()));
  }

  /** The mapping under a key. */
  Optional<SpecSection> section(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (mapping.entries().get(key).value() instanceof Yaml.Mapping child) {
      return Optional.of(new SpecSection(child, path(key), problems));
    }
    problem(key, "must be a mapping, {key: value}");
    return Optional.empty();
  }

  /** The items of the list under a key, each a mapping; a plain value v stands for {nameKey: v}. */
  List<SpecSection> sections(String key, String nameKey) {
    return items(
        key,
        (node, where) -> {
          if (node instanceof Yaml.Mapping item) {
            return Optional.of(new SpecSection(item, where, problems));
          }
          return text(node, where).map(t -> named(t, nameKey));
        });
  }

  /** The items of the list under a key, each a single value. */
  List<SpecText> texts(String key) {
    return items(key, this::text);
  }

  /** Key and value of every entry that is a single value, in the order of the file. */
  Map<String, SpecText> textsByKey() {
    Map<String, SpecText> texts = new LinkedHashMap<>();
    mapping.entries().keySet().forEach(key -> text(key).ifPresent(t -> texts.put(key, t)));
    return texts;
  }

  /** Keys in the order of the file. */
  List<String> keys() {
    return List.copyOf(mapping.entries().keySet());
  }

  /** The value under a key, by its form: a mapping, else whatever {@code plain} makes of a text. */
  <T> Optional<T> either(
      String key,
      Function<SpecSection, Optional<T>> nested,
      Function<SpecText, Optional<T>> plain) {
    if (has(key) && mapping.entries().get(key).value() instanceof Yaml.Mapping) {
      return section(key).flatMap(nested);
    }
    return text(key).flatMap(plain);
  }

  private SpecSection named(SpecText text, String nameKey) {
    Yaml.Entry entry = new Yaml.Entry(text.line(), new Yaml.Scalar(text.line(), text.value()));
    return new SpecSection(
        new Yaml.Mapping(text.line(), Map.of(nameKey, entry)), text.path(), problems);
  }

  private <T> List<T> items(String key, BiFunction<Yaml.Node, String, Optional<T>> reader) {
    if (!has(key)) {
      return List.of();
    }
    if (!(mapping.entries().get(key).value() instanceof Yaml.Sequence sequence)) {
      problem(key, "must be a list, [first, second] or one a line after a dash");
      return List.of();
    }
    List<T> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      reader.apply(sequence.items().get(i), path(key) + "[" + i + "]").ifPresent(items::add);
    }
    return items;
  }
}
