package dev.freshet;

import dev.freshet.cli.FreshetCommand;

/** Entry point of the {@code freshet} command. */
public final class Freshet {
  private Freshet() {}

  public static void main(String[] args) {
    System.exit(FreshetCommand.commandLine().execute(args));
  }
}
