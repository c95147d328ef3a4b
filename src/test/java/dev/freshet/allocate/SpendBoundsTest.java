package dev.freshet.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpendBoundsTest {
  @ParameterizedTest
  @CsvSource({
    "1000:5000, 1000, 5000, false",
    "0.5 : 2.25, 0.5, 2.25, false",
    ":5000, 0, 5000, false",
    "200:, 200, Infinity, false",
    ":, 0, Infinity, false",
    "70%:150%, 0.7, 1.5, true",
    "70%:, 0.7, Infinity, true",
    ":150%, 0, 1.5, true"
  })
  void shouldReadBounds(String text, double lower, double upper, boolean relative) {
    assertThat(SpendBounds.parse(text)).isEqualTo(new SpendBounds(lower, upper, relative));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "a:b", "5:-1", "1:2:3", ".:1", "1e3:2e3"})
  void shouldSayHowBoundsAreWritten(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpendBounds.parse(text))
        .withMessageContaining("are no bounds: write 1000:5000 (money a week) or 70%:150%");
  }

  @Test
  void shouldRefuseBoundsThatCrossOrMix() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpendBounds.parse("5:4"))
        .withMessageContaining("the lower must be 0 or more and the upper not below it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpendBounds.parse("70%:4000"))
        .withMessageContaining("write both ends in money or both in %");
  }

  @Test
  void shouldTurnSharesOfTheReferenceIntoMoney() {
    assertThat(SpendBounds.parse("70%:150%").inMoney(200))
        .isEqualTo(SpendBounds.absolute(140, 300));
    assertThat(SpendBounds.parse("0%:").inMoney(0).upper()).isInfinite();
    assertThat(SpendBounds.parse("1:2").inMoney(200)).isEqualTo(SpendBounds.absolute(1, 2));
  }
}
