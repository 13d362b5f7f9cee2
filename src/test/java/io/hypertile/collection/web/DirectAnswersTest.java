package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.security.ApiKey;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Answers whose cells go to the socket past the container's buffers are the same byte for byte. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.test.metrics.export=true",
      "management.prometheus.metrics.export.enabled=true"
    })
@DirtiesContext
@Timeout(300)
class DirectAnswersTest {
  private static final String C = "/api/v1/collections";
  private static final String KEY = ApiKey.make();
  private static final int CELLS = 3_000_007;

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;
  private String subset = "";
  private String raw = "";

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
    ApiKeys.add(registry, 0, "boss", KEY, "admin", "*");
  }

  /** The head and the body of an answer. */
  private record Answer(String head, byte[] body) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }
  }

  @BeforeEach
  void create() throws IOException {
    api = new ApiClient(port);
    if (as("GET", C + "/line", "").status() == 404) {
      String body =
          """
          {"name": "line", "kind": "array", "dtype": "int8",
           "dimensions": [{"name": "x", "size": %d}]}
          """
              .formatted(CELLS);
      as("POST", C, body).expect(201);
    }
    subset = as("POST", C + "/line/arrays", "{}").expect(201).header("Location") + "/subset";
    raw = subset + "?format=raw";
  }

  private ApiClient.Answer as(String method, String path, String body) throws IOException {
    return api.send(
        api.request(path)
            .header("X-API-Key", KEY)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private void put(byte[] cells) throws IOException {
    api.send(
            api.request(subset)
                .header("X-API-Key", KEY)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(cells)))
        .expect(204);
  }

  private static byte[] random(int part) {
    byte[] cells = new byte[CELLS];
    TestSeed.random(part).nextBytes(cells);
    return cells;
  }

  private Socket connect(int buffer) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(buffer);
    socket.setSoTimeout(60_000);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  private static byte[] request(String method, String target, String version, String... lines) {
    StringBuilder text = new StringBuilder(method + " " + target + " " + version + "\r\n");
    text.append("Host: x\r\nX-API-Key: ").append(KEY).append("\r\n");
    Arrays.stream(lines).forEach(line -> text.append(line).append("\r\n"));
    return text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] get(String target, String... lines) {
    return request("GET", target, "HTTP/1.1", lines);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as(head::toString).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  private static int length(String head) {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length: ");
    return at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
  }

  private static Answer answer(DataInputStream in, boolean hasBody) throws IOException {
    String head = head(in);
    byte[] body = new byte[hasBody ? length(head) : 0];
    in.readFully(body);
    return new Answer(head, body);
  }

  @Test
  void answersOnOneConnectionFollowOneAnotherWithTheirOwnBytes() throws IOException {
    byte[] cells = random(1);
    put(cells);
    try (Socket socket = connect(1 << 20)) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int round = 0; round < 3; round++) {
        socket.getOutputStream().write(get(raw));
        socket.getOutputStream().write(request("HEAD", raw, "HTTP/1.1"));
        socket.getOutputStream().write(get(raw, "Range: bytes=1000001-2999999"));
        socket.getOutputStream().write(get(subset + "?slice=5&format=json"));
        socket.getOutputStream().write(get(subset + "?format=npy"));
        Answer whole = answer(in, true);
        assertThat(Arrays.equals(whole.body, cells)).isTrue();
        Answer head = answer(in, false);
        assertThat(length(head.head)).isEqualTo(CELLS);
        Answer part = answer(in, true);
        assertThat(part.status()).isEqualTo(206);
        assertThat(Arrays.equals(part.body, Arrays.copyOfRange(cells, 1_000_001, 3_000_000)))
            .isTrue();
        assertThat(answer(in, true).status()).isEqualTo(200);
        byte[] npy = answer(in, true).body;
        int prefix = npy.length - CELLS;
        assertThat(prefix).isPositive();
        assertThat(Arrays.equals(npy, prefix, npy.length, cells, 0, CELLS)).isTrue();
        String etag = whole.head.replaceAll("(?s).*\r\n(?i:etag): (.*?)\r\n.*", "$1");
        socket.getOutputStream().write(get(raw, "If-None-Match: " + etag));
        assertThat(answer(in, false).status()).isEqualTo(304);
      }
    }
  }

  @Test
  void answersOfHttp10EndWithTheConnection() throws IOException {
    byte[] cells = random(2);
    put(cells);
    try (Socket socket = connect(1 << 20)) {
      socket.getOutputStream().write(request("GET", raw, "HTTP/1.0"));
      InputStream in = socket.getInputStream();
      assertThat(length(head(in))).isEqualTo(CELLS);
      assertThat(Arrays.equals(in.readAllBytes(), cells)).isTrue();
    }
  }

  @Test
  void headComesWithTheFirstBytesOfTheBody() throws IOException {
    byte[] cells = random(3);
    put(cells);
    try (Socket socket = connect(1 << 20)) {
      socket.getOutputStream().write(get(raw));
      InputStream in = socket.getInputStream();
      byte[] first = new byte[8192];
      String text = new String(first, 0, in.read(first), StandardCharsets.ISO_8859_1);
      int body = text.indexOf("\r\n\r\n") + 4;
      assertThat(body).isBetween(5, text.length() - 1);
      byte[] begun = text.substring(body).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(begun).isEqualTo(Arrays.copyOf(cells, begun.length));
      in.skipNBytes(CELLS - begun.length);
      assertThat(in.available()).isZero();
    }
  }

  @Test
  void clientThatTakesPiecesGetsOneStateWhileTheArrayIsWritten() throws Exception {
    byte[] cells = new byte[CELLS];
    put(cells);
    AtomicBoolean isOver = new AtomicBoolean();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> {
          byte[] written = new byte[CELLS];
          for (int n = 1; !isOver.get(); n++) {
            Arrays.fill(written, (byte) n);
            try {
              put(written);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        });
    Random random = TestSeed.random(4);
    try {
      for (int n = 0; n < 10; n++) {
        try (Socket socket = connect(4096 << random.nextInt(6))) {
          socket.getOutputStream().write(get(raw));
          InputStream in = socket.getInputStream();
          assertThat(length(head(in))).isEqualTo(CELLS);
          byte[] piece = new byte[1 << 17];
          int value = in.read();
          for (int left = CELLS - 1; left > 0; ) {
            int count = in.read(piece, 0, Math.min(left, 1 + random.nextInt(piece.length)));
            assertThat(count).isPositive();
            for (int at = 0; at < count; at++) {
              if (piece[at] != (byte) value) {
                assertThat(piece[at]).isEqualTo((byte) value);
              }
            }
            left -= count;
          }
        }
      }
    } finally {
      isOver.set(true);
      writing.get();
    }
  }

  @Test
  void bytesOfAKeyAreCounted() throws IOException {
    put(random(5));
    double before = sent();
    try (Socket socket = connect(1 << 20)) {
      socket.getOutputStream().write(get(raw));
      answer(new DataInputStream(socket.getInputStream()), true);
    }
    // The pages of figures are counted too.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(sent() - before).isGreaterThan(CELLS));
    assertThat(sent() - before).isLessThan(2.0 * CELLS);
  }

  private double sent() throws IOException {
    String page = as("GET", "/actuator/prometheus", "").expect(200).text();
    String name = "hypertile_key_sent_bytes_total{key=\"boss\"} ";
    int at = page.indexOf(name);
    return at < 0
        ? 0
        : Double.parseDouble(page.substring(at + name.length(), page.indexOf('\n', at)));
  }
}
