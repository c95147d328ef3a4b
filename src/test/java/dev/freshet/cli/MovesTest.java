package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.MovePart;
import dev.freshet.model.RoiChange;
import dev.freshet.model.RoiChange.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovesTest {
  @Test
  void shouldNameTheLargestPartsFirstWhenRoiMoved() {
    RoiChange change =
        new RoiChange(
            "tv",
            2.61,
            2.66,
            List.of(
                new RoiChange.Part(List.of(Cause.HORIZON), 0.0002, ""),
                new RoiChange.Part(List.of(Cause.DEPARTED, Cause.RESTATED), -0.0102, ""),
                new RoiChange.Part(List.of(Cause.NEW), 0.06, ""),
                new RoiChange.Part(List.of(Cause.EXPERIMENTS), 0, "")));

    assertThat(Moves.lines(List.of(change)))
        .containsExactly(
            "tv 2.61 → 2.66: new weeks +0.0600, departed weeks and restated weeks −0.0102");
  }

  @Test
  void shouldSayWhyWhenRebuilt() {
    RoiChange change =
        new RoiChange(
            "tv",
            2,
            1.5,
            List.of(new RoiChange.Part(List.of(Cause.REBUILD), -0.5, "the definition changed")));

    assertThat(Moves.lines(List.of(change)))
        .containsExactly("tv 2.00 → 1.50: rebuild −0.500 (the definition changed)");
  }

  @Test
  void shouldPickTheChannelThatMovedMostWhenSeveralMoved() {
    MovePart part = new MovePart(List.of("new weeks"), 0.5, "");
    List<ChannelMove> moves =
        List.of(
            new ChannelMove("tv", 10.0, 10.5, List.of(part)),
            new ChannelMove("search", 1.0, 1.5, List.of(part)),
            new ChannelMove("newsletter", null, null, List.of()));

    assertThat(Moves.biggest(moves)).isEqualTo("search 1.00 → 1.50: new weeks +0.500");
    assertThat(Moves.biggest(List.of())).isEmpty();
  }
}
