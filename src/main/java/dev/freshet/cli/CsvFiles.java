package dev.freshet.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes tables as CSV files. */
final class CsvFiles {
  private CsvFiles() {}

  /** Writes rows under heads; the folder is made if it is missing. */
  static void write(Path file, List<? extends List<?>> rows, String... heads) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader(heads).setRecordSeparator('\n').get();
    if (file.toAbsolutePath().getParent() != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    try (Writer writer = Files.newBufferedWriter(file);
        CSVPrinter printer = new CSVPrinter(writer, format)) {
      for (List<?> row : rows) {
        printer.printRecord(row);
      }
    }
  }
}
