package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.ExperimentState;
import dev.freshet.avro.ExperimentUse;
import dev.freshet.avro.LiftTest;
import dev.freshet.avro.MovePart;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.model.Experiment;
import dev.freshet.model.FittedModel;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.LiftTestMapping;
import dev.freshet.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A request with lift tests, fitted and reported. */
class ExperimentRefreshTest {
  private static final Series SERIES = Histories.series(0, 8, 60);
  private static final FittedModel INCUMBENT = Histories.build();

  private static EmbeddedRegistry registry;
  private static RequestFitter fitter;

  @BeforeAll
  static void start() {
    registry = EmbeddedRegistry.inMemory().start();
    Topics topics = new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at(registry.url())));
    fitter = new RequestFitter(topics, Histories.fitter(), Clock.systemUTC(), "test");
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  private static RequestFitter.Answer fit(List<LiftTest> tests) {
    RefreshRequest request = Requests.of(Specs.MODEL, 2, Histories.spec(), SERIES, row(INCUMBENT));
    request.setExperiments(tests);
    return fitter.fit(request);
  }

  private static dev.freshet.avro.FittedModel row(FittedModel model) {
    return dev.freshet.avro.FittedModel.newBuilder()
        .setModel(Specs.MODEL)
        .setModelVersion(model.modelVersion())
        .setSequence(1)
        .setSpecVersion("")
        .setEngineVersion(model.engineVersion())
        .setFingerprint(model.fingerprint())
        .setSeed(model.seed())
        .setKind(dev.freshet.avro.FitKind.BUILD)
        .setReason("")
        .setFirstWeek(model.data().week(0))
        .setLastWeek(model.data().week(model.data().weeks() - 1))
        .setAnchorWeek(model.data().week(0))
        .setComponents(List.of())
        .setChannels(List.of())
        .setHorizons(List.of())
        .setCurves(List.of())
        .setRSquared(1)
        .setNrmse(0)
        .setMape(0)
        .setDecompRssd(0)
        .setDurbinWatson(2)
        .setEffectiveParticles(1)
        .setState(ByteBuffer.wrap(StateCodec.encode(model)))
        .build();
  }

  /** What Facebook brought in a year of the window, measured at twice what the model says. */
  private static LiftTestDraft facebookDoubled() {
    int year = 52;
    double contribution =
        Arrays.stream(INCUMBENT.component("facebook").contribution(), 0, year).sum();
    double spend = Arrays.stream(INCUMBENT.data().spend()[1], 8, 8 + year).sum();
    return LiftTestDraft.weeks("fb-year", INCUMBENT.data().week(0), year)
        .channels("facebook")
        .change(Math.floor(spend))
        .lift(2 * contribution, 0.2 * contribution);
  }

  private static double byExperiments(RefreshReport report, String channel) {
    ChannelMove move =
        report.getMoved().stream()
            .filter(m -> m.getChannel().equals(channel))
            .findFirst()
            .orElseThrow();
    return move.getParts().stream()
        .filter(p -> p.getCauses().contains("experiments"))
        .mapToDouble(MovePart::getChange)
        .sum();
  }

  @Test
  void shouldMoveTheChannelAndSaySoInTheReport() {
    LiftTest test = LiftTestMapping.toAvro(facebookDoubled().test());

    RefreshReport report = fit(List.of(test)).report();

    assertThat(report.getOutcome()).isEqualTo(RefreshOutcome.PUBLISHED);
    assertThat(byExperiments(report, "facebook")).isPositive();
    ExperimentUse use = report.getExperiments().get(0);
    assertThat(use.getState()).isEqualTo(ExperimentState.COUNTS);
    assertThat(use.getLift()).isCloseTo(test.getLiftMicros() / 1e6, within(1e-6));
    assertThat(use.getModelled()).isBetween(use.getModelledLower(), use.getModelledUpper());
    assertThat(use.getModelled()).isGreaterThan(0.55 * use.getLift());
    // The window is full and the test begins with its first week.
    assertThat(use.getLeavesNext()).isTrue();
  }

  @Test
  void shouldReportWhatCannotBeUsedAndFitAsIfItWereNotThere() {
    LiftTest unknown = LiftTestMapping.toAvro(facebookDoubled().channels("tiktok").test());
    LiftTest huge =
        LiftTestMapping.toAvro(
            LiftTestDraft.weeks("huge", SERIES.firstWeek().plusWeeks(20), 1)
                .channels("facebook")
                .change(10)
                .lift(1e9, 1e8)
                .test());
    LiftTest broken = LiftTest.newBuilder(unknown).setExperiment("x").setMarketShare(7).build();

    RequestFitter.Answer with = fit(List.of(unknown, huge, broken));
    RequestFitter.Answer without = fit(List.of());

    assertThat(with.report().getExperiments())
        .extracting(ExperimentUse::getState)
        .containsOnly(ExperimentState.REFUSED)
        .hasSize(3);
    assertThat(with.report().getExperiments())
        .allSatisfy(u -> assertThat(u.getDetail()).isNotBlank())
        .allSatisfy(u -> assertThat(u.getModelled()).isNull());
    assertThat(with.report().getModelVersion()).isEqualTo(without.report().getModelVersion());
  }

  @Test
  void shouldKeepTheTestsInTheState() {
    LiftTestDraft draft = facebookDoubled();
    List<Experiment> counting =
        LiftTestJudgement.of(Histories.spec(), SERIES, List.of(draft.test())).counting();

    FittedModel model =
        Histories.fitter()
            .fit(
                FitRequests.of(Histories.spec(), SERIES, java.util.Optional.of(INCUMBENT))
                    .withExperiments(counting));

    assertThat(counting).hasSize(1);
    assertThat(StateCodec.decode(StateCodec.encode(model)).data().experiments())
        .isEqualTo(counting);
  }
}
