package dev.freshet.refresh;

import dev.freshet.avro.internal.EngineState;
import dev.freshet.avro.internal.StateAnchor;
import dev.freshet.avro.internal.StateAnomaly;
import dev.freshet.avro.internal.StateBaseline;
import dev.freshet.avro.internal.StateExperiment;
import dev.freshet.avro.internal.StateMedium;
import dev.freshet.avro.internal.StateRoi;
import dev.freshet.model.Anchor;
import dev.freshet.model.Anomaly;
import dev.freshet.model.BaselineTerm;
import dev.freshet.model.Bounds;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.Diagnostics;
import dev.freshet.model.Experiment;
import dev.freshet.model.FitKind;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Interval;
import dev.freshet.model.MediaTerm;
import dev.freshet.model.ModelData;
import dev.freshet.model.ModelDefinition;
import dev.freshet.model.Particles;
import dev.freshet.model.RoiBelief;
import dev.freshet.model.SamplerReport;
import dev.freshet.registry.SingleObjectSerde;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Writes what a refresh needs of a fitted model into one compressed field, and reads it back.
 *
 * <p>Form: {@code EngineState.avsc} in Avro's single-object encoding, deflated. Particles are
 * 32-bit floats, which the engine guarantees to lose nothing. Answers are left out but for the
 * window's ROI, which the next refresh compares with.
 */
public final class StateCodec {
  private static final SingleObjectSerde<EngineState> SERDE =
      new SingleObjectSerde<>(EngineState.class);

  /** Stands in messages where a topic's name would. */
  private static final String WHAT = "engine state";

  private StateCodec() {}

