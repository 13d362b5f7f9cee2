package io.hypertile.collection.web;

import static io.hypertile.collection.web.RawExchange.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A server that is stopped finishes what it has begun, for so long as it may. */
class ShutdownTest {
  private static final String C = "/api/v1/collections";
  private static final int CELLS = 64 << 20;
  private static final int WAITING = 60_000;

  @TempDir Path root;

  private ConfigurableApplicationContext start(String grace) {
    return new SpringApplicationBuilder(HypertileApplication.class)
        .run(
            "--server.port=0",
            "--hypertile.storage.root=" + root,
            "--spring.lifecycle.timeout-per-shutdown-phase=" + grace);
  }

  private static int port(ConfigurableApplicationContext server) {
    return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /** Makes an array and gives the address of its cells. */
  private static String createArray(int port) throws IOException {
    ApiClient api = new ApiClient(port);
    String subset = LineArray.create(api, "int8", CELLS);
    api.json("PUT", subset, "7").expect(204);
    return subset;
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(WAITING);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  /** Begins to read all cells, and reads no further than the head. */
  private static Socket beginReading(int port, String subset) throws IOException {
    Socket socket = connect(port);
    send(socket, "GET " + subset + "?format=raw HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(head(socket)).startsWith("HTTP/1.1 200").contains("Content-Length: " + CELLS);
    return socket;
  }

  private static String head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as(head.toString()).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  /** How many cells of the value come before the connection ends, or a part that has others. */
  private static long readCells(Socket socket, int value) throws IOException {
    byte[] part = new byte[1 << 16];
    byte[] expected = new byte[part.length];
    Arrays.fill(expected, (byte) value);
    long count = 0;
    try {
      int read = socket.getInputStream().read(part);
      while (read > 0 && Arrays.equals(part, 0, read, expected, 0, read)) {
        count += read;
        read = count == CELLS ? 0 : socket.getInputStream().read(part);
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return count;
  }

  private static Thread close(ConfigurableApplicationContext server) {
    return Thread.ofVirtual().start(server::close);
  }

  /** Waits until the server takes no more connections. */
  private static void awaitRefusal(int port) throws Exception {
    long deadline = System.nanoTime() + WAITING * 1_000_000L;
    while (System.nanoTime() < deadline) {
      try (Socket socket = connect(port)) {
        send(socket, "GET /actuator/health/liveness HTTP/1.1\r\nHost: x\r\n\r\n");
        if (socket.getInputStream().read() < 0) {
          return;
        }
      } catch (ConnectException e) {
        return;
      } catch (SocketException e) {
        assertThat(e).hasMessageMatching("(?s).*(reset|pipe).*");
      }
      Thread.sleep(20);
    }
    throw new AssertionError("new connections are still taken");
  }

  /** Announces 4,096 bytes and waits until the server asks for them. */
  private static void beginWriting(Socket writer, String subset) throws IOException {
    send(
        writer,
        "PUT "
            + subset
            + "?slice=0:4096 HTTP/1.1\r\nHost: x\r\n"
            + "Expect: 100-continue\r\n"
            + "Content-Type: application/octet-stream\r\nContent-Length: 4096\r\n\r\n");
    assertThat(head(writer)).startsWith("HTTP/1.1 100");
  }

  @Test
  void requestsUnderWayAreFinishedAndNoNewOnesAreTaken() throws Exception {
    ConfigurableApplicationContext server = start("60s");
    int port = port(server);
    String subset = createArray(port);
    byte[] body = new byte[4096];
    Arrays.fill(body, (byte) 9);
    try (Socket reader = beginReading(port, subset);
        Socket writer = connect(port)) {
      beginWriting(writer, subset);
      writer.getOutputStream().write(body, 0, 1000);
      Thread closing = close(server);
      awaitRefusal(port);
      assertThat(server.isActive()).isTrue();
      writer.getOutputStream().write(body, 1000, 3096);
      assertThat(head(writer)).startsWith("HTTP/1.1 204");
      assertThat(readCells(reader, 7)).isEqualTo(CELLS);
      closing.join();
    }
    try (ConfigurableApplicationContext again = start("60s")) {
      ApiClient api = new ApiClient(port(again));
      byte[] cells = api.get(subset + "?format=raw&slice=0:4097").expect(200).response().body();
      assertThat(Arrays.copyOf(cells, 4096)).isEqualTo(body);
      assertThat(cells[4096]).isEqualTo((byte) 7);
    }
  }

  @Test
  void requestsThatTakeTooLongAreCutAndAcknowledgedWritesAreThere() throws Exception {
    ConfigurableApplicationContext server = start("1s");
    int port = port(server);
    String subset = createArray(port);
    try (Socket reader = beginReading(port, subset);
        Socket writer = connect(port)) {
      beginWriting(writer, subset);
      writer.getOutputStream().write(new byte[1000]);
      Thread closing = close(server);
      closing.join();
      assertThat(readCells(reader, 7)).isLessThan(CELLS);
    }
    try (ConfigurableApplicationContext again = start("60s")) {
      try (Socket reader = beginReading(port(again), subset)) {
        assertThat(readCells(reader, 7)).isEqualTo(CELLS);
      }
    }
  }
}
