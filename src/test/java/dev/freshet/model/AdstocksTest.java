package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against oracles/transforms.txt: Robyn 3.12's own functions, run in R, 17 digits. */
class AdstocksTest {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(e[+-]?\\d+)?");
  private static List<String> lines;
  private static double[] x;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = AdstocksTest.class.getResourceAsStream("/oracles/transforms.txt")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    x = numbers(lines.stream().filter(l -> l.startsWith("x:")).findFirst().orElseThrow());
  }

  private static double[] numbers(String text) {
    Matcher matcher = NUMBER.matcher(text);
    return matcher.results().mapToDouble(r -> Double.parseDouble(r.group())).toArray();
  }

  // A few units in the last place: both sides round in every step of a product or sum of 16 terms.
  private static void assertSame(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = Arrays.stream(expected).max().orElseThrow();
    for (int t = 0; t < actual.length; t++) {
      double tolerance = 1e-14 * expected[t] + 2.3e-16 * largest;
      assertThat(actual[t]).as("[%d]", t).isCloseTo(expected[t], within(tolerance));
    }
  }

  @Test
  void shouldEqualRobynWhenGeometric() {
    int compared = 0;
    for (String line : lines) {
      if (line.startsWith("geometric")) {
        int colon = line.indexOf(':');
        double theta = numbers(line.substring(0, colon))[0];
        assertSame(Adstocks.geometric(x, theta), numbers(line.substring(colon)));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(3);
  }

  @Test
  void shouldEqualRobynWhenWeibull() {
    int compared = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("weibull")) {
        double[] parameters = numbers(lines.get(i));
        int lags = parameters.length > 2 ? (int) parameters[2] : x.length;
        double[] weights =
            lines.get(i).startsWith("weibull cdf")
                ? Adstocks.weibullCdfWeights(parameters[0], parameters[1], lags)
                : Adstocks.weibullPdfWeights(parameters[0], parameters[1], lags);
        assertSame(weights, numbers(lines.get(i + 1)));
        assertSame(Adstocks.convolve(x, weights), numbers(lines.get(i + 2)));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(7);
  }

  @Test
  void shouldEqualRobynWhenSaturated() {
    int compared = 0;
    double[] adstock = Adstocks.geometric(x, 0.3);
    for (String line : lines) {
      if (line.startsWith("hill")) {
        int colon = line.indexOf(':');
        double[] parameters = numbers(line.substring(line.indexOf("alpha"), colon));
        assertSame(
            Adstocks.hill(adstock, parameters[0], parameters[2]), numbers(line.substring(colon)));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(3);
  }

  @Test
  void shouldLeaveTheSeriesAloneWhenShapeOrScaleIsZero() {
    assertThat(Adstocks.weibullCdfWeights(0, 0.5, 3)).containsExactly(1, 0, 0);
    assertThat(Adstocks.weibullPdfWeights(2, 0, 3)).containsExactly(1, 0, 0);
    assertThat(Adstocks.weibullPdfWeights(2, 0.5, 1)).containsExactly(1);
  }

  @Test
  void shouldRefuseWhenParametersAreOutOfRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> Adstocks.geometric(x, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Adstocks.weibullCdfWeights(Double.NaN, 0.1, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> Adstocks.hill(x, 1, 0));
  }
}
