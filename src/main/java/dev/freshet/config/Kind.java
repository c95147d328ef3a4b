package dev.freshet.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What values a setting takes.
 *
 * @param words the type in words, for the table of settings
 * @param label stands for a value in a synopsis
 * @param form how values are written
 * @param parser makes a value of its text, or throws an {@link IllegalArgumentException} that says
 *     what is wrong with it and what to write
 */
public record Kind<T>(String words, String label, Form form, Function<String, T> parser) {

  /** How values are written. */
  public enum Form {
    ONE,
    /** Several, separated by commas; the option may be repeated. */
    LIST,
    /** An option that needs no value. */
    SWITCH,
    /** Hidden wherever it is shown, and read from a file under the name with {@code -file}. */
    SECRET
  }

  /** Text that is not blank. */
  static Kind<String> text(String words, String label) {
    return new Kind<>(words, label, Form.ONE, Kind::notBlank);
  }

  /** Any text, also none. */
  static Kind<String> anyText(String label) {
    return new Kind<>("text, may be empty", label, Form.ONE, text -> text);
  }

  /** A whole number of {@code least} or more. */
  static Kind<Integer> atLeast(int least) {
    return wholeNumber(least, Integer.MAX_VALUE, "%,d or more".formatted(least));
  }

  /** A whole number from {@code least} to {@code most}, both included. */
  static Kind<Integer> between(int least, int most) {
    return wholeNumber(least, most, "%d to %d".formatted(least, most));
  }

  private static Kind<Integer> wholeNumber(int least, int most, String range) {
    return new Kind<>(
        "whole number, " + range,
        "N",
        Form.ONE,
        text -> {
          try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
              return number;
            }
          } catch (NumberFormatException e) {
            // Said below.
          }
          throw new IllegalArgumentException(
              "'%s' is no whole number, %s: write digits, such as %d"
                  .formatted(text, range, Math.max(least, 1)));
        });
  }

  /** True or false. */
  static Kind<Boolean> yesOrNo() {
    return new Kind<>(
        "true or false",
        "true|false",
        Form.SWITCH,
        text ->
            switch (text.strip().toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new IllegalArgumentException(
                      "'%s' is neither true nor false".formatted(text));
            });
  }

  /** One of some words, in any case. */
  static Kind<String> oneOf(String... words) {
    List<String> known = List.of(words);
    String all = String.join(", ", known);
    return new Kind<>(
        "one of " + all,
        String.join("|", known),
        Form.ONE,
        text -> {
          String word = text.strip().toLowerCase(Locale.ROOT);
          if (!known.contains(word)) {
            throw new IllegalArgumentException("'%s' is none of %s".formatted(text, all));
          }
          return word;
        });
  }

  /** A path of the file system. */
  static Kind<Path> path(String label) {
    return new Kind<>(
        "path",
        label,
        Form.ONE,
        text -> {
          try {
            return Path.of(notBlank(text));
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'%s' is no path".formatted(text));
          }
        });
  }

  /** A duration that is not negative. */
  static Kind<Duration> duration() {
    return duration(Duration.ZERO);
  }

  /** A duration of {@code least} or more. */
  static Kind<Duration> duration(Duration least) {
    return new Kind<>(
        "ISO-8601 duration" + (least.isZero() ? "" : ", %d h or more".formatted(least.toHours())),
        "DURATION",
        Form.ONE,
        text -> {
          try {
            Duration duration = Duration.parse(text.strip());
            if (duration.compareTo(least) >= 0) {
              return duration;
            }
          } catch (DateTimeParseException e) {
            // Said below.
          }
          throw new IllegalArgumentException(
              "'%s' is no duration%s: write it as P7D or PT24H"
                  .formatted(
                      text, least.isZero() ? "" : " of %d h or more".formatted(least.toHours())));
        });
  }

  /**
   * Words of one form, separated by commas.
   *
   * @param form of each word, for a person
   * @param pattern the same, for the machine
   * @param example such a word
   */
  static Kind<List<String>> list(String form, Pattern pattern, String example) {
    return new Kind<>(
        "list of " + form,
        form + ",…",
        Form.LIST,
        text ->
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(
                    word -> {
                      if (!pattern.matcher(word).matches()) {
                        throw new IllegalArgumentException(
                            "'%s' is no %s: write it as %s, several with commas"
                                .formatted(word, form, example));
                      }
                      return word;
                    })
                .collect(Collectors.toUnmodifiableList()));
  }

  /** Text that is never shown. */
  static Kind<Secret> secret(String label) {
    return new Kind<>("secret", label, Form.SECRET, Secret::new);
  }

  /** Whether values must not be shown. */
  public boolean secret() {
    return form == Form.SECRET;
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException saying what is wrong and what to write
   */
  public T parse(String text) {
    return parser.apply(text);
  }

  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty: give a value, or leave it out");
    }
    return text.strip();
  }
}
