package dev.freshet.it;

import dev.freshet.api.Web;
import dev.freshet.config.Secret;
import dev.freshet.containers.ContainerCluster;
import dev.freshet.containers.FreshetContainer;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The platform in containers: Kafka, a registry that is not ours, and our own image. */
final class ContainerStage extends Platform {
  private final ContainerCluster containers;
  private final String volume = "freshet-it-" + UUID.randomUUID();

  ContainerStage() {
    this(started());
  }

  private ContainerStage(ContainerCluster containers) {
    super(
        new ServiceConfig.Cluster(
            containers.bootstrapServers(),
            containers.registryUrl(),
            Topics.DEFAULT_PREFIX,
            Map.of()));
    this.containers = containers;
  }

  private static ContainerCluster started() {
    ContainerCluster.assumeEngine();
    return new ContainerCluster();
  }

  @Override
  Running run(Optional<Secret> token) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "FRESHET_ROLE", "all",
                "FRESHET_CREATE_TOPICS", "true",
                "FRESHET_PARTITIONS", "2",
                "FRESHET_REPLICATION", "1",
                "FRESHET_STANDBYS", "0",
                "FRESHET_FITS", "1",
                "FRESHET_FLUSH_MILLIS", "200"));
    token.ifPresent(secret -> settings.put("FRESHET_API_TOKEN", secret.reveal()));
    FreshetContainer freshet = containers.freshet("test", volume, settings);
    try {
      freshet.start();
    } catch (RuntimeException e) {
      System.out.println(freshet.getLogs());
      throw e;
    }
    Web web = freshet.web();
    return new Running() {
      @Override
      public Web web() {
        return web;
      }

      @Override
      public void close() {
        long code = freshet.terminate();
        if (code != FreshetContainer.TERMINATED) {
          throw new IllegalStateException("SIGTERM ended it with " + code);
        }
      }
    };
  }

  @Override
  public void close() {
    containers.close();
    FreshetContainer.forget(volume);
  }
}
