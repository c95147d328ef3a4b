package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/configuration.md to the table in the code. Run with {@code -Dfreshet.docs.write=true}
 * this writes the table into the document.
 */
class SettingsTableTest {
  private static final Path DOCUMENT = Path.of("docs", "configuration.md");
  private static final String FROM = "<!-- settings: generated -->\n";
  private static final String TO = "<!-- end of settings -->\n";

  @Test
  void shouldSayInTheDocumentWhatTheCodeSays() throws IOException {
    String text = Files.readString(DOCUMENT);
    int from = text.indexOf(FROM) + FROM.length();
    int to = text.indexOf(TO);
    String table = SettingsTable.markdown(Settings.ALL);
    if (Boolean.getBoolean("freshet.docs.write")) {
      Files.writeString(DOCUMENT, text.substring(0, from) + table + text.substring(to));
      return;
    }

    assertThat(text.substring(from, to)).isEqualTo(table);
  }

  @Test
  void shouldHoldEverySettingOnce() {
    List<Setting<?>> declared =
        Arrays.stream(Settings.class.getFields())
            .filter(f -> f.getType() == Setting.class)
            .<Setting<?>>map(SettingsTableTest::value)
            .toList();

    assertThat(Settings.ALL).hasSameElementsAs(declared).containsAll(Settings.CLUSTER);
    assertThat(Settings.ALL.stream().map(Setting::name)).doesNotHaveDuplicates();
  }

  private static Setting<?> value(Field field) {
    try {
      return (Setting<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldFixEveryDefault() {
    assertThat(Settings.ALL.stream().map(s -> s.name() + "=" + s.absence()))
        .containsExactly(
            "config=none",
            "bootstrap-servers=required",
            "schema-registry=required",
            "topic-prefix=mmm.",
            "client-config=none",
            "role=all",
            "instance=host and process",
            "create-topics=false",
            "partitions=6",
            "replication=3",
            "input-retention=unlimited",
            "state-dir=freshet-state",
            "standbys=1",
            "state-memory-mib=256",
            "threads=1",
            "fits=as many as processors",
            "builds=8",
            "flush-millis=1000",
            "keyed-inputs=false",
            "settle-quiet=P7D",
            "put-aside=none",
            "http-host=127.0.0.1",
            "http-port=8085",
            "api-token=none");
  }
}
