package dev.freshet.cli;

import dev.freshet.model.BadDataException;
import dev.freshet.spec.SpecException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints what went wrong as a person can act on it: no stack trace for faults of the input. */
final class Failures implements IExecutionExceptionHandler {
  private static final int FAULT_OF_INPUT = 2;
  private static final int FAULT_OF_PROGRAM = 1;

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof NoSuchFileException missing) {
      err.println("No such file: " + missing.getFile());
      return FAULT_OF_INPUT;
    }
    if (e instanceof SpecException
        || e instanceof BadDataException
        || e instanceof IllegalArgumentException
        || e instanceof IllegalStateException
        || e instanceof IOException
        || e instanceof org.apache.kafka.common.KafkaException) {
      err.println(words(e));
      return FAULT_OF_INPUT;
    }
    e.printStackTrace(err);
    return FAULT_OF_PROGRAM;
  }

  /** Kafka's clients say what failed and leave why to the innermost cause. */
  private static String words(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return e instanceof org.apache.kafka.common.KafkaException && cause != e
        ? e.getMessage() + ": " + withoutQuotes(cause.getMessage())
        : String.valueOf(e.getMessage());
  }

  /** Kafka quotes a JAAS configuration that it cannot read, and with it a password. */
  private static String withoutQuotes(String message) {
    return message != null && message.contains("JAAS")
        ? message.replaceAll("'.*'", "'******'")
        : message;
  }
}