  /** The compressed state of a model. */
  public static byte[] encode(FittedModel model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(SERDE.serializer().serialize(WHAT, toAvro(model)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  /**
   * The model of a state, without contributions and curves.
   *
   * @throws IllegalArgumentException if the bytes are no state that this version can read
   */
  public static FittedModel decode(byte[] state) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(state))) {
      return fromAvro(SERDE.deserializer().deserialize(WHAT, in.readAllBytes()));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "the state of the incumbent cannot be read (%d bytes, %s): rebuild the model"
              .formatted(state.length, e.getMessage()),
          e);
    }
  }

  private static EngineState toAvro(FittedModel m) {
    ModelData data = m.data();
    Particles particles = m.particles();
    return EngineState.newBuilder()
        .setKind(m.kind().name())
        .setReason(m.reason())
        .setEngineVersion(m.engineVersion())
        .setFingerprint(m.fingerprint())
        .setMedia(m.definition().media().stream().map(StateCodec::medium).toList())
        .setBaseline(
            m.definition().baseline().stream()
                .map(b -> new StateBaseline(b.name(), b.component(), b.sign().name()))
                .toList())
        .setTrend(m.definition().trend())
        .setSeason(m.definition().season())
        .setFirstWeek(data.firstWeek())
        .setLeadInWeeks(data.leadInWeeks())
        .setOutcome(list(data.outcome()))
        .setExposure(lists(data.media()))
        .setSpend(lists(spendUnlessExposure(data)))
        .setColumns(lists(data.baseline()))
        .setExperiments(data.experiments().stream().map(StateCodec::experiment).toList())
        .setAnchor(anchor(m.anchor(), data))
        .setParticles(particles.size())
        .setDimension(particles.dimension())
        .setQ(floats(Arrays.stream(particles.q()).flatMapToDouble(Arrays::stream)))
        .setGrid(grid(particles.grid()))
        .setWeight(floats(Arrays.stream(particles.weight())))
        .setStepSize(m.stepSize())
        .setWindowRoi(
            m.roi().stream()
                .filter(r -> r.horizon().equals("window"))
                .map(StateCodec::roi)
                .toList())
        .build();
  }

  private static FittedModel fromAvro(EngineState s) {
    List<MediaTerm> media = s.getMedia().stream().map(StateCodec::medium).toList();
    double[][] exposure = arrays(s.getExposure());
    double[][] spend = arrays(s.getSpend());
    for (int c = 0; c < spend.length; c++) {
      if (spend[c].length == 0 && media.get(c).kind() == MediaTerm.Kind.PAID) {
        spend[c] = exposure[c];
      }
    }
    ModelData data =
        new ModelData(
            s.getFirstWeek(),
            s.getLeadInWeeks(),
            array(s.getOutcome()),
            exposure,
            spend,
            arrays(s.getColumns()),
            s.getExperiments().stream().map(StateCodec::experiment).toList());
    List<BaselineTerm> baseline = s.getBaseline().stream().map(StateCodec::term).toList();
    return new FittedModel(
        FitKind.valueOf(s.getKind()),
        s.getReason(),
        s.getEngineVersion(),
        s.getFingerprint(),
        new ModelDefinition(media, baseline, s.getTrend(), s.getSeason()),
        data,
        anchor(s.getAnchor(), exposure),
        particles(s),
        s.getStepSize(),
        new SamplerReport(
            s.getParticles(), s.getParticles(), Double.NaN, 0, 0, 0, "", OptionalDouble.empty()),
        List.of(),
        s.getWindowRoi().stream().map(StateCodec::roi).toList(),
        List.of(),
        new Diagnostics(
            Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Optional.empty()),
        List.of(),
        List.of(),
        List.of());
  }

  private static BaselineTerm term(StateBaseline b) {
    return new BaselineTerm(b.getName(), b.getComponent(), BaselineTerm.Sign.valueOf(b.getSign()));
  }

  private static StateExperiment experiment(Experiment e) {
    return new StateExperiment(
        e.name(),
        e.channels(),
        e.testWeek(),
        lists(e.change()),
        e.measuredWeek(),
        list(e.measured()),
        e.share(),
        e.lift(),
        e.standardError(),
        e.scope().name());
  }

  private static Experiment experiment(StateExperiment e) {
    return new Experiment(
        e.getName(),
        e.getChannels(),
        e.getTestWeek(),
        arrays(e.getChange()),
        e.getMeasuredWeek(),
        array(e.getMeasured()),
        e.getShare(),
        e.getLift(),
        e.getStandardError(),
        Experiment.Scope.valueOf(e.getScope()));
  }

  private static StateMedium medium(MediaTerm m) {
    return new StateMedium(
        m.name(),
        m.kind() == MediaTerm.Kind.PAID,
        m.adstock().name(),
        bounds(m.theta()),
        bounds(m.alpha()),
        bounds(m.gamma()),
        m.roi().map(r -> List.of(r.low(), r.high())).orElse(List.of()));
  }

  private static MediaTerm medium(StateMedium m) {
    return new MediaTerm(
        m.getName(),
        m.getPaid() ? MediaTerm.Kind.PAID : MediaTerm.Kind.ORGANIC,
        MediaTerm.Adstock.valueOf(m.getAdstock()),
        bounds(m.getTheta()),
        bounds(m.getAlpha()),
        bounds(m.getGamma()),
        bounds(m.getRoi()).map(b -> new RoiBelief(b.low(), b.high())));
  }

  private static StateAnchor anchor(Anchor a, ModelData data) {
    return StateAnchor.newBuilder()
        .setFirstWeek(a.firstWeek())
        .setWeeks(a.weeks())
        .setLeadInWeeks(a.leadInWeeks())
        .setOutcomeMean(a.outcomeMean())
        .setMediaMax(list(a.mediaMax()))
        .setSpendMean(list(a.spendMean()))
        .setSpendShare(list(a.spendShare()))
        .setMixedShare(list(a.mixedShare()))
        .setInitialAdstock(list(a.initialAdstock()))
        .setMedia(isBeginning(a.media(), data.media()) ? List.of() : lists(a.media()))
        .setBaselineMean(list(a.baselineMean()))
        .setBaselineSd(list(a.baselineSd()))
        .setBaselineOrigin(list(a.baselineOrigin()))
        .setExcluded(a.excluded())
        .setAdjustments(
            a.adjustments().stream()
                .map(x -> new StateAnomaly(x.kind().name(), x.week(), x.size(), x.score()))
                .toList())
        .build();
  }

  private static Anchor anchor(StateAnchor a, double[][] exposure) {
    int weeks = a.getLeadInWeeks() + a.getWeeks();
    double[][] media =
        a.getMedia().isEmpty()
            ? Arrays.stream(exposure).map(x -> Arrays.copyOf(x, weeks)).toArray(double[][]::new)
            : arrays(a.getMedia());
    return new Anchor(
        a.getFirstWeek(),
        a.getWeeks(),
        a.getLeadInWeeks(),
        a.getOutcomeMean(),
        array(a.getMediaMax()),
        array(a.getSpendMean()),
        array(a.getSpendShare()),
        array(a.getMixedShare()),
        array(a.getInitialAdstock()),
        media,
        array(a.getBaselineMean()),
        array(a.getBaselineSd()),
        array(a.getBaselineOrigin()),
        a.getExcluded(),
        a.getAdjustments().stream()
            .map(
                x ->
                    new Anomaly(
                        Anomaly.Kind.valueOf(x.getKind()),
                        x.getWeek(),
                        x.getSize(),
                        x.getScore(),
                        true))
            .toList());
  }

  private static boolean isBeginning(double[][] head, double[][] whole) {
    for (int c = 0; c < head.length; c++) {
      int length = head[c].length;
      if (length > whole[c].length || !Arrays.equals(head[c], 0, length, whole[c], 0, length)) {
        return false;
      }
    }
    return true;
  }

  private static double[][] spendUnlessExposure(ModelData data) {
    double[][] spend = data.spend();
    double[][] media = data.media();
    for (int c = 0; c < spend.length; c++) {
      if (Arrays.equals(spend[c], media[c])) {
        spend[c] = new double[0];
      }
    }
    return spend;
  }

  private static Particles particles(EngineState s) {
    double[] flat = doubles(s.getQ());
    int d = s.getDimension();
    double[][] q = new double[s.getParticles()][];
    for (int i = 0; i < q.length; i++) {
      q[i] = Arrays.copyOfRange(flat, i * d, (i + 1) * d);
    }
    ByteBuffer grid = s.getGrid().duplicate();
    int[] indices = new int[q.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = grid.get();
    }
    return new Particles(q, indices, doubles(s.getWeight()));
  }

  private static StateRoi roi(ChannelRoi r) {
    return new StateRoi(
        r.channel(),
        r.weeks(),
        r.spend(),
        interval(r.contribution()),
        r.roi().map(StateCodec::interval).orElse(List.of()));
  }

  private static ChannelRoi roi(StateRoi r) {
    return new ChannelRoi(
        r.getChannel(),
        "window",
        r.getWeeks(),
        r.getSpend(),
        interval(r.getContribution()),
        r.getRoi().isEmpty() ? Optional.empty() : Optional.of(interval(r.getRoi())),
        Optional.empty(),
        Optional.empty(),
        "");
  }

  private static List<Double> interval(Interval i) {
    return List.of(i.median(), i.lower(), i.upper());
  }

  private static Interval interval(List<Double> i) {
    return new Interval(i.get(0), i.get(1), i.get(2));
  }

  private static List<Double> bounds(Optional<Bounds> bounds) {
    return bounds.map(b -> List.of(b.low(), b.high())).orElse(List.of());
  }

  private static Optional<Bounds> bounds(List<Double> bounds) {
    return bounds.isEmpty()
        ? Optional.empty()
        : Optional.of(new Bounds(bounds.get(0), bounds.get(1)));
  }

  private static ByteBuffer floats(DoubleStream values) {
    double[] array = values.toArray();
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * array.length);
    for (double value : array) {
      if ((float) value != value) {
        throw new IllegalStateException("particle coordinate " + value + " does not fit a float");
      }
      bytes.putFloat((float) value);
    }
    return bytes.flip();
  }

  private static double[] doubles(ByteBuffer floats) {
    ByteBuffer bytes = floats.duplicate();
    double[] array = new double[bytes.remaining() / Float.BYTES];
    for (int i = 0; i < array.length; i++) {
      array[i] = bytes.getFloat();
    }
    return array;
  }

  private static ByteBuffer grid(int[] indices) {
    ByteBuffer bytes = ByteBuffer.allocate(indices.length);
    for (int index : indices) {
      bytes.put((byte) index);
    }
    return bytes.flip();
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static List<List<Double>> lists(double[][] rows) {
    return Arrays.stream(rows).map(StateCodec::list).toList();
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[][] arrays(List<List<Double>> rows) {
    List<double[]> arrays = new ArrayList<>();
    rows.forEach(row -> arrays.add(array(row)));
    return arrays.toArray(double[][]::new);
  }
}
