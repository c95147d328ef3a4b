package dev.freshet.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.registry.CompatibilityLevel;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the contracts to their promises: documented, and compatible with what was published. */
class ContractsTest {
  /** What other people write: new readers read old data. All else: both ways. */
  private static final Map<String, CompatibilityLevel> LEVELS =
      levels(
          List.of(
              "SpendEvent",
              "ImpressionEvent",
              "OutcomeEvent",
              "ContextEvent",
              "ProgressEvent",
              "WeekReplacement",
              "ModelSpec",
              "LiftTest",
              "RefreshCommand"),
          List.of(
              "WeeklyObservation",
              "RefreshRequest",
              "RefreshReport",
              "ModelStatus",
              "FittedModel",
              "Contribution",
              "ChannelRoi",
              "ResponseCurve",
              "SpendWeek",
              "Allocation"));

  /** Contracts that came after the first version. */
  private static final List<String> LATER =
      List.of("dev.freshet.avro.SpendWeek", "dev.freshet.avro.WeekReplacement");

  private static final Schema BASE =
      SchemaBuilder.record("Row")
          .fields()
          .requiredString("model")
          .optionalLong("spend")
          .endRecord();

  private static Map<String, CompatibilityLevel> levels(List<String> inputs, List<String> outputs) {
    Map<String, CompatibilityLevel> levels = new TreeMap<>();
    inputs.forEach(n -> levels.put("dev.freshet.avro." + n, CompatibilityLevel.BACKWARD));
    outputs.forEach(n -> levels.put("dev.freshet.avro." + n, CompatibilityLevel.FULL));
    return levels;
  }

  @TestFactory
  Stream<DynamicTest> shouldDocumentEveryRecordAndField() throws IOException {
    Map<String, Schema> current = Contracts.current();
    assertThat(current).hasSizeGreaterThan(30);
    return current.values().stream()
        .map(
            schema ->
                DynamicTest.dynamicTest(
                    schema.getFullName(),
                    () -> assertThat(Contracts.undocumented(schema)).isEmpty()));
  }

  @Test
  void shouldFindWhatSaysNothingAboutItself() {
    assertThat(Contracts.undocumented(BASE)).containsExactly("Row", "Row.model", "Row.spend");
  }

  @TestFactory
  Stream<DynamicTest> shouldStayCompatibleWithEveryEarlierVersion() throws IOException {
    Map<String, Schema> current = Contracts.current();
    List<DynamicTest> tests = new ArrayList<>();
    Contracts.earlier()
        .forEach(
            (version, contracts) ->
                LEVELS.forEach(
                    (name, level) -> {
                      Schema earlier = contracts.get(name);
                      if (earlier != null) {
                        tests.add(
                            DynamicTest.dynamicTest(
                                "version %d of %s, %s".formatted(version, name, level),
                                () ->
                                    assertThat(
                                            Contracts.violations(level, current.get(name), earlier))
                                        .isEmpty()));
                      }
                    }));
    return tests.stream();
  }

  @Test
  void shouldKeepEveryContractInItsFirstVersion() throws IOException {
    assertThat(Contracts.earlier().get(1))
        .containsKeys(
            LEVELS.keySet().stream().filter(n -> !LATER.contains(n)).toArray(String[]::new));
  }

  @Test
  void shouldGiveEveryTopicItsContractAndLevelInTheRegistry() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.inMemory().start()) {
      SchemaRegistryClient client = new SchemaRegistryClient(RegistryConfig.at(registry.url()));
      Topics topics = new Topics("mmm.", client);

      topics.publishContracts();

      Map<String, CompatibilityLevel> found = new TreeMap<>();
      for (Topic<?, ?> topic : topics.all()) {
        String subject = topic.name() + "-value";
        client
            .latest(subject)
            .ifPresent(
                latest ->
                    found.put(
                        latest.schema().getFullName(),
                        client.compatibilityLevel(subject).orElseThrow()));
      }
      assertThat(found).isEqualTo(LEVELS);
    }
  }

  @Test
  void shouldAllowAFieldWithADefaultBothWays() {
    Schema wider =
        SchemaBuilder.record("Row")
            .fields()
            .requiredString("model")
            .optionalLong("spend")
            .optionalString("note")
            .endRecord();

    assertThat(Contracts.violations(CompatibilityLevel.FULL, wider, BASE)).isEmpty();
  }

  @Test
  void shouldRefuseAFieldWithoutADefault() {
    Schema wider =
        SchemaBuilder.record("Row")
            .fields()
            .requiredString("model")
            .optionalLong("spend")
            .requiredString("currency")
            .endRecord();

    assertThat(Contracts.violations(CompatibilityLevel.BACKWARD, wider, BASE))
        .singleElement()
        .asString()
        .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "currency");
  }

  @Test
  void shouldRefuseToDropAFieldThatReadersNeedOnlyWhereOthersRead() {
    Schema narrower = SchemaBuilder.record("Row").fields().optionalLong("spend").endRecord();

    assertThat(Contracts.violations(CompatibilityLevel.BACKWARD, narrower, BASE)).isEmpty();
    assertThat(Contracts.violations(CompatibilityLevel.FULL, narrower, BASE))
        .singleElement()
        .asString()
        .contains("model");
  }

  @Test
  void shouldRefuseAnotherTypeAndAnotherName() {
    Schema retyped =
        SchemaBuilder.record("Row")
            .fields()
            .requiredLong("model")
            .optionalLong("spend")
            .endRecord();
    Schema renamed = new Schema.Parser().parse(BASE.toString().replace("\"Row\"", "\"Line\""));

    assertThat(Contracts.violations(CompatibilityLevel.BACKWARD, retyped, BASE)).isNotEmpty();
    assertThat(Contracts.violations(CompatibilityLevel.BACKWARD, renamed, BASE)).isNotEmpty();
    assertThat(BASE.getField("spend").defaultVal()).isSameAs(JsonProperties.NULL_VALUE);
  }
}
