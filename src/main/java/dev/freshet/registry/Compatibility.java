package dev.freshet.registry;

import java.util.List;

/**
 * Whether a subject would take a schema.
 *
 * @param messages the registry's reasons against it, if it gave any
 */
public record Compatibility(boolean isCompatible, List<String> messages) {
  public Compatibility {
    messages = List.copyOf(messages);
  }
}
