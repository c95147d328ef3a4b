package dev.freshet.api;

import io.undertow.server.handlers.sse.ServerSentEventConnection;

/** Takes up a caller who listens to events. */
@FunctionalInterface
interface Listening {
  void begin(ServerSentEventConnection listener);
}
