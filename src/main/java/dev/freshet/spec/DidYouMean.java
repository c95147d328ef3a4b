package dev.freshet.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a mistyped word was probably meant to be. */
public final class DidYouMean {
  private DidYouMean() {}

  /** {@code did you mean 'x'?} if something is near, else {@code fallback}. */
  static String hint(String typed, Collection<String> known, String fallback) {
    return nearest(typed, known, Math.max(1, typed.length() / 3))
        .map(k -> "did you mean '" + k + "'?")
        .orElse(fallback);
  }

  /**
   * The word that takes the fewest letters to come to.
   *
   * @param edits letters to insert, delete or exchange, at most
   */
  public static Optional<String> nearest(String typed, Collection<String> known, int edits) {
    String word = typed.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(k -> distance(word, k.toLowerCase(Locale.ROOT)) <= edits)
        .min(
            Comparator.comparingInt((String k) -> distance(word, k.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's: the least number of letters to insert, delete or exchange. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int exchange = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchange, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
