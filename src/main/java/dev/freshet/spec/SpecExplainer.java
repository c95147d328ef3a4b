package dev.freshet.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Says in words what a spec will model, for the person who wrote it. */
public final class SpecExplainer {
  private final ModelSpec spec;
  private final StringBuilder text = new StringBuilder();

  private SpecExplainer(ModelSpec spec) {
    this.spec = spec;
  }

  /** The explanation, in lines ended by {@code \n}. */
  public static String explain(ModelSpec spec) {
    SpecExplainer explainer = new SpecExplainer(spec);
    explainer.model();
    explainer.baseline();
    explainer.media();
    explainer.organicAndContext();
    explainer.sources();
    explainer.data();
    return explainer.text.toString();
  }

  private void model() {
    line("Model %s explains the weekly %s.", spec.model(), outcome());
    line(
        "Weeks start on %s in %s.",
        title(spec.calendar().weekStart().name()), spec.calendar().zone().getId());
    line(
        "The window is the last %d weeks, or all there are; what lies before carries over into it. The first build needs %d weeks.",
        spec.windowWeeks(), spec.minWeeks());
  }

  private String outcome() {
    return spec.outcomeIsMoney()
        ? "%s in %s".formatted(spec.outcome(), spec.currency())
        : "number of %s (spend is in %s)".formatted(spec.outcome(), spec.currency());
  }

  private void baseline() {
    List<String> parts = new ArrayList<>(List.of("an intercept"));
    if (spec.baseline().trend()) {
      parts.add("a trend that may bend");
    }
    if (spec.baseline().season()) {
      parts.add("a yearly season");
    }
    spec.baseline().holidays().ifPresent(c -> parts.add("the public holidays of " + country(c)));
    line("");
    line("Baseline: %s.", String.join(", ", parts));
  }

  private static String country(String code) {
    return new Locale.Builder().setRegion(code).build().getDisplayCountry(Locale.ENGLISH);
  }

  private void media() {
    line("");
    line("Paid channels (%d):", spec.media().size());
    for (MediaSpec media : spec.media()) {
      line(
          "  %s: pressure from %s, spend from %s",
          media.channel(), media.mediaVariable(), media.spendVariable());
      line("    %s", carryOver(media));
      line("    saturation: %s; %s", shape(media), halfSaturation(media));
      line(
          "    size: %s",
          media
              .roi()
              .map(this::belief)
              .orElse("free under the default prior, which shares the media's total by spend"));
    }
  }

  private static String carryOver(MediaSpec media) {
    return switch (media.adstock()) {
      case GEOMETRIC ->
          "geometric carry-over: "
              + media
                  .theta()
                  .map(
                      b ->
                          "between %s and %s of a week's effect remains in the next"
                              .formatted(percent(b.lower()), percent(b.upper())))
                  .orElse(
                      "any part of a week's effect may remain, little is likelier (default prior)");
      case WEIBULL_CDF ->
          "Weibull carry-over (CDF): falls at once or after a while, up to 26 weeks";
      case WEIBULL_PDF -> "Weibull carry-over (PDF): may peak weeks later, up to 26 weeks";
    };
  }

  private static String shape(MediaSpec media) {
    return "shape alpha "
        + media.alpha().map(SpecExplainer::range).orElse("free under its default prior");
  }

  private static String halfSaturation(MediaSpec media) {
    return media
        .gamma()
        .map(b -> "half reached at gamma " + range(b) + " of the largest pressure")
        .orElse("half reached at gamma, free under its default prior");
  }

  private String belief(Bounds roi) {
    return spec.outcomeIsMoney()
        ? "ROI believed to lie, with 90 %%, between %s and %s"
            .formatted(plain(roi.lower()), plain(roi.upper()))
        : "%s per %s spent believed to lie, with 90 %%, between %s and %s"
            .formatted(spec.outcome(), spec.currency(), plain(roi.lower()), plain(roi.upper()));
  }

  private void organicAndContext() {
    if (!spec.organic().isEmpty()) {
      line("");
      line("Organic channels, with carry-over and saturation but without spend or ROI:");
      spec.organic().forEach(o -> line("  %s: %s", o.name(), o.variable()));
    }
    if (!spec.context().isEmpty()) {
      line("");
      line("Context:");
      spec.context().forEach(c -> line("  %s: %s", c.name(), context(c)));
    }
  }

  private static String context(ContextSpec context) {
    String kind =
        switch (context.aggregation()) {
          case SUM -> "a number, summed over the week";
          case MEAN -> "a number, averaged over the week";
          case LAST -> "a number, the week's last";
          case ANY ->
              "a category; each level but '%s' has its own effect".formatted(context.noneLevel());
        };
    String absent =
        switch (context.fill()) {
          case ERROR -> "its absence is an error";
          case ZERO -> "its absence means none";
          case PREVIOUS -> "its absence means what was before";
        };
    String sign =
        switch (context.sign()) {
          case ANY -> "its effect may have either sign";
          case POSITIVE -> "more of it never lowers the outcome";
          case NEGATIVE -> "more of it never raises the outcome";
        };
    return "%s; %s; %s".formatted(kind, sign, absent);
  }

  private void sources() {
    Map<String, List<String>> variables = new TreeMap<>();
    spec.variableToSource()
        .forEach((v, source) -> variables.computeIfAbsent(source, s -> new ArrayList<>()).add(v));
    ClosingSpec closing = spec.closing();
    line("");
    line("A week closes when every source has passed its end by %s:", duration(closing.grace()));
    variables.forEach((source, names) -> line("  %s: %s", source, String.join(", ", names)));
    line(
        "A silent source is waited for until %s after the week's end, and %s without news.",
        duration(closing.maxWait()), duration(closing.idle()));
    line(
        "A closed week is modelled again when restated by more than %s; it settles after %d weeks.",
        percent(closing.restatementTolerance()), closing.settleWeeks());
  }

  private void data() {
    spec.data()
        .ifPresent(
            data -> {
              line("");
              line("History from CSV, dates in column %s:", data.date());
              data.columns()
                  .forEach(
                      (variable, column) ->
                          line(
                              "  %s from %s%s",
                              variable,
                              column,
                              switch (spec.fillOf(variable)) {
                                case ERROR -> "";
                                case ZERO -> ", empty means none";
                                case PREVIOUS -> ", empty means as before";
                              }));
            });
  }

  private static String range(Bounds bounds) {
    return "between %s and %s".formatted(plain(bounds.lower()), plain(bounds.upper()));
  }

  private static String plain(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private static String percent(double part) {
    return new BigDecimal(Double.toString(part))
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  private static String duration(Duration duration) {
    if (duration.toHours() * 3600 != duration.getSeconds()) {
      return duration.getSeconds() + " s";
    }
    boolean days = duration.toHours() % 24 == 0;
    long number = days ? duration.toDays() : duration.toHours();
    return number + (days ? " day" : " hour") + (number == 1 ? "" : "s");
  }

  private static String title(String constant) {
    return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
  }

  private void line(String format, Object... arguments) {
    text.append(format.formatted(arguments)).append('\n');
  }
}
