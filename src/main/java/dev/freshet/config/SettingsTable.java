package dev.freshet.config;

import java.util.List;

/** Writes the table of settings in Markdown, as docs/configuration.md holds it. */
public final class SettingsTable {
  private SettingsTable() {}

  /** A row for each setting: name, type, default, meaning. */
  public static String markdown(List<Setting<?>> settings) {
    StringBuilder text =
        new StringBuilder("| name | type | default | meaning |\n|---|---|---|---|\n");
    for (Setting<?> setting : settings) {
      text.append(
          "| %s | %s | %s | %s |%n"
              .formatted(name(setting), setting.kind().words(), absence(setting), setting.meaning())
              .replace("\r", ""));
    }
    return text.toString();
  }

  private static String name(Setting<?> setting) {
    String name = "`" + setting.name() + "`";
    return setting.kind().secret() ? name + ", `" + setting.name() + Given.FILE + "`" : name;
  }

  private static String absence(Setting<?> setting) {
    return setting.absent() instanceof Setting.Default value
        ? "`" + value.text() + "`"
        : setting.absence();
  }
}
