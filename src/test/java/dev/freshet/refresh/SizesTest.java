package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.FitKind;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.TriggerReason;
import dev.freshet.model.Anchor;
import dev.freshet.model.BaselineTerm;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.Diagnostics;
import dev.freshet.model.Interval;
import dev.freshet.model.MediaTerm;
import dev.freshet.model.ModelData;
import dev.freshet.model.ModelDefinition;
import dev.freshet.model.Particles;
import dev.freshet.model.SamplerReport;
import dev.freshet.registry.SingleObjectSerde;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.SpecMapping;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Sizes at the limit of the design: 30 channels, 260 weeks, the 540 particles the engine stores of
 * them, a full lead-in, numbers without any pattern that a compressor could use, and an anchor
 * whose weeks are no longer those of the data.
 */
class SizesTest {
  private static final int LIMIT = 900 << 10;
  private static final int CHANNELS = 30;
  private static final int WEEKS = 260;
  private static final int LEAD_IN = Series.MAX_LEAD_IN_WEEKS;
  private static final int COLUMNS = 12;
  private static final int PARTICLES = 540;
  private static final LocalDate FIRST_WEEK = LocalDate.of(2019, 1, 7);

  private final Random random = new Random(30_260_512L);

  @Test
  void shouldKeepRequestsUnderTheLimit() {
    byte[] state = StateCodec.encode(model());
    RefreshRequest request = request(state);

    int bytes =
        new SingleObjectSerde<>(RefreshRequest.class)
            .serializer()
            .serialize("requests", request)
            .length;

    assertThat(state.length).as("state").isLessThan(LIMIT);
    assertThat(bytes).as("request with state of %d bytes", state.length).isLessThan(LIMIT);
  }

  @Test
  void shouldReadBackWhatItPacked() {
    dev.freshet.model.FittedModel model = model();

    dev.freshet.model.FittedModel decoded = StateCodec.decode(StateCodec.encode(model));

    assertThat(decoded.data()).isEqualTo(model.data());
    assertThat(decoded.anchor()).isEqualTo(model.anchor());
    assertThat(decoded.particles()).isEqualTo(model.particles());
  }

  /** Money as it is billed: cents, in micros. */
  private Long[] cents(int weeks) {
    Long[] micros = new Long[weeks];
    for (int t = 0; t < weeks; t++) {
      micros[t] = 10_000L * (1_000_000 + random.nextInt(20_000_000));
    }
    return micros;
  }

  private double[] amounts(int weeks) {
    double[] amounts = new double[weeks];
    Long[] micros = cents(weeks);
    for (int t = 0; t < weeks; t++) {
      amounts[t] = micros[t] / 1e6;
    }
    return amounts;
  }

  private double[] anything(int count) {
    return random.doubles(count).toArray();
  }

  private double[][] weekly(int rows, int weeks) {
    double[][] values = new double[rows][];
    for (int r = 0; r < rows; r++) {
      values[r] = amounts(weeks);
    }
    return values;
  }

  private dev.freshet.model.FittedModel model() {
    List<MediaTerm> media = new ArrayList<>();
    List<ChannelRoi> roi = new ArrayList<>();
    for (int c = 0; c < CHANNELS; c++) {
      media.add(MediaTerm.paid("channel_with_a_long_name_" + c));
      Interval interval = new Interval(random.nextDouble(), random.nextDouble(), 9);
      roi.add(
          new ChannelRoi(
              media.get(c).name(),
              "window",
              WEEKS,
              random.nextDouble(),
              interval,
              Optional.of(interval),
              Optional.empty(),
              Optional.empty(),
              ""));
    }
    List<BaselineTerm> baseline = new ArrayList<>();
    for (int k = 0; k < COLUMNS; k++) {
      baseline.add(new BaselineTerm("context.variable_" + k, "context.variable_" + k));
    }
    return new dev.freshet.model.FittedModel(
        dev.freshet.model.FitKind.REFRESH,
        "particles reweighted and moved",
        "1",
        "0123456789abcdef".repeat(4),
        new ModelDefinition(media, baseline, true, true),
        new ModelData(
            FIRST_WEEK,
            LEAD_IN,
            amounts(WEEKS),
            weekly(CHANNELS, LEAD_IN + WEEKS),
            weekly(CHANNELS, LEAD_IN + WEEKS),
            weekly(COLUMNS, WEEKS)),
        new Anchor(
            FIRST_WEEK.minusWeeks(26),
            WEEKS,
            LEAD_IN,
            1e6,
            anything(CHANNELS),
            anything(CHANNELS),
            anything(CHANNELS),
            anything(CHANNELS),
            anything(CHANNELS),
            weekly(CHANNELS, LEAD_IN + WEEKS),
            anything(COLUMNS),
            anything(COLUMNS),
            anything(COLUMNS),
            Collections.nCopies(CHANNELS, "")),
        particles(),
        0.1,
        new SamplerReport(PARTICLES, 400, 0.8, 0, 3, 1, "", OptionalDouble.empty()),
        List.of(),
        roi,
        List.of(),
        new Diagnostics(0.9, 0.1, 0.1, 0.1, 2, Optional.empty()),
        List.of(),
        List.of(),
        List.of(),
        dev.freshet.model.Decomposition.UNKNOWN);
  }

