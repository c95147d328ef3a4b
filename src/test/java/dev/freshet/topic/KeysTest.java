package dev.freshet.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final LocalDate WEEK = LocalDate.of(2026, 11, 16);

  @Test
  void shouldJoinThePartsOfAKey() {
    assertThat(Keys.week("acme/DE", WEEK)).isEqualTo("acme/DE|2026-11-16");
    assertThat(Keys.contribution("acme/DE", WEEK, "media.total"))
        .isEqualTo("acme/DE|2026-11-16|media.total");
    assertThat(Keys.roi("acme/DE", "tv", "52w")).isEqualTo("acme/DE|tv|52w");
    assertThat(Keys.curve("acme/DE", "tv")).isEqualTo("acme/DE|tv");
  }

  @Test
  void shouldFindTheExperimentOfItsKey() {
    assertThat(Keys.experimentOf(Keys.experiment("acme/DE", "geo-1"))).isEqualTo("geo-1");
    assertThatThrownBy(() -> Keys.experimentOf("acme/DE"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key 'acme/DE' is no model|experiment");
  }

  @Test
  void shouldFindTheModelOfAnyKey() {
    assertThat(Keys.modelOf("acme/DE")).isEqualTo("acme/DE");
    assertThat(Keys.modelOf("acme/DE|2026-11-16|tv")).isEqualTo("acme/DE");
    assertThat(Keys.modelOf("")).isEmpty();
  }

  @Test
  void shouldRefusePartsThatWouldMakeAnotherKey() {
    assertThatThrownBy(() -> Keys.curve("acme/DE", "tv|1w"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'tv|1w'");
    assertThatThrownBy(() -> Keys.curve("acme/DE", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
