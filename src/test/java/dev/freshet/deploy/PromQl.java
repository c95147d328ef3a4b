package dev.freshet.deploy;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads which metrics and labels a PromQL expression asks for; that it is one at all is promtool's
 * to say.
 */
public final class PromQl {
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern LABELS = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w.$])([a-zA-Z_:][\\w:]*)(?!\\s*\\()(?![\\w:])");
  private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");

  private PromQl() {}

  static Set<String> metrics(String expression) {
    String bare = TEXT.matcher(expression).replaceAll("");
    bare = LABELS.matcher(bare).replaceAll("");
    bare = GROUPING.matcher(bare).replaceAll("");
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(bare);
    while (name.find()) {
      if (!WORDS.contains(name.group(1))) {
        names.add(name.group(1));
      }
    }
    return names;
  }

  /**
   * By metric, the labels that it must have: those it is selected by, and those by which the
   * expression groups or matches, which all of its metrics must have.
   */
  public static Map<String, Set<String>> labels(String expression) {
    String bare = TEXT.matcher(expression).replaceAll("");
    Set<String> common = new TreeSet<>();
    GROUPING.matcher(bare).results().forEach(g -> common.addAll(words(g.group(2))));
    Map<String, Set<String>> labels = new TreeMap<>();
    metrics(expression).forEach(metric -> labels.put(metric, new TreeSet<>(common)));
    SELECTOR
        .matcher(bare)
        .results()
        .forEach(
            s ->
                MATCHER
                    .matcher(s.group(2))
                    .results()
                    .forEach(m -> labels.get(s.group(1)).add(m.group(1))));
    return labels;
  }

  private static Set<String> words(String list) {
    Set<String> words = new TreeSet<>(Set.of(list.trim().split("\\s*,\\s*")));
    words.remove("");
    return words;
  }
}
