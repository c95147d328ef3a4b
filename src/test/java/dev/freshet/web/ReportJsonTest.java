package dev.freshet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  private static final ReportData REPORT = Reports.full();

  private static JsonNode json() throws JsonProcessingException {
    return new ObjectMapper().readTree(ReportJson.of(REPORT));
  }

  @Test
  void shouldWriteDaysAsTextAndWhatIsNotKnownAsNull() throws JsonProcessingException {
    JsonNode json = json();

    assertThat(json.path("weeks").get(0).asText()).isEqualTo(REPORT.weeks().get(0).toString());
    assertThat(json.path("outcome").get(40).isNull()).isTrue();
    assertThat(json.path("outcome").get(41).isNumber()).isTrue();
    assertThat(json.path("channels").get(5).path("spendShare").isNull()).isTrue();
    assertThat(json.path("history").get(0).path("time").asText()).endsWith("Z");
  }

  @Test
  void shouldKeepSevenDigits() throws JsonProcessingException {
    double outcome = REPORT.outcome().get(0);

    double written = json().path("outcome").get(0).asDouble();

    assertThat(Math.abs(written / outcome - 1)).isLessThan(0.5e-6);
    assertThat(json().path("outcome").get(0).asText()).hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void shouldReadWhatItWrote() {
    String json = ReportJson.of(REPORT);

    ReportData read = ReportJson.read(json);

    assertThat(ReportJson.of(read)).isEqualTo(json);
    assertThat(read.channels().get(0).curve().unit()).isEqualTo("SPEND");
    assertThat(read.outcome().get(40)).isNaN();
  }

  @Test
  void shouldSayWhatIsNoReport() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReportJson.read("{"))
        .withMessageStartingWith("no data of a report: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReportJson.read("{}"))
        .withMessageStartingWith("no data of a report: ");
  }
}
