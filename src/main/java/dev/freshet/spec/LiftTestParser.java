package dev.freshet.spec;

import dev.freshet.spec.LiftTest.Days;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads lift tests of one model from YAML, and reports everything that is wrong at once. */
public final class LiftTestParser {
  private static final String DAYS = "must be the first and the last day, [2026-03-02, 2026-03-29]";

  private final Problems problems;

  private LiftTestParser(Problems problems) {
    this.problems = problems;
  }

  /** Reads a file (UTF-8); an unreadable file is an {@link IOException}. */
  public static LiftTests parse(Path file) throws IOException {
    return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
  }

  /**
   * Reads YAML from memory.
   *
   * @param file what problems shall call the file
   */
  public static LiftTests parse(String yaml, String file) {
    Problems problems = new Problems(file);
    Optional<Yaml.Node> tree = Yaml.read(yaml, problems);
    if (tree.isPresent() && tree.get() instanceof Yaml.Mapping mapping) {
      List<LiftTest> tests =
          new LiftTestParser(problems).tests(new SpecSection(mapping, "", problems));
      if (problems.isEmpty()) {
        return new LiftTests.Valid(tests);
      }
    } else if (tree.isPresent()) {
      problems.add(1, "", "a file of lift tests is a mapping; begin with model: advertiser/market");
    }
    return new LiftTests.Invalid(problems.sorted());
  }

  private List<LiftTest> tests(SpecSection root) {
    root.allow("model", "experiments");
    Optional<String> model =
        root.required("model", "model: advertiser/market, such as acme/DE")
            .flatMap(SpecText::model);
    if (!root.has("experiments")) {
      root.problem("experiments", "is missing; list the tests, one after each dash");
    }
    List<LiftTest> tests = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (SpecSection item : root.sections("experiments", "name")) {
      int before = problems.count();
      Optional<String> name = item.required("name", "name: tv-geo-2026").flatMap(SpecText::name);
      if (name.isPresent() && !names.add(name.get())) {
        item.problem("name", "'%s' is given twice; each test needs a name of its own", name.get());
      }
      Fields fields = new Fields(item, name);
      if (problems.count() == before && model.isPresent()) {
        tests.add(fields.test(model.get()));
      }
    }
    return tests;
  }

  /** What one test's entry says; each part empty where it could not be read. */
  private static final class Fields {
    private final SpecSection item;
    private final Optional<String> name;
    private final List<String> channels;
    private final Optional<Days> tested;
    private final Optional<Days> measured;
    private final Optional<Long> lift;
    private final Optional<Long> standardError;
    private final Optional<OptionalLong> change;
    private final Optional<Double> share;
    private final LiftTest.Scope scope;
    private final Optional<LocalDate> expires;
    private final Optional<String> supersedes;

    Fields(SpecSection item, Optional<String> name) {
      this.item = item;
      this.name = name;
      item.allow(
          "name",
          "channels",
          "tested",
          "measured",
          "lift",
          "standardError",
          "confidenceInterval",
          "spendChange",
          "holdOut",
          "marketShare",
          "scope",
          "expires",
          "supersedes");
      channels = channels();
      if (!item.has("tested")) {
        item.problem("tested", "is missing; add tested: [2026-03-02, 2026-03-29]");
      }
      tested = days("tested");
      measured = item.has("measured") ? days("measured") : tested;
      lift = item.required("lift", "lift: 120000").flatMap(SpecText::micros);
      standardError = standardError();
      change = change();
      share =
          item.has("marketShare")
              ? item.text("marketShare").flatMap(SpecText::number)
              : Optional.of(1.0);
      scope = item.choice("scope", LiftTest.Scope.class, LiftTest.Scope.TOTAL);
      expires = item.text("expires").flatMap(SpecText::date);
      supersedes = item.text("supersedes").flatMap(SpecText::name);
      checkTogether();
    }

    private List<String> channels() {
      if (!item.has("channels")) {
        item.problem("channels", "is missing; add channels: [tv]");
        return List.of();
      }
      List<SpecText> given = item.texts("channels");
      List<String> names = given.stream().flatMap(text -> text.name().stream()).toList();
      if (item.hasList("channels") && names.size() == given.size()) {
        report(LiftTestRules.ofChannels(names));
      }
      return names;
    }

