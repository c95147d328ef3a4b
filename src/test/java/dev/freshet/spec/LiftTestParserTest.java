package dev.freshet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiftTestParserTest {
  private static final String HEAD = "model: acme/DE\nexperiments:\n";

  private static List<LiftTest> read(String tests) {
    return LiftTestParser.parse(HEAD + tests, "tests.yaml").orElseThrow();
  }

  private static List<String> problems(String yaml) {
    LiftTests result = LiftTestParser.parse(yaml, "tests.yaml");
    assertThat(result).isInstanceOf(LiftTests.Invalid.class);
    return ((LiftTests.Invalid) result).problems().stream().map(SpecProblem::toString).toList();
  }

  private static List<String> problemsOf(String test) {
    return problems(HEAD + test);
  }

  @Test
  void shouldReadEveryKey() {
    List<LiftTest> tests =
        read(
            """
              - name: tv-geo-2026
                channels: [tv, facebook]
                tested: [2026-03-02, 2026-03-29]
                measured: [2026-03-09, 2026-04-12]
                lift: -120000.5
                standardError: 30000
                spendChange: -45000
                marketShare: 0.25
                scope: immediate
                expires: 2027-06-30
                supersedes: tv-geo-2025
            """);

    assertThat(tests)
        .containsExactly(
            new LiftTest(
                "acme/DE",
                "tv-geo-2026",
                List.of("tv", "facebook"),
                new LiftTest.Days(LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 29)),
                new LiftTest.Days(LocalDate.of(2026, 3, 9), LocalDate.of(2026, 4, 12)),
                -120_000_500_000L,
                30_000_000_000L,
                OptionalLong.of(-45_000_000_000L),
                0.25,
                LiftTest.Scope.IMMEDIATE,
                Optional.of(LocalDate.of(2027, 6, 30)),
                Optional.of("tv-geo-2025")));
  }

  @Test
  void shouldMeasureTheTestedDaysInTheWholeMarketWhereNothingElseIsSaid() {
    LiftTest test =
        read("""
                  - {name: a, channels: [tv], tested: [2026-03-02, 2026-03-08], lift: 9, standardError: 2, spendChange: 5}
                """)
            .get(0);

    assertThat(test.measured()).isEqualTo(test.tested());
    assertThat(test.marketShare()).isEqualTo(1);
    assertThat(test.scope()).isEqualTo(LiftTest.Scope.TOTAL);
    assertThat(test.expires()).isEmpty();
    assertThat(test.isHoldOut()).isFalse();
  }

  @Test
  void shouldTakeAConfidenceIntervalForAStandardError() {
    LiftTest test =
        read("""
                  - name: a
                    channels: [tv]
                    tested: [2026-03-02, 2026-03-08]
                    lift: -50000
                    confidenceInterval: [0.9, -70000, -30000]
                    holdOut: true
                    marketShare: 0.1
                """)
            .get(0);

    // 40 000 / (2 × 1.6448536269514722), qnorm(0.95) of R 4.3.
    assertThat(test.standardErrorMicros()).isEqualTo(12_159_136_638L);
    assertThat(test.isHoldOut()).isTrue();
  }

  @Test
  void shouldReportEverythingAtOnceWithLineAndSuggestion() {
    assertThat(
            problems(
                """
                model: acme
                experiments:
                  - name: a
                    channel: [tv]
                    tested: [2026-03-29, 2026-03-02]
                    lift: much
                    standardError: 0
                    spendChange: 45000
                  - name: a
                    channels: [tv]
                    tested: [2026-03-02, 2026-03-29]
                    measured: [2026-02-23, 2026-03-29]
                    lift: 1000
                    confidenceInterval: [90, 500, 1500]
                    holdOut: true
                    marketShare: 20
                    supersedes: a
                """))
        .containsExactly(
            "tests.yaml:1: model: 'acme' must be advertiser/market, each " + Names.FORM,
            "tests.yaml:3: experiments[0].channels: is missing; add channels: [tv]",
            "tests.yaml:4: experiments[0].channel: unknown key; did you mean 'channels'?",
            "tests.yaml:5: experiments[0].tested: ends on 2026-03-02, before it begins on 2026-03-29: exchange the dates",
            "tests.yaml:6: experiments[0].lift: 'much' must be a number in units, such as 45000 or 12.5, below 9.2e12",
            "tests.yaml:7: experiments[0].standardError: must be above 0; without one a test cannot be weighed",
            "tests.yaml:9: experiments[1].name: 'a' is given twice; each test needs a name of its own",
            "tests.yaml:12: experiments[1].measured: begins on 2026-02-23, before the test on 2026-03-02; an effect cannot come before its cause",
            "tests.yaml:14: experiments[1].confidenceInterval: level 90.0 must lie in (0, 1); 0.9 stands for 90 %",
            "tests.yaml:16: experiments[1].marketShare: 20.0 must lie in (0, 1]; 0.2 is a fifth of the market",
            "tests.yaml:17: experiments[1].supersedes: is the test itself; name another or leave it out");
  }

  @Test
  void shouldRefuseWhatNoTestCanBe() {
    String test =
        "  - {name: a, channels: [tv], tested: [2026-03-02, 2026-03-08], lift: %s, standardError: %s, %s}\n";

    assertThat(problemsOf(test.formatted("9", "0", "spendChange: 5")))
        .containsExactly(
            "tests.yaml:3: experiments[0].standardError: must be above 0; without one a test cannot be weighed");
    assertThat(problemsOf(test.formatted("101", "1", "spendChange: 5")))
        .containsExactly(
            "tests.yaml:3: experiments[0].standardError: 1.0 is less than a hundredth of the lift 101.0; no test is so precise, check the units");
    assertThat(problemsOf(test.formatted("9", "1", "spendChange: 0")))
        .containsExactly(
            "tests.yaml:3: experiments[0].spendChange: is 0, so nothing was tested; give the change, or holdOut: true");
    assertThat(problemsOf(test.formatted("9", "1", "spendChange: 5, holdOut: true")))
        .containsExactly(
            "tests.yaml:3: experiments[0].spendChange: does not go with holdOut: true; keep one");
    assertThat(problemsOf(test.formatted("-9", "1", "holdOut: true")))
        .singleElement()
        .asString()
        .contains("holdOut: of the whole market leaves nothing to tell what would have been spent");
    assertThat(problemsOf(test.formatted("9", "1", "spendChange: 5, marketShare: 20")))
        .containsExactly(
            "tests.yaml:3: experiments[0].marketShare: 20.0 must lie in (0, 1]; 0.2 is a fifth of the market");
    assertThat(problemsOf(test.formatted("9", "1", "spendChange: -5")))
        .singleElement()
        .asString()
        .contains("lift: 9.0 is positive, but media were taken away");
    assertThat(problemsOf(test.formatted("9", "1", "spendChange: 5, expires: 2026-03-08")))
        .singleElement()
        .asString()
        .contains("expires: is 2026-03-08, before the measured days end on 2026-03-08");
    assertThat(
            problemsOf(
                test.formatted(
                    "9",
                    "1",
                    "spendChange: 5, scope: immediate, measured: [2026-03-09, 2026-03-15]")))
        .singleElement()
        .asString()
        .contains("measured: begins on 2026-03-09, after the test ended on 2026-03-08");
  }

  @Test
  void shouldAllowALiftThatPointsTheOtherWayWithinItsError() {
    assertThat(
            read(
                """
                  - {name: a, channels: [tv], tested: [2026-03-02, 2026-03-08], lift: -2, standardError: 1, spendChange: 5}
                """))
        .hasSize(1);
  }

  @Test
  void shouldSayWhatAFileMustBeWhenItIsNone() throws IOException {
    assertThat(problems("- a\n"))
        .containsExactly(
            "tests.yaml:1: a file of lift tests is a mapping; begin with model: advertiser/market");
    assertThat(problems("model: acme/DE\n"))
        .containsExactly(
            "tests.yaml:1: experiments: is missing; list the tests, one after each dash");
    assertThatThrownBy(() -> LiftTestParser.parse(Path.of("no/such.yaml")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void shouldReadTheExampleOfTheDocuments() throws IOException {
    Path example = Path.of("docs/examples/acme-de-experiments.yaml");

    assertThat(Files.exists(example)).isTrue();
    assertThat(LiftTestParser.parse(example).orElseThrow()).hasSizeGreaterThan(2);
  }
}
