package dev.freshet.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.freshet.allocate.AllocationPlan;
import dev.freshet.allocate.ChannelPlan;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a spend plan as files. */
final class AllocationFiles {
  /** The plan by week, as {@code freshet forecast} reads it, and all that is known of it. */
  static final List<String> NAMES = List.of("allocation.csv", "allocation.json");

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new Jdk8Module())
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private AllocationFiles() {}

  static void write(Path folder, AllocationPlan plan) throws IOException {
    Files.createDirectories(folder);
    List<List<?>> rows = new ArrayList<>();
    for (int t = 0; t < plan.weeks().size(); t++) {
      for (ChannelPlan channel : plan.channels()) {
        rows.add(List.of(plan.weeks().get(t), channel.channel(), cents(channel.spend()[t])));
      }
    }
    CsvFiles.write(folder.resolve(NAMES.get(0)), rows, "week", "channel", "spend");
    JSON.writeValue(folder.resolve(NAMES.get(1)).toFile(), plan);
  }

  /** Rounded down, so that weeks never add up to more than a budget. */
  private static String cents(double money) {
    return BigDecimal.valueOf(money).setScale(2, RoundingMode.DOWN).toPlainString();
  }
}
