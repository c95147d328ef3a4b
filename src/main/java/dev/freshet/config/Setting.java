package dev.freshet.config;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One setting: the same name on the command line, in the environment and in a file.
 *
 * @param name in kebab case
 * @param kind what values it takes
 * @param absent what holds when nobody sets it
 * @param meaning what it is for, in full sentences
 */
public record Setting<T>(String name, Kind<T> kind, Absent absent, String meaning) {
  private static final Pattern KEBAB = Pattern.compile("[a-z]+(-[a-z]+)*");

  /** What holds when nobody sets it. */
  public sealed interface Absent {}

  /** This value, as one would write it. */
  public record Default(String text) implements Absent {}

  /** Nothing: the start-up stops. */
  public record Required() implements Absent {}

  /** Something that cannot be written as a value, in words. */
  public record Otherwise(String words) implements Absent {}

  public Setting {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(meaning, "meaning");
    if (!KEBAB.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "setting '%s': write its name as so-and-so".formatted(name));
    }
    if (name.endsWith(Given.FILE)) {
      throw new IllegalArgumentException(
          "setting %s: names with %s are those of secrets' files".formatted(name, Given.FILE));
    }
    if (absent instanceof Default value) {
      kind.parse(value.text());
    }
  }

  static <T> Setting<T> of(String name, Kind<T> kind, String defaultText, String meaning) {
    return new Setting<>(name, kind, new Default(defaultText), meaning);
  }

  static <T> Setting<T> required(String name, Kind<T> kind, String meaning) {
    return new Setting<>(name, kind, new Required(), meaning);
  }

  static <T> Setting<T> optional(String name, Kind<T> kind, String otherwise, String meaning) {
    return new Setting<>(name, kind, new Otherwise(otherwise), meaning);
  }

  /** What holds when nobody sets it, for a person. */
  public String absence() {
    if (absent instanceof Default value) {
      return value.text();
    }
    return absent instanceof Otherwise otherwise ? otherwise.words() : "required";
  }

  /** Its environment variable. */
  public String variable() {
    return Source.ENVIRONMENT.spell(name);
  }
}