  private Particles particles() {
    double[][] q = new double[PARTICLES][4 * CHANNELS];
    int[] grid = new int[PARTICLES];
    double[] weight = new double[PARTICLES];
    for (int i = 0; i < PARTICLES; i++) {
      for (int j = 0; j < q[i].length; j++) {
        q[i][j] = (float) random.nextGaussian();
      }
      grid[i] = random.nextInt(25);
      weight[i] = (float) random.nextDouble();
    }
    return new Particles(q, grid, weight);
  }

  private ModelSpec spec() {
    Specs specs = Specs.tv().weeks(52, WEEKS);
    for (int c = 1; c < CHANNELS; c++) {
      specs.media(MediaSpec.of("channel_with_a_long_name_" + c).withExposure(Exposure.IMPRESSIONS));
    }
    for (int k = 0; k < COLUMNS; k++) {
      specs.context(ContextSpec.number("variable_" + k));
    }
    return specs.build();
  }

  private RefreshRequest request(byte[] state) {
    ModelSpec spec = spec();
    Map<String, Long[]> series = new TreeMap<>();
    spec.variables().forEach(v -> series.put(v, cents(LEAD_IN + WEEKS)));
    FittedModel incumbent =
        FittedModel.newBuilder()
            .setModel(Specs.MODEL)
            .setModelVersion("0123456789abcdef")
            .setSequence(77)
            .setSpecVersion(spec.fingerprint())
            .setEngineVersion("1")
            .setFingerprint("0123456789abcdef".repeat(4))
            .setSeed(random.nextLong())
            .setKind(FitKind.REFRESH)
            .setReason("particles reweighted and moved")
            .setFirstWeek(FIRST_WEEK)
            .setLastWeek(FIRST_WEEK.plusWeeks(WEEKS))
            .setAnchorWeek(FIRST_WEEK)
            .setComponents(spec.variables())
            .setChannels(spec.media().stream().map(MediaSpec::channel).toList())
            .setHorizons(List.of("1w", "4w", "13w", "52w", "window"))
            .setCurves(spec.media().stream().map(MediaSpec::channel).toList())
            .setRSquared(0.9)
            .setNrmse(0.1)
            .setMape(0.1)
            .setDecompRssd(0.1)
            .setDurbinWatson(2)
            .setEffectiveParticles(400)
            .setState(ByteBuffer.wrap(state))
            .build();
    return RefreshRequest.newBuilder()
        .setRequestId("acme/DE#78")
        .setModel(Specs.MODEL)
        .setSequence(78)
        .setDataRevision(1)
        .setReasons(List.of(TriggerReason.WEEK_CLOSED))
        .setReasonDetail("")
        .setBuild(false)
        .setSpec(SpecMapping.toAvro(spec))
        .setFirstWeek(FIRST_WEEK)
        .setLeadInWeeks(LEAD_IN)
        .setWeeks(WEEKS)
        .setSeries(Observations.toAvro(series))
        .setExperiments(List.of())
        .setIncumbent(incumbent)
        .setClosedWeek(FIRST_WEEK.plusWeeks(LEAD_IN + WEEKS - 1))
        .setClosedAt(Instant.EPOCH)
        .setIncompleteSources(List.of())
        .setRequestedAt(Instant.EPOCH)
        .build();
  }
}
