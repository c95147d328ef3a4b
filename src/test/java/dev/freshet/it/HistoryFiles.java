package dev.freshet.it;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.ModelSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a simulated advertiser as an analyst would have it: a spec in YAML and a weekly CSV. */
final class HistoryFiles {
  private HistoryFiles() {}

  /** The spec, with one column a variable, each named like its variable. */
  static Path spec(Path folder, SimulatedAdvertiser advertiser) throws IOException {
    ModelSpec spec = advertiser.spec();
    StringBuilder yaml = new StringBuilder();
    yaml.append("model: ").append(spec.model()).append('\n');
    yaml.append("currency: ").append(spec.currency()).append('\n');
    yaml.append("outcome: ").append(spec.outcome()).append('\n');
    yaml.append("calendar: {weekStart: MONDAY, zone: ")
        .append(spec.calendar().zone())
        .append("}\n");
    yaml.append("baseline: {trend: true, season: true, holidays: ")
        .append(spec.baseline().holidays().orElseThrow())
        .append("}\n");
    yaml.append("media:\n");
    spec.media()
        .forEach(
            m -> {
              yaml.append("  - {channel: ").append(m.channel());
              m.exposure().ifPresent(e -> yaml.append(", exposure: ").append(e.kind()));
              yaml.append("}\n");
            });
    yaml.append("organic: [").append(spec.organic().get(0).name()).append("]\n");
    yaml.append("context:\n");
    spec.context()
        .forEach(
            c ->
                yaml.append("  - {name: ")
                    .append(c.name())
                    .append(c.kind() == ContextSpec.Kind.CATEGORY ? ", kind: category}\n" : "}\n"));
    yaml.append("closing: {grace: 0d}\n");
    yaml.append("data:\n  date: date\n  columns:\n");
    spec.variables()
        .forEach(v -> yaml.append("    ").append(v).append(": ").append(v).append('\n'));
    return Files.writeString(folder.resolve("spec.yaml"), yaml.toString());
  }

  /** The first {@code weeks} weeks. */
  static Path csv(Path folder, SimulatedAdvertiser advertiser, int weeks) throws IOException {
    List<String> variables = advertiser.spec().variables();
    List<String> lines = new ArrayList<>();
    lines.add("date," + String.join(",", variables));
    for (int w = 0; w < weeks; w++) {
      List<String> cells = new ArrayList<>();
      cells.add(advertiser.week(w).toString());
      for (String variable : variables) {
        cells.add(cell(advertiser, variable, w));
      }
      lines.add(String.join(",", cells));
    }
    return Files.write(folder.resolve("history-" + weeks + ".csv"), lines);
  }

  private static String cell(SimulatedAdvertiser advertiser, String variable, int week) {
    if (advertiser.truth().variables().contains(variable)) {
      return BigDecimal.valueOf(advertiser.truth().micros(variable)[week], 6).toPlainString();
    }
    return advertiser.truth().variables().stream()
        .filter(v -> v.startsWith(variable + ":"))
        .filter(v -> advertiser.truth().micros(v)[week] != 0)
        .map(v -> v.substring(variable.length() + 1))
        .findFirst()
        .orElse("na");
  }
}
