package dev.freshet.ops;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.freshet.ledger.LedgerTopology;
import dev.freshet.refresh.PlannerTopology;
import dev.freshet.refresh.Refresher;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * The least rights that each role needs on a cluster with ACLs.
 *
 * <p>Topics of Freshet are there already: creating them ({@code --create-topics}) is an
 * administrator's. Internal topics are created by the role that owns them.
 */
public final class Rights {
  private static final AclOperation[] USE_OWN = {
    READ, WRITE, CREATE, DELETE, DESCRIBE, DESCRIBE_CONFIGS
  };

  private final Topics topics;
  private final Map<ResourcePattern, Set<AclOperation>> rights = new LinkedHashMap<>();
  private final List<Topic<?, ?>> used = new ArrayList<>();

  private Rights(Topics topics) {
    this.topics = topics;
  }

  /** Rights of a role, in the order in which documents list them. */
  public static Map<ResourcePattern, Set<AclOperation>> of(Role role, Topics topics) {
    return collect(role, topics).rights;
  }

  /**
   * Rights of whoever sends events, specs, lift tests and orders, also with the commands {@code
   * load}, {@code experiment}, {@code refresh}, {@code rebuild} and {@code resend}.
   */
  public static Map<ResourcePattern, Set<AclOperation>> ofSource(Topics topics) {
    Rights rights = new Rights(topics);
    rights.source();
    return rights.rights;
  }

  /**
   * Rights as bindings for a principal, such as {@code User:freshet-ledger}, from any host.
   *
   * @param rights operations by what they are allowed on
   */
  public static List<AclBinding> bindings(
      Map<ResourcePattern, Set<AclOperation>> rights, String principal) {
    List<AclBinding> bindings = new ArrayList<>();
    rights.forEach(
        (pattern, operations) ->
            operations.forEach(
                operation ->
                    bindings.add(
                        new AclBinding(
                            pattern,
                            new AccessControlEntry(
                                principal, "*", operation, AclPermissionType.ALLOW)))));
    return bindings;
  }

  /** The rights of all roles and of who sends as Markdown, a table each. */
  public static String document(Topics topics) {
    StringBuilder text = new StringBuilder();
    for (Role role : Role.values()) {
      if (role != Role.ALL) {
        text.append(table(role.name().toLowerCase(Locale.ROOT), of(role, topics)));
      }
    }
    return text.append(table("source", ofSource(topics))).toString();
  }

  private static String table(String title, Map<ResourcePattern, Set<AclOperation>> rights) {
    StringBuilder text = new StringBuilder("### " + title + "\n\n");
    text.append("| resource | name | operations |\n|---|---|---|\n");
    rights.forEach(
        (pattern, operations) ->
            text.append(
                "| %s | `%s`%s | %s |\n"
                    .formatted(
                        pattern.resourceType().name().toLowerCase(Locale.ROOT),
                        pattern.name(),
                        pattern.patternType() == PatternType.PREFIXED ? " and longer" : "",
                        operations.stream()
                            .map(SecurityUtils::operationName)
                            .collect(Collectors.joining(", ")))));
    return text.append('\n').toString();
  }

  /** Topics of Freshet that a role reads or writes. */
  static List<Topic<?, ?>> topics(Role role, Topics topics) {
    return collect(role, topics).used.stream().distinct().toList();
  }

  private static Rights collect(Role role, Topics topics) {
    Rights rights = new Rights(topics);
    if (role.includes(Role.LEDGER)) {
      rights.ledger();
    }
    if (role.includes(Role.PLANNER)) {
      rights.planner();
    }
    if (role.includes(Role.REFRESHER)) {
      rights.refresher();
    }
    if (role.includes(Role.API)) {
      rights.api();
    }
    return rights;
  }

  private void ledger() {
    String application = topics.application(LedgerTopology.APPLICATION_ID);
    LedgerTopology.sources(topics).forEach(t -> topic(t, READ));
    topic(topics.weekly(), WRITE);
    topic(topics.deadLetters(), WRITE);
    streams(application);
  }

