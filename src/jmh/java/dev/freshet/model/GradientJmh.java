package dev.freshet.model;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One gradient of the log posterior at 156 weeks: mean time in µs, and bytes allocated. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GradientJmh {
  private static final int WEEKS = 156;

  @Param({"5", "10", "20"})
  private int channels;

  private GradientBenchmark benchmark;

  /** Points at which gradients are taken in turn. */
  @Setup
  public void prepare() {
    benchmark =
        new GradientBenchmark(
            Samples.definition(channels), Samples.data(channels, 20, 13, 20 + WEEKS, 1));
  }

  /** Gradients, at one point after the other. */
  @Benchmark
  public double gradient() {
    return benchmark.evaluate(1);
  }
}
