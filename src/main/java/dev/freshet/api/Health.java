package dev.freshet.api;

import java.util.Map;

/** What probes ask a process for. */
public interface Health {
  /** Whether it works or may come to work by itself; if not, only a restart helps. */
  boolean live();

  /** Whether all its parts work now. */
  boolean ready();

  /** Whether it has ever been ready: from then on it is for {@link #live} to judge. */
  boolean started();

  /** State of each part, by name, in words. */
  Map<String, String> parts();
}
