package dev.freshet.refresh;

import dev.freshet.avro.FittedModel;
import dev.freshet.topic.Keys;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists the keys of all rows that belong to a published model, from the model's own row. */
public final class ResultKeys {
  private ResultKeys() {}

  /** By topic, every key of the set; the model's own row left out. */
  public static Map<Topic<String, ?>, List<String>> of(Topics topics, FittedModel row) {
    String model = row.getModel();
    List<String> contributions = new ArrayList<>();
    LocalDate end = row.getLastWeek().plusDays(1);
    for (LocalDate week = row.getFirstWeek(); week.isBefore(end); week = week.plusWeeks(1)) {
      for (String component : row.getComponents()) {
        contributions.add(Keys.contribution(model, week, component));
      }
    }
    List<String> roi = new ArrayList<>();
    for (String channel : row.getChannels()) {
      row.getHorizons().forEach(horizon -> roi.add(Keys.roi(model, channel, horizon)));
    }
    List<String> spendWeeks = new ArrayList<>();
    for (String channel : row.getSpendWeeks()) {
      spendWeeks.add(Keys.spendWeek(model, channel, Optional.empty()));
      for (LocalDate week = row.getFirstWeek(); week.isBefore(end); week = week.plusWeeks(1)) {
        spendWeeks.add(Keys.spendWeek(model, channel, Optional.of(week)));
      }
    }
    List<String> curves = row.getCurves().stream().map(c -> Keys.curve(model, c)).toList();
    Map<Topic<String, ?>, List<String>> keys = new LinkedHashMap<>();
    keys.put(topics.contributions(), contributions);
    keys.put(topics.roi(), roi);
    keys.put(topics.curves(), curves);
    keys.put(topics.spendWeeks(), spendWeeks);
    return keys;
  }
}
