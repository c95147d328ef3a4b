package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class GradientBenchmarkTest {
  @Test
  void shouldEvaluateGradientsWithoutAllocating() {
    GradientBenchmark benchmark =
        new GradientBenchmark(Samples.definition(5), Samples.data(5, 30, 10, 104, 1));
    assertThat(benchmark.dimension()).isEqualTo(20);
    assertThat(benchmark.evaluate(20_000)).isFinite().isNotZero();

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    benchmark.evaluate(1_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // A thousand gradients: what little is left is the measurement's own.
    assertThat(allocated).isLessThan(1_000);
  }
}
