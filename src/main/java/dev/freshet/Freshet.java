package dev.freshet;

/** Entry point of the {@code freshet} command. */
public final class Freshet {
  private Freshet() {}

  public static void main(String[] args) {
    System.out.println("Freshet: streaming refresh for marketing-mix models.");
  }
}
