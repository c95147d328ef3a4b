package dev.freshet.cli;

import dev.freshet.ops.LetterFilter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say which dead letters are meant. */
final class LetterOptions {
  @Option(
      names = "--reason",
      split = ",",
      paramLabel = "CODE",
      description = "Put aside for this reason, or one of these.")
  private List<String> reasons = List.of();

  @Option(names = "--topic", description = "Read from this topic, with or without the prefix.")
  private String topic;

  @Option(names = "--model", description = "About this model, advertiser/market.")
  private String model;

  @Option(names = "--key", description = "With this key.")
  private String key;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Put aside at this time or later: 2026-11-15 (UTC) or 2026-11-15T08:00:00Z.")
  private String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Put aside before this time.")
  private String until;

  @Option(names = "--partition", description = "In this partition of the dead letters.")
  private Integer partition;

  @Option(names = "--from-offset", description = "From this offset of it.")
  private Long fromOffset;

  @Option(names = "--to-offset", description = "Up to this offset of it, inclusive.")
  private Long toOffset;

  LetterFilter filter(String prefix) {
    return new LetterFilter(
        reasons,
        Optional.ofNullable(topic).map(t -> t.startsWith(prefix) ? t : prefix + t),
        Optional.ofNullable(model),
        Optional.ofNullable(key),
        Optional.ofNullable(since).map(LetterOptions::time),
        Optional.ofNullable(until).map(LetterOptions::time),
        Optional.ofNullable(partition),
        Optional.ofNullable(fromOffset),
        Optional.ofNullable(toOffset));
  }

  static Instant time(String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'%s' is no time; write it as 2026-11-15 or 2026-11-15T08:00:00Z".formatted(text));
    }
  }
}
