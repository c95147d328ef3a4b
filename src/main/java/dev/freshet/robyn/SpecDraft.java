package dev.freshet.robyn;

import dev.freshet.robyn.RobynModel.Context;
import dev.freshet.robyn.RobynModel.Medium;
import dev.freshet.robyn.RobynModel.Range;
import dev.freshet.robyn.RobynModel.Sign;
import dev.freshet.spec.SpecWriter;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The model spec, as YAML, that says what a Robyn model says; and, in words, what it cannot say.
 *
 * @param yaml the spec; what it leaves out stands in it as comments
 * @param warnings what an analyst must look at, one sentence each
 * @param channels by column of a paid medium, the channel's name in the spec
 */
public record SpecDraft(String yaml, List<String> warnings, Map<String, String> channels) {
  /** Years of weeks without which a first build would not be sensible. */
  private static final int MIN_WEEKS = 52;

  /** What Robyn's export does not say. */
  public record Market(String model, String currency, String zone) {}

  public SpecDraft {
    warnings = List.copyOf(warnings);
    channels = Map.copyOf(channels);
  }

  public static SpecDraft of(RobynModel model, Market market) {
    return new Writer(model, market).draft();
  }

  private static final class Writer {
    private final RobynModel model;
    private final Market market;
    private final SpecWriter spec = new SpecWriter();
    private final Map<String, String> channels = new LinkedHashMap<>();

    Writer(RobynModel model, Market market) {
      this.model = model;
      this.market = market;
    }

    SpecDraft draft() {
      spec.line("# Imported from Robyn's model %s, %s.", model.solution(), model.version());
      spec.line(
          "# Currency and time zone are not in its export: check them. Bounds are those Robyn");
      spec.line(
          "# searched; they truncate Freshet's priors. Leave them out to use the priors alone.");
      spec.line("model: %s", market.model());
      spec.line("currency: %s", market.currency());
      String outcome = spec.name(model.outcome());
      spec.line("outcome: {name: %s, money: %s}", outcome, model.outcomeIsMoney());
      spec.column("outcome." + outcome, model.outcome());
      calendar();
      baseline();
      media();
      organic();
      context();
      spec.data(model.dateColumn());
      return new SpecDraft(spec.yaml(), spec.warnings(), channels);
    }

    private void calendar() {
      LocalDate first = model.data().map(d -> d.date(0)).orElse(model.windowStart());
      String start = model.daysARow() == 7 ? first.getDayOfWeek().name() : "MONDAY";
      spec.line("calendar: {weekStart: %s, zone: %s}", start, market.zone());
      long days =
          ChronoUnit.DAYS.between(model.windowStart(), model.windowEnd()) + model.daysARow();
      long weeks = Math.max(1, days / 7);
      spec.line("window: {weeks: %d}", weeks);
      if (weeks < MIN_WEEKS) {
        spec.line("minWeeks: %d", weeks);
        spec.warn(
            "the window has only %d weeks; trend and season are hardly known from so few", weeks);
      }
    }

    private void baseline() {
      String country = "";
      if (model.prophet().contains("holiday") && model.country().isPresent()) {
        country = ", holidays: " + model.country().get();
      }
      spec.line(
          "baseline: {trend: %s, season: %s%s}",
          model.prophet().contains("trend"), model.prophet().contains("season"), country);
      for (String name : model.prophet()) {
        if (!List.of("trend", "season", "holiday").contains(name)) {
          spec.comment(
              "Robyn's baseline column %s has no counterpart: weeks have no %s", name, name);
        }
      }
    }

    private void media() {
      boolean geometric = model.adstock() == RobynModel.Adstock.GEOMETRIC;
      String adstock = model.adstock().name().toLowerCase(Locale.ROOT);
      if (!geometric) {
        spec.comment(
            "Robyn's bounds of %s shapes and scales have no key; priors of their own stand for them",
            adstock);
      }
      spec.line("media:");
      for (Medium medium : model.paid()) {
        String channel = spec.name(channelStem(medium.spend()));
        channels.put(medium.column(), channel);
        spec.column("spend." + channel, medium.spend());
        StringBuilder text = new StringBuilder("channel: " + channel);
        if (medium.hasExposure()) {
          String kind = exposure(medium);
          text.append(", exposure: ").append(kind);
          spec.column(kind + "." + channel, medium.column());
        }
        if (geometric) {
          bounds(medium, "thetas", "theta", text);
        } else {
          text.append(", adstock: ").append(adstock);
        }
        bounds(medium, "alphas", "alpha", text);
        bounds(medium, "gammas", "gamma", text);
        spec.line("  - {%s}", text);
        sign(medium);
      }
    }

