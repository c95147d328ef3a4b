package dev.freshet.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.avro.AdstockKind;
import dev.freshet.avro.EffectSign;
import dev.freshet.registry.SingleObjectSerde;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.SpecParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SpecMappingTest {
  /** Every part of a spec occurs in the example. */
  private static ModelSpec example() throws IOException {
    return SpecParser.parse(Path.of("docs/examples/acme-de.yaml")).orElseThrow();
  }

  private static dev.freshet.avro.ModelSpec record(Consumer<dev.freshet.avro.ModelSpec> change)
      throws IOException {
    dev.freshet.avro.ModelSpec record = SpecMapping.toAvro(example());
    change.accept(record);
    return record;
  }

  @Test
  void shouldKeepASpecButForItsFile() throws IOException {
    SingleObjectSerde<dev.freshet.avro.ModelSpec> serde =
        new SingleObjectSerde<>(dev.freshet.avro.ModelSpec.class);
    byte[] bytes = serde.serializer().serialize("specs", SpecMapping.toAvro(example()));

    ModelSpec back = SpecMapping.fromAvro(serde.deserializer().deserialize("specs", bytes));

    assertThat(back.data()).isEqualTo(Optional.empty());
    assertThat(back.withData(example().data().orElseThrow())).isEqualTo(example());
  }

  @Test
  void shouldKeepTheFingerprintAsVersion() throws IOException {
    ModelSpec back = SpecMapping.fromAvro(SpecMapping.toAvro(example()));

    assertThat(back.fingerprint()).isEqualTo(example().fingerprint());
    assertThat(SpecMapping.toAvro(example()).getVersion()).isEqualTo(example().fingerprint());
  }

  @Test
  void shouldSayWhichVariableHasNoSource() throws IOException {
    dev.freshet.avro.ModelSpec record = record(r -> r.setSources(List.of()));

    assertThatThrownBy(() -> SpecMapping.fromAvro(record))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no source names")
        .hasMessageContaining("under one source");
  }

  @Test
  void shouldSayWhichZoneIsUnknown() throws IOException {
    dev.freshet.avro.ModelSpec record = record(r -> r.setZone("Mars/Olympus"));

    assertThatThrownBy(() -> SpecMapping.fromAvro(record))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Mars/Olympus");
  }

  @Test
  void shouldKeepAdstockAndSignOnTheWay() throws IOException {
    for (AdstockKind kind : AdstockKind.values()) {
      for (EffectSign sign : EffectSign.values()) {
        dev.freshet.avro.ModelSpec record =
            record(
                r -> {
                  r.getMedia().get(1).setAdstock(kind);
                  r.getContext().get(0).setSign(sign);
                });

        dev.freshet.avro.ModelSpec again = SpecMapping.toAvro(SpecMapping.fromAvro(record));

        assertThat(again.getMedia().get(1).getAdstock()).isEqualTo(kind);
        assertThat(again.getContext().get(0).getSign()).isEqualTo(sign);
      }
    }
  }

  @Test
  void shouldRefuseAnExposureItDoesNotKnow() throws IOException {
    dev.freshet.avro.ModelSpec record = record(r -> r.getMedia().get(0).setExposure("views"));

    assertThatThrownBy(() -> SpecMapping.fromAvro(record))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'views'");
  }
}
