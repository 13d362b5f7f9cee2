package io.hypertile.store.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A server on the loopback interface that answers by rules, and breaks them when told to. */
public final class FaultyServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Function<Request, Answer> rules;
  private final ConcurrentLinkedQueue<Planned> faults = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();

  /**
   * A request.
   *
   * @param path decoded, with the first slash
   * @param query as it was sent; empty without one
   * @param headers the first value of each, by names in lower case
   */
  public record Request(
      String method, String path, String query, Map<String, String> headers, byte[] body) {
    /** The value of a header; empty without it. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** The decoded value of a parameter of the query; null without it. */
    public String parameter(String name) {
      for (String pair : query.split("&")) {
        String[] parts = pair.split("=", 2);
        if (parts[0].equals(name)) {
          return parts.length < 2
              ? ""
              : java.net.URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
        }
      }
      return null;
    }
  }

  /** What is answered. A HEAD request gets the headers alone. */
  public record Answer(int status, Map<String, String> headers, byte[] body) {
    /** An answer without a body. */
    public static Answer of(int status) {
      return new Answer(status, Map.of(), new byte[0]);
    }

    /** An answer with a text. */
    public static Answer of(int status, String type, String text) {
      return new Answer(
          status, Map.of("Content-Type", type), text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A way to fail. */
  public enum Fault {
    /** Closes the connection without doing anything. */
    DROPPED,
    /** Does what was asked and closes the connection without an answer. */
    ANSWER_LOST,
    /** Answers 500 without doing anything. */
    ERROR_500,
    /** Does what was asked and answers 500. */
    DONE_AND_500,
    /** Answers 503 without doing anything. */
    SLOW_DOWN,
    /** Answers 403. */
    REFUSED,
    /** Sends half of the body and closes the connection. */
    TRUNCATED,
    /** Does what was asked, sends the head of an answer with a body, and closes the connection. */
    BODY_LOST,
    /** Does what was asked and answers after two seconds. */
    LATE
  }

  private volatile Supplier<Optional<Fault>> always = Optional::empty;

  private record Planned(Fault fault, Predicate<Request> which) {}

  /** Starts a server. */
  public FaultyServer(Function<Request, Answer> rules) throws IOException {
    this.rules = rules;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Its address, without a slash at the end. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next requests of a kind fail, one for each fault. */
  public void plan(Predicate<Request> which, Fault... next) {
    for (Fault fault : next) {
      faults.add(new Planned(fault, which));
    }
  }

  /** Each request draws its fault from here, besides those that are planned. */
  public void always(Supplier<Optional<Fault>> faults) {
    always = faults;
  }

  /** Faults that were planned and have not happened. */
  public int planned() {
    return faults.size();
  }

  /** All requests since the last call of this. */
  public List<Request> takeRequests() {
    List<Request> taken = new ArrayList<>();
    for (Request next = requests.poll(); next != null; next = requests.poll()) {
      taken.add(next);
    }
    return taken;
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new java.util.HashMap<>();
    exchange.getRequestHeaders().forEach((n, v) -> headers.put(n.toLowerCase(), v.getFirst()));
    String query = exchange.getRequestURI().getRawQuery();
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            query == null ? "" : query,
            headers,
            exchange.getRequestBody().readAllBytes());
    requests.add(request);
    Fault fault = next(request);
    try {
      if (fault == null) {
        send(exchange, rules.apply(request), false);
        return;
      }
      switch (fault) {
        case DROPPED -> {}
        case ANSWER_LOST -> rules.apply(request);
        case ERROR_500 -> send(exchange, Answer.of(500), false);
        case DONE_AND_500 -> {
          rules.apply(request);
          send(exchange, Answer.of(500), false);
        }
        case SLOW_DOWN -> send(exchange, Answer.of(503), false);
        case REFUSED -> send(exchange, Answer.of(403), false);
        case TRUNCATED -> send(exchange, rules.apply(request), true);
        case BODY_LOST -> sendHead(exchange, rules.apply(request));
        case LATE -> {
          Answer answer = rules.apply(request);
          Thread.sleep(2_000);
          send(exchange, answer, false);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private Fault next(Request request) {
    for (Planned planned : faults) {
      if (planned.which.test(request) && faults.remove(planned)) {
        return planned.fault;
      }
    }
    return always.get().orElse(null);
  }

  private static void sendHead(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.sendResponseHeaders(answer.status(), Math.max(1, answer.body().length));
    exchange.getResponseBody().flush();
  }

  private static void send(HttpExchange exchange, Answer answer, boolean isTruncated)
      throws IOException {
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] body = answer.body();
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      OutputStream out = exchange.getResponseBody();
      out.write(isTruncated ? Arrays.copyOf(body, body.length / 2) : body);
      out.flush();
      if (!isTruncated) {
        out.close();
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
