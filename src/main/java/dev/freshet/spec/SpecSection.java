package dev.freshet.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads typed values out of one mapping of a spec; what does not fit becomes a problem, and reading
 * goes on.
 */
final class SpecSection {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*([dhms])");

  private final Yaml.Mapping mapping;
  private final String path;
  private final Problems problems;

  SpecSection(Yaml.Mapping mapping, String path, Problems problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
  }

  /** A value as it stands in the file: its text, line and path. */
  record Text(String value, int line, String path) {}

  Problems problems() {
    return problems;
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

  int line() {
    return mapping.line();
  }

  int line(String key) {
    return has(key) ? mapping.entries().get(key).line() : mapping.line();
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  void problem(String key, String message, Object... arguments) {
    problems.add(line(key), path(key), message, arguments);
  }

  Optional<Text> required(String key, String example) {
    if (!has(key)) {
      problem(key, "is missing; add %s", example);
    }
    return text(key);
  }

  Optional<Text> text(String key) {
    return has(key) ? text(mapping.entries().get(key).value(), path(key)) : Optional.empty();
  }

  private Optional<Text> text(Yaml.Node node, String where) {
    if (node instanceof Yaml.Scalar scalar && scalar.text() != null && !scalar.text().isBlank()) {
      return Optional.of(new Text(scalar.text(), scalar.line(), where));
    }
    problems.add(
        node.line(),
        where,
        node instanceof Yaml.Scalar
            ? "is empty; give a value or remove the key"
            : "must be a single value, not a list or mapping");
    return Optional.empty();
  }

  /** A name: {@link Names}. */
  Optional<String> name(Optional<Text> text) {
    return text.filter(
            t -> {
              boolean good = Names.isName(t.value());
              if (!good) {
                problems.add(t.line(), t.path(), "'%s' must be %s", t.value(), Names.FORM);
              }
              return good;
            })
        .map(Text::value);
  }

  boolean flag(String key, boolean otherwise) {
    return text(key)
        .map(
            t -> {
              if (!t.value().equals("true") && !t.value().equals("false")) {
                problems.add(t.line(), t.path(), "'%s' must be true or false", t.value());
              }
              return t.value().equals("true");
            })
        .orElse(otherwise);
  }

  int count(String key, int otherwise) {
    return text(key)
        .map(
            t -> {
              if (t.value().matches("[1-9]\\d{0,5}")) {
                return Integer.parseInt(t.value());
              }
              problems.add(t.line(), t.path(), "'%s' must be a whole number above 0", t.value());
              return otherwise;
            })
        .orElse(otherwise);
  }

  Optional<Double> number(String key) {
    return text(key).flatMap(this::number);
  }

  private Optional<Double> number(Text text) {
    try {
      double value = new BigDecimal(text.value().strip()).doubleValue();
      if (Double.isFinite(value)) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // Reported below, with numbers too large to compute with.
    }
    problems.add(text.line(), text.path(), "'%s' must be a number such as 0.5", text.value());
    return Optional.empty();
  }

  Duration duration(String key, Duration otherwise) {
    return text(key)
        .map(
            t -> {
              Matcher matcher = DURATION.matcher(t.value());
              if (!matcher.matches()) {
                problems.add(
                    t.line(), t.path(), "'%s' must be a duration such as 2d, 36h, 90m", t.value());
                return otherwise;
              }
              long amount = Long.parseLong(matcher.group(1));
              return switch (matcher.group(2)) {
                case "d" -> Duration.ofDays(amount);
                case "h" -> Duration.ofHours(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofSeconds(amount);
              };
            })
        .orElse(otherwise);
  }

  /** One of an enum's constants, in any case. */
  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    return text(key).map(t -> choice(t, type, otherwise)).orElse(otherwise);
  }

  private <E extends Enum<E>> E choice(Text text, Class<E> type, E otherwise) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text.value().toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    List<String> known =
        Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    String choices = "use one of " + String.join(", ", known);
    problems.add(
        text.line(),
        text.path(),
        "'%s' is unknown; %s",
        text.value(),
        DidYouMean.hint(text.value(), known, choices));
    return otherwise;
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
    Optional<Double> lower = text(pair.items().get(0), path(key) + "[0]").flatMap(this::number);
    Optional<Double> upper = text(pair.items().get(1), path(key) + "[1]").flatMap(this::number);
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
  List<Text> texts(String key) {
    return items(key, this::text);
  }

  /** Key and value of every entry that is a single value, in the order of the file. */
  Map<String, Text> textsByKey() {
    Map<String, Text> texts = new java.util.LinkedHashMap<>();
    mapping.entries().keySet().forEach(key -> text(key).ifPresent(t -> texts.put(key, t)));
    return texts;
  }

  /** Keys in the order of the file. */
  List<String> keys() {
    return List.copyOf(mapping.entries().keySet());
  }

  /** The value under a key, by its form: a mapping, else whatever {@code plain} makes of a text. */
  <T> Optional<T> either(
      String key, Function<SpecSection, Optional<T>> nested, Function<Text, Optional<T>> plain) {
    if (has(key) && mapping.entries().get(key).value() instanceof Yaml.Mapping) {
      return section(key).flatMap(nested);
    }
    return text(key).flatMap(plain);
  }

  private SpecSection named(Text text, String nameKey) {
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
