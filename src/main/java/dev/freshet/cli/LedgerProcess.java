package dev.freshet.cli;

import dev.freshet.Freshet;
import dev.freshet.ops.Role;
import dev.freshet.ops.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code freshet run --role LEDGER} as a process of its own, so that it can be killed. */
final class LedgerProcess implements AutoCloseable {
  private static final int DEATH_SECONDS = 30;
  private static final int TAIL_LINES = 20;

  private final Process process;
  private final Path log;

  private LedgerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Starts it with this JVM's class path; what it writes goes into {@code log}. */
  static LedgerProcess start(ServiceConfig config, Path log) throws IOException {
    if (config.role() != Role.LEDGER || !config.instance().lasting()) {
      throw new IllegalArgumentException("need a ledger with a lasting name");
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Freshet.class.getName(),
            "run",
            "--role=ledger",
            "--bootstrap-servers=" + config.cluster().bootstrapServers(),
            "--schema-registry=" + config.cluster().registryUrls(),
            "--topic-prefix=" + config.cluster().prefix(),
            "--instance=" + config.instance().name(),
            "--state-dir=" + config.state().dir(),
            "--standbys=" + config.state().standbys(),
            "--state-memory-mib=" + (config.state().memoryBytes() >> 20),
            "--threads=" + config.load().threads(),
            "--partitions=" + config.layout().partitions(),
            "--replication=" + config.layout().replication(),
            "--flush-millis=" + config.booking().flush().toMillis());
    return new LedgerProcess(
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
  }

  boolean ended() {
    return !process.isAlive();
  }

  /** The last lines that it wrote. */
  String output() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** SIGKILL: the process has no say. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(DEATH_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "process %d is still there %d s after SIGKILL".formatted(process.pid(), DEATH_SECONDS));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
