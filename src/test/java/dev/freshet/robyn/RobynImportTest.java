package dev.freshet.robyn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.model.MediumStart;
import dev.freshet.spec.Adstock;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.Sign;
import dev.freshet.spec.SpecParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RobynImportTest {
  private static final SpecDraft.Market MARKET =
      new SpecDraft.Market("acme/DE", "EUR", "Europe/Berlin");

  @Test
  void shouldWriteASpecThatSaysWhatRobynsModelSays() {
    SpecDraft draft = SpecDraft.of(small(), MARKET);
    ModelSpec spec = SpecParser.parse(draft.yaml(), "spec.yaml").orElseThrow();

    assertThat(spec.outcomeVariable()).isEqualTo("outcome.sales");
    assertThat(spec.windowWeeks()).isEqualTo(60);
    assertThat(spec.calendar().weekStart()).isEqualTo(DayOfWeek.MONDAY);
    assertThat(spec.baseline().trend()).isFalse();
    assertThat(spec.media()).extracting(m -> m.channel()).containsExactly("tv", "fb", "search");
    assertThat(spec.media().get(1).exposure()).contains(Exposure.IMPRESSIONS);
    assertThat(spec.media().get(2).exposure()).contains(Exposure.CLICKS);
    assertThat(spec.media().get(0).theta().orElseThrow().lower()).isEqualTo(0.3);
    assertThat(spec.media().get(0).theta().orElseThrow().upper()).isEqualTo(0.8);
    assertThat(spec.context().get(0).sign()).isEqualTo(Sign.NEGATIVE);
    assertThat(spec.organic().get(0).variable()).isEqualTo("organic.letters");
    assertThat(spec.data().orElseThrow().columns())
        .containsEntry("impressions.fb", "fb_impressions")
        .containsEntry("spend.search", "search_spend");
  }

  @Test
  void shouldGiveTheSearchAStartInTheSpecsNames() {
    RobynModel model = small();
    List<MediumStart> starts = RobynStart.of(model, SpecDraft.of(model, MARKET).channels());

    assertThat(starts).extracting(MediumStart::medium).containsExactly("tv", "fb", "search");
    RobynModel.Medium tv = model.paid().get(0);
    assertThat(starts.get(0).theta()).isEqualTo(tv.value("thetas"));
    assertThat(starts.get(0).halfSaturation()).isEqualTo(tv.value("gammas"));
    assertThat(starts.get(0).shape()).isEqualTo(tv.value("alphas"));
    assertThat(starts.stream().mapToDouble(MediumStart::share).sum()).isBetween(0.0, 1.0);
  }

  @Test
  void shouldComputeRobynsDecompositionAgain() {
    RobynModel model = small();
    RobynDecomposition again = RobynDecomposition.of(model);

    // small_model.py: normal equations in Python; 1e-9 of the value is both programs' rounding.
    assertThat(again.components().keySet()).isEqualTo(model.summary().keySet());
    model
        .summary()
        .forEach(
            (name, expected) -> {
              RobynModel.Component found = again.components().get(name);
              double size = Math.abs(expected.coefficient());
              assertThat(found.coefficient())
                  .as(name)
                  .isCloseTo(expected.coefficient(), within(1e-9 * size));
              assertThat(found.total())
                  .as(name)
                  .isCloseTo(expected.total(), within(1e-9 * Math.abs(expected.total())));
            });
  }

  @Test
  void shouldDivideByTheWindowsSpendForRobynsRoi() {
    RobynModel model = small();
    RobynModel.Medium tv = model.paid().get(0);
    double[] spend = model.data().orElseThrow().numbers("tv_spend");
    double window = 0;
    for (int t = 10; t < 70; t++) {
      window += spend[t];
    }

    assertThat(model.roi(tv).orElseThrow())
        .isCloseTo(model.summary().get("tv_spend").total() / window, within(1e-12));
  }

  @Test
  void shouldWarnOfWhatASpecCannotSay() {
    RobynModel model =
        changed(
            root -> {
              input(root).putArray("adstock").add("weibull_pdf");
              input(root)
                  .putArray("paid_media_signs")
                  .add("positive")
                  .add("default")
                  .add("negative");
            });
    SpecDraft draft = SpecDraft.of(model, MARKET);

    assertThat(draft.warnings())
        .anyMatch(w -> w.startsWith("Robyn's bounds of weibull_pdf shapes and scales"))
        .anyMatch(w -> w.startsWith("fb_impressions: Robyn's sign was default"))
        .anyMatch(w -> w.startsWith("search_clicks: Robyn's sign was negative"));
    assertThat(draft.yaml()).contains("# fb_impressions: Robyn's sign was default");
    assertThat(SpecParser.parse(draft.yaml(), "spec.yaml").orElseThrow().media())
        .extracting(m -> m.adstock())
        .containsOnly(Adstock.WEIBULL_PDF);
  }

  @Test
  void shouldComputeWeibullCarryOverAgain() {
    // Scale 0: Robyn's transform leaves the media as they are, like a theta of 0.
    RobynModel weibull =
        changed(
            root -> {
              input(root).putArray("adstock").add("weibull_cdf");
              for (String medium :
                  List.of("tv_spend", "fb_impressions", "search_clicks", "letters")) {
                hyper(root).putArray(medium + "_shapes").add(1.5);
                hyper(root).putArray(medium + "_scales").add(0);
              }
            });
    RobynModel none =
        changed(
            root -> {
              for (String medium :
                  List.of("tv_spend", "fb_impressions", "search_clicks", "letters")) {
                hyper(root).putArray(medium + "_thetas").add(0);
              }
            });

    assertThat(RobynDecomposition.of(weibull)).isEqualTo(RobynDecomposition.of(none));
    assertThat(RobynDecomposition.of(weibull)).isNotEqualTo(RobynDecomposition.of(small()));
  }

  @Test
  void shouldSayWhatIsWrongWithAFile() {
    assertThatThrownBy(() -> RobynReader.read("{", "m.json"))
        .hasMessageStartingWith("m.json: not JSON");
    assertThatThrownBy(() -> RobynReader.read("{}", "m.json"))
        .hasMessageStartingWith("m.json: InputCollect: is missing");
    assertThatThrownBy(() -> changed(root -> root.remove("ExportedModel")))
        .hasMessageContaining("this file holds inputs only");
    assertThatThrownBy(() -> changed(root -> input(root).putArray("dayInterval").add(31)))
        .hasMessageContaining("InputCollect.dayInterval: rows of 31.0 days cannot be imported");
    assertThatThrownBy(() -> changed(root -> hyper(root).remove("tv_spend_alphas")))
        .hasMessageContaining("ExportedModel.hyper_values.tv_spend_alphas: is missing");
  }

  private static ObjectNode input(ObjectNode root) {
    return (ObjectNode) root.path("InputCollect");
  }

  private static ObjectNode hyper(ObjectNode root) {
    return (ObjectNode) root.path("ExportedModel").path("hyper_values");
  }

  private static RobynModel small() {
    return changed(root -> {});
  }

  private static RobynModel changed(Consumer<ObjectNode> change) {
    try (InputStream in = RobynImportTest.class.getResourceAsStream("/robyn/small_model.json")) {
      ObjectMapper json = new ObjectMapper();
      ObjectNode root =
          (ObjectNode) json.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      change.accept(root);
      return RobynReader.read(json.writeValueAsString(root), "m.json");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
