package dev.freshet.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes a draft of a spec as YAML, and keeps the names and columns it has given out. */
public final class SpecWriter {
  private static final int LONGEST_NAME = 60;

  private final StringBuilder yaml = new StringBuilder();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();

  /** One line of the spec. */
  public void line(String format, Object... arguments) {
    yaml.append(format(format, arguments)).append('\n');
  }

  /** A comment in the spec that is also a warning. */
  public void comment(String format, Object... arguments) {
    String text = format(format, arguments);
    line("# %s", text);
    warnings.add(text);
  }

  /** A warning that does not stand in the spec. */
  public void warn(String format, Object... arguments) {
    warnings.add(format(format, arguments));
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /** A name like {@code column} that keys may hold, and that nothing else has yet. */
  public String name(String column) {
    String clean = column.replaceAll("[^A-Za-z0-9_-]", "_").replaceAll("^[_-]+", "");
    String base =
        clean.isEmpty() ? "variable" : clean.substring(0, Math.min(LONGEST_NAME, clean.length()));
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  /** Says in which column of the file a variable stands. */
  public void column(String variable, String column) {
    columns.put(variable, column);
  }

  /** The {@code data:} part with all columns given so far. */
  public void data(String date) {
    line("data:");
    line("  date: %s", quoted(date));
    line("  columns:");
    columns.forEach((variable, column) -> line("    %s: %s", variable, quoted(column)));
  }

  /** Text as a YAML scalar, in quotes unless it is a plain word. */
  public static String quoted(String text) {
    boolean plain =
        text.matches("[A-Za-z_][A-Za-z0-9_]*")
            && !text.matches("(?i)y|n|yes|no|on|off|true|false|null");
    return plain ? text : "'" + text.replace("'", "''") + "'";
  }

  /** What has been written. */
  public String yaml() {
    return yaml.toString();
  }

  /** What an analyst must look at, one sentence each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
