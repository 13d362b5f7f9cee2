package io.hypertile.collection.web;

import static io.hypertile.collection.web.RawExchange.rest;
import static io.hypertile.collection.web.RawExchange.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.http.Admission;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Clients that are slow, or stop, hold up nobody for long and leave nothing behind. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "server.tomcat.connection-timeout=1s",
      "server.tomcat.keep-alive-timeout=1s",
      "hypertile.http.head-timeout=1s",
      "hypertile.http.body-rate=100KB",
      "hypertile.http.body-patience=500ms",
      "hypertile.fairness.light=1",
      "hypertile.fairness.heavy=2",
      "hypertile.fairness.heavy-size=1KB",
      "hypertile.fairness.patience=20s"
    })
@DirtiesContext
class SlowClientsTest {
  private static final String C = "/api/v1/collections";
  private static final String LINES = " HTTP/1.1\r\nHost: x\r\n";
  private static final int CELLS = 64 << 20;
  private static final int WAITING = 30_000;

  @TempDir static Path root;

  @LocalServerPort int port;
  @Autowired Admission admission;
  private ApiClient api;
  private String subset = "";

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createArray() throws IOException {
    api = new ApiClient(port);
    subset = LineArray.create(api, "int8", CELLS);
    api.json("PUT", subset + "?slice=0:4096", "7").expect(204);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(WAITING);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  /** Sends a character now and then until the server has closed the connection. */
  private static String trickle(Socket socket, String character) throws Exception {
    long deadline = System.nanoTime() + WAITING * 1_000_000L;
    try {
      while (socket.getInputStream().available() == 0) {
        assertThat(System.nanoTime()).as("still connected").isLessThan(deadline);
        send(socket, character);
        Thread.sleep(50);
      }
    } catch (SocketException e) {
      return "";
    }
    return rest(socket);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "G", "GET " + C, "GET " + C + LINES, "GET " + C + LINES + "X-Long: 12"})
  void aHeadThatStopsIsCutOff(String start) throws IOException {
    try (Socket socket = connect()) {
      send(socket, start);
      assertThat(rest(socket)).matches("(?s)|HTTP/1.1 408 .*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /", "GET " + C + LINES + "X-Long: 12"})
  void aHeadThatTricklesIsCutOff(String start) throws Exception {
    try (Socket socket = connect()) {
      send(socket, start);
      assertThat(trickle(socket, "a")).matches("(?s)|HTTP/1.1 408 .*");
    }
  }

  @Test
  void aHeadThatTricklesOnAKeptConnectionIsCutOff() throws Exception {
    try (Socket socket = connect()) {
      for (int n = 0; n < 3; n++) {
        send(socket, "GET /actuator/health/liveness" + LINES);
        Thread.sleep(100);
        send(socket, "\r\n");
        assertThat(answer(socket)).startsWith("HTTP/1.1 200");
      }
      send(socket, "GET /");
      assertThat(trickle(socket, "a")).matches("(?s)|HTTP/1.1 408 .*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 4096", "Transfer-Encoding: chunked"})
  void aBodyThatStopsIsRefusedAndItsPlaceIsFree(String frame) throws Exception {
    try (Socket socket = connect()) {
      send(socket, put(frame) + (frame.startsWith("T") ? "400\r\n\1\1" : "\1\1"));
      Lanes.awaitHeavy(admission, 1);
      assertThat(rest(socket)).startsWith("HTTP/1.1 408").contains("\"request-timeout\"");
      Lanes.awaitHeavy(admission, 0);
    }
    assertUnchanged();
  }

  @Test
  void aBodyThatTricklesIsRefusedAndItsPlaceIsFree() throws Exception {
    try (Socket socket = connect()) {
      send(socket, put("Content-Length: 4096"));
      assertThat(trickle(socket, "\1")).matches("(?s)|HTTP/1.1 408 .*\"request-timeout\".*");
      Lanes.awaitHeavy(admission, 0);
    }
    assertUnchanged();
  }

  @Test
  void aDocumentThatTricklesIsRefused() throws Exception {
    try (Socket socket = connect()) {
      send(
          socket,
          "POST " + C + LINES + "Content-Type: application/json\r\nContent-Length: 4096\r\n\r\n");
      assertThat(trickle(socket, " ")).matches("(?s)|HTTP/1.1 408 .*\"request-timeout\".*");
    }
    assertThat(api.get(C).expect(200).json().get("items")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\1"})
  void bodiesOfDekersClientThatStopOrTrickleAreRefused(String more) throws Exception {
    String id = subset.replaceAll(".*/arrays/|/subset", "");
    try (Socket socket = connect()) {
      send(
          socket,
          "PUT /v1/collection/line/array/by-id/"
              + id
              + "/subset/0:4096/data"
              + LINES
              + "Content-Type: application/octet-stream\r\nContent-Length: 4096\r\n\r\n\1");
      Lanes.awaitHeavy(admission, 1);
      String answer = more.isEmpty() ? rest(socket) : trickle(socket, more);
      assertThat(answer).matches("(?s)|HTTP/1.1 408 .*\"request-timeout\".*");
      Lanes.awaitHeavy(admission, 0);
    }
    assertUnchanged();
  }

  @Test
  void aBodyThatTheClientLeavesHalfSentFreesItsPlace() throws Exception {
    try (Socket socket = connect()) {
      send(socket, put("Content-Length: 4096") + "\1\1");
      Lanes.awaitHeavy(admission, 1);
    }
    Lanes.awaitHeavy(admission, 0);
    assertUnchanged();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLargeBodyThatComesInPiecesIsKeptByteForByte(boolean announced) throws Exception {
    byte[] cells = new byte[3 << 20];
    TestSeed.random(5).nextBytes(cells);
    try (Socket socket = connect()) {
      String frame = announced ? "Content-Length: " + cells.length : "Transfer-Encoding: chunked";
      send(socket, put(frame + "\r\nConnection: close", cells.length));
      OutputStream out = socket.getOutputStream();
      for (int at = 0, size = 1; at < cells.length; at += size, size = size * 3 + 1) {
        int length = Math.min(size, cells.length - at);
        send(socket, announced ? "" : Integer.toHexString(length) + "\r\n");
        out.write(cells, at, length);
        send(socket, announced ? "" : "\r\n");
      }
      send(socket, announced ? "" : "0\r\n\r\n");
      assertThat(rest(socket)).startsWith("HTTP/1.1 204");
    }
    String slice = "?format=raw&slice=0:" + cells.length;
    assertThat(api.get(subset + slice).expect(200).response().body()).isEqualTo(cells);
  }

  private String put(String frame) {
    return put(frame, 4096);
  }

  private String put(String frame, int cells) {
    return "PUT "
        + subset
        + "?slice=0:"
        + cells
        + LINES
        + "Content-Type: application/octet-stream\r\n"
        + frame
        + "\r\n\r\n";
  }

  private void assertUnchanged() throws IOException {
    byte[] cells = api.get(subset + "?format=raw&slice=0:4096").expect(200).response().body();
    assertThat(cells).hasSize(4096).containsOnly(7);
    api.json("PUT", subset + "?slice=0:4096", "7").expect(204);
  }

  @Test
  void aSlowReaderHoldsUpNobodyAndIsCutOff() throws Exception {
    try (Socket slow = connect()) {
      send(slow, "GET " + subset + "?format=raw" + LINES + "\r\n");
      assertThat(slow.getInputStream().read()).isEqualTo('H');
      Lanes.awaitHeavy(admission, 1);
      assertUnchanged();
      api.get(subset + "?slice=0").expect(200);
      api.delete(subset + "?slice=0:10000").expect(204);
      // It is cut off without a word: what it has not taken is more than all buffers hold.
      Lanes.awaitHeavy(admission, 0);
      long taken = slow.getInputStream().transferTo(OutputStream.nullOutputStream());
      assertThat(taken).isLessThan(CELLS);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void moreSlowReadersThanPlacesAreWaitedForAndNotForever() throws Exception {
    try (Socket one = connect();
        Socket two = connect()) {
      for (Socket slow : new Socket[] {one, two}) {
        send(slow, "GET " + subset + "?format=raw" + LINES + "\r\n");
        assertThat(slow.getInputStream().read()).isEqualTo('H');
      }
      api.get(subset + "?slice=0").expect(200);
      api.get(subset + "?format=raw&slice=0:4096").expect(200);
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "GET /actuator/health/liveness" + LINES + "\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 200");
      send(socket, "GET /actuator/health/liveness" + LINES + "\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 200");
      assertThat(rest(socket)).isEmpty();
    }
  }

  /** An answer of one chunk, or with a length that a single read takes. */
  private static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (!text.toString().matches("(?s).*\r\n\r\n.*\\}(\r\n0\r\n\r\n)?")
        || text.indexOf("chunked") >= 0 && !text.toString().endsWith("\r\n0\r\n\r\n")) {
      int next = in.read();
      assertThat(next).as(text.toString()).isNotNegative();
      text.append((char) next);
    }
    return text.toString();
  }
}
