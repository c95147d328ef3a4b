package dev.freshet.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code media:}, {@code organic:} and {@code context:}. */
final class VariableSections {
  private final SpecSection root;
  private final SourcesSection sources;
  private boolean complete = true;

  VariableSections(SpecSection root, SourcesSection sources) {
    this.root = root;
    this.sources = sources;
  }

  /** Whether all variables are known: else columns cannot be checked without false alarms. */
  boolean complete() {
    return complete;
  }

  List<MediaSpec> media() {
    if (!root.has("media")) {
      root.problem("media", "is missing; add at least one channel, media: [{channel: tv}]");
    }
    List<MediaSpec> media = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<SpecSection> sections = root.sections("media", "channel");
    if (root.has("media") && sections.isEmpty()) {
      root.problem("media", "has no channel; add at least one, media: [{channel: tv}]");
    }
    for (SpecSection section : sections) {
      section.allow("channel", "adstock", "exposure", "theta", "alpha", "gamma", "roi");
      Optional<String> channel =
          section.required("channel", "channel: name").flatMap(SpecText::name);
      channel.ifPresent(name -> requireNew(section, "channel", name, seen));
      readMedia(section, channel).ifPresent(media::add);
    }
    return media;
  }

  private Optional<MediaSpec> readMedia(SpecSection section, Optional<String> channel) {
    Adstock adstock = adstock(section);
    Optional<Exposure> exposure = section.text("exposure").flatMap(t -> t.choice(Exposure.class));
    complete &= channel.isPresent() && exposure.isPresent() == section.has("exposure");
    Optional<Bounds> theta = theta(section, adstock);
    Optional<Bounds> alpha = section.bounds("alpha", VariableSections::outsidePositive);
    Optional<Bounds> gamma = section.bounds("gamma", VariableSections::outsidePositive);
    Optional<Bounds> roi = section.bounds("roi", VariableSections::outsidePositive);
    return channel.map(
        name ->
            new MediaSpec(
                name,
                adstock,
                exposure,
                theta,
                alpha,
                gamma,
                roi,
                sources.of(
                    List.of(name, "spend." + name, "impressions." + name, "clicks." + name),
                    name)));
  }

  private static Adstock adstock(SpecSection section) {
    return section.choice("adstock", Adstock.class, Adstock.GEOMETRIC);
  }

  private static Optional<Bounds> theta(SpecSection section, Adstock adstock) {
    Optional<Bounds> theta = section.bounds("theta", VariableSections::outsideCarryOver);
    if (section.has("theta") && adstock != Adstock.GEOMETRIC) {
      section.problem("theta", "belongs to geometric adstock; remove it, or the Weibull adstock");
      return Optional.empty();
    }
    return theta;
  }

  private static Optional<String> outsideCarryOver(double lower, double upper) {
    if (!(lower >= 0)) {
      return Optional.of("lower %s must be at least 0".formatted(lower));
    }
    return upper < 1 ? Optional.empty() : Optional.of("upper %s must be below 1".formatted(upper));
  }

  private static Optional<String> outsidePositive(double lower, double upper) {
    return lower > 0 ? Optional.empty() : Optional.of("lower %s must be above 0".formatted(lower));
  }

  List<OrganicSpec> organic() {
    List<OrganicSpec> organic = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SpecSection section : root.sections("organic", "name")) {
      section.allow("name");
      Optional<String> name = section.required("name", "name: newsletter").flatMap(SpecText::name);
      complete &= name.isPresent();
      name.filter(n -> requireNew(section, "name", n, seen))
          .map(n -> new OrganicSpec(n, sources.of(List.of(n, "organic." + n), n)))
          .ifPresent(organic::add);
    }
    return organic;
  }

  List<ContextSpec> context() {
    List<ContextSpec> context = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SpecSection section : root.sections("context", "name")) {
      section.allow("name", "sign", "kind", "aggregation", "fill", "noneLevel");
      Optional<String> name = section.required("name", "name: price").flatMap(SpecText::name);
      complete &= name.isPresent();
      name.ifPresent(n -> requireNew(section, "name", n, seen));
      readContext(section, name).ifPresent(context::add);
    }
    return context;
  }

  private Optional<ContextSpec> readContext(SpecSection section, Optional<String> name) {
    Sign sign = section.choice("sign", Sign.class, Sign.ANY);
    ContextSpec.Kind kind = section.choice("kind", ContextSpec.Kind.class, ContextSpec.Kind.NUMBER);
    boolean category = kind == ContextSpec.Kind.CATEGORY;
    Aggregation usual = category ? Aggregation.ANY : Aggregation.SUM;
    Aggregation aggregation = section.choice("aggregation", Aggregation.class, usual);
    if (category != (aggregation == Aggregation.ANY)) {
      section.problem(
          "aggregation",
          category
              ? "a category is aggregated by level; remove the key"
              : "any is for a category; use sum, mean or last, or add kind: category");
      aggregation = usual;
    }
    Fill fill = section.choice("fill", Fill.class, category ? Fill.ZERO : Fill.ERROR);
    String none =
        section.text("noneLevel").map(SpecText::value).orElse(ContextSpec.DEFAULT_NONE_LEVEL);
    if (section.has("noneLevel") && !category) {
      section.problem("noneLevel", "only a category has levels; remove it or add kind: category");
    }
    Aggregation rule = aggregation;
    return name.map(
        n ->
            new ContextSpec(
                n, sign, kind, rule, fill, sources.of(List.of(n, "context." + n), n), none));
  }

  private static boolean requireNew(
      SpecSection section, String key, String name, Set<String> seen) {
    if (seen.add(name)) {
      return true;
    }
    section.problem(key, "%s is listed twice; names must differ, keep one", name);
    return false;
  }
}
