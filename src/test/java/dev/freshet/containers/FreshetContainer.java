package dev.freshet.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.freshet.api.Web;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * One life of an instance of Freshet, confined as docs/deployment.md says. The next life of the
 * same instance is another container with the same volume.
 */
public final class FreshetContainer extends GenericContainer<FreshetContainer> {
  /** Exit code of a JVM that SIGTERM has ended: 128 + 15. */
  public static final long TERMINATED = 143;

  private static final int HTTP_PORT = 8085;
  private static final long MEMORY_BYTES = 1L << 30;
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration START = Duration.ofMinutes(3);

  FreshetContainer(Future<String> image, String volume) {
    super(image);
    withExposedPorts(HTTP_PORT);
    // Native libraries are unpacked there and loaded.
    withTmpFs(Map.of("/tmp", "exec,size=128m"));
    withCreateContainerCmdModifier(
        command -> {
          HostConfig host = command.getHostConfig();
          host.withBinds(new Bind(volume, new Volume("/var/lib/freshet")))
              .withReadonlyRootfs(true)
              .withCapDrop(Capability.ALL)
              .withSecurityOpts(List.of("no-new-privileges:true"))
              .withMemory(MEMORY_BYTES);
        });
    // Who gives up at the start, because brokers or disk are slow, is started again by who runs it.
    withStartupAttempts(2);
    waitingFor(Wait.forHttp("/health/ready").forPort(HTTP_PORT).withStartupTimeout(START));
  }

  /** What it answers over HTTP. */
  public Web web() {
    return new Web("http://%s:%d".formatted(getHost(), getMappedPort(HTTP_PORT)));
  }

  /**
   * Sends SIGTERM, and SIGKILL to who has not ended within its grace, and removes the container;
   * its volume stays.
   *
   * @return the exit code
   */
  public long terminate() {
    DockerClient docker = getDockerClient();
    docker.stopContainerCmd(getContainerId()).withTimeout((int) GRACE.toSeconds()).exec();
    long code = getCurrentContainerInfo().getState().getExitCodeLong();
    stop();
    return code;
  }

  /** Removes a volume that no container uses any more. */
  public static void forget(String volume) {
    DockerClientFactory.instance().client().removeVolumeCmd(volume).exec();
  }
}
