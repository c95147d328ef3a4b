package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.topic.RecordedClients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiClientsTest {
  private static final String NAME = "api";

  @Test
  void shouldGiveEachKindOfClientItsSettings() {
    ReadFeed.consumer(RecordedClients.settings(NAME)).close();
    Orders.producer(RecordedClients.settings(NAME)).close();

    List<Map<String, Object>> made = RecordedClients.made(NAME);
    assertThat(made).hasSize(2);
    assertThat(made.get(0)).containsAllEntriesOf(RecordedClients.ofConsumer());
    assertThat(made.get(1)).containsAllEntriesOf(RecordedClients.ofProducer());
  }
}
