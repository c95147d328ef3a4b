package dev.freshet.spec;

/** What stands for a channel's media pressure in place of its spend. */
public enum Exposure {
  IMPRESSIONS("impressions"),
  CLICKS("clicks");

  private final String kind;

  Exposure(String kind) {
    this.kind = kind;
  }

  /** First part of the variable's name: {@code impressions} or {@code clicks}. */
  public String kind() {
    return kind;
  }
}
