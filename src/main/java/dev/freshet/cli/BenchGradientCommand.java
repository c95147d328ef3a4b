package dev.freshet.cli;

import com.sun.management.ThreadMXBean;
import dev.freshet.model.BaselineTerm;
import dev.freshet.model.GradientBenchmark;
import dev.freshet.model.MediaTerm;
import dev.freshet.model.ModelData;
import dev.freshet.model.ModelDefinition;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet bench gradient}: what one gradient of the log posterior costs. */
@Command(
    name = "gradient",
    description = "Measures time and memory of one gradient of the log posterior.")
final class BenchGradientCommand implements Callable<Integer> {
  private static final int ROUNDS = 15;
  private static final double ROUND_SECONDS = 0.2;
  private static final double WARM_UP_SECONDS = 2;

  @Spec private CommandSpec self;

  @Option(
      names = "--channels",
      split = ",",
      defaultValue = "5,10,20",
      description = "Numbers of channels; default ${DEFAULT-VALUE}.")
  private List<Integer> channels;

  @Option(
      names = "--weeks",
      defaultValue = "156",
      description = "Weeks of the window; default ${DEFAULT-VALUE}.")
  private int weeks;

  /** Time and memory of one gradient. */
  private record Cost(double cpuMicros, double wallMicros, double bytes) {}

  @Override
  public Integer call() {
    Table table =
        new Table(
            0, "channels", "µs a gradient", "µs of wall time", "bytes allocated", "gradients/s");
    for (int count : channels) {
      Cost cost = measure(new GradientBenchmark(definition(count), data(count)));
      table.row(
          Integer.toString(count),
          String.format(Locale.ROOT, "%.1f", cost.cpuMicros()),
          String.format(Locale.ROOT, "%.1f", cost.wallMicros()),
          String.format(Locale.ROOT, "%.1f", cost.bytes()),
          String.format(Locale.ROOT, "%,.0f", 1e6 / cost.cpuMicros()));
    }
    PrintWriter out = self.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d weeks, 2 baseline columns, one thread; median of %d rounds of %.1f s of its CPU time,%n"
            + "after %.0f s of warm-up. %s %s, %s, %d processors, load %.1f%n%n%s",
        weeks,
        ROUNDS,
        ROUND_SECONDS,
        WARM_UP_SECONDS,
        System.getProperty("java.vm.name"),
        System.getProperty("java.version"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        table.render(""));
    out.flush();
    return 0;
  }

  private static Cost measure(GradientBenchmark benchmark) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long warm = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
    int evaluated = 0;
    long start = threads.getCurrentThreadCpuTime();
    while (System.nanoTime() < warm) {
      benchmark.evaluate(100);
      evaluated += 100;
    }
    double nanos = (double) (threads.getCurrentThreadCpuTime() - start) / evaluated;
    int count = (int) Math.max(100, ROUND_SECONDS * 1e9 / nanos);
    double[] cpu = new double[ROUNDS];
    double[] wall = new double[ROUNDS];
    double[] bytes = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long bytesBefore = threads.getCurrentThreadAllocatedBytes();
      long wallBefore = System.nanoTime();
      long cpuBefore = threads.getCurrentThreadCpuTime();
      benchmark.evaluate(count);
      cpu[round] = (threads.getCurrentThreadCpuTime() - cpuBefore) / 1e3 / count;
      wall[round] = (System.nanoTime() - wallBefore) / 1e3 / count;
      bytes[round] = (double) (threads.getCurrentThreadAllocatedBytes() - bytesBefore) / count;
    }
    return new Cost(median(cpu), median(wall), median(bytes));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static ModelDefinition definition(int count) {
    List<MediaTerm> media = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      media.add(MediaTerm.paid("channel" + c));
    }
    return new ModelDefinition(
        media,
        List.of(new BaselineTerm("price", "context.price"), new BaselineTerm("easter", "holiday")),
        true,
        true);
  }

  /** Any data do: what a gradient costs does not depend on them, but for weeks without media. */
  private ModelData data(int count) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(count);
    double[][] media = new double[count][weeks];
    double[][] baseline = new double[2][weeks];
    double[] outcome = new double[weeks];
    for (int t = 0; t < weeks; t++) {
      baseline[0][t] = 5 + random.nextDouble();
      baseline[1][t] = t % 52 == 15 ? 1 : 0;
      outcome[t] = 100_000 + 10_000 * Math.sin(2 * Math.PI * t / 52) + 5_000 * random.nextDouble();
      for (int c = 0; c < count; c++) {
        media[c][t] = 500 + 1_000 * random.nextDouble();
        outcome[t] += 3_000 * media[c][t] / (media[c][t] + 1_000);
      }
    }
    return new ModelData(LocalDate.of(2023, 1, 2), 0, outcome, media, media, baseline);
  }
}
