package dev.freshet.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the effective values of settings: the command line is stronger than the environment, which
 * is stronger than the file of {@code config}; defaults are the weakest.
 *
 * <p>Every name that is unknown is a problem, wherever it stands; values are read of the wanted
 * settings only. All problems are said at once.
 */
public final class ConfigurationReader {
  private final List<Given> commandLine = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private List<Setting<?>> wanted = Settings.ALL;
  private List<PassThrough> clients = List.of();
  private Map<String, String> variables = Map.of();
  private boolean unread;

  ConfigurationReader() {}

  /** The settings to read; all unless told otherwise. */
  public ConfigurationReader wanted(List<Setting<?>> settings) {
    wanted = List.copyOf(settings);
    return this;
  }

  /** To whom settings with a prefix are handed on. */
  public ConfigurationReader clients(List<PassThrough> handedTo) {
    clients = List.copyOf(handedTo);
    return this;
  }

  /**
   * What the command line says.
   *
   * @param options by name without the dashes
   * @param assignments {@code key=value} of settings to hand on
   */
  public ConfigurationReader commandLine(Map<String, String> options, List<String> assignments) {
    options.forEach((name, value) -> commandLine.add(Given.option(name, value)));
    for (String assignment : assignments) {
      int end = assignment.indexOf('=');
      if (end > 0) {
        commandLine.add(
            new Given(
                assignment.substring(0, end).strip(),
                assignment.substring(end + 1),
                Source.COMMAND_LINE,
                "--set " + assignment.substring(0, end).strip()));
      } else {
        // Not quoted: it may be a secret.
        problems.add("--set: has no name and value; write it as kafka.security.protocol=SSL");
      }
    }
    return this;
  }

  /** Environment variables, ours and others. */
  public ConfigurationReader environment(Map<String, String> all) {
    variables = Map.copyOf(all);
    return this;
  }

  /**
   * Reads the configuration.
   *
   * @throws ConfigurationException with everything that is wrong
   */
  public Configuration read() {
    Keys keys = new Keys(clients);
    Sieve sieve = new Sieve(keys, problems);
    sieve.add(commandLine);
    sieve.add(Environment.read(variables, keys));
    sieve.strongest(Settings.CONFIG).ifPresent(file -> sieve.add(lines(file, Source.FILE)));
    sieve.strongest(Settings.CLIENT_CONFIG).ifPresent(file -> sieve.add(clientLines(file, keys)));
    Map<Setting<?>, Configuration.Value<?>> values = new LinkedHashMap<>();
    for (Setting<?> setting : wanted) {
      value(setting, sieve.strongest(setting)).ifPresent(v -> values.put(setting, v));
    }
    Map<String, Configuration.Value<String>> handedOn = new TreeMap<>();
    for (Given given : sieve.ofClients()) {
      text(given).ifPresent(text -> handedOn.put(given.base(), handedOn(given, text)));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Configuration(values, handedOn);
  }

  private List<Given> lines(Given file, Source source) {
    Optional<String> content = content(file);
    unread |= content.isEmpty();
    return content
        .map(c -> PropertiesFile.read(Path.of(file.value().strip()), c, source, problems))
        .orElse(List.of());
  }

  /** With prefixes, and without what is not handed on: such files often serve other tools, too. */
  private List<Given> clientLines(Given file, Keys keys) {
    return lines(file, Source.CLIENT_FILE).stream()
        .map(g -> new Given(keys.withPrefix(g.key()), g.value(), g.source(), g.where()))
        .filter(g -> !keys.isReserved(g.key()))
        .toList();
  }

  private <T> Optional<Configuration.Value<T>> value(Setting<T> setting, Optional<Given> given) {
    if (given.isPresent()) {
      return text(given.get()).flatMap(text -> parsed(setting, given.get(), text));
    }
    if (setting.absent() instanceof Setting.Default value) {
      return Optional.of(byDefault(setting.kind().parse(value.text()), value.text()));
    }
    if (setting.absent() instanceof Setting.Otherwise otherwise) {
      return Optional.of(byDefault(null, otherwise.words()));
    }
    // It may be in the file that could not be read.
    if (!unread) {
      problems.add(
          "%s: not set; give --%s, %s, or %s=… in the file of --config"
              .formatted(setting.name(), setting.name(), setting.variable(), setting.name()));
    }
    return Optional.empty();
  }

  private static <T> Configuration.Value<T> byDefault(T value, String shown) {
    return new Configuration.Value<>(value, shown, Source.DEFAULT, "default");
  }

  private <T> Optional<Configuration.Value<T>> parsed(
      Setting<T> setting, Given given, String text) {
    try {
      T value = setting.kind().parse(text);
      String shown = setting.kind().secret() ? Masking.MASK : Masking.withoutUsers(text);
      return Optional.of(new Configuration.Value<>(value, shown, given.source(), given.origin()));
    } catch (IllegalArgumentException e) {
      problems.add(given.problem(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Configuration.Value<String> handedOn(Given given, String text) {
    return new Configuration.Value<>(
        text, Masking.masked(given.base(), text), given.source(), given.origin());
  }

  /** The value itself, from its file where one is named. */
  private Optional<String> text(Given given) {
    return given.fromFile() ? content(given).map(String::strip) : Optional.of(given.value());
  }

  private Optional<String> content(Given file) {
    String path = file.value().strip();
    try {
      Path place = Path.of(path);
      if (path.isEmpty()) {
        problems.add(file.problem("names no file"));
      } else if (!Files.exists(place)) {
        problems.add(file.problem(path + " is not there; check the path"));
      } else if (Files.isDirectory(place)) {
        problems.add(file.problem(path + " is a folder; name a file in it"));
      } else {
        return Optional.of(Files.readString(place));
      }
    } catch (InvalidPathException e) {
      problems.add(file.problem("is no path of a file"));
    } catch (CharacterCodingException e) {
      problems.add(file.problem(path + " is no text in UTF-8"));
    } catch (IOException e) {
      problems.add(file.problem(path + " cannot be read; check its permissions"));
    }
    return Optional.empty();
  }
}
