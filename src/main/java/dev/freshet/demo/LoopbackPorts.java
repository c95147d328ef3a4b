package dev.freshet.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for embedded servers on the loopback address.
 *
 * <p>They lie below the range from which systems give ports to outgoing connections (32768 and up
 * on Linux, 49152 by IANA): otherwise, while a server is stopped, a client that keeps trying to
 * reach it may be given the server's own port, connect to itself, and so keep the server from
 * coming back.
 */
public final class LoopbackPorts {
  public static final String HOST = "127.0.0.1";
  private static final int LOWEST = 20_000;
  private static final int BEYOND = 32_000;
  private static final int ATTEMPTS = 200;

  private LoopbackPorts() {}

  /** A port that was free a moment ago. */
  public static int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "No free port on " + HOST + " between " + LOWEST + " and " + (BEYOND - 1));
  }

  static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
      return probe.getLocalPort() == port;
    } catch (IOException e) {
      return false;
    }
  }
}
