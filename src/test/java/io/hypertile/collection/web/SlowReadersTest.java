package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestLog;
import io.hypertile.http.Admission;
import io.hypertile.http.tomcat.AnswerPace;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Clients that take their answers slowly are cut off, and those that are quick enough are not. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.http.answer-rate=40KB",
      "hypertile.http.answer-patience=1s",
      "hypertile.fairness.heavy-size=1KB",
      "spring.test.metrics.export=true",
      "management.prometheus.metrics.export.enabled=true"
    })
@DirtiesContext
class SlowReadersTest {
  private static final String C = "/api/v1/collections";
  private static final String LINES = " HTTP/1.1\r\nHost: x\r\n";
  private static final int CELLS = 2 << 20;
  private static final long WAITING = 30_000_000_000L;

  @TempDir static Path root;

  @LocalServerPort int port;
  @Autowired Admission admission;
  @Autowired AnswerPace pace;
  private ApiClient api;
  private String subset = "";

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  /** Small buffers show the server soon what a client takes. */
  @TestConfiguration(proxyBeanMethods = false)
  static class SmallBuffers {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
      return factory ->
          factory.addConnectorCustomizers(
              connector -> connector.setProperty("socket.txBufSize", "8192"));
    }
  }

  @BeforeEach
  void createArray() throws IOException {
    api = new ApiClient(port);
    api.delete(C + "/line");
    api.json(
            "POST",
            C,
            "{\"name\":\"line\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":[],"
                + "\"dimensions\":[{\"name\":\"x\",\"size\":"
                + CELLS
                + "}]}")
        .expect(201);
    subset = api.json("POST", C + "/line/arrays", "{}").header("Location") + "/subset";
  }

  private Socket ask(String target, String lines) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.getOutputStream().write(request(target, lines));
    return socket;
  }

  private static byte[] request(String target, String lines) {
    return ("GET " + target + LINES + lines + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes some bytes after each pause to the end of the answer; gives how many they were. */
  private static long take(Socket socket, int bytes, long pause) throws Exception {
    InputStream in = socket.getInputStream();
    byte[] some = new byte[bytes];
    long deadline = System.nanoTime() + WAITING;
    long all = 0;
    try {
      while (all < CELLS && System.nanoTime() < deadline) {
        int taken = in.readNBytes(some, 0, bytes);
        all += taken;
        if (taken < bytes) {
          return all;
        }
        Thread.sleep(pause);
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"?format=raw", "?format=npy", "?format=json", "?format=csv"})
  void aClientThatTakesALittleNowAndThenIsCutOff(String query) throws Exception {
    long before = pace.cut();
    try (Socket slow = ask(subset + query, "")) {
      assertThat(take(slow, 1000, 100)).isLessThan(CELLS);
    }
    assertThat(pace.cut()).isEqualTo(before + 1);
    awaitNoneActive();
    assertThat(TestLog.text()).containsOnlyOnce("An answer is cut off").doesNotContain(" ERROR ");
    assertThat(api.get("/actuator/prometheus").expect(200).text())
        .contains("hypertile_requests_cut_total " + (before + 1) + ".0");
    api.get(subset + "?slice=0").expect(200);
  }

  @Test
  void aClientThatIsQuickEnoughGetsAll() throws Exception {
    long before = pace.cut();
    try (Socket steady = ask(subset + "?format=raw", "Connection: close\r\n")) {
      assertThat(take(steady, 20_000, 30)).isGreaterThanOrEqualTo(CELLS);
    }
    assertThat(pace.cut()).isEqualTo(before);
  }

  @Test
  void aClientThatPausesAndThenContinuesGetsAll() throws Exception {
    long before = pace.cut();
    try (Socket socket = ask(subset + "?format=raw", "Connection: close\r\n")) {
      for (int pauses = 0; pauses < 2; pauses++) {
        Thread.sleep(2500);
        assertThat(socket.getInputStream().readNBytes(CELLS / 4)).hasSize(CELLS / 4);
      }
      assertThat(take(socket, 20_000, 0)).isGreaterThanOrEqualTo(CELLS / 2);
    }
    assertThat(pace.cut()).isEqualTo(before);
  }

  @Test
  void theNextAnswerOfAConnectionIsNotTakenMoreSlowlyEither() throws Exception {
    long before = pace.cut();
    try (Socket socket = ask(subset + "?format=raw&slice=0:1000", "")) {
      socket.getInputStream().readNBytes(1000);
      socket.getOutputStream().write(request(subset + "?format=raw", ""));
      assertThat(take(socket, 1000, 100)).isLessThan(CELLS);
    }
    assertThat(pace.cut()).isEqualTo(before + 1);
  }

  private void awaitNoneActive() throws InterruptedException {
    long deadline = System.nanoTime() + WAITING;
    while (admission.heavy().active() != 0 && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(admission.heavy().active()).isZero();
  }
}
