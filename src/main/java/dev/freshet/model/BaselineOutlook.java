package dev.freshet.model;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Baseline and noise of a fitted model over the weeks after its data, draw by draw.
 *
 * <p>The weeks to come are weeks of the model without an outcome. So the columns of {@link
 * BaselineDesign} go on: the season and the trend's last slope, holidays and context with the
 * values given. The trend keeps bending as the prior says: a ramp begins at each further multiple
 * of the changepoints' spacing after the anchor's end, and since no outcome informs its
 * coefficient, that is drawn from its prior N(0, (4 τ σ)²). Given a particle's media,
 *
 * <pre>
 * σ, b   from {@link BaselineDraw}, the coefficients' conditional posterior
 * e_T    = r_T − Σ b_k z_k,T, the noise of the last observed week T
 * e_T+g  = ρ^g e_T + σ √((1 − ρ^2g) / (1 − ρ²)) ε, g the weeks from T to the first week to come
 * e_t+1  = ρ e_t + σ ε
 * </pre>
 *
 * One week ahead this is the prediction that {@link OneStepAhead} scores. Level shifts of the
 * anchor last; outliers do not come again. The same model gives the same draws, whatever the
 * columns: two futures are compared draw by draw.
 */
public final class BaselineOutlook {
  /** Told apart from the draws of the model's own answers. */
  private static final long STREAM = 0x666f726563617374L;

  private final List<String> components;
  private final double[][][] paths; // by draw, then component, then week
  private final double[][] slopes; // by draw, then baseline term
  private final double[][] noise; // by draw, then week

  private BaselineOutlook(List<String> components, int terms, int draws, int weeks) {
    this.components = components;
    this.slopes = new double[draws][terms];
    this.paths = new double[draws][components.size()][weeks];
    this.noise = new double[draws][weeks];
  }

  /**
   * The weeks of a plan, right after the model's last.
   *
   * @param media of the same model; the draws of each of its draws follow each other here
   * @param columns by baseline term of the model, its value by week of the plan, raw units
   * @param repeats draws of the baseline for each draw of the media
   * @throws IllegalArgumentException if columns and model differ in shape
   */
  public static BaselineOutlook of(
      FittedModel model, MediaOutlook media, double[][] columns, int repeats) {
    int[] particles = new int[media.draws()];
    Arrays.setAll(particles, media::particle);
    return of(model, media.weeks(), columns, particles, repeats);
  }

  /**
   * The weeks right after the model's last.
   *
   * @param weeks number of weeks to come
   * @param columns by baseline term of the model, its value by week to come, raw units
   * @param particles the model's particles by draw of the media
   * @param repeats draws of the baseline for each of these
   * @throws IllegalArgumentException if columns and model differ in shape
   */
  static BaselineOutlook of(
      FittedModel model, int weeks, double[][] columns, int[] particles, int repeats) {
    require(model, weeks, columns);
    ModelData data = extended(model.data(), columns, weeks);
    Posterior posterior =
        new Posterior(model.definition(), model.anchor(), data, Convention.PRODUCT);
    List<String> components = List.copyOf(BaselinePart.names(model.definition()));
    int draws = particles.length * repeats;
    BaselineOutlook outlook = new BaselineOutlook(components, columns.length, draws, weeks);
    BaselinePart[] parts = new BaselinePart[components.size()];
    int from = model.data().weeks();
    for (int j = 0; j < parts.length; j++) {
      parts[j] =
          BaselinePart.of(
              posterior.design(),
              components.get(j),
              model.anchor().outcomeMean(),
              from,
              from + weeks);
    }
    UniformRandomProvider[] streams = new Cloud(draws, 0, model.seed() ^ STREAM).streams;
    Draw draw = new Draw(posterior, model, from);
    for (int d = 0; d < draws; d++) {
      if (d % repeats == 0) {
        draw.take(particles[d / repeats]);
      }
      draw.make(streams[d]);
      for (int j = 0; j < parts.length; j++) {
        parts[j].read(draw.coefficients, 0, weeks, outlook.paths[d][j]);
      }
      draw.slopes(outlook.slopes[d]);
      draw.noise(streams[d], outlook.noise[d]);
    }
    return outlook;
  }

  private static void require(FittedModel model, int weeks, double[][] columns) {
    int terms = model.definition().baseline().size();
    if (columns.length != terms || Arrays.stream(columns).anyMatch(c -> c.length != weeks)) {
      throw new IllegalArgumentException(
          "%d columns: need one of %d weeks for each of the model's %d baseline terms"
              .formatted(columns.length, weeks, terms));
    }
  }

