package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final EmbeddedRegistry REGISTRY = EmbeddedRegistry.inMemory().start();
  private static final Topics TOPICS =
      new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at(REGISTRY.url())));
  private static final RefreshRequest REQUEST =
      Requests.of(Specs.MODEL, 1, Histories.spec(), Histories.series(0, 8, 60), null);
  private static final RequestFitter.Answer PUBLISHED =
      new RequestFitter(TOPICS, Histories.fitter(), Clock.systemUTC(), "here").fit(REQUEST);

  private final Audit audit = new Audit(TOPICS, Histories.fitter(), Clock.systemUTC());
  private final Map<String, Map<String, List<byte[]>>> rows = new HashMap<>();

  AuditTest() {
    for (ProducerRecord<byte[], byte[]> row : PUBLISHED.rows()) {
      rows.computeIfAbsent(row.topic(), topic -> new HashMap<>())
          .computeIfAbsent(new String(row.key(), StandardCharsets.UTF_8), key -> new ArrayList<>())
          .add(row.value());
    }
  }

  @AfterAll
  static void stop() {
    REGISTRY.close();
  }

  private Audit.Finding find() {
    return audit.of(REQUEST, rows, PUBLISHED.report().getModelVersion());
  }

  @Test
  void shouldFindEveryRowEqualWhenNothingWasChanged() {
    Audit.Finding finding = find();

    assertThat(finding.holds()).isTrue();
    assertThat(finding.equal()).isEqualTo(PUBLISHED.rows().size());
    assertThat(finding.gone()).isZero();
  }

  @Test
  void shouldNameTheRowWhenOneWasChanged() {
    Map.Entry<String, List<byte[]>> entry = rows.get("mmm.roi").entrySet().iterator().next();
    ChannelRoi row = TOPICS.roi().value(entry.getValue().get(0));
    row.setContribution(Math.nextUp(row.getContribution()));
    entry.setValue(List.of(TOPICS.roi().record(entry.getKey(), row).value()));

    Audit.Finding finding = find();

    assertThat(finding.holds()).isFalse();
    assertThat(finding.difference())
        .contains("mmm.roi, key " + entry.getKey() + ": the published row differs");
  }

  @Test
  void shouldCountWhatCompactionTookAndNotHoldItAgainstTheRest() {
    rows.remove("mmm.contributions");

    Audit.Finding finding = find();

    assertThat(finding.holds()).isTrue();
    assertThat(finding.gone()).isPositive();
  }

  @Test
  void shouldSayThatTheVersionIsAnotherWhenTheEngineIs() {
    assertThat(audit.of(REQUEST, rows, "0123456789abcdef").difference().orElseThrow())
        .contains("published was 0123456789abcdef");
  }
}
