package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void shouldAlignNamesToTheLeftAndNumbersToTheRight() {
    Table table = new Table(1, "channel", "ROI").row("tv", "2.31").row("billboards", "0.4");

    assertThat(table.render("> "))
        .isEqualTo(
            """
            > channel      ROI
            > ──────────  ────
            > tv          2.31
            > billboards   0.4
            """);
  }

  @Test
  void shouldCountLettersNotCodeUnits() {
    Table table = new Table(1, "c", "n").row("📺", "1");

    assertThat(table.render("")).isEqualTo("c  n\n─  ─\n📺  1\n");
  }

  @Test
  void shouldLeaveNoBlanksAtTheEndOfALine() {
    Table table = new Table(2, "channel", "note").row("tv", "").row("radio", "new");

    assertThat(table.render("").lines()).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void shouldRefuseARowOfAnotherLength() {
    assertThatThrownBy(() -> new Table(1, "a", "b").row("1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 cells for 2 columns");
  }
}
