package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.OpenWeek;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.SpendWeek;
import dev.freshet.refresh.SqlStage.Tables;
import dev.freshet.topic.Keys;
import dev.freshet.topic.Topic;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files in {@code connect/}: a build and a refresh of a model on the topics, by a worker of
 * Connect in a PostgreSQL, whose queries answer what was published.
 */
class SqlIT {
  private static final String MODEL = Specs.MODEL;
  private static final Instant STALE = Instant.parse("2026-03-08T06:30:00.123Z");
  private static final byte[] RUBBISH = "rubbish".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path folder;
  private static EmbeddedPostgres postgres;
  private static SqlStage stage;
  private static List<ProducerRecord<byte[], byte[]>> build;
  private static List<ProducerRecord<byte[], byte[]>> refresh;
  private static ModelStatus status;
  private static Tables afterBuild;
  private static Tables afterRefresh;

  @BeforeAll
  static void publish() throws Exception {
    try {
      postgres = EmbeddedPostgres.start();
    } catch (IOException | IllegalStateException e) {
      abort("PostgreSQL cannot be run here, so the way to SQL is not tested: " + e);
    }
    stage = new SqlStage(folder, postgres);
    RequestFitter fitter = stage.fitter();
    build =
        fitter
            .fit(Requests.of(MODEL, 1, Histories.spec(), Histories.series(0, 8, 60), null))
            .rows();
    refresh =
        fitter
            .fit(
                Requests.of(MODEL, 2, Histories.spec(), Histories.series(2, 8, 60), modelOf(build)))
            .rows();
    stage.publish(build);
    stage.awaitWhole(MODEL, modelOf(build).getModelVersion());
    afterBuild = stage.tables();

    stage.abort(renamed(build, "aborted"));
    stage.publish(
        List.of(new ProducerRecord<>(stage.topics.roi().name(), key(MODEL + "|tv|1d"), RUBBISH)));
    status = status();
    stage.publish(List.of(stage.topics.status().record(MODEL, status)));
    stage.publish(refresh);
    stage.awaitWhole(MODEL, modelOf(refresh).getModelVersion());
    SqlStage.await(() -> !stage.tables().of("status").isEmpty());
    afterRefresh = stage.tables();
  }

