package dev.freshet.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
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
      ImportRobynCommand.class,
      SpecCommand.class,
      BenchCommand.class,
      AuditCommand.class,
      OrderCommand.Refresh.class,
      OrderCommand.Rebuild.class,
      OrderCommand.Resend.class,
      DeadLettersCommand.class,
      CommandLine.HelpCommand.class
    })
public final class FreshetCommand {
  private FreshetCommand() {}

  /** The command line, ready to execute. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new FreshetCommand());
    line.setExecutionExceptionHandler(new Failures());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(utf8(System.out));
    line.setErr(utf8(System.err));
    line.registerConverter(LocalDate.class, FreshetCommand::date);
    addHelp(line);
    return line;
  }

  private static void addHelp(CommandLine line) {
    for (CommandLine sub : line.getSubcommands().values()) {
      if (!sub.getCommandName().equals("help")) {
        sub.getCommandSpec().mixinStandardHelpOptions(true);
        addHelp(sub);
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
