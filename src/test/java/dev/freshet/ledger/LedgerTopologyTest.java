package dev.freshet.ledger;

import static dev.freshet.ledger.Books.MODEL;
import static dev.freshet.ledger.LedgerHarness.context;
import static dev.freshet.ledger.LedgerHarness.header;
import static dev.freshet.ledger.LedgerHarness.outcome;
import static dev.freshet.ledger.LedgerHarness.progress;
import static dev.freshet.ledger.LedgerHarness.spend;
import static dev.freshet.ledger.LedgerHarness.values;
import static dev.freshet.ledger.LedgerHarness.watermarks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.avro.SpendEvent;
import dev.freshet.avro.WeekReplacement;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.calendar.WeekCalendar;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.registry.AvroSerde;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.RegistryUnavailableException;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.registry.StubRegistry;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.ModelPartitioner;
import dev.freshet.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTopologyTest {
  /** Of the events' own schema at a stub of a registry. */
  private static final int SPEND_ID = 7;

  private static EmbeddedRegistry registry;
  private LedgerHarness ledger;

  @BeforeAll
  static void startRegistry() {
    registry = EmbeddedRegistry.inMemory().start();
  }

  @AfterAll
  static void stopRegistry() {
    registry.close();
  }

  @BeforeEach
  void open() {
    ledger = new LedgerHarness(LedgerConfig.defaults(), registry.url());
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @ParameterizedTest
  @CsvSource({"false, ledger-topology.txt", "true, ledger-topology-keyed.txt"})
  void shouldHaveTheTopologyOfTheGoldenFile(boolean keyed, String file) throws Exception {
    String described =
        LedgerTopology.build(
                LedgerConfig.defaults().withKeyedInputs(keyed),
                ledger.topics,
                Clock.systemUTC(),
                new SimpleMeterRegistry())
            .describe()
            .toString()
            .stripTrailing();
    Path golden = Path.of("src/test/resources/golden", file);
    assertThat(described).isEqualToNormalizingNewlines(Files.readString(golden).stripTrailing());
  }

  @Test
  void shouldWriteSumsWithTheCommitOfTheirEvents() {
    ledger.spec(Books.spec());
    ledger.send(ledger.topics.spend(), spend("a").build());
    ledger.send(ledger.topics.spend(), spend("b").setAmountMicros(500_000).build());

    assertThat(ledger.committedSum(MODEL, Books.WEEK, "spend.tv").events()).isEqualTo(2);
  }

  @Test
  void shouldPublishAWeekOnceAFlush() {
    ledger.spec(Books.spec());
    ledger.send(ledger.topics.spend(), spend("a").build());
    ledger.send(ledger.topics.spend(), spend("a").build());
    ledger.send(ledger.topics.spend(), spend("b").setAmountMicros(500_000).build());
    ledger.send(ledger.topics.outcomes(), outcome("a").build());
    ledger.send(ledger.topics.context(), context("a", "events").setCategory("sale").build());
    assertThat(ledger.weeks()).isEmpty();
    ledger.flush();
    List<KeyValue<String, WeeklyObservation>> rows = ledger.weeks();
    assertThat(rows).hasSize(1);
    WeeklyObservation row = rows.get(0).value;
    assertThat(rows.get(0).key).isEqualTo("acme/DE|2026-03-02");
    assertThat(row.getWeek()).isEqualTo(Books.WEEK);
    assertThat(row.getRevision()).isEqualTo(1);
    assertThat(row.getSpecVersion()).isEqualTo(Books.spec().fingerprint());
    assertThat(values(row))
        .isEqualTo(
            Map.of(
                "spend.tv",
                1_500_000L,
                "outcome.revenue",
                9_000_000L,
                "context.events:sale",
                1_000_000L));
    assertThat(watermarks(row).keySet()).containsExactly("events", "shop", "tv");
    ledger.flush();
    assertThat(ledger.weeks()).isEmpty();
    assertThat(ledger.count("ACCEPTED")).isEqualTo(4);
    assertThat(ledger.count("DUPLICATE")).isEqualTo(1);
  }

  @Test
  void shouldSettleAWeekAndReopenItWithAllItsEvents() {
    ledger.close();
    ledger =
        new LedgerHarness(LedgerConfig.defaults().withSettleQuiet(Duration.ZERO), registry.url());
    ledger.spec(Books.spec());
    ledger.send(ledger.topics.spend(), spend("a").build());
    for (String source : Books.rules().sources()) {
      ledger.send(ledger.topics.progress(), progress(source, LedgerHarness.NOW));
    }
    ledger.flush();
    ledger.minute();
    ledger.minute();
    List<KeyValue<String, WeeklyObservation>> rows = ledger.weeks();
    assertThat(rows).extracting(row -> row.value.getSettled()).containsExactly(false, true);
    ledger.send(ledger.topics.spend(), spend("a").setRevision(1).build());
    assertThat(header(onlyLetter(), DeadLetters.REASON)).isEqualTo("SETTLED");
    ledger.send(
        ledger.topics.replacements(),
        WeekReplacement.newBuilder()
            .setModel(Books.MODEL)
            .setWeek(Books.WEEK)
            .setIssuedAt(LedgerHarness.NOW)
            .setSpend(List.of(spend("b").setAmountMicros(7).build()))
            .setOutcomes(List.of(outcome("c").build()))
            .build());
    // The first flush prunes what is left of the settled week; only then it can be replaced.
    ledger.flush();
    ledger.flush();
    rows = ledger.weeks();
    // Without any quiet to wait for, it settles anew with the next look.
    assertThat(rows).extracting(row -> row.value.getSettled()).containsExactly(false, true);
    assertThat(rows.get(0).value.getRevision()).isEqualTo(2);
    assertThat(values(rows.get(0).value))
        .isEqualTo(Map.of("spend.tv", 7L, "outcome.revenue", 9_000_000L));
  }

  @Test
  void shouldKeepEachModelsOwnWeeksWhenCalendarsDiffer() {
    Map<String, WeekCalendar> calendars =
        Map.of(
            MODEL,
            Books.CALENDAR,
            "acme/US",
            new WeekCalendar(DayOfWeek.SUNDAY, ZoneId.of("America/New_York")),
            "acme/NZ",
            new WeekCalendar(DayOfWeek.SATURDAY, ZoneId.of("Pacific/Auckland")));
    calendars.forEach((model, calendar) -> ledger.spec(Books.spec(model, calendar)));
    // Half past one on the Sunday that New York's clocks go back; the fifty-third week of 2020; a
    // leap day that is the first of March in Auckland.
    for (String time :
        List.of("2026-11-01T05:30:00Z", "2021-01-03T12:00:00Z", "2024-02-29T12:00:00Z")) {
      for (String model : calendars.keySet()) {
        ledger.send(
            ledger.topics.spend(),
            spend(time).setModel(model).setTime(Instant.parse(time)).build());
      }
    }
    ledger.flush();

    assertThat(ledger.weeks())
        .extracting(row -> row.key)
        .containsExactlyInAnyOrder(
            "acme/DE|2026-10-26",
            "acme/DE|2020-12-28",
            "acme/DE|2024-02-26",
            "acme/US|2026-11-01",
            "acme/US|2021-01-03",
            "acme/US|2024-02-25",
            "acme/NZ|2026-10-31",
            "acme/NZ|2021-01-02",
            "acme/NZ|2024-02-24");
    assertThat(ledger.deadLetters()).isEmpty();
  }

  @Test
  void shouldPutGarbageWithTheDeadLettersAsItCame() {
    ledger.spec(Books.spec());
    byte[] garbage = "not avro".getBytes(StandardCharsets.UTF_8);
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", new byte[] {7});
    ledger.bytes(ledger.topics.spend(), new byte[] {1, 2}, garbage, headers);
    ledger.send(ledger.topics.spend(), spend("a").build());
    TestRecord<byte[], byte[]> letter = onlyLetter();
    assertThat(letter.key()).containsExactly(1, 2);
    assertThat(letter.value()).isEqualTo(garbage);
    assertThat(letter.headers().lastHeader("trace").value()).containsExactly(7);
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("MALFORMED");
    assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("mmm.spend");
    assertThat(header(letter, DeadLetters.PARTITION)).isEqualTo("0");
    assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("0");
    assertThat(header(letter, DeadLetters.DETAIL)).isNotBlank();
    assertThat(ledger.count("ACCEPTED")).isEqualTo(1);
  }

  @Test
  void shouldPutAnUnknownSchemaIdWithTheDeadLetters() {
    byte[] value = ledger.topics.spend().record("k", spend("a").build()).value();
    value[1] = 0x7f;
    ledger.bytes(ledger.topics.spend(), "k", value);
    assertThat(header(onlyLetter(), DeadLetters.REASON)).isEqualTo("UNKNOWN_SCHEMA");
  }

  @Test
  void shouldPutATruncatedRecordWithTheDeadLetters() {
    byte[] value = ledger.topics.spend().record("k", spend("a").build()).value();
    ledger.bytes(ledger.topics.spend(), "k", java.util.Arrays.copyOf(value, value.length - 3));
    assertThat(header(onlyLetter(), DeadLetters.REASON)).isEqualTo("MALFORMED");
  }

  @Test
  void shouldPutAnotherTopicsRecordWithTheDeadLetters() {
    byte[] value = ledger.topics.outcomes().record("k", outcome("a").build()).value();
    ledger.bytes(ledger.topics.spend(), "k", value);
    assertThat(header(onlyLetter(), DeadLetters.REASON)).isEqualTo("MALFORMED");
  }

  @Test
  void shouldPutARecordThatItCouldNotCarryWithTheDeadLetters() {
    byte[] value = new byte[InputDecoder.MAX_BYTES + 1];
    ledger.bytes(ledger.topics.spend(), null, value);
    TestRecord<byte[], byte[]> letter = onlyLetter();
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("TOO_LARGE");
    assertThat(letter.value()).isEqualTo(value);
  }

  @Test
  void shouldBookKeyedInputsWithoutARepartition() {
    LedgerConfig keyed = LedgerConfig.defaults().withRepartitionPartitions(1).withKeyedInputs(true);
    try (LedgerHarness other = new LedgerHarness(keyed, registry.url())) {
      other.spec(Books.spec());
      other.send(other.topics.spend(), spend("a").build());
      other.send(other.topics.spend(), spend("a").build());
      other.bytes(other.topics.spend(), "k", new byte[] {0, 0, 0});
      other.flush();
      assertThat(values(other.weeks().get(0).value)).containsEntry("spend.tv", 1_000_000L);
      assertThat(other.count("DUPLICATE")).isEqualTo(1);
      assertThat(other.rejected(Reason.MALFORMED)).isEqualTo(1);
    }
  }

  @Test
  void shouldRefuseARecordOutsideItsModelsPartitionWhereInputsAreKeyed() {
    int partitions = 7;
    int right = ModelPartitioner.partition(Books.MODEL, partitions);
    // The driver has one partition, 0: the model must belong elsewhere for the test to tell.
    assertThat(right).isNotZero();
    LedgerConfig keyed =
        LedgerConfig.defaults().withRepartitionPartitions(partitions).withKeyedInputs(true);
    try (LedgerHarness other = new LedgerHarness(keyed, registry.url())) {
      byte[] value = other.topics.spend().record("k", spend("a").build()).value();
      other.bytes(other.topics.spend(), "k", value);
      TestRecord<byte[], byte[]> letter = other.deadLetters().get(0);
      assertThat(letter.value()).isEqualTo(value);
      assertThat(header(letter, DeadLetters.REASON)).isEqualTo("MISPLACED");
      assertThat(header(letter, DeadLetters.DETAIL))
          .contains("in partition 0")
          .contains(Books.MODEL + " belong in " + right);
    }
  }

  @Test
  void shouldPutARecordAsideThatItWasToldTo() {
    LedgerConfig aside =
        LedgerConfig.defaults().withAside(Set.of(new DeadLetters.Place("mmm.spend", 0, 1)));
    try (LedgerHarness other = new LedgerHarness(aside, registry.url())) {
      other.spec(Books.spec());
      for (String id : List.of("a", "b", "c")) {
        other.send(other.topics.spend(), spend(id).build());
      }
      List<TestRecord<byte[], byte[]>> letters = other.deadLetters();
      assertThat(letters).hasSize(1);
      assertThat(header(letters.get(0), DeadLetters.REASON)).isEqualTo("UNEXPECTED");
      assertThat(header(letters.get(0), DeadLetters.OFFSET)).isEqualTo("1");
      assertThat(other.count("ACCEPTED")).isEqualTo(2);
    }
  }

  @Test
  void shouldPutARecordWithTheDeadLettersWhoseSchemaTheRegistryHasButNobodyCanRead() {
    try (StubRegistry stub = stub()) {
      stub.schema(8, "{\"type\":\"array\",\"items\":\"no.X\"}")
          .answer("/schemas/ids/-1", 422, "{'error_code':42299,'message':'not an id'}");
      try (LedgerHarness other = new LedgerHarness(LedgerConfig.defaults(), stub.url())) {
        for (int id : List.of(8, -1, SPEND_ID)) {
          other.bytes(other.topics.spend(), "k", spendOf(id));
        }
        List<TestRecord<byte[], byte[]>> letters = other.deadLetters();
        assertThat(letters)
            .extracting(letter -> header(letter, DeadLetters.REASON))
            .containsExactly("UNKNOWN_SCHEMA", "UNKNOWN_SCHEMA");
        assertThat(letters.get(0).value()).isEqualTo(spendOf(8));
        assertThat(header(letters.get(0), DeadLetters.DETAIL)).contains("Schema 8", "no.X");
        assertThat(header(letters.get(1), DeadLetters.DETAIL)).contains("422 (not an id)");
        assertThat(other.count("WAITING")).as("the sound one, for its spec").isEqualTo(1);
      }
    }
  }

  @Test
  void shouldPutARecordAsideThatTheRegistryWillNotLetItRead() {
    LedgerConfig aside =
        LedgerConfig.defaults().withAside(Set.of(new DeadLetters.Place("mmm.spend", 0, 0)));
    try (StubRegistry stub = stub()) {
      stub.answer("/schemas/ids/9", 403, "{'error_code':40301,'message':'Forbidden'}");
      try (LedgerHarness other = new LedgerHarness(LedgerConfig.defaults(), stub.url())) {
        assertThatThrownBy(() -> other.bytes(other.topics.spend(), "k", spendOf(9)))
            .hasStackTraceContaining("give this account the right");
      }
      try (LedgerHarness other = new LedgerHarness(aside, stub.url())) {
        other.bytes(other.topics.spend(), "k", spendOf(9));
        other.bytes(other.topics.spend(), "k", spendOf(SPEND_ID));
        List<TestRecord<byte[], byte[]>> letters = other.deadLetters();
        assertThat(letters).hasSize(1);
        assertThat(header(letters.get(0), DeadLetters.REASON)).isEqualTo("UNEXPECTED");
        assertThat(letters.get(0).value()).isEqualTo(spendOf(9));
        assertThat(other.count("WAITING")).isEqualTo(1);
      }
    }
  }

  private static StubRegistry stub() {
    return new StubRegistry().schema(SPEND_ID, SpendEvent.getClassSchema().toString());
  }

  /** A sound event that names another schema. */
  private byte[] spendOf(int id) {
    byte[] value = ledger.topics.spend().record("k", spend("a").build()).value();
    ByteBuffer.wrap(value).putInt(1, id);
    return value;
  }

  @Test
  void shouldKeepAProducersOwnHeaderOfTheNameThatOriginsTravelUnder() {
    byte[] value = ledger.topics.spend().record("k", spend("a").setRevision(-1).build()).value();
    RecordHeaders headers = new RecordHeaders();
    headers.add(Origins.HEADER, new byte[] {9});
    ledger.bytes(ledger.topics.spend(), "mine".getBytes(StandardCharsets.UTF_8), value, headers);
    TestRecord<byte[], byte[]> letter = onlyLetter();
    assertThat(letter.key()).isEqualTo("mine".getBytes(StandardCharsets.UTF_8));
    assertThat(letter.headers().headers(Origins.HEADER))
        .extracting(Header::value)
        .containsExactly(new byte[] {9});
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("INVALID_REVISION");
  }

  @Test
  void shouldRouteARecordWhoseSchemaPutsTheModelLast() {
    ledger.spec(Books.spec());
    Schema spend = SpendEvent.getClassSchema();
    List<Schema.Field> reversed = new ArrayList<>();
    for (Schema.Field field : spend.getFields()) {
      reversed.add(0, new Schema.Field(field, field.schema()));
    }
    Schema other =
        Schema.createRecord(spend.getName(), null, spend.getNamespace(), false, reversed);
    SpendEvent event = spend("a").build();
    GenericData.Record record = new GenericData.Record(other);
    for (Schema.Field field : spend.getFields()) {
      record.put(
          field.name(),
          field.name().equals("time") ? event.getTime().toEpochMilli() : event.get(field.pos()));
    }
    AvroSerde<GenericRecord> serde =
        AvroSerde.generic(new SchemaRegistryClient(RegistryConfig.at(registry.url())));
    ledger.bytes(ledger.topics.spend(), "k", serde.serializer().serialize("elsewhere", record));
    ledger.flush();
    assertThat(values(ledger.weeks().get(0).value)).containsEntry("spend.tv", 1_000_000L);
  }

  @Test
  void shouldPublishMeanAndLastFromItsStores() {
    ledger.spec(Books.spec());
    ledger.send(ledger.topics.context(), context("a", "price").setValueMicros(2L).build());
    ledger.send(ledger.topics.context(), context("b", "price").setValueMicros(5L).build());
    Instant noon = Instant.ofEpochMilli(Books.noon(0));
    ledger.send(ledger.topics.context(), context("a", "stock").setValueMicros(7L).build());
    ledger.send(
        ledger.topics.context(),
        context("b|1", "stock").setValueMicros(8L).setTime(noon.plusSeconds(60)).build());
    ledger.flush();
    // (2 + 5) / 2 = 3.5, and 4 is the even neighbour; the later stock counts.
    assertThat(values(ledger.weeks().get(0).value))
        .isEqualTo(Map.of("context.price", 4L, "context.stock", 8L));
    ledger.send(
        ledger.topics.context(),
        context("b|1", "stock")
            .setValueMicros(8L)
            .setRevision(1)
            .setTime(noon.minusSeconds(60))
            .build());
    ledger.flush();
    assertThat(values(ledger.weeks().get(0).value))
        .isEqualTo(Map.of("context.price", 4L, "context.stock", 7L));
  }

  @Test
  void shouldPutAForeignCurrencyWithTheDeadLettersInItsOriginalBytes() {
    ledger.spec(Books.spec());
    byte[] value = ledger.topics.spend().record("k", spend("a").setCurrency("USD").build()).value();
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", null);
    headers.add(DeadLetters.REASON, "CONFLICT".getBytes(StandardCharsets.UTF_8));
    ledger.bytes(ledger.topics.spend(), null, value, headers);
    TestRecord<byte[], byte[]> letter = onlyLetter();
    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.headers().lastHeader("trace").value()).isNull();
    assertThat(letter.headers().headers(DeadLetters.REASON)).hasSize(1);
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("FOREIGN_CURRENCY");
    assertThat(header(letter, DeadLetters.DETAIL)).contains("USD").contains("EUR");
    assertThat(ledger.rejected(Reason.FOREIGN_CURRENCY)).isEqualTo(1);
  }

  @Test
  void shouldPutATimeIn2036WithTheDeadLettersAndMoveNothing() {
    ledger.spec(Books.spec());
    Instant far = Instant.parse("2036-01-01T00:00:00Z");
    ledger.send(ledger.topics.spend(), spend("a").setTime(far).build());
    ledger.send(ledger.topics.progress(), progress("tv", far));
    assertThat(ledger.deadLetters())
        .extracting(letter -> header(letter, DeadLetters.REASON))
        .containsExactly("TIME_IN_FUTURE", "TIME_IN_FUTURE");
    ledger.flush();
    assertThat(ledger.weeks()).isEmpty();
  }

  @Test
  void shouldStopWithoutALetterWhenTheRegistryIsAway() {
    try (EmbeddedRegistry away = EmbeddedRegistry.inMemory().start();
        LedgerHarness other = new LedgerHarness(LedgerConfig.defaults(), away.url())) {
      byte[] value = ledger.topics.spend().record("k", spend("a").build()).value();
      away.stop();
      assertThatThrownBy(() -> other.bytes(other.topics.spend(), "k", value))
          .hasStackTraceContaining(RegistryUnavailableException.class.getName());
      assertThat(other.deadLetters()).isEmpty();
    }
  }

  @Test
  void shouldApplyEventsThatCameBeforeTheirSpec() {
    ledger.send(ledger.topics.spend(), spend("a").build());
    ledger.send(ledger.topics.spend(), spend("b").setCurrency("USD").build());
    ledger.send(ledger.topics.progress(), progress("tv", Instant.parse("2026-03-09T00:00:00Z")));
    ledger.flush();
    assertThat(ledger.weeks()).isEmpty();
    assertThat(ledger.count("WAITING")).isEqualTo(3);
    ledger.spec(Books.spec());
    ledger.flush();
    List<KeyValue<String, WeeklyObservation>> rows = ledger.weeks();
    assertThat(rows).hasSize(1);
    assertThat(values(rows.get(0).value)).isEqualTo(Map.of("spend.tv", 1_000_000L));
    assertThat(watermarks(rows.get(0).value))
        .isEqualTo(Map.of("tv", Instant.parse("2026-03-09T00:00:00Z").toEpochMilli()));
    assertThat(header(onlyLetter(), DeadLetters.REASON)).isEqualTo("FOREIGN_CURRENCY");
  }

  @Test
  void shouldPutEventsWithTheDeadLettersWhenTheWaitingRoomIsFull() {
    try (LedgerHarness small =
        new LedgerHarness(LedgerConfig.defaults().withPendingPerModel(2), registry.url())) {
      for (String id : List.of("a", "b", "c")) {
        small.send(small.topics.spend(), spend(id).build());
      }
      assertThat(small.deadLetters())
          .extracting(letter -> header(letter, DeadLetters.REASON))
          .containsExactly("PENDING_FULL");
      small.spec(Books.spec());
      small.flush();
      assertThat(values(small.weeks().get(0).value)).isEqualTo(Map.of("spend.tv", 2_000_000L));
    }
  }

  @Test
  void shouldBoundTheWaitingRoomOverAllModels() {
    try (LedgerHarness small =
        new LedgerHarness(LedgerConfig.defaults().withPendingInAll(2), registry.url())) {
      for (String model : List.of("acme/D", "acme/E", "acme/DE")) {
        small.send(small.topics.spend(), spend("a").setModel(model).build());
      }
      TestRecord<byte[], byte[]> letter = small.deadLetters().get(0);
      assertThat(header(letter, DeadLetters.REASON)).isEqualTo("PENDING_FULL");
      assertThat(header(letter, DeadLetters.DETAIL)).contains("acme/DE", "2 records of models");
      small.bytes(small.topics.specs(), "acme/D", null);
      small.flush();
      small.send(small.topics.spend(), spend("a").build());
      assertThat(small.count("WAITING")).isEqualTo(3);
    }
  }

  @Test
  void shouldEmptyTheWaitingRoomOfAModelThatRetires() {
    ledger.send(ledger.topics.spend(), spend("a").build());
    ledger.bytes(ledger.topics.specs(), MODEL, null);
    ledger.send(ledger.topics.spend(), spend("b").setAmountMicros(3).build());
    ledger.spec(Books.spec());
    ledger.flush();
    assertThat(header(onlyLetter(), DeadLetters.REASON)).isEqualTo("MODEL_RETIRED");
    ledger.flush();
    assertThat(values(ledger.weeks().get(0).value)).isEqualTo(Map.of("spend.tv", 3L));
  }

  @Test
  void shouldRefuseAReplacementThatIsOrderedInTheFuture() {
    ledger.send(
        ledger.topics.replacements(),
        WeekReplacement.newBuilder()
            .setModel(MODEL)
            .setWeek(Books.WEEK)
            .setIssuedAt(LedgerHarness.NOW.plus(Duration.ofDays(3)))
            .build());
    assertThat(header(onlyLetter(), DeadLetters.REASON)).isEqualTo("TIME_IN_FUTURE");
  }

  @Test
  void shouldPublishWatermarksAloneWhenNoDataCame() {
    ledger.spec(Books.spec());
    ledger.send(ledger.topics.spend(), spend("a").build());
    ledger.flush();
    assertThat(ledger.weeks()).hasSize(1);
    Instant through = Instant.parse("2026-03-16T00:00:00Z");
    ledger.send(ledger.topics.progress(), progress("facebook", through));
    ledger.flush();
    List<KeyValue<String, WeeklyObservation>> rows = ledger.weeks();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).value.getRevision()).isEqualTo(1);
    assertThat(values(rows.get(0).value)).isEqualTo(Map.of("spend.tv", 1_000_000L));
    assertThat(watermarks(rows.get(0).value))
        .isEqualTo(Map.of("tv", Books.noon(0), "facebook", through.toEpochMilli()));
  }

  @Test
  void shouldRefuseASpecThatChangesTheCalendar() {
    ledger.spec(Books.spec());
    ModelSpec old = Books.spec();
    ModelSpec moved =
        new ModelSpec(
            old.model(),
            old.currency(),
            old.outcome(),
            old.outcomeIsMoney(),
            new WeekCalendar(DayOfWeek.SUNDAY, old.calendar().zone()),
            old.windowWeeks(),
            old.minWeeks(),
            old.baseline(),
            old.media(),
            old.organic(),
            old.context(),
            old.outcomeSource(),
            old.closing(),
            old.data());
    ledger.spec(moved);
    TestRecord<byte[], byte[]> letter = onlyLetter();
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("SPEC_INCOMPATIBLE");
    assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("mmm.specs");
    ledger.send(ledger.topics.spend(), spend("a").build());
    ledger.flush();
    assertThat(ledger.weeks().get(0).value.getSpecVersion()).isEqualTo(old.fingerprint());
  }

  @Test
  void shouldRefuseASpecUnderAnotherKey() {
    Topic<String, dev.freshet.avro.ModelSpec> specs = ledger.topics.specs();
    byte[] value = specs.record(MODEL, dev.freshet.topic.SpecMapping.toAvro(Books.spec())).value();
    ledger.bytes(specs, "acme/FR", value);
    assertThat(header(onlyLetter(), DeadLetters.REASON)).isEqualTo("SPEC_KEY_MISMATCH");
  }

  @Test
  void shouldTombstoneItsWeeksAndForgetAModelThatRetires() {
    ledger.spec(Books.spec());
    ledger.send(ledger.topics.spend(), spend("a").build());
    ledger.flush();
    assertThat(ledger.weeks()).hasSize(1);
    ledger.bytes(ledger.topics.specs(), MODEL, null);
    ledger.flush();
    assertThat(ledger.weeks()).containsExactly(KeyValue.pair("acme/DE|2026-03-02", null));
    ledger.spec(Books.spec());
    ledger.send(ledger.topics.spend(), spend("b").setAmountMicros(3).build());
    ledger.flush();
    List<KeyValue<String, WeeklyObservation>> rows = ledger.weeks();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).value.getRevision()).isEqualTo(1);
    assertThat(values(rows.get(0).value)).isEqualTo(Map.of("spend.tv", 3L));
  }

  @Test
  void shouldStartAnewWhenASpecFollowsATombstoneAtOnce() {
    ledger.spec(Books.spec());
    ledger.send(ledger.topics.spend(), spend("a").build());
    ledger.flush();
    assertThat(ledger.weeks()).hasSize(1);
    ledger.bytes(ledger.topics.specs(), MODEL, null);
    ledger.spec(Books.spec());
    ledger.send(ledger.topics.spend(), spend("b").setAmountMicros(3).build());
    ledger.flush();
    assertThat(ledger.weeks()).containsExactly(KeyValue.pair("acme/DE|2026-03-02", null));
    ledger.flush();
    List<KeyValue<String, WeeklyObservation>> rows = ledger.weeks();
    assertThat(rows).hasSize(1);
    assertThat(values(rows.get(0).value)).isEqualTo(Map.of("spend.tv", 3L));
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "4102444800000, 1795305600000"})
  void shouldTakeRecordsWhateverTheirTimestamp(long timestamp, long kept) {
    assertThat(LedgerHarness.NOW.toEpochMilli()).isEqualTo(1795305600000L);
    ledger.spec(Books.spec());
    Topic<String, SpendEvent> topic = ledger.topics.spend();
    for (SpendEvent event : List.of(spend("a").build(), spend("b").setCurrency("USD").build())) {
      ledger.bytes(topic, topic.record("k", event).value(), Instant.ofEpochMilli(timestamp));
    }
    assertThat(ledger.count("ACCEPTED")).isEqualTo(1);
    assertThat(header(onlyLetter(), DeadLetters.TIMESTAMP)).isEqualTo(Long.toString(kept));
  }

  private TestRecord<byte[], byte[]> onlyLetter() {
    List<TestRecord<byte[], byte[]>> letters = ledger.deadLetters();
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }
}
