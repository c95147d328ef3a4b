package dev.freshet.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Looks at the folder that is to keep state, before anything is written to it. */
public final class StateFolder {
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  private StateFolder() {}

  /**
   * Creates the folder where need be.
   *
   * @return why what it holds may be gone after a restart; empty when it lasts
   * @throws IOException when it cannot be written to
   */
  public static Optional<String> prepare(Path folder) throws IOException {
    Path path = folder.toAbsolutePath().normalize();
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IOException(path + " is a file: give --state-dir a folder");
    }
    Files.createDirectories(path);
    if (!Files.isWritable(path)) {
      throw new IOException(path + " cannot be written to: give --state-dir another folder");
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize();
    String kind = Files.getFileStore(path).type();
    if (path.startsWith(temporary) || IN_MEMORY.contains(kind)) {
      return Optional.of(
          "State in %s (%s) may be gone after a restart, which then restores all of it from Kafka: give --state-dir a folder on a disk that lasts"
              .formatted(path, path.startsWith(temporary) ? "temporary folder" : kind));
    }
    return Optional.empty();
  }
}
