package dev.freshet.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/** The {@code freshet} command: one subcommand a task. */
@Command(
    name = "freshet",
    mixinStandardHelpOptions = true,
    version = "freshet 0.1",
    description = "Keeps marketing-mix models fresh: events in, ROI out.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      LoadCommand.class,
      SimulateCommand.class,
      FitCommand.class,
      ReportCommand.class,
      ForecastCommand.class,
      AllocateCommand.class,
      ImportRobynCommand.class,
      SpecCommand.class,
      BenchCommand.class,
      AuditCommand.class,
      OrderCommand.Refresh.class,
      OrderCommand.Rebuild.class,
      OrderCommand.Resend.class,
      ExperimentCommand.class,
      DeadLettersCommand.class,
      CommandLine.HelpCommand.class
    })
public final class FreshetCommand {
  private FreshetCommand() {}

  /** The command line, ready to execute. */
  public static CommandLine commandLine() {
    return commandLine(System.getenv());
  }

  /**
   * The same in another environment.
   *
   * @param environment variables, which may hold settings
   */
  public static CommandLine commandLine(Map<String, String> environment) {
    CommandLine line = new CommandLine(new FreshetCommand());
    line.setExecutionExceptionHandler(new Failures());
    line.setParameterExceptionHandler(new Misuse());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(utf8(System.out));
    line.setErr(utf8(System.err));
    line.registerConverter(LocalDate.class, FreshetCommand::date);
    complete(line, environment);
    return line;
  }

  /** Adds to each command what all have, and the options of settings. */
  private static void complete(CommandLine line, Map<String, String> environment) {
    for (CommandLine sub : line.getSubcommands().values()) {
      if (!sub.getCommandName().equals("help")) {
        sub.getCommandSpec().mixinStandardHelpOptions(true);
        ClusterOptions.declare(sub.getCommandSpec(), environment);
        complete(sub, environment);
      }
    }
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("'" + text + "' is no date; write it as 2026-11-15");
    }
  }

  /** Tables and bars need more than the letters of a C locale. */
  private static PrintWriter utf8(java.io.PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
