package dev.freshet.spec;

import dev.freshet.calendar.Holidays;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A first spec for a history file, its guesses written beside them.
 *
 * @param yaml the spec, with comments
 * @param warnings what an analyst must look at, one sentence each
 */
public record CsvDraft(String yaml, List<String> warnings) {
  /** Fewest weeks with an outcome that the engine fits. */
  private static final int FEWEST_WEEKS = 26;

  private static final Pattern LEVEL =
      Pattern.compile("(?i).*(price|temperature|rate|index|share|avg|average|mean).*");
  private static final List<String> NONE = List.of("na", "", "NA", "none", "None", "no", "0");

  /**
   * What the file does not say.
   *
   * @param outcome the column of the outcome, if it shall not be guessed
   * @param spend the columns of spend; empty to guess
   */
  public record Request(
      String model, String currency, String zone, Optional<String> outcome, Set<String> spend) {
    public Request {
      if (!Names.isModel(model)) {
        throw new IllegalArgumentException(
            "model '%s': must be advertiser/market, such as acme/DE, each %s"
                .formatted(model, Names.FORM));
      }
      Currencies.require(currency);
      try {
        ZoneId.of(zone);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(
            "'%s' is no time zone; write one such as Europe/Berlin".formatted(zone), e);
      }
      spend = Set.copyOf(spend);
    }
  }

  public CsvDraft {
    warnings = List.copyOf(warnings);
  }

  /** The draft for a file (UTF-8). */
  public static CsvDraft of(Path file, Request request) throws IOException {
    return of(CsvText.of(file), file.toString(), request);
  }

  /**
   * The draft for CSV in memory.
   *
   * @param file what the draft and problems shall call the file
   * @throws SpecException with everything that is wrong in the text
   * @throws IllegalArgumentException if date, outcome or paid channels cannot be told
   */
  public static CsvDraft of(String csv, String file, Request request) {
    ColumnRoles roles =
        ColumnRoles.of(
            CsvTable.read(csv, file), new ColumnRoles.Given(request.outcome(), request.spend()));
    return new Writer(roles, file, request).draft();
  }

  private static final class Writer {
    private final ColumnRoles roles;
    private final String file;
    private final Request request;
    private final SpecWriter spec = new SpecWriter();
    private final Map<String, String> fill = new LinkedHashMap<>();

    Writer(ColumnRoles roles, String file, Request request) {
      this.roles = roles;
      this.file = file;
      this.request = request;
    }

    CsvDraft draft() {
      spec.line(
          "# Drafted from %s. What each column is was guessed from its name and cells:", file);
      spec.line("# read the comments, correct what is wrong, then");
      spec.line("#   ./freshet spec check THIS_FILE");
      spec.line("#   ./freshet report --spec THIS_FILE --csv %s --out report.html", file);
      spec.line("# Every key is explained in docs/examples/acme-de.yaml.");
      spec.line("model: %s", request.model());
      spec.line("currency: %s", request.currency());
      outcome();
      calendar();
      baseline();
      channels();
      organic();
      context();
      unused();
      data();
      return new CsvDraft(spec.yaml(), spec.warnings());
    }

    private void outcome() {
      String column = roles.outcome().name();
      boolean count = ColumnRoles.isCount(column);
      String name = spec.name(column.toLowerCase(Locale.ROOT));
      spec.line("");
      spec.line(
          "# What is explained. %s",
          count
              ? "A count; if it is money, write money: true."
              : "In money; if it counts something, write money: false.");
      spec.line("outcome: {name: %s, money: %s}", name, !count);
      spec.column("outcome." + name, column);
      if (roles.outcome().hasMissing()) {
        spec.comment("%s has empty cells: an outcome is never filled, complete the file", column);
      }
    }

    private void calendar() {
      List<LocalDate> dates = new ArrayList<>(roles.date().dates());
      Collections.sort(dates);
      DayOfWeek first = dates.get(0).getDayOfWeek();
      boolean weekly = dates.stream().allMatch(d -> d.getDayOfWeek() == first);
      long weeks = weekly ? dates.size() : dates.size() / 7;
      spec.line("");
      spec.line(
          "# %s from %s to %s. The zone says when a week ends; for files it does not matter.",
          weekly ? "Weeks" : "Days", dates.get(0), dates.get(dates.size() - 1));
      spec.line(
          "calendar: {weekStart: %s, zone: %s}", weekly ? first : DayOfWeek.MONDAY, request.zone());
      spec.line("# The weeks that are explained: the last %d.", ModelSpec.DEFAULT_WINDOW_WEEKS);
      spec.line("window: {weeks: %d}", ModelSpec.DEFAULT_WINDOW_WEEKS);
      if (weeks < ModelSpec.DEFAULT_MIN_WEEKS) {
        spec.line("minWeeks: %d", Math.max(1, weeks));
        spec.comment(
            weeks < FEWEST_WEEKS
                ? "%d weeks are too few: a fit needs at least %d"
                : "%d weeks are few: trend and season are hardly known from less than a year",
            weeks,
            FEWEST_WEEKS);
      }
    }

