package dev.freshet.cli;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What figures of speed depend on beside the code: the JDK, the processors, how busy they are. */
final class Conditions {
  private Conditions() {}

  /** The machine as it is now, in words: asked before the work, the load is that of others. */
  static String machine() {
    return String.format(
        Locale.ROOT,
        "OpenJDK %s, %d processors, load before %.1f",
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** CPU time of all threads of this process so far, seconds; NaN where the JVM does not tell. */
  static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
  }
}