  @AfterAll
  static void close() throws Exception {
    if (stage != null) {
      stage.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static FittedModel modelOf(List<ProducerRecord<byte[], byte[]>> set) {
    return stage.topics.models().value(set.get(set.size() - 1).value());
  }

  private static ModelStatus status() {
    FittedModel published = modelOf(refresh);
    return ModelStatus.newBuilder()
        .setModel(MODEL)
        .setSpecVersion(published.getSpecVersion())
        .setState(ModelState.STALE)
        .setClosedWeek(published.getLastWeek().plusWeeks(2))
        .setClosedWeeks(64)
        .setOpenWeeks(List.of(new OpenWeek(published.getLastWeek().plusWeeks(3), List.of("shop"))))
        .setSequence(4)
        .setLastOutcome(RefreshOutcome.REFUSED)
        .setLastDetail("islands disagree")
        .setModelVersion(published.getModelVersion())
        .setStaleSince(STALE)
        .setStaleReason("the gate refused")
        .setChangedAt(STALE.plusMillis(877))
        .setClosedWithout(List.of("facebook", "shop"))
        .build();
  }

  /** The ROI of a set under another version. */
  private static List<ProducerRecord<byte[], byte[]>> renamed(
      List<ProducerRecord<byte[], byte[]>> set, String version) {
    return values(set, stage.topics.roi()).entrySet().stream()
        .map(
            e ->
                stage
                    .topics
                    .roi()
                    .record(
                        e.getKey(),
                        ChannelRoi.newBuilder(e.getValue()).setModelVersion(version).build()))
        .toList();
  }

  /** The rows of one topic in what was published, by key. */
  private static <T> Map<String, T> values(
      List<ProducerRecord<byte[], byte[]>> records, Topic<String, T> topic) {
    return records.stream()
        .filter(r -> r.topic().equals(topic.name()) && r.value() != null)
        .collect(
            Collectors.toMap(
                r -> new String(r.key(), StandardCharsets.UTF_8),
                r -> topic.value(r.value()),
                (a, b) -> b,
                TreeMap::new));
  }

  @Test
  void shouldHoldEveryFieldOfWhatWasPublished() {
    assertThat(afterRefresh.of("models"))
        .isEqualTo(columns(values(refresh, stage.topics.models()), "state"));
    assertThat(afterRefresh.of("roi")).isEqualTo(columns(values(refresh, stage.topics.roi())));
    assertThat(afterRefresh.of("contributions"))
        .isEqualTo(columns(values(refresh, stage.topics.contributions())));
    assertThat(afterRefresh.of("spend_weeks"))
        .isEqualTo(columns(values(refresh, stage.topics.spendWeeks())));
    assertThat(afterRefresh.of("status"))
        .isEqualTo(columns(Map.of(MODEL, status), "openWeeks", "experiments"));
  }

  /** Rows as the database has them. */
  private static Map<String, Map<String, Object>> columns(
      Map<String, ? extends SpecificRecord> rows, String... leftOut) {
    Map<String, Map<String, Object>> expected = new TreeMap<>();
    rows.forEach(
        (key, row) -> {
          Map<String, Object> columns = new TreeMap<>();
          columns.put("recordkey", key);
          for (Schema.Field field : row.getSchema().getFields()) {
            if (!List.of(leftOut).contains(field.name())) {
              columns.put(field.name().toLowerCase(Locale.ROOT), column(row.get(field.pos())));
            }
          }
          expected.put(key, columns);
        });
    return expected;
  }

  private static Object column(Object value) {
    if (value instanceof Enum<?> symbol) {
      return symbol.name();
    }
    return value instanceof Instant instant
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : value;
  }

  @Test
  void shouldReplaceRowsInPlaceAndDeleteWhatTheNewVersionLacks() {
    String gone = Keys.contribution(MODEL, modelOf(build).getFirstWeek(), "tv");
    String kept = Keys.contribution(MODEL, modelOf(refresh).getFirstWeek(), "tv");

    assertThat(afterBuild.of("contributions"))
        .isEqualTo(columns(values(build, stage.topics.contributions())))
        .containsKeys(gone, kept);
    assertThat(afterRefresh.of("contributions")).doesNotContainKey(gone).containsKey(kept);
  }

  @Test
  void shouldNeverHaveShownWhatWasAborted() throws Exception {
    assertThat(stage.rows("SELECT DISTINCT modelVersion FROM freshet.roi_history ORDER BY 1"))
        .extracting(r -> r.get("modelversion"))
        .containsExactlyInAnyOrder(
            modelOf(build).getModelVersion(), modelOf(refresh).getModelVersion());
  }

  @Test
  void shouldPutAsideWhatCanNeverBeReadAndGoOn() {
    List<ConsumerRecord<byte[], byte[]>> letters = stage.records("freshet-sql-dead-letters");

    assertThat(letters).singleElement().satisfies(r -> assertThat(r.value()).isEqualTo(RUBBISH));
    assertThat(
            new String(
                letters.get(0).headers().lastHeader("__connect.errors.exception.message").value(),
                StandardCharsets.UTF_8))
        .contains("mmm.roi");
  }

  @Test
  void shouldAnswerWhatEachChannelReturnedAndHowThatMoved() throws Exception {
    Map<String, ChannelRoi> before = values(build, stage.topics.roi());
    Map<String, Map<String, Object>> expected = new TreeMap<>();
    values(refresh, stage.topics.roi())
        .forEach(
            (key, now) -> {
              if (now.getHorizon().equals("13w")) {
                Map<String, Object> row = new TreeMap<>();
                row.put("spend", now.getSpend());
                row.put("roi", now.getRoi());
                row.put("roilower", now.getRoiLower());
                row.put("roiupper", now.getRoiUpper());
                row.put("roibefore", before.get(key).getRoi());
                row.put("moved", minus(now.getRoi(), before.get(key).getRoi()));
                row.put("beyondinterval", beyond(now, before.get(key).getRoi()));
                expected.put(now.getChannel(), row);
              }
            });
    Map<String, Map<String, Object>> answers = new TreeMap<>();
    for (Map<String, Object> row : stage.query("roi.sql")) {
      Map<String, Object> kept = new TreeMap<>(row);
      kept.keySet().retainAll(expected.get("tv").keySet());
      answers.put((String) row.get("channel"), kept);
    }
    assertThat(expected).containsKeys("tv", "facebook", "media.total");
    assertThat(answers).isEqualTo(expected);
  }

  private static Double minus(Double a, Double b) {
    return a == null || b == null ? null : (Double) (a - b);
  }

  private static Boolean beyond(ChannelRoi now, Double before) {
    return now.getRoi() == null || before == null
        ? null
        : (Boolean) (before < now.getRoiLower() || before > now.getRoiUpper());
  }

  @Test
  void shouldAnswerWhatEachChannelContributedByMonth() throws Exception {
    Map<String, double[]> expected = new TreeMap<>();
    Map<String, SpendWeek> spent = values(refresh, stage.topics.spendWeeks());
    for (Contribution row : values(refresh, stage.topics.contributions()).values()) {
      String key = Keys.spendWeek(MODEL, row.getComponent(), Optional.of(row.getWeek()));
      if (spent.containsKey(key)) {
        double[] sums =
            expected.computeIfAbsent(
                row.getComponent() + " " + row.getWeek().withDayOfMonth(1), k -> new double[4]);
        sums[0]++;
        sums[1] += row.getContribution();
        sums[2] += row.getCarryOver();
        sums[3] += spent.get(key).getSpend();
      }
    }
    Map<String, double[]> answers = new TreeMap<>();
    for (Map<String, Object> row : stage.query("contribution_by_month.sql")) {
      answers.put(
          row.get("channel") + " " + row.get("month"),
          new double[] {
            (Long) row.get("weeks"),
            (Double) row.get("contribution"),
            (Double) row.get("carryover"),
            (Double) row.get("spend")
          });
    }
    assertThat(expected).hasSizeGreaterThan(24);
    assertThat(answers).containsOnlyKeys(expected.keySet());
    // The order in which a handful of doubles are added.
    answers.forEach(
        (key, sums) -> assertThat(sums).as(key).containsExactly(expected.get(key), within(1e-6)));
  }

  @Test
  void shouldAnswerWhereTheNextUnitOfMoneyComesBack() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (ChannelRoi row : values(refresh, stage.topics.roi()).values()) {
      if (row.getHorizon().equals("13w") && !row.getChannel().equals("media.total")) {
        expected.put(row.getChannel(), breakEven(row));
      }
    }
    Map<String, String> answers = new TreeMap<>();
    for (Map<String, Object> row : stage.query("marginal_roi.sql")) {
      answers.put((String) row.get("channel"), (String) row.get("breakeven"));
    }
    assertThat(expected).containsEntry("newsletter", "no spend").containsKeys("tv", "facebook");
    assertThat(answers).isEqualTo(expected);
  }

  private static String breakEven(ChannelRoi row) {
    if (row.getMroi() == null) {
      return "no spend";
    }
    if (row.getMroiUpper() < 1) {
      return "below";
    }
    return row.getMroiLower() > 1 && !row.getAtMost() ? "above" : "undecided";
  }

  @Test
  void shouldAnswerHowOldThePublishedModelIs() throws Exception {
    assertThat(stage.query("staleness.sql"))
        .filteredOn(r -> r.get("model").equals(MODEL))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r)
                  .containsEntry("state", "STALE")
                  .containsEntry("modelversion", status.getModelVersion())
                  .containsEntry("fittedthrough", modelOf(refresh).getLastWeek())
                  .containsEntry("weeksbehind", 2)
                  .containsEntry("stalereason", "the gate refused")
                  .containsEntry("closedwithout", List.of("facebook", "shop"))
                  .containsEntry("whole", true);
            });
    assertThat(
            stage.rows(
                "SELECT extract(epoch FROM staleSince AT TIME ZONE 'UTC')::float8 AS at FROM freshet.status"))
        .extracting(r -> r.get("at"))
        .containsExactly(STALE.toEpochMilli() / 1e3);
  }

  @Test
  void shouldShowASetOnlyWhenItIsWhole() throws Exception {
    try (Connection connection = stage.asSink();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String table : List.of("roi", "contributions", "spend_weeks")) {
        statement.execute(
            "DELETE FROM freshet.%1$s WHERE recordKey = (SELECT min(recordKey) FROM freshet.%1$s WHERE model = '%2$s')"
                .formatted(table, MODEL));
        for (String view : List.of("roi", "contributions", "spend_weeks")) {
          assertThat(
                  SqlStage.rows(
                      statement,
                      "SELECT * FROM freshet.current_%s WHERE model = '%s'".formatted(view, MODEL)))
              .isEmpty();
        }
        connection.rollback();
      }
    }
  }

  @Test
  void shouldLetReadersReadAndNoMore() throws Exception {
    try (Connection connection = stage.asReader();
        Statement statement = connection.createStatement()) {
      assertThat(SqlStage.rows(statement, "SELECT * FROM freshet.current_roi")).isNotEmpty();
      assertThatThrownBy(() -> statement.execute("DELETE FROM freshet.roi"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void shouldWaitForARegistryThatIsAwayAndAddTheColumnOfANewField() throws Exception {
    GenericRecord row = grown("initech/FR");
    byte[] bytes = stage.encoded(stage.topics.roi().name(), row);
    stage.registry.stop();
    stage.publish(
        List.of(new ProducerRecord<>(stage.topics.roi().name(), key("initech/FR|tv|13w"), bytes)));
    SqlStage.await(() -> stage.worker.log().contains("cannot be read for now"));
    stage.registry.start();

    String query = "SELECT roi, confidence, margin FROM freshet.roi WHERE model = 'initech/FR'";
    SqlStage.await(() -> stage.has("roi", "initech/FR|tv|13w"));
    assertThat(stage.rows(query))
        .containsExactly(Map.of("roi", row.get("roi"), "confidence", 0.9, "margin", 0.4));
    assertThat(
            stage.rows(
                "SELECT DISTINCT margin, confidence FROM freshet.roi WHERE model = '"
                    + MODEL
                    + "'"))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.get("margin")).isEqualTo(0.25);
              assertThat(r.get("confidence")).isNull();
            });
    assertThat(stage.records("freshet-sql-dead-letters")).hasSize(1);
  }

  /** A row of a later contract: one more optional field, one more with a default. */
  private static GenericRecord grown(String model) {
    ChannelRoi known = values(refresh, stage.topics.roi()).get(MODEL + "|tv|13w");
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : known.getSchema().getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    Schema number = Schema.create(Schema.Type.DOUBLE);
    fields.add(
        new Schema.Field(
            "confidence",
            Schema.createUnion(Schema.create(Schema.Type.NULL), number),
            "",
            Schema.Field.NULL_DEFAULT_VALUE));
    fields.add(new Schema.Field("margin", number, "", 0.25));
    Schema grown =
        Schema.createRecord(
            known.getSchema().getName(), "", known.getSchema().getNamespace(), false, fields);
    GenericRecord row = new GenericData.Record(grown);
    for (Schema.Field field : known.getSchema().getFields()) {
      Object value = known.get(field.pos());
      row.put(
          field.name(), value instanceof LocalDate date ? (Object) (int) date.toEpochDay() : value);
    }
    row.put("model", model);
    row.put("confidence", 0.9);
    row.put("margin", 0.4);
    return row;
  }

  @Test
  void shouldForgetAModelThatIsRetired() throws Exception {
    ChannelRoi row = values(build, stage.topics.roi()).get(MODEL + "|tv|13w");
    String key = "vandelay/US|tv|13w";
    stage.publish(
        List.of(
            stage
                .topics
                .roi()
                .record(key, ChannelRoi.newBuilder(row).setModel("vandelay/US").build())));
    SqlStage.await(() -> stage.has("roi", key));

    stage.publish(List.of(stage.topics.roi().record(key, null)));
    SqlStage.await(() -> !stage.has("roi", key));
    assertThat(stage.worker.runs("freshet-sql")).isTrue();
  }
}
