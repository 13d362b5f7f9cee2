package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Connections that send without a pause do not keep others waiting. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
@Timeout(120)
class RequestTurnsTest {
  private static final int SENT_AT_ONCE = 3000;
  private static final String REQUEST = "GET /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @LocalServerPort int port;

  private final AtomicInteger answered = new AtomicInteger();

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  /** Reads until so many answers have begun; their bodies end without a line break. */
  private static void read(Socket socket, int answers, AtomicInteger answered) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    for (int n = 0; n < answers; ) {
      if (lines.readLine().contains("HTTP/1.1 404")) {
        n++;
        answered.incrementAndGet();
      }
    }
  }

  private void sendAtOnce() throws IOException {
    try (Socket socket = connect()) {
      byte[] all = REQUEST.repeat(SENT_AT_ONCE).getBytes(StandardCharsets.US_ASCII);
      Thread.ofVirtual().start(() -> write(socket, all));
      read(socket, SENT_AT_ONCE, answered);
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException closed) {
      // The answers that are missing end the test.
    }
  }

  @Test
  void oneRequestIsAnsweredWhileManyConnectionsHaveMoreThanTheServerCanDo() throws Exception {
    int busy = 4 * Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads = Executors.newFixedThreadPool(busy)) {
      List<Future<?>> all = new ArrayList<>();
      for (int n = 0; n < busy; n++) {
        all.add(
            threads.submit(() -> {
              sendAtOnce();
              return null;
            }));
      }
      while (answered.get() < busy) {
        Thread.sleep(1);
      }
      AtomicInteger own = new AtomicInteger();
      int before = answered.get();
      try (Socket socket = connect()) {
        write(socket, REQUEST.getBytes(StandardCharsets.US_ASCII));
        read(socket, 1, own);
      }
      int meanwhile = answered.get() - before;
      // Without turns the first connections get all of theirs before it.
      assertThat(meanwhile).isLessThan(SENT_AT_ONCE);
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(answered).hasValue(busy * SENT_AT_ONCE);
  }
}
