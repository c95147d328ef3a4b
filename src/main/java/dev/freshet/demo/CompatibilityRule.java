package dev.freshet.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * How a new schema must relate to a subject's earlier ones: who must be able to read whose data.
 */
enum CompatibilityRule {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean newReadsOld;
  private final boolean oldReadsNew;
  private final boolean everyVersion;

  CompatibilityRule(boolean newReadsOld, boolean oldReadsNew, boolean everyVersion) {
    this.newReadsOld = newReadsOld;
    this.oldReadsNew = oldReadsNew;
    this.everyVersion = everyVersion;
  }

  static CompatibilityRule parse(String name) {
    return Arrays.stream(values())
        .filter(level -> level.name().equals(name))
        .findFirst()
        .orElseThrow(() -> RegistryError.invalidLevel(name));
  }

  /**
   * What speaks against {@code candidate} after {@code earlier} (oldest first); empty if nothing.
   */
  List<String> violations(Schema candidate, List<Schema> earlier) {
    int first = everyVersion ? 0 : Math.max(0, earlier.size() - 1);
    List<String> found = new ArrayList<>();
    for (Schema old : earlier.subList(first, earlier.size())) {
      if (newReadsOld) {
        collect(candidate, old, "the new schema cannot read data of an earlier one", found);
      }
      if (oldReadsNew) {
        collect(old, candidate, "an earlier schema cannot read data of the new one", found);
      }
    }
    return found;
  }

  private static void collect(Schema reader, Schema writer, String meaning, List<String> found) {
    SchemaCompatibility.SchemaCompatibilityResult result =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
    if (result.getCompatibility() != SchemaCompatibilityType.COMPATIBLE) {
      result
          .getIncompatibilities()
          .forEach(
              i ->
                  found.add(
                      meaning
                          + ": "
                          + i.getType()
                          + " at "
                          + i.getLocation()
                          + ": "
                          + i.getMessage()));
    }
  }
}
