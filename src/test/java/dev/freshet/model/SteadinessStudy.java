package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far published ends move between seeds: standard deviation of the 5 %, 50 % and 95 % quantile
 * of each window total, in widths of the 90 % interval, from all draws and from those that are
 * stored. Run by hand; arguments: seeds, then numbers of draws.
 */
final class SteadinessStudy {
  private static final Workers WORKERS = new Workers(2);
  private static final int STORED = 1024;

  private SteadinessStudy() {}

  public static void main(String[] arguments) {
    int seeds = Integer.parseInt(arguments[0]);
    for (int a = 1; a < arguments.length; a++) {
      int draws = Integer.parseInt(arguments[a]);
      for (String set : List.of("A", "B")) {
        Oracle data = Oracle.data(set);
        row(set, data.definition(), data.first(data.weeks()), draws, seeds);
      }
      row("7ch", Samples.definition(7), Samples.data(7, 20, 13, 156, 5), draws, seeds);
    }
  }

  private static void row(
      String name, ModelDefinition definition, ModelData data, int draws, int seeds) {
    Anchor anchor = Anchors.of(definition, data);
    Posterior posterior = new Posterior(definition, anchor, data, Convention.PRODUCT);
    List<double[][]> found = new ArrayList<>();
    List<double[][]> stored = new ArrayList<>();
    long gradients = 0;
    for (int seed = 0; seed < seeds; seed++) {
      TemperedSampler.Outcome outcome =
          new TemperedSampler(posterior, WORKERS)
              .sample(draws, java.util.List.of(posterior.start(anchor.mixedShare())), 1000 + seed);
      gradients += outcome.report().gradients();
      MediaAnswers answers =
          Samples.answers(definition, data, anchor, posterior, outcome.cloud().freeze(), WORKERS);
      Cloud few = Thinning.of(outcome.cloud(), STORED, answers.below.toArray(double[][]::new));
      found.add(totals(answers));
      stored.add(
          totals(Samples.answers(definition, data, anchor, posterior, few.freeze(), WORKERS)));
    }
    print(name + " " + draws + " draws", found, gradients / seeds);
    print(name + " " + STORED + " stored of them", stored, 0);
  }

  private static double[][] totals(MediaAnswers answers) {
    return answers.roi.stream()
        .filter(r -> r.horizon().equals("window"))
        .map(ChannelRoi::contribution)
        .map(i -> new double[] {i.lower(), i.median(), i.upper()})
        .toArray(double[][]::new);
  }

  private static void print(String name, List<double[][]> found, long gradients) {
    int seeds = found.size();
    double[] mean = new double[3];
    double[] largest = new double[3];
    int channels = found.get(0).length;
    for (int c = 0; c < channels; c++) {
      double[] centre = new double[3];
      for (double[][] f : found) {
        for (int e = 0; e < 3; e++) {
          centre[e] += f[c][e] / seeds;
        }
      }
      for (int e = 0; e < 3; e++) {
        double sum = 0;
        for (double[][] f : found) {
          sum += (f[c][e] - centre[e]) * (f[c][e] - centre[e]);
        }
        double sd = Math.sqrt(sum / (seeds - 1)) / (centre[2] - centre[0]);
        mean[e] += sd / channels;
        largest[e] = Math.max(largest[e], sd);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-24s mean %.3f %.3f %.3f  largest %.3f %.3f %.3f  %d gradients%n",
        name,
        mean[0],
        mean[1],
        mean[2],
        largest[0],
        largest[1],
        largest[2],
        gradients);
  }
}
