package dev.freshet.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Guesses from names and cells what the columns of a history file are.
 *
 * @param date the column of the dates
 * @param outcome what is explained
 * @param channels paid channels with what stands for their pressure
 * @param organic media without spend
 * @param context what else may move the outcome: numbers, and categories
 * @param unused by column that is left out, why
 */
record ColumnRoles(
    CsvColumn date,
    CsvColumn outcome,
    List<Channel> channels,
    List<CsvColumn> organic,
    List<CsvColumn> context,
    Map<CsvColumn, String> unused) {

  /** A paid channel. */
  record Channel(String stem, CsvColumn spend, Optional<Pressure> pressure) {}

  /** An exposure and its column. */
  record Pressure(Exposure kind, CsvColumn column) {}

  /** What a user says instead of leaving it to be guessed. */
  record Given(Optional<String> outcome, Set<String> spend) {}

  private static final Pattern SPEND =
      words("s|spends?|costs?|budget|investment", "spends?|costs?|budget|investment");
  private static final Pattern CLICKS = words("clicks?|clicks?[_ .-]p|p", "clicks?");
  private static final Pattern IMPRESSIONS =
      words("i|imps?|impr|impressions?|views|grps?", "imps?|impr|impressions?|views|grps?");
  private static final Pattern ORGANIC =
      Pattern.compile("(?i).*(newsletter|e[-_ ]?mail|crm|organic|seo|blog|posts).*");
  private static final Pattern NO_OUTCOME =
      Pattern.compile("(?i).*(compet|market|price|index|rate).*");
  private static final Pattern SEARCH = Pattern.compile("(?i).*(search|sem|ppc|shopping).*");

  /** The likeliest outcomes first. */
  private static final List<Pattern> OUTCOMES =
      List.of(
          word("revenue"),
          word("sales|turnover|gmv"),
          word("outcome|kpi|target|dep[_ .-]?var|y"),
          countWords());

  private static final int MOST_LEVELS = 20;

  private static Pattern words(String suffixes, String prefixes) {
    return Pattern.compile(
        "(?i)(?<before>.+?)[_ .-](%s)|(%s)[_ .-](?<after>.+)".formatted(suffixes, prefixes));
  }

  private static Pattern word(String words) {
    return Pattern.compile("(?i)(.*[_ .-])?(%s)([_ .-].*)?".formatted(words));
  }

  private static Pattern countWords() {
    return word(
        "orders|conversions|purchases|transactions|leads|sign[_ .-]?ups|installs|subscriptions|registrations|bookings|units");
  }

  /** Whether an outcome's name says that it counts something. */
  static boolean isCount(String outcome) {
    return countWords().matcher(outcome).matches();
  }

  /** The name of a spend or exposure column without the word that says so. */
  private static Optional<String> stem(Pattern words, String column) {
    Matcher matcher = words.matcher(column);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String before = matcher.group("before");
    return Optional.of(before == null ? matcher.group("after") : before);
  }

  private static String key(String stem) {
    return stem.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
  }

  /**
   * @throws IllegalArgumentException if date, outcome or paid channels cannot be told
   */
  static ColumnRoles of(List<CsvColumn> columns, Given given) {
    return new Guess(columns, given).roles();
  }

  private static final class Guess {
    private final List<CsvColumn> open;
    private final Given given;
    private final Map<CsvColumn, String> unused = new LinkedHashMap<>();

    Guess(List<CsvColumn> columns, Given given) {
      this.open = new ArrayList<>(columns);
      this.given = given;
    }

    ColumnRoles roles() {
      for (String name : given.spend()) {
        named(name, "--spend");
      }
      CsvColumn date = date();
      Optional<CsvColumn> outcome = given.outcome().map(name -> named(name, "--outcome"));
      outcome.ifPresent(open::remove);
      leaveOut();
      List<Channel> channels = channels();
      List<CsvColumn> organic = take(c -> c.isNumber() && isOrganic(c));
      CsvColumn explained = outcome.orElseGet(this::outcome);
      for (CsvColumn other : take(c -> c.isNumber() && isOutcome(c))) {
        unused.put(other, "looks like an outcome too; one outcome must not explain another");
      }
      return new ColumnRoles(date, explained, channels, organic, List.copyOf(open), unused);
    }

    private CsvColumn named(String name, String option) {
      List<String> names = open.stream().map(CsvColumn::name).toList();
      return open.stream()
          .filter(c -> c.name().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "%s %s: the file has no such column; %s"
                          .formatted(
                              option,
                              name,
                              DidYouMean.hint(name, names, "it has " + String.join(", ", names)))));
    }

    private List<CsvColumn> take(java.util.function.Predicate<CsvColumn> which) {
      List<CsvColumn> taken = open.stream().filter(which).toList();
      open.removeAll(taken);
      return taken;
    }

    private CsvColumn date() {
      List<CsvColumn> dates = take(CsvColumn::isDate);
      if (dates.isEmpty()) {
        throw new IllegalArgumentException(
            "no column of dates: one must hold the first day of each week, or each day, as 2026-11-16");
      }
      dates.subList(1, dates.size()).forEach(c -> unused.put(c, "another column of dates"));
      return dates.get(0);
    }

    private void leaveOut() {
      for (CsvColumn constant : take(CsvColumn::isConstant)) {
        unused.put(constant, "has the same value in every row");
      }
      for (CsvColumn text : take(c -> !c.isNumber() && c.levels().size() > MOST_LEVELS)) {
        unused.put(
            text, "has %d different texts, and is no number".formatted(text.levels().size()));
      }
    }

    private List<Channel> channels() {
      List<CsvColumn> spends = take(this::isSpend);
      if (spends.isEmpty()) {
        throw new IllegalArgumentException(
            "no column looks like spend, such as tv_S, tv_spend or cost_tv: name them with --spend, separated by commas");
      }
      Map<String, List<Pressure>> pressures = pressures();
      List<Channel> channels = new ArrayList<>();
      for (CsvColumn spend : spends) {
        String stem = stem(SPEND, spend.name()).orElse(spend.name());
        List<Pressure> own = pressures.getOrDefault(key(stem), List.of());
        Optional<Pressure> best = best(stem, own);
        for (Pressure other : own) {
          open.remove(other.column());
          if (best.isPresent() && !other.equals(best.get())) {
            unused.put(
                other.column(),
                "%s stands for %s already".formatted(best.get().column().name(), stem));
          }
        }
        channels.add(new Channel(stem, spend, best));
      }
      return channels;
    }

    private boolean isSpend(CsvColumn column) {
      return column.isNumber()
          && (given.spend().isEmpty()
              ? stem(SPEND, column.name()).isPresent()
              : given.spend().contains(column.name()));
    }

    /** By key of their stems, exposures in the order of the file. */
    private Map<String, List<Pressure>> pressures() {
      Map<String, List<Pressure>> pressures = new LinkedHashMap<>();
      for (CsvColumn column : open) {
        Optional<String> clicks = stem(CLICKS, column.name());
        Optional<String> stem = clicks.or(() -> stem(IMPRESSIONS, column.name()));
        if (column.isNumber() && stem.isPresent()) {
          Exposure kind = clicks.isPresent() ? Exposure.CLICKS : Exposure.IMPRESSIONS;
          pressures
              .computeIfAbsent(key(stem.get()), k -> new ArrayList<>())
              .add(new Pressure(kind, column));
        }
      }
      return pressures;
    }

    // Search is bought by the click, the rest is seen.
    private static Optional<Pressure> best(String stem, List<Pressure> own) {
      Exposure wanted = SEARCH.matcher(stem).matches() ? Exposure.CLICKS : Exposure.IMPRESSIONS;
      return own.stream()
          .filter(p -> p.kind() == wanted)
          .findFirst()
          .or(() -> own.stream().findFirst());
    }

    private static boolean isOrganic(CsvColumn column) {
      return ORGANIC.matcher(column.name()).matches()
          || stem(CLICKS, column.name()).isPresent()
          || stem(IMPRESSIONS, column.name()).isPresent();
    }

    private static boolean isOutcome(CsvColumn column) {
      return OUTCOMES.stream().anyMatch(p -> isOutcome(p, column));
    }

    private static boolean isOutcome(Pattern words, CsvColumn column) {
      return words.matcher(column.name()).matches() && !NO_OUTCOME.matcher(column.name()).matches();
    }

    private CsvColumn outcome() {
      for (Pattern words : OUTCOMES) {
        Optional<CsvColumn> found =
            open.stream().filter(c -> c.isNumber() && isOutcome(words, c)).findFirst();
        if (found.isPresent()) {
          open.remove(found.get());
          return found.get();
        }
      }
      List<CsvColumn> numbers = open.stream().filter(CsvColumn::isNumber).toList();
      if (numbers.size() == 1) {
        open.remove(numbers.get(0));
        return numbers.get(0);
      }
      throw new IllegalArgumentException(
          "cannot tell which column is the outcome: name it with --outcome%s"
              .formatted(
                  numbers.isEmpty()
                      ? "; no column of numbers is left for it"
                      : ", one of "
                          + String.join(", ", numbers.stream().map(CsvColumn::name).toList())));
    }
  }
}
