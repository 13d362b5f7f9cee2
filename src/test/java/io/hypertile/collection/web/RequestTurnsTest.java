package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Connections that send without a pause take turns. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import({MemoryServer.class, RequestTurnsTest.Order.class})
@Timeout(120)
class RequestTurnsTest {
  private static final int SENT_AT_ONCE = 1500;
  private static final String REQUEST = "GET /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @LocalServerPort int port;
  @Autowired Order order;

  /** Whose requests were begun, one after another: the ports of the clients. */
  @TestConfiguration
  static class Order {
    private final Queue<Integer> ports = new ConcurrentLinkedQueue<>();

    @Bean
    Filter noting() {
      return (request, response, chain) -> {
        ports.add(request.getRemotePort());
        chain.doFilter(request, response);
      };
    }
  }

  private void sendAtOnce() throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      byte[] all = REQUEST.repeat(SENT_AT_ONCE).getBytes(StandardCharsets.US_ASCII);
      Thread writer = Thread.ofPlatform().start(() -> write(socket, all));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      // Bodies end without a line break.
      for (int answers = 0; answers < SENT_AT_ONCE; ) {
        answers += lines.readLine().contains("HTTP/1.1 404") ? 1 : 0;
      }
      writer.join();
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
  void noneIsServedAgainAndAgainWhileOthersWait() throws Exception {
    int carriers = Runtime.getRuntime().availableProcessors() + 1;
    int busy = 4 * carriers;
    try (ExecutorService threads = Executors.newFixedThreadPool(busy)) {
      List<Future<?>> all = new ArrayList<>();
      for (int n = 0; n < busy; n++) {
        all.add(
            threads.submit(() -> {
              sendAtOnce();
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    List<Integer> ports = List.copyOf(order.ports);
    assertThat(ports).hasSize(busy * SENT_AT_ONCE);
    int again = 0;
    for (int n = carriers; n < ports.size(); n++) {
      again += ports.subList(n - carriers, n).contains(ports.get(n)) ? 1 : 0;
    }
    // Without turns each carrier stays with its connection: nearly all are such requests.
    assertThat((double) again / ports.size()).isLessThan(0.6);
  }
}
