package dev.freshet.spec;

import java.util.regex.Pattern;

/** The form of names that become parts of keys: no separators ({@code | / : .}), no blanks. */
final class Names {
  static final String FORM =
      "letters, digits, '_' and '-', at most 64, beginning with a letter or digit";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private Names() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static boolean isModel(String text) {
    int slash = text.indexOf('/');
    return slash > 0 && isName(text.substring(0, slash)) && isName(text.substring(slash + 1));
  }

  static String require(String what, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("%s '%s': must be %s".formatted(what, name, FORM));
    }
    return name;
  }
}
