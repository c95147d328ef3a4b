package dev.freshet.topic;

import dev.freshet.avro.Allocation;
import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.ContextEvent;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ImpressionEvent;
import dev.freshet.avro.LiftTest;
import dev.freshet.avro.ModelSpec;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.OutcomeEvent;
import dev.freshet.avro.ProgressEvent;
import dev.freshet.avro.RefreshCommand;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.ResponseCurve;
import dev.freshet.avro.SpendEvent;
import dev.freshet.avro.SpendWeek;
import dev.freshet.avro.WeekReplacement;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.registry.AvroSerde;
import dev.freshet.registry.CompatibilityLevel;
import dev.freshet.registry.LeadingText;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topic.Retention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Every topic of Freshet, declared once: no other class names a topic or chooses a serde.
 *
 * <p>Values are Avro in Confluent's wire format under the subject {@code <topic>-value}; keys are
 * plain strings.
 */
public final class Topics {
  /** Prefix of all topics unless another is configured. */
  public static final String DEFAULT_PREFIX = "mmm.";

  private static final CompatibilityLevel INPUT = CompatibilityLevel.BACKWARD;
  private static final CompatibilityLevel OUTPUT = CompatibilityLevel.FULL;

  private final String prefix;
  private final SchemaRegistryClient registry;
  private final List<Topic<?, ?>> all = new ArrayList<>();
  private final Map<Topic<?, ?>, Contract> contracts = new LinkedHashMap<>();

  private final Topic<String, SpendEvent> spend;
  private final Topic<String, ImpressionEvent> impressions;
  private final Topic<String, OutcomeEvent> outcomes;
  private final Topic<String, ContextEvent> context;
  private final Topic<String, ProgressEvent> progress;
  private final Topic<String, WeekReplacement> replacements;
  private final Topic<String, ModelSpec> specs;
  private final Topic<String, LiftTest> experiments;
  private final Topic<String, RefreshCommand> commands;
  private final Topic<String, WeeklyObservation> weekly;
  private final Topic<String, RefreshRequest> refreshRequests;
  private final Topic<String, RefreshRequest> rebuildRequests;
  private final Topic<String, RefreshReport> refreshes;
  private final Topic<String, ModelStatus> status;
  private final Topic<String, FittedModel> models;
  private final Topic<String, Contribution> contributions;
  private final Topic<String, ChannelRoi> roi;
  private final Topic<String, ResponseCurve> curves;
  private final Topic<String, SpendWeek> spendWeeks;
  private final Topic<String, Allocation> allocations;
  private final Topic<byte[], byte[]> deadLetters;

  /**
   * Topics under a prefix.
   *
   * @param prefix put before every name, such as {@code mmm.}
   * @param registry where the serdes find and register schemas
   */
  public Topics(String prefix, SchemaRegistryClient registry) {
    this.prefix = prefix;
    this.registry = registry;
    spend = declare("spend", SpendEvent.class, Retention.INPUT, INPUT);
    impressions = declare("impressions", ImpressionEvent.class, Retention.INPUT, INPUT);
    outcomes = declare("outcomes", OutcomeEvent.class, Retention.INPUT, INPUT);
    context = declare("context", ContextEvent.class, Retention.INPUT, INPUT);
    progress = declare("progress", ProgressEvent.class, Retention.INPUT, INPUT);
    replacements = declare("replacements", WeekReplacement.class, Retention.INPUT, INPUT);
    specs = declare("specs", ModelSpec.class, Retention.COMPACT, INPUT);
    experiments = declare("experiments", LiftTest.class, Retention.COMPACT, INPUT);
    commands = declare("commands", RefreshCommand.class, Retention.DELETE, INPUT);
    weekly = declare("weekly", WeeklyObservation.class, Retention.COMPACT, OUTPUT);
    refreshRequests = declare("refresh-requests", RefreshRequest.class, Retention.DELETE, OUTPUT);
    rebuildRequests = declare("rebuild-requests", RefreshRequest.class, Retention.DELETE, OUTPUT);
    refreshes = declare("refreshes", RefreshReport.class, Retention.DELETE, OUTPUT);
    status = declare("status", ModelStatus.class, Retention.COMPACT, OUTPUT);
    models = declare("models", FittedModel.class, Retention.COMPACT, OUTPUT);
    contributions = declare("contributions", Contribution.class, Retention.COMPACT, OUTPUT);
    roi = declare("roi", ChannelRoi.class, Retention.COMPACT, OUTPUT);
    curves = declare("curves", ResponseCurve.class, Retention.COMPACT, OUTPUT);
    spendWeeks = declare("spend-weeks", SpendWeek.class, Retention.COMPACT, OUTPUT);
    allocations = declare("allocations", Allocation.class, Retention.COMPACT, OUTPUT);
    deadLetters =
        new Topic<>(
            prefix + "dead-letters", Serdes.ByteArray(), Serdes.ByteArray(), Retention.THIRTY_DAYS);
    all.add(deadLetters);
  }

