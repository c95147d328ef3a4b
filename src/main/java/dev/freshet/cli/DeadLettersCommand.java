package dev.freshet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.ops.DeadLetterBox;
import dev.freshet.ops.Letter;
import dev.freshet.ops.LetterFilter;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet dead-letters}: what was put aside, and what to do with it. */
@Command(
    name = "dead-letters",
    description = "Lists records that were put aside, sends them again, deletes them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeadLettersCommand.ListLetters.class,
      DeadLettersCommand.ReplayLetters.class,
      DeadLettersCommand.PurgeLetters.class
    })
final class DeadLettersCommand {
  private DeadLettersCommand() {}

  /** What the three have in common. */
  abstract static class OnLetters implements Callable<Integer> {
    @Spec private CommandSpec self;
    @Mixin private ClusterOptions cluster;

    abstract int run(DeadLetterBox box, String prefix) throws IOException;

    @Override
    public Integer call() throws IOException {
      ServiceConfig.Cluster where = cluster.cluster();
      Topics topics = Service.topics(where);
      TopicAdmin.require(where, List.of(topics.deadLetters()));
      int code = run(new DeadLetterBox(where, topics), where.prefix());
      out().flush();
      return code;
    }

    PrintWriter out() {
      return self.commandLine().getOut();
    }

    ParameterException wrong(String message) {
      return new ParameterException(self.commandLine(), message);
    }
  }

  /** Shows letters. */
  @Command(name = "list", description = "Shows what was put aside, and counts it by reason.")
  static final class ListLetters extends OnLetters {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin private LetterOptions options;

    @Option(names = "--open", description = "Only what has not been replayed.")
    private boolean open;

    @Option(
        names = "--limit",
        defaultValue = "50",
        description = "Show the last so many; all are counted. Default ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "One JSON object a line, without counts.")
    private boolean json;

    @Override
    int run(DeadLetterBox box, String prefix) throws IOException {
      LetterFilter filter = options.filter(prefix);
      Deque<Letter> last = new ArrayDeque<>();
      Map<String, long[]> counts = new TreeMap<>();
      box.read(
          letter -> filter.test(letter) && !(open && letter.replayed()),
          letter -> {
            long[] count = counts.computeIfAbsent(letter.reason(), r -> new long[2]);
            count[0]++;
            count[1] += letter.replayed() ? 0 : 1;
            last.addLast(letter);
            if (last.size() > limit) {
              last.removeFirst();
            }
          });
      if (json) {
        for (Letter letter : last) {
          out().println(line(letter));
        }
      } else if (counts.isEmpty()) {
        out().println("No dead letters.");
      } else {
        table(last, counts);
      }
      return 0;
    }

    private void table(Deque<Letter> last, Map<String, long[]> counts) {
      Table letters =
          new Table(6, "letter", "put aside", "reason", "topic", "model", "state", "replays");
      for (Letter letter : last) {
        letters.row(
            letter.record().partition() + ":" + letter.record().offset(),
            letter.putAside().toString(),
            letter.reason(),
            letter.origin().map(o -> o.topic()).orElse("?"),
            letter.model(),
            letter.replayed() ? "replayed" : "open",
            Long.toString(letter.replays()));
      }
      out().println(letters.render(""));
      Table reasons = new Table(1, "reason", "letters", "open");
      counts.forEach((reason, n) -> reasons.row(reason, Long.toString(n[0]), Long.toString(n[1])));
      out().println(reasons.render(""));
      last.stream()
          .collect(
              LinkedHashMap<String, String>::new,
              (m, l) -> m.put(l.reason(), l.detail()),
              Map::putAll)
          .forEach((reason, detail) -> out().println(reason + ", the last: " + detail));
    }

    private static String line(Letter letter) throws JsonProcessingException {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("partition", letter.record().partition());
      fields.put("offset", letter.record().offset());
      fields.put("putAside", letter.putAside().toString());
      fields.put("reason", letter.reason());
      fields.put("detail", letter.detail());
      fields.put("origin", letter.origin().map(Object::toString).orElse(null));
      fields.put("model", letter.model());
      fields.put("key", letter.key());
      fields.put("state", letter.replayed() ? "replayed" : "open");
      fields.put("replays", letter.replays());
      fields.put("event", letter.event().orElse(null));
      byte[] value = letter.record().value();
      fields.put("value", value == null ? null : Base64.getEncoder().encodeToString(value));
      return JSON.writeValueAsString(fields);
    }
  }

  /** Sends letters again. */
  @Command(
      name = "replay",
      description =
          "Sends records to the topics they came from, once their cause is mended. What was replayed"
              + " already is left out, so that the command can be repeated.")
  static final class ReplayLetters extends OnLetters {
    @Mixin private LetterOptions options;

    @Option(names = "--again", description = "Also what has been replayed already.")
    private boolean again;

    @Option(names = "--limit", description = "At most so many records; default all.")
    private Long limit;

    @Override
    int run(DeadLetterBox box, String prefix) {
      DeadLetterBox.Replay done =
          box.replay(options.filter(prefix), again, limit == null ? Long.MAX_VALUE : limit);
      out()
          .printf(
              "Replayed %d; replayed before %d; not possible %d.%n",
              done.sent(), done.before(), done.impossible());
      return 0;
    }
  }

  /** Deletes letters. */
  @Command(
      name = "purge",
      description =
          "Deletes letters for good, from the oldest on: Kafka deletes the beginning of a partition only.")
  static final class PurgeLetters extends OnLetters {
    private static final int NOT_CONFIRMED = 2;

    @Option(
        names = "--before",
        paramLabel = "TIME",
        description = "What was put aside before: 2026-11-15 (UTC) or 2026-11-15T08:00:00Z.")
    private String before;

    @Option(names = "--partition", description = "Of this partition, with --to-offset.")
    private Integer partition;

    @Option(names = "--to-offset", description = "Up to this offset, inclusive.")
    private Long toOffset;

    @Option(names = "--all", description = "Everything.")
    private boolean all;

    @Option(names = "--yes", description = "Delete; without it the command only counts.")
    private boolean yes;

    @Override
    int run(DeadLetterBox box, String prefix) {
      Map<TopicPartition, Long> below = below(box);
      long[] counts = new long[2];
      box.read(
          LetterFilter.ALL,
          letter -> {
            Long end = below.get(box.partition(letter.record().partition()));
            if (end != null && letter.record().offset() < end) {
              counts[0]++;
              counts[1] += letter.replayed() ? 0 : 1;
            }
          });
      String what = counts[0] + " letters, " + counts[1] + " of them never replayed";
      if (!yes) {
        out().println("Would delete " + what + ". Give --yes to delete them.");
        return NOT_CONFIRMED;
      }
      box.purge(below);
      out().println("Deleted " + what + ".");
      return 0;
    }

    private Map<TopicPartition, Long> below(DeadLetterBox box) {
      boolean byOffset = partition != null && toOffset != null;
      int ways = (before == null ? 0 : 1) + (byOffset ? 1 : 0) + (all ? 1 : 0);
      if (ways != 1 || (!byOffset && (partition != null || toOffset != null))) {
        throw wrong("give one of --before, --partition with --to-offset, or --all");
      }
      Optional<Instant> time = Optional.ofNullable(before).map(LetterOptions::time);
      Map<TopicPartition, Long> ends = box.before(time);
      if (!byOffset) {
        return ends;
      }
      Long end = ends.get(box.partition(partition));
      if (end == null) {
        throw wrong("the dead letters have no partition " + partition);
      }
      return Map.of(box.partition(partition), Math.min(end, toOffset + 1));
    }
  }
}
