package dev.freshet.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with a command line. Of an option that nobody knows it says the name alone:
 * the value may be a secret whose option was mistyped.
 */
final class Misuse implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(words(e));
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      command.usage(err);
    }
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String words(ParameterException e) {
    List<String> options =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getUnmatched().stream().filter(a -> a.startsWith("-")).toList()
            : List.of();
    return options.isEmpty()
        ? e.getMessage()
        : "Unknown option: "
            + options.stream()
                .map(option -> "'" + option.split("=", 2)[0] + "'")
                .collect(Collectors.joining(", "));
  }
}
