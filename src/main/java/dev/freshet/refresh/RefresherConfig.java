package dev.freshet.refresh;

import dev.freshet.config.Masking;
import java.util.Map;

/**
 * Settings of a refresher.
 *
 * @param instance name of this instance, unique in the cluster; part of transactional ids
 * @param lasting whether the name outlives a restart: a static member of its groups
 * @param fits fits at once in each lane
 * @param backlog requests held in memory in each lane, at most, before its partitions are paused
 * @param engine version of the engine that it fits with
 * @param clientConfig settings of Kafka clients, those of one kind with its prefix
 */
public record RefresherConfig(
    String instance,
    boolean lasting,
    int fits,
    int backlog,
    String engine,
    Map<String, Object> clientConfig) {
  public RefresherConfig {
    if (fits < 1 || backlog < fits) {
      throw new IllegalArgumentException(
          "refresher: %d fits at once and a backlog of %d: need 1 or more, and at least as many"
              .formatted(fits, backlog));
    }
    clientConfig = Map.copyOf(clientConfig);
  }

  /** With secrets masked. */
  @Override
  public String toString() {
    return "RefresherConfig[%s, lasting %s, %d fits, backlog %d, engine %s, %s]"
        .formatted(instance, lasting, fits, backlog, engine, Masking.masked(clientConfig));
  }
}
