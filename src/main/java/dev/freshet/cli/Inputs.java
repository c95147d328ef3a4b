package dev.freshet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files as a person names them, checked before anything reads them. */
final class Inputs {
  private Inputs() {}

  /**
   * The same path, if it is a file that can be read.
   *
   * @throws IOException saying what it is instead
   */
  static Path file(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder: name a file in it");
    }
    if (!Files.isReadable(path)) {
      throw new IOException(path + " cannot be read: check its permissions");
    }
    return path;
  }
}
