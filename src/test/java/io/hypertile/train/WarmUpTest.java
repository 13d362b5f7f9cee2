package io.hypertile.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a warm-up comes whatever the server does. */
@Timeout(60)
class WarmUpTest {
  private static long in(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  private static int warm(InetSocketAddress server, Duration time) {
    return new WarmUp(server, "/api/v1", "X-Any: 1").until(in(time));
  }

  private static HttpServer answering(int status, String body, Set<String> asked)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void aServerThatNeverAnswersIsLeftAtTheDeadline() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      int answered =
          warm((InetSocketAddress) silent.getLocalSocketAddress(), Duration.ofMillis(300));
      assertThat(answered).isZero();
      assertThat(System.nanoTime() - start)
          .isBetween(TimeUnit.MILLISECONDS.toNanos(250), TimeUnit.SECONDS.toNanos(20));
    }
  }

  @Test
  void warmUpWhereNobodyListensEndsAtOnce() throws IOException {
    InetSocketAddress gone;
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      gone = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    assertThat(warm(gone, Duration.ofMinutes(10))).isZero();
  }

  @Test
  void warmUpEndsAfterSomeThousandRequests() throws IOException {
    Set<String> asked = new ConcurrentSkipListSet<>();
    HttpServer server = answering(200, "{\"items\": []}", asked);
    try {
      assertThat(warm(server.getAddress(), Duration.ofMinutes(10))).isBetween(4000, 4100);
      assertThat(asked).containsExactly("GET /api/v1/collections?limit=4");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aServerThatRefusesIsAskedOnceByEachConnection() throws IOException {
    Set<String> asked = new ConcurrentSkipListSet<>();
    HttpServer server = answering(503, "{}", asked);
    try {
      assertThat(warm(server.getAddress(), Duration.ofMinutes(10))).isLessThanOrEqualTo(16);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void smallBoxesAtTheOriginOfTheFirstArrayAreRead() throws IOException {
    Set<String> asked = new ConcurrentSkipListSet<>();
    HttpServer server =
        answering(
            200,
            "{\"items\": [{\"location\": \"/ht/c\", \"shape\": [100, 3, 50, 7], \"id\": \"a1\"}]}",
            asked);
    try {
      warm(server.getAddress(), Duration.ofMinutes(10));
      assertThat(asked)
          .containsExactlyInAnyOrder(
              "GET /api/v1/collections?limit=4",
              "GET /ht/c/arrays?limit=1",
              "GET /ht/c/arrays/a1/subset?slice=0:24,0:3,0:10,0:1&format=npy",
              "GET /ht/c/arrays/a1/subset?slice=0:24,0:3,0:10,0:1&format=json");
    } finally {
      server.stop(0);
    }
  }
}
