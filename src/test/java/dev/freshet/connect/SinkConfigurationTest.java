package dev.freshet.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.SpendWeek;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SinkConfigurationTest {
  private static final Map<String, Schema> TABLES =
      Map.of(
          "roi", ChannelRoi.getClassSchema(),
          "contributions", Contribution.getClassSchema(),
          "spend_weeks", SpendWeek.getClassSchema(),
          "status", ModelStatus.getClassSchema(),
          "models", FittedModel.getClassSchema());

  @Test
  void shouldLeaveOutListsOfRecordsWhichNoColumnHolds() throws IOException {
    JsonNode sink = new ObjectMapper().readTree(new File("connect/freshet-sql.json"));
    List<String> leftOut = List.of(sink.findValue("field.exclude.list").asText().split(","));

    List<String> lists =
        TABLES.entrySet().stream()
            .flatMap(
                table ->
                    table.getValue().getFields().stream()
                        .filter(field -> isListOfRecords(field.schema()))
                        .map(field -> table.getKey() + ':' + field.name()))
            .toList();

    assertThat(lists).contains("status:openWeeks");
    assertThat(leftOut).containsAll(lists);
  }

  private static boolean isListOfRecords(Schema schema) {
    return schema.getType() == Schema.Type.ARRAY
        && schema.getElementType().getType() == Schema.Type.RECORD;
  }
}
