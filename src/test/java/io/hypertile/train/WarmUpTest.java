package io.hypertile.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a warm-up comes whatever the server does. */
@Timeout(60)
class WarmUpTest {
  /** Length of an answer in chunks, as the JDK's server takes it. */
  private static final long IN_CHUNKS = 0;

  private static final int SLOW = 200;

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
          byte[] bytes = body.getBytes(UTF_8);
          boolean isList = exchange.getRequestURI().getPath().endsWith("s");
          exchange.sendResponseHeaders(status, isList ? bytes.length : IN_CHUNKS);
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
  void warmUpOfAnEmptyStorageEndsAfterSomeHundredRequests() throws IOException {
    Set<String> asked = new ConcurrentSkipListSet<>();
    HttpServer server = answering(200, "{\"items\": []}", asked);
    try {
      assertThat(warm(server.getAddress(), Duration.ofMinutes(10))).isBetween(200, 300);
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
      assertThat(warm(server.getAddress(), Duration.ofMinutes(10))).isBetween(4000, 4100);
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

  @Test
  void whatIsSlowFromTheFirstIsStillRead() throws IOException {
    AtomicInteger boxes = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().endsWith("subset")) {
            LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(boxes.incrementAndGet() < SLOW ? 120 : 0));
          }
          byte[] bytes =
              "{\"items\": [{\"location\": \"/c\", \"shape\": [3], \"id\": \"a\"}]}"
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(boxes.get() < 2 * SLOW ? 200 : 503, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      assertThat(warm(server.getAddress(), Duration.ofMinutes(10)))
          .isBetween(2 * SLOW, 2 * SLOW + 100);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked||||3||one||-3||||",
        "Transfer-Encoding: chunked||||3||longer||0||||",
        "Transfer-Encoding: chunked||||7fffffff||one||0||||",
        "Transfer-Encoding: chunked||||80000000||one||0||||",
        "Transfer-Encoding: chunked||||three||one||0||||",
        "Transfer-Encoding: chunked||||3||one||",
        "Content-Length: -1||||",
        "Content-Length: 9999999999||||one",
        "Connection: close||||one"
      })
  void bodiesOfOtherFormsAreRefused(String answer) throws Exception {
    String text = "HTTP/1.1 200 \r\n" + answer.replace("||", "\r\n");
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        WarmUpConnection connection =
            WarmUpConnection.open(
                (InetSocketAddress) server.getLocalSocketAddress(),
                "X-Any: 1",
                in(Duration.ofMinutes(10)));
        Socket client = server.accept()) {
      client.getOutputStream().write(text.getBytes(UTF_8));
      client.shutdownOutput();
      assertThatThrownBy(() -> connection.get("/")).isInstanceOf(IOException.class);
    }
  }
}
