package dev.freshet.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The effective values of settings, each with where it comes from; secrets are never shown. */
public final class Configuration {
  private final Map<Setting<?>, Value<?>> values;
  private final SortedMap<String, Value<String>> handedOn;

  /**
   * A value that holds.
   *
   * @param value itself; null where nothing is set and nothing can be written for what holds then
   * @param shown the same for a log
   * @param source where it was found
   * @param where the same for a person
   */
  record Value<T>(T value, String shown, Source source, String where) {
    @Override
    public String toString() {
      return shown + "  [" + where + "]";
    }
  }

  /**
   * @param values in the order of the table
   * @param handedOn by key with prefix, what clients get
   */
  Configuration(Map<Setting<?>, Value<?>> values, Map<String, Value<String>> handedOn) {
    this.values = new LinkedHashMap<>(values);
    this.handedOn = new TreeMap<>(handedOn);
  }

  /** Reads one from its sources. */
  public static ConfigurationReader reader() {
    return new ConfigurationReader();
  }

  /**
   * The value of a setting that has one, set or by default.
   *
   * @throws IllegalStateException if it has none, or was not asked for when this was read
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() -> new IllegalStateException(setting.name() + " has no value"));
  }

  /** The value of a setting, if it has one. */
  @SuppressWarnings("unchecked") // put in under its setting only
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable((Value<T>) values.get(setting)).map(Value::value);
  }

  /** Where a setting's value comes from, if it has one. */
  public Optional<Source> source(Setting<?> setting) {
    return Optional.ofNullable(values.get(setting)).map(Value::source);
  }

  /** By name without prefix, what a client gets. */
  public Map<String, String> handedOn(String prefix) {
    return handedOn.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix + "."))
        .collect(
            Collectors.toMap(
                e -> e.getKey().substring(prefix.length() + 1), e -> e.getValue().value()));
  }

  /** Every setting with its value and where that comes from, a line each; secrets masked. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    values.forEach((setting, value) -> line(text, setting.name(), value));
    handedOn.forEach((key, value) -> line(text, key, value));
    return text.toString();
  }

  private static void line(StringBuilder text, String key, Value<?> value) {
    text.append(key).append(" = ").append(value).append('\n');
  }

  @Override
  public String toString() {
    return describe();
  }
}
