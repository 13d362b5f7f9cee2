package io.hypertile.collection.web;

import static io.hypertile.collection.web.RawExchange.rest;
import static io.hypertile.collection.web.RawExchange.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;

/** A port of its own for the actuator bears no more from clients than that of the data. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.http.head-timeout=1s",
      "management.server.port=0",
      "management.server.address=127.0.0.1"
    })
@Import(MemoryServer.class)
@DirtiesContext
class ManagementEdgeTest {
  private static final String DATA = "local.server.port";
  private static final String ACTUATOR = "local.management.port";
  private static final int WAITING = 30_000;

  @Autowired Environment environment;

  private Socket connect(String port) throws IOException {
    Socket socket = new Socket("127.0.0.1", environment.getRequiredProperty(port, Integer.class));
    socket.setSoTimeout(WAITING);
    socket.setTcpNoDelay(true);
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {DATA, ACTUATOR})
  void aHeadThatTricklesIsCutOff(String port) throws Exception {
    try (Socket socket = connect(port)) {
      send(socket, "GET /actuator/health HTTP/1.1\r\nHost: x\r\nX-Long: ");
      long deadline = System.nanoTime() + WAITING * 1_000_000L;
      while (socket.getInputStream().available() == 0) {
        assertThat(System.nanoTime()).as("still connected").isLessThan(deadline);
        send(socket, "a");
        Thread.sleep(50);
      }
      assertThat(rest(socket)).startsWith("HTTP/1.1 408");
    } catch (SocketException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DATA, ACTUATOR})
  void bytesWithoutARequestGetAProblemDocument(String port) throws IOException {
    for (String request :
        new String[] {
          "nothing of the kind\r\n\r\n",
          "GET /actuator/health HTTP/1.1\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET /actuator/health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: no\r\n\r\n"
        }) {
      try (Socket socket = connect(port)) {
        send(socket, request);
        assertThat(rest(socket))
            .as(request)
            .startsWith("HTTP/1.1 400")
            .contains("application/problem+json")
            .contains("\"status\":400")
            .doesNotContain("<html");
      }
    }
  }
}