  private void planner() {
    String application = topics.application(PlannerTopology.APPLICATION_ID);
    for (Topic<?, ?> read :
        List.of(
            topics.specs(),
            topics.weekly(),
            topics.commands(),
            topics.refreshes(),
            topics.models(),
            topics.experiments())) {
      topic(read, READ);
    }
    topic(topics.refreshRequests(), WRITE);
    topic(topics.rebuildRequests(), WRITE);
    topic(topics.status(), WRITE);
    results();
    topic(topics.deadLetters(), WRITE);
    streams(application);
    // What closes by the clock closes only when the ledger has read all there is.
    String ledger = topics.application(LedgerTopology.APPLICATION_ID);
    LedgerTopology.sources(topics).forEach(t -> topic(t, READ));
    grant(ResourceType.GROUP, ledger, PatternType.LITERAL, DESCRIBE);
    grant(
        ResourceType.TOPIC,
        TopicAdmin.repartition(ledger, LedgerTopology.REPARTITION),
        PatternType.LITERAL,
        READ,
        DESCRIBE);
  }

  private void refresher() {
    topic(topics.refreshRequests(), READ);
    topic(topics.rebuildRequests(), READ);
    topic(topics.specs(), READ);
    topic(topics.refreshes(), WRITE);
    results();
    topic(topics.deadLetters(), WRITE);
    String groups = topics.application(Refresher.APPLICATION_ID) + "-";
    grant(ResourceType.GROUP, groups, PatternType.PREFIXED, READ);
    grant(ResourceType.TRANSACTIONAL_ID, groups, PatternType.PREFIXED, WRITE, DESCRIBE);
  }

  // It reads without a group, and orders what a caller orders.
  private void api() {
    for (Topic<?, ?> read :
        List.of(
            topics.specs(),
            topics.status(),
            topics.refreshes(),
            topics.models(),
            topics.roi(),
            topics.contributions(),
            topics.curves(),
            topics.spendWeeks())) {
      topic(read, READ);
    }
    topic(topics.commands(), WRITE);
  }

  // What is published already is not sent again, a lift test is sent to where its key is, and an
  // order waits for its report.
  private void source() {
    List<Topic<?, ?>> sends = new ArrayList<>(LedgerTopology.sources(topics));
    sends.add(topics.experiments());
    sends.add(topics.commands());
    for (Topic<?, ?> sent : sends) {
      grant(ResourceType.TOPIC, sent.name(), PatternType.LITERAL, WRITE, DESCRIBE);
    }
    for (Topic<?, ?> read :
        List.of(topics.experiments(), topics.weekly(), topics.status(), topics.refreshes())) {
      grant(ResourceType.TOPIC, read.name(), PatternType.LITERAL, READ, DESCRIBE);
    }
  }

  private void results() {
    topic(topics.models(), WRITE);
    topic(topics.contributions(), WRITE);
    topic(topics.roi(), WRITE);
    topic(topics.curves(), WRITE);
    topic(topics.spendWeeks(), WRITE);
  }

  private void streams(String application) {
    grant(ResourceType.TOPIC, application + "-", PatternType.PREFIXED, USE_OWN);
    grant(ResourceType.GROUP, application, PatternType.LITERAL, READ);
    grant(ResourceType.TRANSACTIONAL_ID, application + "-", PatternType.PREFIXED, WRITE, DESCRIBE);
  }

  // The settings of each topic are checked at the start.
  private void topic(Topic<?, ?> topic, AclOperation operation) {
    used.add(topic);
    grant(
        ResourceType.TOPIC,
        topic.name(),
        PatternType.LITERAL,
        operation,
        DESCRIBE,
        DESCRIBE_CONFIGS);
  }

  private void grant(
      ResourceType type, String name, PatternType pattern, AclOperation... operations) {
    rights
        .computeIfAbsent(new ResourcePattern(type, name, pattern), key -> new TreeSet<>())
        .addAll(List.of(operations));
  }
}
