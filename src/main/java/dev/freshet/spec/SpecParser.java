package dev.freshet.spec;

import dev.freshet.calendar.WeekCalendar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/** Reads a model spec from YAML, and reports everything that is wrong with it at once. */
public final class SpecParser {
  private record Outcome(String name, boolean money) {}

  private final Problems problems;
  private final SpecSection root;

  private SpecParser(SpecSection root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /** Reads a file (UTF-8); an unreadable file is an {@link IOException}. */
  public static SpecResult parse(Path file) throws IOException {
    return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
  }

  /**
   * Reads YAML from memory.
   *
   * @param file what problems shall call the file
   */
  public static SpecResult parse(String yaml, String file) {
    Problems problems = new Problems(file);
    Optional<Yaml.Node> tree = Yaml.read(yaml, problems);
    if (tree.isEmpty()) {
      return new SpecResult.Invalid(problems.sorted());
    }
    if (!(tree.get() instanceof Yaml.Mapping mapping)) {
      problems.add(1, "", "a spec is a mapping; begin with model: advertiser/market");
      return new SpecResult.Invalid(problems.sorted());
    }
    return new SpecParser(new SpecSection(mapping, "", problems), problems).spec();
  }

  private SpecResult spec() {
    root.allow(
        "model",
        "currency",
        "outcome",
        "calendar",
        "window",
        "minWeeks",
        "baseline",
        "media",
        "organic",
        "context",
        "sources",
        "closing",
        "data");
    MarketSections market = new MarketSections(root);
    Optional<String> model = model();
    Optional<String> currency = currency();
    Optional<Outcome> outcome = outcome();
    Optional<WeekCalendar> calendar = market.calendar();
    int windowWeeks = windowWeeks();
    int minWeeks = minWeeks(windowWeeks);
    BaselineSpec baseline = market.baseline();
    SourcesSection sources = new SourcesSection(root.section("sources"));
    String outcomeName = outcome.map(Outcome::name).orElse("outcome");
    String outcomeSource =
        sources.of(
            List.of("outcome", outcomeName, "outcome." + outcomeName),
            ModelSpec.DEFAULT_OUTCOME_SOURCE);
    VariableSections sections = new VariableSections(root, sources);
    List<MediaSpec> media = sections.media();
    List<OrganicSpec> organic = sections.organic();
    List<ContextSpec> context = sections.context();
    sources.reportUnused();
    ClosingSpec closing = new ClosingSection(root).read();
    List<String> variables = variables(outcome, media, organic, context);
    Optional<DataSpec> data =
        sections.complete() && outcome.isPresent()
            ? root.section("data").flatMap(section -> new DataSection(section, variables).read())
            : Optional.empty();
    if (!problems.isEmpty()) {
      return new SpecResult.Invalid(problems.sorted());
    }
    return new SpecResult.Valid(
        new ModelSpec(
            model.orElseThrow(),
            currency.orElseThrow(),
            outcomeName,
            outcome.orElseThrow().money(),
            calendar.orElseThrow(),
            windowWeeks,
            minWeeks,
            baseline,
            media,
            organic,
            context,
            outcomeSource,
            closing,
            data));
  }

  private static List<String> variables(
      Optional<Outcome> outcome,
      List<MediaSpec> media,
      List<OrganicSpec> organic,
      List<ContextSpec> context) {
    List<String> variables = new ArrayList<>();
    outcome.ifPresent(o -> variables.add("outcome." + o.name()));
    media.forEach(m -> variables.addAll(m.variables()));
    organic.forEach(o -> variables.add(o.variable()));
    context.forEach(c -> variables.add(c.variable()));
    return variables;
  }

  private Optional<String> model() {
    return root.required("model", "model: advertiser/market, such as acme/DE")
        .flatMap(SpecText::model);
  }

  private Optional<String> currency() {
    return root.required("currency", "currency: EUR")
        .map(SpecText::value)
        .filter(
            code -> {
              boolean good = Currencies.isCurrency(code);
              if (!good) {
                List<String> codes =
                    Currency.getAvailableCurrencies().stream()
                        .map(Currency::getCurrencyCode)
                        .sorted()
                        .toList();
                root.problem(
                    "currency",
                    "'%s' is no ISO 4217 currency; %s",
                    code,
                    DidYouMean.hint(code, codes, "use a code in capitals such as EUR"));
              }
              return good;
            });
  }

  private Optional<Outcome> outcome() {
    if (!root.has("outcome")) {
      root.problem("outcome", "is missing; add outcome: revenue");
      return Optional.empty();
    }
    return root.either(
        "outcome",
        section -> {
          section.allow("name", "money");
          boolean money = section.flag("money", true);
          return section
              .required("name", "name: revenue")
              .flatMap(SpecText::name)
              .map(name -> new Outcome(name, money));
        },
        text -> text.name().map(name -> new Outcome(name, true)));
  }

  private int windowWeeks() {
    return root.section("window")
        .map(
            section -> {
              section.allow("weeks");
              return section.count("weeks", ModelSpec.DEFAULT_WINDOW_WEEKS);
            })
        .orElse(ModelSpec.DEFAULT_WINDOW_WEEKS);
  }

  private int minWeeks(int windowWeeks) {
    int weeks = root.count("minWeeks", Math.min(ModelSpec.DEFAULT_MIN_WEEKS, windowWeeks));
    if (weeks > windowWeeks) {
      root.problem("minWeeks", "%d must not be above the window's %d weeks", weeks, windowWeeks);
    }
    return weeks;
  }
}
