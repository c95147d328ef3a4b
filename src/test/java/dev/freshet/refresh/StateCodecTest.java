package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.FitKind;
import dev.freshet.model.FittedModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StateCodecTest {
  private static FittedModel built;
  private static FittedModel decoded;

  @BeforeAll
  static void build() {
    built = Histories.build();
    decoded = StateCodec.decode(StateCodec.encode(built));
  }

  @Test
  void shouldKeepAllThatARefreshNeeds() {
    assertThat(decoded.kind()).isEqualTo(built.kind());
    assertThat(decoded.engineVersion()).isEqualTo(built.engineVersion());
    assertThat(decoded.fingerprint()).isEqualTo(built.fingerprint());
    assertThat(decoded.definition()).isEqualTo(built.definition());
    assertThat(decoded.data()).isEqualTo(built.data());
    assertThat(decoded.anchor()).isEqualTo(built.anchor());
    assertThat(decoded.particles()).isEqualTo(built.particles());
    assertThat(decoded.stepSize()).isEqualTo(built.stepSize());
  }

  @Test
  void shouldKeepTheRoiOfTheWindow() {
    assertThat(decoded.roi())
        .extracting(r -> r.channel() + " " + r.horizon() + " " + r.roi())
        .containsExactlyElementsOf(
            built.roi().stream()
                .filter(r -> r.horizon().equals("window"))
                .map(r -> r.channel() + " " + r.horizon() + " " + r.roi())
                .toList());
  }

  @Test
  void shouldRefreshFromTheDecodedIncumbentBitForBit() {
    FittedModel fromOriginal = Histories.refresh(built);
    FittedModel fromDecoded = Histories.refresh(decoded);

    assertThat(fromOriginal.kind()).isEqualTo(FitKind.REFRESH);
    assertThat(fromDecoded).isEqualTo(fromOriginal);
  }

  @Test
  void shouldKeepTheAnchorOfABuildThroughRefreshes() {
    FittedModel refreshed = Histories.refresh(built);
    FittedModel again = StateCodec.decode(StateCodec.encode(refreshed));

    assertThat(again.anchor()).isEqualTo(built.anchor());
    assertThat(again.data()).isEqualTo(refreshed.data());
    assertThat(again.gate().refreshes()).isEqualTo(1);
    assertThat(again.gate().recentScores()).hasSize(2).isEqualTo(refreshed.gate().recentScores());
  }

  @Test
  void shouldBeTheSameBytesForTheSameModel() {
    assertThat(StateCodec.encode(built)).isEqualTo(StateCodec.encode(Histories.build()));
  }

  @Test
  void shouldSayWhatToDoWithBytesThatAreNoState() {
    byte[] cut = java.util.Arrays.copyOf(StateCodec.encode(built), 500);

    assertThatThrownBy(() -> StateCodec.decode(cut))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("500 bytes")
        .hasMessageContaining("rebuild the model");
    assertThatThrownBy(() -> StateCodec.decode(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
