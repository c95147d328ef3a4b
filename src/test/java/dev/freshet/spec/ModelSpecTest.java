package dev.freshet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSpecTest {
  private static final Path EXAMPLE = Path.of("docs/examples/acme-de.yaml");

  private static ModelSpec example(String from, String to) throws IOException {
    String yaml = Files.readString(EXAMPLE);
    assertThat(yaml).contains(from);
    return SpecParser.parse(yaml.replace(from, to), "acme.yaml").orElseThrow();
  }

  private static String example() throws IOException {
    return example("acme/DE", "acme/DE").fingerprint();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "acme/DE ~ acme/AT",
        "currency: EUR ~ currency: CHF",
        "outcome: revenue ~ outcome: {name: revenue, money: false}",
        "weekStart: MONDAY ~ weekStart: SUNDAY",
        "Europe/Berlin} ~ Europe/Vienna}",
        "weeks: 156 ~ weeks: 157",
        "minWeeks: 52 ~ minWeeks: 53",
        "trend: true ~ trend: false",
        "holidays: DE ~ holidays: AT",
        "theta: [0.3, 0.8] ~ theta: [0.3, 0.81]",
        "theta: [0, 0.3] ~ alpha: [0.01, 0.3]",
        "roi: [0.5, 6] ~ roi: [0.5, 7]",
        "aggregation: mean ~ aggregation: last",
        "noneLevel: na ~ noneLevel: none",
        "meta: [facebook] ~ fb: [facebook]",
        "grace: 2d ~ grace: 49h",
        "settleWeeks: 26 ~ settleWeeks: 27",
      })
  void shouldChangeItsFingerprintWithTheModel(String from, String to) throws IOException {
    assertThat(example(from, to).fingerprint()).isNotEqualTo(example()).matches("[0-9a-f]{64}");
  }

  @Test
  void shouldKeepItsFingerprintWhenOnlyTheFileChanges() throws IOException {
    assertThat(example("date: DATE", "date: week").fingerprint()).isEqualTo(example());
    assertThat(example("spend.tv: tv_S", "spend.tv: tv_spend").fingerprint()).isEqualTo(example());
  }

  /**
   * The form is part of every published fit's seed: a change here changes published numbers.
   * Expected: hashlib.sha256 of Python 3 on the form written by hand as SpecFingerprint describes
   * it.
   */
  @Test
  void shouldKeepItsFingerprintBetweenReleases() throws IOException {
    assertThat(example())
        .isEqualTo("497cc35de9fb9f83f9d87650e03823d0c4b916709daf883f0489ebe24fcb89d9");
  }

  @Test
  void shouldRefuseNamesThatMeetInOneVariable() throws IOException {
    ModelSpec spec = example("acme/DE", "acme/DE");

    assertThatThrownBy(
            () ->
                new ModelSpec(
                    spec.model(),
                    spec.currency(),
                    spec.outcome(),
                    true,
                    spec.calendar(),
                    156,
                    52,
                    spec.baseline(),
                    List.of(MediaSpec.of("tv"), MediaSpec.of("tv")),
                    List.of(),
                    List.of(),
                    "outcome",
                    spec.closing(),
                    java.util.Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model acme/DE: spend.tv is named twice; names must differ within a kind");
  }

  @Test
  void shouldRefuseColumnsThatAreNotItsVariables() throws IOException {
    ModelSpec spec = example("acme/DE", "acme/DE");

    assertThatThrownBy(() -> spec.withData(new DataSpec("d", Map.of("spend.tv", "tv"), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model acme/DE: data has columns for [spend.tv], but");
  }

  @Test
  void shouldKnowOnlyItsOwnVariables() throws IOException {
    ModelSpec spec = example("acme/DE", "acme/DE");

    assertThat(spec.has("context.events:sale")).isTrue();
    assertThat(spec.has("context.price:high")).isFalse();
    assertThat(spec.aggregationOf("context.price")).isEqualTo(Aggregation.MEAN);
    assertThatThrownBy(() -> spec.aggregationOf("spend.radio"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model acme/DE has no variable spend.radio; it has [outcome.rev");
  }

  @Test
  void shouldExplainItselfInWords() throws IOException {
    assertThat(SpecExplainer.explain(example("acme/DE", "acme/DE")))
        .contains("Model acme/DE explains the weekly revenue in EUR.")
        .contains("Weeks start on Monday in Europe/Berlin.")
        .contains("the public holidays of Germany")
        .contains("search: pressure from clicks.search, spend from spend.search")
        .contains("between 30 % and 80 % of a week's effect remains in the next")
        .contains("ROI believed to lie, with 90 %, between 0.5 and 6")
        .contains("a category; each level but 'na' has its own effect")
        .contains("  shop: outcome.revenue, organic.newsletter, context.price")
        .contains("by 2 days:")
        .contains("restated by more than 1 %; it settles after 26 weeks")
        .contains("clicks.search from search_clicks, empty means none");
  }
}