    private String exposure(Medium medium) {
      String column = medium.column().toLowerCase(Locale.ROOT);
      if (column.contains("click")) {
        return "clicks";
      }
      if (!column.contains("impression") && !column.endsWith("_i")) {
        spec.warn("%s: taken for impressions; write exposure: clicks if it counts clicks", column);
      }
      return "impressions";
    }

    private void bounds(Medium medium, String robyn, String ours, StringBuilder text) {
      Range range = medium.bounds().get(robyn);
      if (range == null) {
        return;
      }
      boolean share = ours.equals("theta");
      double low = share ? Math.max(0, range.low()) : Math.max(1e-3, range.low());
      double high = share ? Math.min(0.999, range.high()) : range.high();
      if (!(low < high)) {
        spec.comment(
            "%s: Robyn held %s fixed at %s; it is estimated here",
            medium.column(), ours, number(range.low()));
        return;
      }
      text.append(", %s: [%s, %s]".formatted(ours, number(low), number(high)));
      if (low != range.low() || high != range.high()) {
        spec.warn(
            "%s: %s [%s, %s] became [%s, %s], the range Freshet allows",
            medium.column(),
            ours,
            number(range.low()),
            number(range.high()),
            number(low),
            number(high));
      }
    }

    private void sign(Medium medium) {
      if (medium.sign() != Sign.POSITIVE) {
        spec.comment(
            "%s: Robyn's sign was %s; media cannot have a negative effect here",
            medium.column(), medium.sign().name().toLowerCase(Locale.ROOT));
      }
    }

    private void organic() {
      if (model.organic().isEmpty()) {
        return;
      }
      spec.line("organic:");
      for (Medium medium : model.organic()) {
        String name = spec.name(medium.column());
        spec.column("organic." + name, medium.column());
        spec.line("  - %s", name);
        sign(medium);
        if (!medium.bounds().isEmpty()) {
          spec.comment("%s: organic media have no bounds of their own in a spec", medium.column());
        }
        if (model.adstock() != RobynModel.Adstock.GEOMETRIC) {
          spec.comment("%s: organic media have geometric adstock in a spec", medium.column());
        }
      }
    }

    private void context() {
      if (model.context().isEmpty()) {
        return;
      }
      spec.line("context:");
      for (Context context : model.context()) {
        String name = spec.name(context.column());
        spec.column("context." + name, context.column());
        String sign = context.sign().name().toLowerCase(Locale.ROOT);
        boolean limited = context.sign() != Sign.DEFAULT;
        String key = limited && !context.category() ? ", sign: " + sign : "";
        spec.line("  - {name: %s%s%s}", name, key, context.category() ? category(context) : "");
        if (limited && context.category()) {
          spec.comment(
              "%s: Robyn's sign %s is that of one coefficient for all levels; levels are free here",
              context.column(), sign);
        }
      }
    }

    private String category(Context context) {
      String none = "na";
      if (model.data().isPresent()) {
        Map<String, Integer> count = new LinkedHashMap<>();
        model.data().get().cells(context.column()).forEach(c -> count.merge(c, 1, Integer::sum));
        if (!count.containsKey(none)) {
          none = count.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
          spec.warn("%s: its most frequent level, %s, is taken for none", context.column(), none);
        }
      }
      return ", kind: category"
          + (none.equals("na") ? "" : ", noneLevel: " + SpecWriter.quoted(none));
    }

    private static String channelStem(String spend) {
      String stem = spend.replaceAll("(?i)(^spend_|_spend$|_cost$|_s$)", "");
      return stem.isEmpty() ? spend : stem;
    }

    private static String number(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e9
          ? Long.toString((long) value)
          : Double.toString(value);
    }
  }
}
