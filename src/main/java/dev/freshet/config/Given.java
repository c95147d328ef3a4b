package dev.freshet.config;

/**
 * A value as somebody wrote it.
 *
 * @param key of the table, or with the prefix of a client
 * @param value as written
 * @param source where it was found
 * @param where the same for a person: an option, a variable, {@code file:line}
 */
record Given(String key, String value, Source source, String where) {
  /** After the name of a secret, or of a client's setting: the value is a file that holds it. */
  static final String FILE = "-file";

  private static final int LONGEST = 60;

  static Given option(String key, String value) {
    return new Given(key, value, Source.COMMAND_LINE, Source.COMMAND_LINE.spell(key));
  }

  /** Whether the value is a file that holds the value. */
  boolean fromFile() {
    return key.endsWith(FILE);
  }

  /** What it sets. */
  String base() {
    return fromFile() ? key.substring(0, key.length() - FILE.length()) : key;
  }

  /** Where the value comes from, for a log. */
  String origin() {
    return fromFile() ? value.strip() + " by " + where : where;
  }

  /** One thing that is wrong with it. */
  String problem(String what) {
    if (source == Source.FILE || source == Source.CLIENT_FILE) {
      String written = source.spell(key);
      // What is pasted into a wrong place may be long, and secret.
      String shown = written.length() > LONGEST ? written.substring(0, LONGEST) + "…" : written;
      return where + ": " + shown + ": " + what;
    }
    return where + ": " + what;
  }

  /** Without the value: it may be secret. */
  @Override
  public String toString() {
    return key + " by " + where;
  }
}