    private Optional<Days> days(String key) {
      List<SpecText> ends = item.texts(key);
      if (ends.size() != 2) {
        if (item.hasList(key)) {
          item.problem(key, DAYS);
        }
        return Optional.empty();
      }
      Optional<LocalDate> from = ends.get(0).date();
      Optional<LocalDate> to = ends.get(1).date();
      if (from.isEmpty() || to.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(new Days(from.get(), to.get()));
      } catch (IllegalArgumentException e) {
        item.problem(key, "%s", e.getMessage());
        return Optional.empty();
      }
    }

    private Optional<Long> standardError() {
      boolean interval = item.has("confidenceInterval");
      if (item.has("standardError") == interval) {
        item.problem(
            interval ? "confidenceInterval" : "standardError",
            interval
                ? "and standardError say the same; keep one"
                : "is missing; add standardError: 30000, or confidenceInterval: [0.9, 70000, 170000]");
        return Optional.empty();
      }
      return interval ? interval() : item.text("standardError").flatMap(SpecText::micros);
    }

    private Optional<Long> interval() {
      List<SpecText> parts = item.texts("confidenceInterval");
      if (parts.size() != 3) {
        if (item.hasList("confidenceInterval")) {
          item.problem(
              "confidenceInterval", "must be level, lower and upper end, [0.9, 70000, 170000]");
        }
        return Optional.empty();
      }
      Optional<Double> level = parts.get(0).number();
      Optional<Long> lower = parts.get(1).micros();
      Optional<Long> upper = parts.get(2).micros();
      if (level.isEmpty() || lower.isEmpty() || upper.isEmpty()) {
        return Optional.empty();
      }
      if (lift.isPresent() && (lift.get() < lower.get() || lift.get() > upper.get())) {
        item.problem("confidenceInterval", "does not hold the lift; check all three numbers");
        return Optional.empty();
      }
      try {
        return Optional.of(
            new LiftInterval(level.get(), lower.get(), upper.get()).standardErrorMicros());
      } catch (IllegalArgumentException e) {
        item.problem("confidenceInterval", "%s", e.getMessage());
        return Optional.empty();
      }
    }

    private Optional<OptionalLong> change() {
      boolean holdOut = item.flag("holdOut", false);
      if (holdOut == item.has("spendChange")) {
        item.problem(
            "spendChange",
            holdOut
                ? "does not go with holdOut: true; keep one"
                : "is missing; add spendChange: 45000 (less than 0 for a cut), or holdOut: true");
        return Optional.empty();
      }
      return holdOut
          ? Optional.of(OptionalLong.empty())
          : item.text("spendChange").flatMap(SpecText::micros).map(OptionalLong::of);
    }

    private void checkTogether() {
      if (tested.isPresent() && measured.isPresent()) {
        report(LiftTestRules.ofDays(tested.get(), measured.get(), scope, expires));
      }
      if (standardError.isPresent()) {
        report(LiftTestRules.ofLift(lift.orElse(0L), standardError.get()));
      }
      if (change.isPresent() && share.isPresent()) {
        report(
            LiftTestRules.ofChange(
                lift.orElse(0L), standardError.orElse(0L), change.get(), share.get()));
      }
      name.ifPresent(n -> report(LiftTestRules.ofSuperseded(n, supersedes)));
    }

    private void report(List<LiftTestRules.Fault> faults) {
      for (LiftTestRules.Fault fault : faults) {
        boolean fromInterval = fault.key().equals("standardError") && !item.has("standardError");
        item.problem(fromInterval ? "confidenceInterval" : fault.key(), "%s", fault.message());
      }
    }

    LiftTest test(String model) {
      return new LiftTest(
          model,
          name.orElseThrow(),
          channels,
          tested.orElseThrow(),
          measured.orElseThrow(),
          lift.orElseThrow(),
          standardError.orElseThrow(),
          change.orElseThrow(),
          share.orElseThrow(),
          scope,
          expires,
          supersedes);
    }
  }
}
