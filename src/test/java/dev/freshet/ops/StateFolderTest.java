package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that may be given for state; the temporary folder of Java is elsewhere meanwhile. */
class StateFolderTest {
  private static final String TEMPORARY = "java.io.tmpdir";

  @TempDir private Path folder;
  private final String usual = System.getProperty(TEMPORARY);
  private Path temporary;

  @BeforeEach
  void moveTemporaryFolder() throws IOException {
    temporary = Files.createDirectory(folder.resolve("temporary"));
    System.setProperty(TEMPORARY, temporary.toString());
  }

  @AfterEach
  void moveItBack() {
    System.setProperty(TEMPORARY, usual);
  }

  @Test
  void shouldCreateAFolderWithAllAboveIt() throws IOException {
    Path state = folder.resolve("a").resolve("b");
    StateFolder.prepare(state);
    assertThat(state).isDirectory();
  }

  @Test
  void shouldTakeAFolderOnADiskWithoutAWordAndLeaveWhatItHolds() throws IOException {
    Assumptions.assumeFalse(
        Files.getFileStore(folder).type().matches("tmpfs|ramfs"), "temporary folders are on disk");
    Path state = Files.createDirectory(folder.resolve("state"));
    Path kept = Files.writeString(state.resolve("kept"), "kept");

    assertThat(StateFolder.prepare(state)).isEmpty();
    assertThat(kept).hasContent("kept");
    assertThat(state).isDirectoryContaining(p -> p.equals(kept));
  }

  @Test
  void shouldWarnOfTheTemporaryFolderHoweverItIsWritten() throws IOException {
    Path roundabout = folder.resolve("state").resolve("..").resolve("temporary").resolve("state");
    Optional<String> warning = StateFolder.prepare(roundabout);

    assertThat(warning).isPresent();
    assertThat(warning.get())
        .startsWith("State in " + temporary.resolve("state") + " (temporary folder)")
        .contains("may be gone after a restart", "--state-dir");
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void shouldNotTakeANeighbourForTheTemporaryFolder() throws IOException {
    Assumptions.assumeFalse(
        Files.getFileStore(folder).type().matches("tmpfs|ramfs"), "temporary folders are on disk");
    assertThat(StateFolder.prepare(folder.resolve("temporary-state"))).isEmpty();
  }

  @Test
  void shouldRefuseAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> StateFolder.prepare(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is a file: give --state-dir a folder");
  }

  @Test
  void shouldRefuseAFolderBelowAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> StateFolder.prepare(file.resolve("state")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void shouldRefuseAFolderThatCannotBeWrittenTo() throws IOException {
    Path state = Files.createDirectory(folder.resolve("state"));
    Assumptions.assumeTrue(state.toFile().setWritable(false));
    try {
      Assumptions.assumeFalse(Files.isWritable(state), "root may write anywhere");
      assertThatThrownBy(() -> StateFolder.prepare(state))
          .isInstanceOf(IOException.class)
          .hasMessage(state + " cannot be written to: give --state-dir another folder");
    } finally {
      assertThat(state.toFile().setWritable(true)).isTrue();
    }
  }
}
