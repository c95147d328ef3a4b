package dev.freshet.config;

import java.util.Locale;

/** Where values come from; a later one is stronger. */
public enum Source {
  DEFAULT,
  /** The file of {@code client-config}, whose keys have no prefix. */
  CLIENT_FILE,
  FILE,
  ENVIRONMENT,
  COMMAND_LINE;

  static final String VARIABLE = "FRESHET_";

  /** How a key is written there. */
  String spell(String key) {
    return switch (this) {
      case ENVIRONMENT ->
          VARIABLE + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
      case COMMAND_LINE -> key.contains(".") ? "--set " + key : "--" + key;
      case CLIENT_FILE ->
          key.startsWith(PassThrough.REGISTRY + ".")
              ? "schema." + key
              : key.substring(key.indexOf('.') + 1);
      default -> key;
    };
  }
}
