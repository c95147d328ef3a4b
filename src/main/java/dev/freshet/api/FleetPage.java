package dev.freshet.api;

import dev.freshet.avro.internal.FleetHealth;
import dev.freshet.avro.internal.FleetMove;
import dev.freshet.avro.internal.FleetRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One page of the fleet's lines, with what holds for all of them.
 *
 * @param total models in all
 * @param matching models that were asked for, on all pages
 * @param health models in all by health; every health has its number
 * @param newest when the newest set of all was published; null before the first
 * @param movers models whose newest fit moved a channel's ROI most, the largest move first
 * @param rows the page
 */
record FleetPage(
    int total,
    int matching,
    Map<FleetHealth, Integer> health,
    Instant newest,
    List<FleetRow> movers,
    List<FleetRow> rows) {
  private static final int MOVERS = 5;

  FleetPage {
    movers = List.copyOf(movers);
    rows = List.copyOf(rows);
  }

  /** What lines are sorted by; ones without it come last either way, equals by name. */
  enum Sort {
    MODEL(FleetRow::getModel),
    HEALTH(FleetRow::getHealth),
    PUBLISHED(FleetRow::getPublishedAt),
    LAG(FleetRow::getLagMillis),
    MOVE(FleetPage::moved);

    private final Function<FleetRow, Comparable<?>> key;

    Sort(Function<FleetRow, Comparable<?>> key) {
      this.key = key;
    }

    @SuppressWarnings("unchecked") // a key is compared with those of its own kind only
    private Comparator<FleetRow> comparator(Order order) {
      Comparator<Comparable<Object>> natural = Comparator.naturalOrder();
      return Comparator.comparing(
              (FleetRow row) -> (Comparable<Object>) key.apply(row),
              Comparator.nullsLast(order == Order.DESC ? natural.reversed() : natural))
          .thenComparing(FleetRow::getModel);
    }
  }

  /** From the smallest, or from the largest. */
  enum Order {
    ASC,
    DESC
  }

  /**
   * Which lines are asked for.
   *
   * @param model the one model; empty for all
   * @param search part of the model's name, whatever its case; blank for all
   * @param health empty for all
   * @param offset lines before the page
   * @param limit lines of the page, at most
   */
  record Ask(
      Optional<String> model,
      String search,
      Optional<FleetHealth> health,
      Sort sort,
      Order order,
      int offset,
      int limit) {
    private boolean matches(FleetRow row) {
      return model.filter(m -> !m.equals(row.getModel())).isEmpty()
          && health.filter(h -> h != row.getHealth()).isEmpty()
          && row.getModel()
              .toLowerCase(Locale.ROOT)
              .contains(search.strip().toLowerCase(Locale.ROOT));
    }
  }

  static FleetPage of(List<FleetRow> all, Ask ask) {
    Map<FleetHealth, Integer> health = new EnumMap<>(FleetHealth.class);
    Stream.of(FleetHealth.values()).forEach(h -> health.put(h, 0));
    all.forEach(row -> health.merge(row.getHealth(), 1, Integer::sum));
    List<FleetRow> matching = all.stream().filter(ask::matches).toList();
    return new FleetPage(
        all.size(),
        matching.size(),
        health,
        all.stream()
            .map(FleetRow::getPublishedAt)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null),
        all.stream()
            .filter(row -> row.getMove() != null)
            .sorted(Sort.MOVE.comparator(Order.DESC))
            .limit(MOVERS)
            .toList(),
        matching.stream()
            .sorted(ask.sort().comparator(ask.order()))
            .skip(ask.offset())
            .limit(ask.limit())
            .toList());
  }

  private static Double moved(FleetRow row) {
    FleetMove move = row.getMove();
    return move == null ? null : BiggestMove.relative(move.getBefore(), move.getAfter());
  }
}