  private <T extends SpecificRecord> Topic<String, T> declare(
      String name, Class<T> type, Retention retention, CompatibilityLevel compatibility) {
    AvroSerde<T> serde = AvroSerde.of(type, registry);
    Topic<String, T> topic = new Topic<>(prefix + name, Serdes.String(), serde, retention);
    all.add(topic);
    contracts.put(topic, new Contract(SpecificData.get().getSchema(type), compatibility));
    return topic;
  }

  /**
   * What the values of a topic are held to.
   *
   * @param schema schema of the values
   * @param compatibility changes of the schema that the registry allows
   */
  private record Contract(Schema schema, CompatibilityLevel compatibility) {}

  /**
   * Registers every contract under its subject and sets the changes that it allows.
   *
   * @throws dev.freshet.registry.IncompatibleSchemaException if the registry holds an earlier
   *     version that a contract breaks with
   */
  public void publishContracts() {
    contracts.forEach(
        (topic, contract) -> {
          String subject = topic.name() + "-value";
          registry.register(subject, contract.schema());
          registry.setCompatibilityLevel(subject, contract.compatibility());
        });
  }

  /**
   * Name of an application on these topics, for its groups, transactions and internal topics: two
   * services with topics of their own on one cluster need those of their own too.
   */
  public String application(String id) {
    return prefix.equals(DEFAULT_PREFIX) ? id : prefix.replaceAll("[^A-Za-z0-9_-]", "-") + id;
  }

  /** Reads the field that records of these topics begin with, without decoding the rest. */
  public LeadingText leadingText(String field) {
    return new LeadingText(field, registry);
  }

  /** All topics, inputs first. */
  public List<Topic<?, ?>> all() {
    return List.copyOf(all);
  }

  public Topic<String, SpendEvent> spend() {
    return spend;
  }

  public Topic<String, ImpressionEvent> impressions() {
    return impressions;
  }

  public Topic<String, OutcomeEvent> outcomes() {
    return outcomes;
  }

  public Topic<String, ContextEvent> context() {
    return context;
  }

  public Topic<String, ProgressEvent> progress() {
    return progress;
  }

  public Topic<String, WeekReplacement> replacements() {
    return replacements;
  }

  public Topic<String, ModelSpec> specs() {
    return specs;
  }

  public Topic<String, LiftTest> experiments() {
    return experiments;
  }

  public Topic<String, RefreshCommand> commands() {
    return commands;
  }

  public Topic<String, WeeklyObservation> weekly() {
    return weekly;
  }

  public Topic<String, RefreshRequest> refreshRequests() {
    return refreshRequests;
  }

  public Topic<String, RefreshRequest> rebuildRequests() {
    return rebuildRequests;
  }

  public Topic<String, RefreshReport> refreshes() {
    return refreshes;
  }

  public Topic<String, ModelStatus> status() {
    return status;
  }

  public Topic<String, FittedModel> models() {
    return models;
  }

  public Topic<String, Contribution> contributions() {
    return contributions;
  }

  public Topic<String, ChannelRoi> roi() {
    return roi;
  }

  public Topic<String, ResponseCurve> curves() {
    return curves;
  }

  public Topic<String, SpendWeek> spendWeeks() {
    return spendWeeks;
  }

  public Topic<String, Allocation> allocations() {
    return allocations;
  }

  /** Keys, values and headers as they were read; why, in further headers. */
  public Topic<byte[], byte[]> deadLetters() {
    return deadLetters;
  }
}
