package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.registry.RegistryException.Decision;
import dev.freshet.registry.StubRegistry.Reference;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the schema id that a record names, whatever a registry says of it. */
class SchemaOfARecordTest {
  private static final String MONEY =
      "{'type':'record','name':'Money','namespace':'pay','fields':["
          + "{'name':'micros','type':'long'},{'name':'currency','type':'pay.Currency'}]}";
  private static final String CURRENCY =
      "{'type':'enum','name':'Currency','namespace':'pay','symbols':['EUR','USD']}";
  private static final String SPEND =
      "{'type':'record','name':'Spend','fields':["
          + "{'name':'amount','type':'pay.Money'},{'name':'currency','type':'pay.Currency'}]}";
  private static final Reference TO_MONEY = new Reference("pay.Money", "money", 3);
  private static final Reference TO_CURRENCY = new Reference("pay.Currency", "currency", 1);

  private final StubRegistry stub = new StubRegistry();
  private final SchemaRegistryClient client =
      new SchemaRegistryClient(RegistryConfig.at(stub.url()));

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void shouldResolveWhatASchemaRefersToDirectlyAndThroughOthers() {
    stub.schema(7, json(SPEND), TO_MONEY, TO_CURRENCY)
        .version("money", 3, json(MONEY), TO_CURRENCY)
        .version("currency", 1, json(CURRENCY));

    Schema schema = client.schemaById(7);

    Schema amount = schema.getField("amount").schema();
    assertThat(amount.getFullName()).isEqualTo("pay.Money");
    assertThat(amount.getField("currency").schema().getEnumSymbols()).containsExactly("EUR", "USD");
    assertThat(client.schemaById(7)).isSameAs(schema);
    assertThat(stub.asked())
        .containsExactly(
            "/schemas/ids/7", "/subjects/money/versions/3", "/subjects/currency/versions/1");
  }

  @Test
  void shouldRejectTheRecordWhenWhatItsSchemaRefersToIsGone() {
    stub.schema(7, json(SPEND), TO_CURRENCY)
        .answer(
            "/subjects/currency/versions/1",
            404,
            "{'error_code':40402,'message':'Version 1 not found.'}");

    UnknownSchemaIdException e = rejected(7);

    assertThat(e)
        .hasMessageContaining("Schema 7")
        .hasMessageContaining(stub.url())
        .hasMessageContaining("version 1 of subject 'currency'");
  }

  @Test
  void shouldRejectTheRecordWhenReferencesRunInACircle() {
    stub.schema(7, json(SPEND), TO_MONEY)
        .version("money", 3, json(MONEY), TO_CURRENCY)
        .version("currency", 1, json("{'type':'pay.Money'}"), TO_MONEY);

    assertThat(rejected(7)).hasMessageContaining("Avro cannot parse");
  }

  @ParameterizedTest
  @ValueSource(strings = {SPEND, "{'type':'record','name':'Spend'}", "no schema at all", "[]]", ""})
  void shouldRejectTheRecordAndRememberWhenAvroCannotParseItsSchema(String text) {
    stub.schema(7, json(text));

    for (int i = 0; i < 3; i++) {
      assertThat(rejected(7)).hasMessageContaining("Avro cannot parse");
    }
    assertThat(stub.asked()).containsExactly("/schemas/ids/7");
  }

  @ParameterizedTest
  @CsvSource({"400, 400", "404, 404", "404, 40401", "422, 42202"})
  void shouldRejectTheRecordWhenARegistryHasAnotherAnswerForAnIdItLacks(int status, int code) {
    stub.answer(
        "/schemas/ids/-1", status, "{'error_code':%d,'message':'what is -1?'}".formatted(code));

    assertThat(rejected(-1)).hasMessageContaining(status + " (what is -1?)");
    rejected(-1);

    assertThat(stub.asked()).containsExactly("/schemas/ids/-1", "/schemas/types");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void shouldStopWhenTheRegistryRefusesUs(int status) {
    stub.answer("/schemas/ids/7", status, "{'error_code':%d01,'message':'no'}".formatted(status));

    assertStops(7);
  }

  @Test
  void shouldStopWhenTheRegistryRefusesUsWhatASchemaRefersTo() {
    stub.schema(7, json(SPEND), TO_CURRENCY)
        .answer("/subjects/currency/versions/1", 403, "{'error_code':40301,'message':'Forbidden'}");

    assertStops(7);
  }

  @Test
  void shouldStopWhenTheAddressIsNoRegistrys() {
    stub.answer("/schemas/types", 404, "{'error_code':404,'message':'HTTP 404 Not Found'}");
    assertStops(7);
    stub.answer("/schemas/types", 200, "<html>welcome</html>");
    assertStops(7);
    stub.answer("/schemas/ids/7", 200, "<html>welcome</html>");
    assertStops(7);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private UnknownSchemaIdException rejected(int id) {
    UnknownSchemaIdException e =
        catchThrowableOfType(UnknownSchemaIdException.class, () -> client.schemaById(id));
    assertThat(e.schemaId()).isEqualTo(id);
    assertThat(e.decision()).isEqualTo(Decision.REJECT_RECORD);
    return e;
  }

  private void assertStops(int id) {
    assertThatThrownBy(() -> client.schemaById(id))
        .isInstanceOfSatisfying(
            RegistryRequestException.class, e -> assertThat(e.decision()).isEqualTo(Decision.STOP));
  }
}
