package dev.freshet.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out, again and again, when all that stands in topics has been read by the groups that pass
 * it on, for each partition of the last topic by itself.
 *
 * <p>It notes where the topics of a stage end, waits until the stage's group has committed so far,
 * and goes on with the topics that group writes: under exactly-once, what was read was written in
 * the same transaction. A backlog in a topic that is divided by model holds up what is known of its
 * own partition only; one in a topic whose records may be of any model, whatever their partition,
 * holds up all.
 */
final class Probe {
  /** Between the end of one round and the begin of the next. */
  static final Duration REST = Duration.ofSeconds(15);

  /** What takes longer is of no use to the planner, and may wait for what was deleted meanwhile. */
  static final Duration LONGEST = Duration.ofMinutes(15);

  /**
   * A group and the topics it reads.
   *
   * @param anywhere topics in which a model's records may stand in any partition
   * @param byModel topics in which they stand in one partition, the same in each topic of as many
   */
  record Stage(String group, List<String> anywhere, List<String> byModel) {
    Stage {
      anywhere = List.copyOf(anywhere);
      byModel = List.copyOf(byModel);
    }

    List<String> topics() {
      List<String> topics = new ArrayList<>(anywhere);
      topics.addAll(byModel);
      return topics;
    }
  }

  /** How far one partition's round has come. */
  private static final class Round {
    private final int partition;
    private Instant next = Instant.MIN;
    private Instant began;
    private int stage;
    private Map<TopicPartition, Long> goals = Map.of();

    Round(int partition) {
      this.partition = partition;
    }

    boolean isUnderWay() {
      return began != null;
    }

    void end(Instant nextAt) {
      began = null;
      next = nextAt;
    }
  }

  private final List<Stage> stages;
  private final Offsets offsets;
  private final BiConsumer<Integer, Instant> tell;
  private final List<Progress> progress;
  private List<Round> rounds = List.of();

  /**
   * @param stages in order; the last one's topic has the partitions that are told of
   * @param tell takes a partition and when its round began: all that stood in the first stage's
   *     topics then has been read
   */
  Probe(List<Stage> stages, Offsets offsets, BiConsumer<Integer, Instant> tell) {
    this.stages = List.copyOf(stages);
    this.offsets = offsets;
    this.tell = tell;
    progress = stages.stream().map(stage -> new Progress(stage.group(), offsets)).toList();
  }

  /**
   * Goes as far as the groups are.
   *
   * @throws org.apache.kafka.common.KafkaException if the brokers do not answer; the next step goes
   *     on from where this one was
   */
  void step(Instant now) {
    if (rounds.isEmpty()) {
      String last = stages.get(stages.size() - 1).byModel().get(0);
      int partitions = offsets.partitions(List.of(last)).get(last);
      rounds = IntStream.range(0, partitions).mapToObj(Round::new).toList();
    }
    begin(now);
    for (int stage = 0; stage < stages.size(); stage++) {
      List<Round> through = through(stage);
      if (stage + 1 < stages.size()) {
        enter(through, stage + 1);
      } else {
        through.forEach(
            round -> {
              tell.accept(round.partition, round.began);
              round.end(now.plus(REST));
            });
      }
    }
  }

  private void begin(Instant now) {
    rounds.stream()
        .filter(round -> round.isUnderWay() && now.isAfter(round.began.plus(LONGEST)))
        .forEach(round -> round.end(now));
    List<Round> due =
        rounds.stream().filter(round -> !round.isUnderWay() && !now.isBefore(round.next)).toList();
    enter(due, 0);
    due.forEach(round -> round.began = now);
  }

  /** Takes rounds into a stage: what its topics hold by now has to be read. */
  private void enter(List<Round> entering, int stage) {
    if (entering.isEmpty()) {
      return;
    }
    Map<String, Integer> partitions = offsets.partitions(stages.get(stage).topics());
    Map<Round, Set<TopicPartition>> places = new HashMap<>();
    Set<TopicPartition> all = new HashSet<>();
    for (Round round : entering) {
      places.put(round, places(stages.get(stage), partitions, round.partition));
      all.addAll(places.get(round));
    }
    Map<TopicPartition, Long> ends = offsets.ends(all);
    for (Round round : entering) {
      round.stage = stage;
      round.goals = new HashMap<>(ends);
      round.goals.keySet().retainAll(places.get(round));
    }
  }

  private Set<TopicPartition> places(Stage stage, Map<String, Integer> partitions, int partition) {
    Set<TopicPartition> places = new HashSet<>();
    for (String topic : stage.topics()) {
      int number = partitions.get(topic);
      if (stage.byModel().contains(topic) && number == rounds.size()) {
        places.add(new TopicPartition(topic, partition));
      } else {
        IntStream.range(0, number).forEach(p -> places.add(new TopicPartition(topic, p)));
      }
    }
    return places;
  }

  /** Rounds whose goals in a stage have been reached. */
  private List<Round> through(int stage) {
    List<Round> here =
        rounds.stream().filter(round -> round.isUnderWay() && round.stage == stage).toList();
    if (here.isEmpty()) {
      return List.of();
    }
    Map<TopicPartition, Long> goals = new HashMap<>();
    here.forEach(
        round -> round.goals.forEach((place, goal) -> goals.merge(place, goal, Math::max)));
    Map<TopicPartition, Long> read = progress.get(stage).upTo(goals);
    return here.stream()
        .filter(
            round ->
                round.goals.entrySet().stream()
                    .allMatch(goal -> read.get(goal.getKey()) >= goal.getValue()))
        .toList();
  }
}
