package dev.freshet.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * All that is logged in this process while this is open, by Freshet down to DEBUG and by Kafka down
 * to INFO, where clients list their settings. None of it goes to the console.
 */
final class CapturedLog extends AbstractAppender implements AutoCloseable {
  private static final Map<String, Level> WANTED =
      Map.of("dev.freshet", Level.DEBUG, "org.apache.kafka", Level.INFO);

  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final LoggerContext context = LoggerContext.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private final List<Appender> others = new ArrayList<>(root.getAppenders().values());
  private final List<Runnable> undo = new ArrayList<>();

  private CapturedLog() {
    super(
        "captured",
        null,
        PatternLayout.newBuilder().withPattern("%p %c %m%n%ex").build(),
        false,
        Property.EMPTY_ARRAY);
  }

  static CapturedLog open() {
    CapturedLog log = new CapturedLog();
    log.start();
    log.others.forEach(other -> log.root.removeAppender(other.getName()));
    log.root.addAppender(log, Level.ALL, null);
    WANTED.forEach(log::lower);
    log.context.updateLoggers();
    return log;
  }

  private void lower(String name, Level level) {
    LoggerConfig logger = context.getConfiguration().getLoggerConfig(name);
    Level before = logger.getLevel();
    logger.setLevel(level);
    undo.add(() -> logger.setLevel(before));
  }

  @Override
  public void append(LogEvent event) {
    lines.add(String.valueOf(getLayout().toSerializable(event)));
  }

  /** What has been logged so far. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    root.removeAppender(getName());
    others.forEach(other -> root.addAppender(other, null, null));
    undo.forEach(Runnable::run);
    context.updateLoggers();
    stop();
  }
}
