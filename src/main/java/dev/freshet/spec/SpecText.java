package dev.freshet.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One value of a spec, as written and where it stands; turns it into what is meant, or into a
 * problem.
 *
 * @param value not blank
 * @param line its line, from 1
 * @param path its place in the spec
 * @param problems takes what is wrong
 */
record SpecText(String value, int line, String path, Problems problems) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*([dhms])");

  void problem(String message, Object... arguments) {
    problems.add(line, path, message, arguments);
  }

  /** A name: {@link Names}. */
  Optional<String> name() {
    if (Names.isName(value)) {
      return Optional.of(value);
    }
    problem("'%s' must be %s", value, Names.FORM);
    return Optional.empty();
  }

  /** A model, {@code advertiser/market}. */
  Optional<String> model() {
    if (Names.isModel(value)) {
      return Optional.of(value);
    }
    problem("'%s' must be advertiser/market, each %s", value, Names.FORM);
    return Optional.empty();
  }

  Optional<Boolean> flag() {
    if (value.equals("true") || value.equals("false")) {
      return Optional.of(value.equals("true"));
    }
    problem("'%s' must be true or false", value);
    return Optional.empty();
  }

  Optional<Integer> count() {
    if (value.matches("[1-9]\\d{0,5}")) {
      return Optional.of(Integer.parseInt(value));
    }
    problem("'%s' must be a whole number above 0", value);
    return Optional.empty();
  }

  Optional<Double> number() {
    try {
      double number = new BigDecimal(value.strip()).doubleValue();
      if (Double.isFinite(number)) {
        return Optional.of(number);
      }
    } catch (NumberFormatException e) {
      // Reported below, with numbers too large to compute with.
    }
    problem("'%s' must be a number such as 0.5", value);
    return Optional.empty();
  }

  /** An amount in units, as micros. */
  Optional<Long> micros() {
    try {
      return Optional.of(Micros.parse(value));
    } catch (ArithmeticException | NumberFormatException e) {
      problem("'%s' must be a number in units, such as 45000 or 12.5, below 9.2e12", value);
      return Optional.empty();
    }
  }

  Optional<LocalDate> date() {
    try {
      return Optional.of(LocalDate.parse(value));
    } catch (DateTimeParseException e) {
      problem("'%s' is no date; write it as 2026-11-15", value);
      return Optional.empty();
    }
  }

  Optional<Duration> duration() {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      problem("'%s' must be a duration such as 2d, 36h, 90m", value);
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "d" -> Duration.ofDays(amount);
          case "h" -> Duration.ofHours(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofSeconds(amount);
        });
  }

  /** One of an enum's constants, in any case. */
  <E extends Enum<E>> Optional<E> choice(Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value.toUpperCase(Locale.ROOT))) {
        return Optional.of(constant);
      }
    }
    List<String> known =
        Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    String choices = "use one of " + String.join(", ", known);
    problem("'%s' is unknown; %s", value, DidYouMean.hint(value, known, choices));
    return Optional.empty();
  }
}
