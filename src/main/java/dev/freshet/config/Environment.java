package dev.freshet.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds settings among environment variables: {@code FRESHET_…}, in capitals with underscores. */
final class Environment {
  /** Read by others: the launcher, and docker-compose.yml. */
  private static final Set<String> OTHERS = Set.of("FRESHET_JAVA_OPTS", "FRESHET_IMAGE");

  private static final String FILE = "_FILE";
  private static final String DOTTED_FILE = ".file";

  /** What Kubernetes and Docker say of a service whose name begins with freshet. */
  private static final Pattern LINK =
      Pattern.compile("_SERVICE_HOST$|_SERVICE_PORT(_|$)|_PORT_\\d+_(TCP|UDP|SCTP)(_|$)");

  private static final Pattern LINKED_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

  private Environment() {}

  /**
   * All variables that are ours, by name; the keys of mistyped ones are unknown.
   *
   * @param variables name and value, whosoever they are
   */
  static List<Given> read(Map<String, String> variables, Keys keys) {
    List<Given> found = new ArrayList<>();
    new TreeMap<>(variables)
        .forEach(
            (name, value) -> {
              if (name.startsWith(Source.VARIABLE)
                  && !OTHERS.contains(name)
                  && !isLink(name, value)) {
                found.add(new Given(key(name, keys), value, Source.ENVIRONMENT, name));
              }
            });
    return found;
  }

  private static boolean isLink(String name, String value) {
    return LINK.matcher(name).find()
        || name.endsWith("_PORT") && LINKED_PORT.matcher(value).matches();
  }

  private static String key(String variable, Keys keys) {
    String name = variable.substring(Source.VARIABLE.length()).toLowerCase(Locale.ROOT);
    String dotted = name.replace('_', '.');
    if (!keys.isClients(dotted)) {
      return name.replace('_', '-');
    }
    // A few settings of Kafka end in .file themselves.
    return variable.endsWith(FILE) && !keys.isKnownToClient(dotted)
        ? dotted.substring(0, dotted.length() - DOTTED_FILE.length()) + Given.FILE
        : dotted;
  }
}