  private static ModelData extended(ModelData data, double[][] columns, int weeks) {
    double[] outcome = Arrays.copyOf(data.outcomeArray(), data.weeks() + weeks);
    Arrays.fill(outcome, data.weeks(), outcome.length, Double.NaN);
    int known = data.leadInWeeks() + data.weeks();
    double[][] media = new double[data.mediaCount()][];
    double[][] spend = new double[media.length][];
    for (int c = 0; c < media.length; c++) {
      media[c] = Arrays.copyOf(data.mediaArray(c), known + weeks);
      spend[c] =
          data.spendArray(c).length == 0
              ? new double[0]
              : Arrays.copyOf(data.spendArray(c), known + weeks);
    }
    double[][] baseline = new double[columns.length][data.weeks() + weeks];
    for (int k = 0; k < columns.length; k++) {
      System.arraycopy(data.baselineArray(k), 0, baseline[k], 0, data.weeks());
      System.arraycopy(columns[k], 0, baseline[k], data.weeks(), weeks);
    }
    return new ModelData(
        data.firstWeek(), data.leadInWeeks(), outcome, media, spend, baseline, data.experiments());
  }

  /** One draw of coefficients and noise; overwritten by the next. */
  private static final class Draw {
    private final Posterior posterior;
    private final Particles particles;
    private final Posterior.Workspace workspace;
    private final int from; // first week to come
    private final double unit;
    private final int[] columnOf; // by baseline term
    private final double[] deviations; // by baseline term, standard deviation over the anchor
    final double[] coefficients;
    private int grid;
    private double sigma;

    Draw(Posterior posterior, FittedModel model, int from) {
      this.posterior = posterior;
      this.particles = model.particles();
      this.workspace = posterior.workspace();
      this.from = from;
      this.unit = model.anchor().outcomeMean();
      this.columnOf = new int[model.definition().baseline().size()];
      Arrays.setAll(columnOf, posterior.design()::columnOf);
      this.deviations = model.anchor().baselineSd();
      this.coefficients = new double[posterior.design().size() + posterior.design().signed()];
    }

    /** The particle that the next draws belong to. */
    void take(int particle) {
      double[] q = particles.point(particle);
      if (!posterior.residual(q, workspace, false)) {
        throw new IllegalStateException("particle " + particle + " lies outside the support");
      }
      grid = particles.gridIndex(particle);
      int conjugate = posterior.design().size();
      for (int k = conjugate; k < coefficients.length; k++) {
        coefficients[k] = posterior.signed().coefficient(q, k - conjugate);
      }
    }

    void make(UniformRandomProvider random) {
      sigma = BaselineDraw.of(posterior, grid, workspace.residual, coefficients, random);
    }

    /** What one more of each raw column brings; 0 of one that is left out. */
    void slopes(double[] out) {
      for (int k = 0; k < out.length; k++) {
        out[k] = columnOf[k] < 0 ? 0 : unit * coefficients[columnOf[k]] / deviations[k];
      }
    }

    /** Noise of the weeks to come, in the outcome's units. */
    void noise(UniformRandomProvider random, double[] out) {
      int[] observed = posterior.observedIndices();
      int last = observed[observed.length - 1];
      double now = workspace.residual[observed.length - 1];
      for (int k = 0; k < posterior.design().size(); k++) {
        now -= coefficients[k] * posterior.design().column(k).values()[last];
      }
      ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
      double rho = NoiseGrid.rho(grid);
      int gap = from - last;
      for (int t = 0; t < out.length; t++) {
        double carried = Math.pow(rho, gap);
        double spread = Math.sqrt((1 - carried * carried) / (1 - rho * rho));
        now = carried * now + sigma * spread * gaussian.sample();
        out[t] = unit * now;
        gap = 1;
      }
    }
  }

  /** Number of draws. */
  public int draws() {
    return noise.length;
  }

  /** The components: intercept, trend, season, holiday, context, as far as the model has them. */
  public List<String> components() {
    return components;
  }

  /** Contribution of a component by week to come, in the outcome's units. */
  public double[] path(int draw, int component) {
    return paths[draw][component].clone();
  }

  /**
   * What one more of a baseline term's column in a week brings in it, in the outcome's units; 0 of
   * one without variation, which is not in the model.
   */
  public double slope(int draw, int term) {
    return slopes[draw][term];
  }

  /** Noise by week to come, in the outcome's units. */
  public double[] noise(int draw) {
    return noise[draw].clone();
  }
}
