package dev.freshet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MicrosTest {
  /** Half even: to the nearest millionth, ties to the even one. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1000000",
    "-2.5, -2500000",
    "0.0000005, 0",
    "0.0000015, 2",
    "-0.0000015, -2",
    "0.00000050000001, 1",
    "1e3, 1000000000",
    "2754371.66666667, 2754371666667",
    "9223372036854.775807, 9223372036854775807",
  })
  void shouldRoundHalfEven(String text, long micros) {
    assertThat(Micros.parse(text)).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854.775808", "-1e13", "1e99"})
  void shouldRefuseWhatDoesNotFit(String text) {
    assertThatThrownBy(() -> Micros.parse(text)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "NaN", "Infinity", "1,5", "1 000", "0x10", "1e999999999", "1e-999999999"})
  void shouldRefuseWhatIsNoFigure(String text) {
    assertThatThrownBy(() -> Micros.parse(text)).isInstanceOf(NumberFormatException.class);
  }

  @Property
  void shouldReadBackWhatItWasWrittenAs(@ForAll @LongRange(min = -Long.MAX_VALUE) long micros) {
    String text = BigDecimal.valueOf(micros, 6).toPlainString();

    assertThat(Micros.parse(text)).isEqualTo(micros);
  }

  @Test
  void shouldBeExactInUnitsWhereDoublesAre() {
    assertThat(Micros.toUnits(1_500_000)).isEqualTo(1.5);
  }
}
