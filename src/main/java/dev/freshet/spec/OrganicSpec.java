package dev.freshet.spec;

/**
 * One organic channel: media pressure without spend.
 *
 * @param name name of the channel
 * @param source the source of its events
 */
public record OrganicSpec(String name, String source) {
  public OrganicSpec {
    Names.require("organic", name);
    Names.require("source", source);
  }

  /** Fed by a source of its own name. */
  public static OrganicSpec of(String name) {
    return new OrganicSpec(name, name);
  }

  public OrganicSpec withSource(String feed) {
    return new OrganicSpec(name, feed);
  }

  /** {@code organic.<name>}. */
  public String variable() {
    return "organic." + name;
  }
}
