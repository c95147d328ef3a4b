package dev.freshet.api;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.encoding.ContentEncodingRepository;
import io.undertow.server.handlers.encoding.EncodingHandler;
import io.undertow.server.handlers.encoding.GzipEncodingProvider;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatcher;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.xnio.IoUtils;

/**
 * Listens on one address and answers by routes; everything else, and every fault, is a {@link
 * Problem}.
 */
public final class HttpServer implements AutoCloseable {
  static final long MAX_BODY_BYTES = 16 << 10;

  private static final Logger LOG = LogManager.getLogger(HttpServer.class);
  private static final int IO_THREADS = 2;
  private static final int WORKERS = 8;
  private static final int IDLE_MILLIS = 60_000;
  private static final int PARSE_MILLIS = 10_000;
  private static final ContentEncodingRepository ENCODINGS =
      new ContentEncodingRepository().addEncodingHandler("gzip", new GzipEncodingProvider(), 50);
  private static final String FAILED =
      "the request could not be answered; the service's log says why";
  private static final String STOPPING = "this instance is stopping; ask again, another answers";
  private static final HttpString NO_SNIFF = new HttpString("X-Content-Type-Options");

  private final Undertow server;
  private final GracefulShutdownHandler graceful;
  private final PathTemplateMatcher<List<String>> methods = new PathTemplateMatcher<>();
  private final Set<ServerSentEventConnection> listeners = ConcurrentHashMap.newKeySet();
  private final String elsewhere;
  private final int port;

  /**
   * @param port 0 takes a free one
   * @param elsewhere what to say of a path that has no route
   */
  public HttpServer(String host, int port, List<Route> routes, String elsewhere) {
    this.elsewhere = elsewhere;
    RoutingHandler routing = Handlers.routing(false);
    for (Route route : routes) {
      HttpHandler sending = exchange -> answer(exchange, answer(route, exchange));
      boolean whole = route.kind() == Route.Kind.WHOLE;
      HttpHandler handler = whole ? new EncodingHandler(sending, ENCODINGS) : sending;
      routing.add(route.method(), route.path(), handler);
      List<String> here = new ArrayList<>(List.of(route.method()));
      if (route.method().equals("GET") && whole) {
        routing.add("HEAD", route.path(), handler);
        here.add("HEAD");
      }
      methods.add(route.path(), here);
    }
    routing.setFallbackHandler(
        e -> send(e, Answer.problem(HttpStatus.NOT_FOUND, this.elsewhere, e.getRequestPath())));
    routing.setInvalidMethodHandler(e -> send(e, notAllowed(e)));
    graceful = Handlers.gracefulShutdown(new BlockingHandler(routing));
    server =
        Undertow.builder()
            .addHttpListener(port, host)
            .setIoThreads(IO_THREADS)
            .setWorkerThreads(WORKERS)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
            .setServerOption(UndertowOptions.IDLE_TIMEOUT, IDLE_MILLIS)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, PARSE_MILLIS)
            .setHandler(
                exchange -> {
                  exchange.addDefaultResponseListener(HttpServer::explain);
                  graceful.handleRequest(exchange);
                })
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "HTTP cannot listen on %s:%d (%s): choose another --http-host or --http-port"
              .formatted(host, port, rootOf(e).getMessage()),
          e);
    }
    this.port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private static Throwable rootOf(Throwable e) {
    return e.getCause() == null ? e : rootOf(e.getCause());
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  private static Answer answer(Route route, HttpServerExchange exchange) {
    try {
      return route.handler().answer(new Request(exchange));
    } catch (ProblemException e) {
      Answer problem = Answer.problem(e.status(), e.getMessage(), exchange.getRequestPath());
      return e.status() == HttpStatus.UNAUTHORIZED
          ? problem.with(Headers.WWW_AUTHENTICATE_STRING, "Bearer realm=\"freshet\"")
          : problem;
    } catch (RuntimeException | Error e) {
      LOG.error("{} {} failed", route.method(), exchange.getRequestPath(), e);
      return Answer.problem(HttpStatus.INTERNAL_SERVER_ERROR, FAILED, exchange.getRequestPath());
    }
  }

  /** What the server library refuses by itself gets an empty answer: a problem takes its place. */
  private static boolean explain(HttpServerExchange exchange) {
    Optional<HttpStatus> status = HttpStatus.of(exchange.getStatusCode());
    if (!exchange.isResponseChannelAvailable() || status.filter(HttpStatus::isProblem).isEmpty()) {
      return false;
    }
    String detail = status.get() == HttpStatus.SERVICE_UNAVAILABLE ? STOPPING : FAILED;
    send(exchange, Answer.problem(status.get(), detail, exchange.getRequestPath()));
    return true;
  }

  private Answer notAllowed(HttpServerExchange exchange) {
    TreeSet<String> allowed = new TreeSet<>(methods.match(exchange.getRequestPath()).getValue());
    return Answer.problem(
            HttpStatus.METHOD_NOT_ALLOWED,
            "%s is not for this path: use %s"
                .formatted(exchange.getRequestMethod(), String.join(" or ", allowed)),
            exchange.getRequestPath())
        .with(Headers.ALLOW_STRING, String.join(", ", allowed));
  }

  private void answer(HttpServerExchange exchange, Answer answer) throws Exception {
    if (answer.events().isPresent()) {
      head(exchange, answer);
      listen(exchange, answer.events().get());
    } else {
      send(exchange, answer);
    }
  }

  private static void send(HttpServerExchange exchange, Answer answer) {
    head(exchange, answer);
    exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
  }

  private static void head(HttpServerExchange exchange, Answer answer) {
    exchange.setStatusCode(answer.status().code());
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.mediaType());
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseHeaders().put(NO_SNIFF, "nosniff");
    answer.headers().forEach((n, v) -> exchange.getResponseHeaders().put(new HttpString(n), v));
  }

  private void listen(HttpServerExchange exchange, Listening listening) throws Exception {
    Handlers.serverSentEvents(
            (listener, lastId) -> {
              listeners.add(listener);
              listener.addCloseTask(listeners::remove);
              listening.begin(listener);
            })
        .handleRequest(exchange);
  }

  /** Answers what it has begun and takes no more; waits so long at the most. */
  public void close(Duration timeout) {
    graceful.shutdown();
    // They would listen for ever.
    listeners.forEach(IoUtils::safeClose);
    try {
      graceful.awaitShutdown(timeout.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop();
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(2));
  }
}
