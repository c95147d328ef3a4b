package dev.freshet.topic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.commons.io.file.PathUtils;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Folder of a test driver's stores: its own, since drivers of tests that run at the same time would
 * else lock each other out of one.
 */
public final class DriverState implements AutoCloseable {
  private final Path folder;

  public DriverState() {
    try {
      folder = Files.createTempDirectory("freshet-driver-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the driver keep its stores here. */
  public void in(Properties settings) {
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
  }

  @Override
  public void close() {
    try {
      PathUtils.deleteDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
