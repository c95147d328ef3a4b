package dev.freshet.failures;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.FittedModel;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All published rows there are at a moment: contributions, ROI, curves and weeks of spend with all
 * their digits, and of the models' own rows what the fit's inputs decide.
 *
 * @param rows by topic and key, the row in words
 * @param roi ROI rows by key
 */
record Published(Map<String, String> rows, Map<String, ChannelRoi> roi) {
  private static final String MODEL = "model ";

  static Published of(WitnessReader reader, Topics topics) {
    Map<String, String> rows = new TreeMap<>();
    add(rows, "contribution ", reader, topics.contributions());
    add(rows, "roi ", reader, topics.roi());
    add(rows, "curve ", reader, topics.curves());
    add(rows, "spend week ", reader, topics.spendWeeks());
    reader.table(topics.models()).forEach((key, row) -> rows.put(MODEL + key, words(row)));
    return new Published(rows, reader.table(topics.roi()));
  }

  private static <V> void add(
      Map<String, String> rows, String kind, WitnessReader reader, Topic<String, V> topic) {
    reader.table(topic).forEach((key, row) -> rows.put(kind + key, row.toString()));
  }

  /** Sequence and reason tell how a model came about, not what it is. */
  private static String words(FittedModel row) {
    return "%s state %08x".formatted(row.getFingerprint(), row.getState().hashCode());
  }

  /** How these rows differ from others, exactly; empty when they are the same. */
  List<String> differences(Published other) {
    List<String> differences = new ArrayList<>();
    rows.forEach(
        (key, row) -> {
          if (!row.equals(other.rows.get(key))) {
            differences.add("%s%n  %s%n  %s".formatted(key, row, other.rows.get(key)));
          }
        });
    other.rows.keySet().stream()
        .filter(key -> !rows.containsKey(key))
        .forEach(key -> differences.add(key + " is missing"));
    return differences;
  }

  /**
   * How far the channels' contributions over the window are from others, in widths of the others'
   * 90 % intervals: the largest distance of the medians.
   */
  double distance(Published other) {
    double largest = 0;
    for (Map.Entry<String, ChannelRoi> e : other.roi.entrySet()) {
      ChannelRoi theirs = e.getValue();
      if (theirs.getHorizon().equals("window")) {
        double width = theirs.getContributionUpper() - theirs.getContributionLower();
        double ours = roi.get(e.getKey()).getContribution();
        largest = Math.max(largest, Math.abs(ours - theirs.getContribution()) / width);
      }
    }
    return largest;
  }
}
