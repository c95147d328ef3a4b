package dev.freshet.ops;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which dead letters are meant: those that meet every condition given.
 *
 * @param reasons codes of reasons, any case; empty for all
 * @param topic topic of the record, full name
 * @param model model
 * @param key key of the record
 * @param since put aside at this instant or later
 * @param until put aside before this instant
 * @param partition partition of the dead-letter topic
 * @param fromOffset first offset there
 * @param toOffset last offset there, inclusive
 */
public record LetterFilter(
    List<String> reasons,
    Optional<String> topic,
    Optional<String> model,
    Optional<String> key,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<Integer> partition,
    Optional<Long> fromOffset,
    Optional<Long> toOffset)
    implements Predicate<Letter> {
  /** All letters. */
  public static final LetterFilter ALL =
      new LetterFilter(
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public LetterFilter {
    reasons = reasons.stream().map(r -> r.toUpperCase(Locale.ROOT)).toList();
    if ((fromOffset.isPresent() || toOffset.isPresent()) && partition.isEmpty()) {
      throw new IllegalArgumentException(
          "offsets count within a partition: give --partition with --from-offset and --to-offset");
    }
  }

  @Override
  public boolean test(Letter letter) {
    return (reasons.isEmpty() || reasons.contains(letter.reason()))
        && topic.map(t -> letter.origin().map(o -> o.topic().equals(t)).orElse(false)).orElse(true)
        && model.map(letter.model()::equals).orElse(true)
        && key.map(letter.key()::equals).orElse(true)
        && since.map(s -> !letter.putAside().isBefore(s)).orElse(true)
        && until.map(u -> letter.putAside().isBefore(u)).orElse(true)
        && partition.map(p -> letter.record().partition() == p).orElse(true)
        && fromOffset.map(o -> letter.record().offset() >= o).orElse(true)
        && toOffset.map(o -> letter.record().offset() <= o).orElse(true);
  }
}
