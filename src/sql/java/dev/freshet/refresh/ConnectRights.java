package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** The rights that docs/bi.md tells operators to give to Connect. */
final class ConnectRights {
  private static final Path DOCUMENT = Path.of("docs", "bi.md");
  private static final Pattern ROW =
      Pattern.compile("\\| (topic|group) \\| `([^`]+)`( and longer)? \\| ([A-Za-z, ]+) \\|");

  private ConnectRights() {}

  /**
   * A row of the table.
   *
   * @param pattern whether names that go on are meant too
   */
  record Right(
      ResourceType type, String name, PatternType pattern, List<AclOperation> operations) {}

  static List<Right> documented() throws IOException {
    List<Right> rights = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(DOCUMENT));
    while (row.find()) {
      rights.add(
          new Right(
              ResourceType.fromString(row.group(1)),
              row.group(2),
              row.group(3) == null ? PatternType.LITERAL : PatternType.PREFIXED,
              Stream.of(row.group(4).split(", ")).map(ConnectRights::operation).toList()));
    }
    assertThat(rights).isNotEmpty();
    return rights;
  }

  private static AclOperation operation(String name) {
    AclOperation operation =
        AclOperation.fromString(
            name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    assertThat(operation).as(name).isNotEqualTo(AclOperation.UNKNOWN);
    return operation;
  }
}
