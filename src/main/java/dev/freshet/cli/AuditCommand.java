package dev.freshet.cli;

import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.ops.ModelRecords;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.refresh.Audit;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet audit}: proves that what was published is what its request gives. */
@Command(
    name = "audit",
    description =
        "Fits retained requests of a model again and compares with the published rows, byte by byte."
            + " Exit code 0 when all are equal, 3 otherwise.")
final class AuditCommand implements Callable<Integer> {
  private static final int NOT_EQUAL = 3;

  @Spec private CommandSpec self;
  @Mixin private ClusterOptions cluster;

  @Option(names = "--model", required = true, description = "Model, advertiser/market.")
  private String model;

  @ArgGroup private Which which;

  /** The newest published request, unless told otherwise. */
  private static final class Which {
    @Option(names = "--sequence", description = "The request of this sequence.")
    private Long sequence;

    @Option(names = "--all", description = "Every published request that is retained.")
    private boolean all;
  }

  @Override
  public Integer call() throws IOException {
    ServiceConfig.Cluster where = cluster.cluster();
    Topics topics = Service.topics(where);
    List<Topic<?, ?>> needed = new ArrayList<>(Audit.results(topics));
    needed.addAll(List.of(topics.refreshRequests(), topics.rebuildRequests(), topics.refreshes()));
    TopicAdmin.require(where, needed);
    SortedMap<Long, String> versions = published(where, topics);
    SortedMap<Long, RefreshRequest> requests = requests(where, topics, versions);
    PrintWriter out = self.commandLine().getOut();
    if (requests.isEmpty()) {
      out.printf(
          "%s: no request%s is retained that was published (requests of %d published ones are gone)%n",
          model,
          which != null && which.sequence != null ? " " + which.sequence : "",
          versions.size());
      out.flush();
      return NOT_EQUAL;
    }
    Map<String, Map<String, List<byte[]>>> rows = rows(where, topics);
    Audit audit = new Audit(topics, Fitters.standard(), Clock.systemUTC());
    boolean all = true;
    for (Map.Entry<Long, RefreshRequest> entry : requests.entrySet()) {
      Audit.Finding finding = audit.of(entry.getValue(), rows, versions.get(entry.getKey()));
      all &= finding.holds();
      out.printf(
          "%s, request %d, version %s: %s%n",
          model, entry.getKey(), versions.get(entry.getKey()), words(finding));
      out.flush();
    }
    return all ? 0 : NOT_EQUAL;
  }

  private static String words(Audit.Finding finding) {
    String gone =
        finding.gone() == 0 ? "" : ", %d rows are no longer retained".formatted(finding.gone());
    return finding
        .difference()
        .map(d -> "DIFFERS after %d equal rows: %s".formatted(finding.equal(), d))
        .orElse(
            finding.equal() == 0
                ? "nothing to compare" + gone
                : "%d rows equal to the last byte%s".formatted(finding.equal(), gone));
  }

  /** By sequence, the version that was published. */
  private SortedMap<Long, String> published(ServiceConfig.Cluster where, Topics topics) {
    SortedMap<Long, String> versions = new TreeMap<>();
    ModelRecords.read(
        model,
        where,
        topics.refreshes(),
        record -> {
          RefreshReport report = topics.refreshes().value(record.value());
          if (report.getOutcome() == RefreshOutcome.PUBLISHED) {
            versions.put(report.getSequence(), report.getModelVersion());
          }
        });
    return versions;
  }

  private SortedMap<Long, RefreshRequest> requests(
      ServiceConfig.Cluster where, Topics topics, SortedMap<Long, String> versions) {
    SortedMap<Long, RefreshRequest> found = new TreeMap<>();
    for (Topic<String, RefreshRequest> topic :
        List.of(topics.refreshRequests(), topics.rebuildRequests())) {
      ModelRecords.read(
          model,
          where,
          topic,
          record -> {
            RefreshRequest request = topic.value(record.value());
            if (request != null
                && versions.containsKey(request.getSequence())
                && (which == null || which.all || which.sequence.equals(request.getSequence()))) {
              found.put(request.getSequence(), request);
            }
          });
    }
    return which == null && !found.isEmpty() ? found.tailMap(found.lastKey()) : found;
  }

  /** By topic, then key, all retained values. */
  private Map<String, Map<String, List<byte[]>>> rows(ServiceConfig.Cluster where, Topics topics) {
    Map<String, Map<String, List<byte[]>>> rows = new HashMap<>();
    for (Topic<String, ?> topic : Audit.results(topics)) {
      Map<String, List<byte[]>> byKey = new HashMap<>();
      ModelRecords.read(
          model,
          where,
          topic,
          record -> {
            if (record.value() != null) {
              byKey
                  .computeIfAbsent(ModelRecords.key(record), key -> new ArrayList<>())
                  .add(record.value());
            }
          });
      rows.put(topic.name(), byKey);
    }
    return rows;
  }
}