    private void baseline() {
      String market = request.model().substring(request.model().indexOf('/') + 1);
      boolean known = Holidays.countries().contains(market);
      spec.line("");
      spec.line(
          "# What explains the outcome without media. %s",
          known
              ? "Holidays are those of the market in the model's name."
              : "For public holidays add holidays: with a country code, such as DE.");
      spec.line(
          "baseline: {trend: true, season: true%s}",
          known ? ", holidays: " + SpecWriter.quoted(market) : "");
    }

    private void channels() {
      spec.line("");
      spec.line("# Paid channels. An exposure stands for pressure; without one, spend does.");
      spec.line("media:");
      for (ColumnRoles.Channel channel : roles.channels()) {
        String name = spec.name(channel.stem());
        spec.column("spend." + name, channel.spend().name());
        fillWithZero(channel.spend());
        String exposure = channel.pressure().map(p -> ", exposure: " + p.kind().kind()).orElse("");
        spec.line("  - {channel: %s%s}", name, exposure);
        channel
            .pressure()
            .ifPresent(
                p -> {
                  spec.column(p.kind().kind() + "." + name, p.column().name());
                  fillWithZero(p.column());
                });
      }
    }

    private void fillWithZero(CsvColumn column) {
      if (column.hasMissing()) {
        fill.put(column.name(), "zero");
      }
      if (column.hasNegative()) {
        spec.comment(
            "%s is negative in some rows: a week with refunds is not modelled", column.name());
      }
    }

    private void organic() {
      if (roles.organic().isEmpty()) {
        return;
      }
      spec.line("");
      spec.line("# Media without spend.");
      spec.line("organic:");
      for (CsvColumn column : roles.organic()) {
        String name = spec.name(column.name());
        spec.column("organic." + name, column.name());
        fillWithZero(column);
        spec.line("  - %s", name);
      }
    }

    private void context() {
      if (roles.context().isEmpty()) {
        return;
      }
      spec.line("");
      spec.line("# What else moves the outcome. Take out what the media themselves move (visits,");
      spec.line(
          "# searches for the brand): it would take their effect. sign: positive or negative");
      spec.line("# says what is known of a number's direction.");
      spec.line("context:");
      for (CsvColumn column : roles.context()) {
        String name = spec.name(column.name().replaceAll("(?i)[_ .-]b$", ""));
        spec.column("context." + name, column.name());
        spec.line("  - {name: %s%s}", name, column.isNumber() ? number(column) : category(column));
      }
    }

    private String number(CsvColumn column) {
      if (column.hasMissing()) {
        fill.put(column.name(), column.beginsMissing() ? "zero" : "previous");
      }
      return LEVEL.matcher(column.name()).matches() ? ", aggregation: mean" : "";
    }

    private String category(CsvColumn column) {
      Map<String, Integer> levels = column.levels();
      String none =
          NONE.stream()
              .filter(levels::containsKey)
              .findFirst()
              .orElseGet(
                  () -> Collections.max(levels.entrySet(), Map.Entry.comparingByValue()).getKey());
      if (!NONE.contains(none)) {
        spec.comment("%s: its most frequent level, %s, is taken for none", column.name(), none);
      }
      boolean usual = none.equals(ContextSpec.DEFAULT_NONE_LEVEL) || none.isEmpty();
      return ", kind: category" + (usual ? "" : ", noneLevel: '" + none.replace("'", "''") + "'");
    }

    private void unused() {
      if (roles.unused().isEmpty()) {
        return;
      }
      spec.line("");
      spec.line("# Columns that are left out:");
      roles
          .unused()
          .forEach(
              (column, why) -> {
                spec.line("#   %s: %s", column.name(), why);
                spec.warn("%s is left out: %s", column.name(), why);
              });
    }

    private void data() {
      spec.line("");
      spec.line("# Where everything stands in the file.");
      spec.data(roles.date().name());
      if (!fill.isEmpty()) {
        spec.line(
            "  # What an empty cell means: zero, previous (the value before still holds) or error.");
        spec.line("  fill:");
        fill.forEach(
            (column, rule) -> {
              spec.line("    %s: %s", SpecWriter.quoted(column), rule);
              spec.warn("%s has empty cells: taken as %s", column, rule);
            });
      }
    }
  }
}
