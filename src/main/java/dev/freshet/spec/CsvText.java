package dev.freshet.spec;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of a CSV text: commas, a header, blanks around cells and empty lines left out. */
final class CsvText {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();

  /** Takes the rows in order, the header first. */
  interface Rows {
    /**
     * @param line where the row stands in the file, from 1
     */
    void row(CSVRecord row, int line);
  }

  private CsvText() {}

  /**
   * The text of a file.
   *
   * @throws IOException if it cannot be read, or is not in UTF-8
   */
  static String of(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": the text is not in UTF-8; save it as CSV UTF-8", e);
    }
  }

  /**
   * Reads a text, with or without a byte order mark.
   *
   * @param problems where it is noted that the text is no CSV
   */
  static void read(String csv, Problems problems, Rows rows) {
    String text = csv.startsWith("\uFEFF") ? csv.substring(1) : csv;
    try (CSVParser parser = FORMAT.parse(new StringReader(text))) {
      for (CSVRecord row : parser) {
        rows.row(row, Math.toIntExact(parser.getCurrentLineNumber()));
      }
    } catch (CSVException e) {
      problems.add(1, "", "this is not valid CSV: %s; check the quotes", e.getMessage());
    } catch (UncheckedIOException e) {
      problems.add(1, "", "this is not valid CSV: %s; check the quotes", e.getCause().getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("reading CSV from memory failed", e);
    }
  }

  /** Whether a header looks as if its cells were separated by semicolons. */
  static boolean hasSemicolons(CSVRecord header) {
    return header.size() == 1 && header.get(0).contains(";");
  }
}
