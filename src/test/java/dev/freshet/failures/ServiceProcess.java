package dev.freshet.failures;

import dev.freshet.ops.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One instance of the service in a JVM of its own, as {@code freshet run --role} starts it. */
final class ServiceProcess {
  /** What the service promises, and some for a busy machine. */
  private static final Duration STOP = Duration.ofSeconds(40);

  private final String label;
  private final ChildProcess process;

  /**
   * @param instance name of the instance, the same over restarts
   * @param label name of the process, of its state and of its log
   * @param options of {@code freshet run}, those of the role and the instance left out
   */
  ServiceProcess(Role role, String instance, String label, Path folder, List<String> options) {
    this.label = label;
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "dev.freshet.Freshet",
            "run",
            "--role=" + role.name().toLowerCase(Locale.ROOT),
            "--instance=" + instance,
            "--state-dir=" + folder.resolve("state-" + label)));
    arguments.addAll(options);
    process = new ChildProcess(label, folder.resolve(label + ".log"), options(role), arguments);
  }

  /** Fits are worth compiling well; everything else is over before it pays. */
  private static List<String> options(Role role) {
    return role == Role.LEDGER || role == Role.PLANNER
        ? List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        : List.of("-Xmx512m", "-XX:+UseSerialGC");
  }

  ServiceProcess start() {
    process.start();
    return this;
  }

  boolean running() {
    return process.running();
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  void stop() throws InterruptedException {
    process.stop(STOP);
  }

  void freeze() throws InterruptedException {
    process.freeze();
  }

  void wake() throws InterruptedException {
    process.wake();
  }

  Duration processorTime() {
    return process.processorTime();
  }

  boolean logged(String text) {
    return process.logged(text);
  }

  String tail() {
    return process.tail();
  }

  @Override
  public String toString() {
    return label;
  }
}
