package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999.4, 999",
    "9999, 9999",
    "10000, 10.0k",
    "123456, 123.5k",
    "999949, 999.9k",
    "999999, 1.00M",
    "1234567, 1.23M",
    "-1234567, -1.23M",
    "999999999, 1.00bn",
    "4200000000, 4.20bn"
  })
  void shouldShortenAmounts(double value, String expected) {
    assertThat(Figures.amount(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00",
    "2.314, 2.31",
    "-2.314, -2.31",
    "9.996, 10.0",
    "45.23, 45.2",
    "99.97, 100",
    "123.4, 123"
  })
  void shouldKeepThreeTellingDigitsOfRatios(double value, String expected) {
    assertThat(Figures.ratio(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.4, 0 ms", "999.4, 999 ms", "999.6, 1.0 s", "1250, 1.3 s", "61234, 61.2 s"})
  void shouldWriteDurationsInMillisecondsOrSeconds(double millis, String expected) {
    assertThat(Figures.millis(millis)).isEqualTo(expected);
  }
}
