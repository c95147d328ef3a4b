package dev.freshet.failures;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own that can be started, stopped, frozen and killed, again and again, and writes all
 * its output into one log. None outlives this JVM.
 */
final class ChildProcess {
  private static final Duration DEATH = Duration.ofSeconds(30);
  private static final int TAIL_LINES = 60;
  private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> LIVING.forEach(Process::destroyForcibly)));
  }

  private final String name;
  private final Path log;
  private final List<String> command;
  private Process process;

  /**
   * @param options options of the JVM
   * @param arguments main class and its arguments; the class path is this JVM's
   */
  ChildProcess(String name, Path log, List<String> options, List<String> arguments) {
    this.name = name;
    this.log = log;
    command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(arguments);
  }

  synchronized void start() {
    if (running()) {
      throw new IllegalStateException(name + " runs already");
    }
    try {
      Files.createDirectories(log.getParent());
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
    LIVING.add(process);
  }

  synchronized boolean running() {
    return process != null && process.isAlive();
  }

  /** SIGKILL: the process has no say. */
  synchronized void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitDeath(DEATH);
    note("killed");
  }

  /** SIGTERM, and waits until it has obeyed. */
  synchronized void stop(Duration patience) throws InterruptedException {
    process.destroy();
    awaitDeath(patience);
    note("stopped");
  }

  /** SIGSTOP: it keeps its memory and its sockets, and does nothing. */
  synchronized void freeze() throws InterruptedException {
    signal("STOP");
    note("frozen");
  }

  /** SIGCONT: it goes on as if no time had passed. */
  synchronized void wake() throws InterruptedException {
    note("woken");
    signal("CONT");
  }

  /** Processor time used since the start. */
  synchronized Duration processorTime() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Whether a line of the log holds {@code text}. */
  boolean logged(String text) {
    return lines().stream().anyMatch(line -> line.contains(text));
  }

  /** The end of the log, for a failed test's output. */
  String tail() {
    List<String> lines = lines();
    int from = Math.max(0, lines.size() - TAIL_LINES);
    return "---- %s (%s)%n%s%n"
        .formatted(name, log, String.join("\n", lines.subList(from, lines.size())));
  }

  private List<String> lines() {
    try {
      // A log may end in half a character.
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of("no log: " + e);
    }
  }

  private void awaitDeath(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          "%s has not ended within %d s".formatted(name, patience.toSeconds()));
    }
    LIVING.remove(process);
  }

  private void note(String what) {
    try {
      Files.writeString(
          log,
          "==== %s %s%n".formatted(name, what),
          StandardCharsets.UTF_8,
          java.nio.file.StandardOpenOption.CREATE,
          java.nio.file.StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String signal) throws InterruptedException {
    try {
      int result =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      if (result != 0) {
        throw new IllegalStateException("kill -%s %s failed".formatted(signal, name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send a signal to " + name, e);
    }
  }
}
