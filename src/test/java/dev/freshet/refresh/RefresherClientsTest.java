package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.topic.RecordedClients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefresherClientsTest {
  private static final String NAME = "refresher";

  @Test
  void shouldGiveEachKindOfClientItsSettings() {
    RefresherClients clients =
        new RefresherClients(
            new RefresherConfig("r", false, 1, 10, "3", RecordedClients.settings(NAME)), "group");

    clients.requests().close();
    clients.specs().close();
    clients.producer().close();

    List<Map<String, Object>> made = RecordedClients.made(NAME);
    assertThat(made).hasSize(3);
    assertThat(made.get(0)).containsAllEntriesOf(RecordedClients.ofConsumer());
    assertThat(made.get(0)).containsEntry("group.id", "group");
    assertThat(made.get(1)).containsAllEntriesOf(RecordedClients.ofConsumer());
    assertThat(made.get(2)).containsAllEntriesOf(RecordedClients.ofProducer());
  }
}
