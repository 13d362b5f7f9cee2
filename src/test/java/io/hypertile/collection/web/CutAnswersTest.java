package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/**
 * Answers that fail half way, in every format and every framing: what the client gets is a problem
 * document or is visibly not whole, by the framing alone. Each case is checked without a failure as
 * well, where the same check must find the answer whole.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.storage.engine=memory", "hypertile.io.threads=2"})
@Import(HugeServer.class)
class CutAnswersTest {
  private static final String C = "/api/v1/collections";

  @LocalServerPort int port;
  @Autowired HugeEngine engine;
  private String subset = "";

  /** What came over the connection until it was closed or reset. */
  private record Received(int status, String head, byte[] body, boolean reset) {
    boolean has(String header) {
      return head.toLowerCase(Locale.ROOT).contains("\r\n" + header.toLowerCase(Locale.ROOT));
    }

    /** The body without its framing; null when the framing says that something is missing. */
    byte[] whole() throws IOException {
      if (reset) {
        return null;
      }
      byte[] framed = body;
      if (has("Transfer-Encoding: chunked")) {
        framed = joined(body);
      } else if (has("Content-Length: ")) {
        String text = head.replaceAll("(?is).*\r\ncontent-length: *([0-9]+)\r\n.*", "$1");
        framed = Long.parseLong(text) == body.length ? body : null;
      }
      return framed != null && has("Content-Encoding: gzip") ? unzipped(framed) : framed;
    }

    private static byte[] joined(byte[] chunks) {
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      String text = new String(chunks, StandardCharsets.ISO_8859_1);
      int at = 0;
      while (true) {
        int end = text.indexOf("\r\n", at);
        if (end < 0) {
          return null;
        }
        int size = Integer.parseInt(text.substring(at, end), 16);
        if (end + 2 + size + 2 > chunks.length) {
          return null;
        }
        if (size == 0) {
          return joined.toByteArray();
        }
        joined.write(chunks, end + 2, size);
        at = end + 2 + size + 2;
      }
    }

    private static byte[] unzipped(byte[] bytes) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        return in.readAllBytes();
      } catch (IOException e) {
        return null;
      }
    }
  }

  @BeforeEach
  void createArray() throws IOException {
    subset = engine.createArray(new ApiClient(port));
    engine.failure = new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, "The disk went.");
  }

  @ParameterizedTest(name = "{0} over {1}, {2}")
  @CsvSource({
    "npy, HTTP/1.1, identity",
    "npy, HTTP/1.0, identity",
    "raw, HTTP/1.1, identity",
    "raw, HTTP/1.0, identity",
    "json, HTTP/1.1, identity",
    "json, HTTP/1.0, identity",
    "json, HTTP/1.1, gzip",
    "json, HTTP/1.0, gzip",
    "csv, HTTP/1.1, identity",
    "csv, HTTP/1.0, identity",
    "csv, HTTP/1.1, gzip",
    "csv, HTTP/1.0, gzip"
  })
  void anAnswerThatFailsIsNeverShortAndValid(String format, String version, String coding)
      throws IOException {
    String request =
        "GET "
            + subset
            + "?slice=0:3&format="
            + format
            + " "
            + version
            + "\r\nHost: x\r\n"
            + "Accept-Encoding: "
            + coding
            + "\r\nConnection: close\r\n\r\n";
    Received good = send(request);
    assertThat(good.status()).isEqualTo(200);
    byte[] whole = good.whole();
    assertThat(whole).isNotNull().hasSizeGreaterThanOrEqualTo(3 << 20);
    for (int row = 1; row < 3; row++) {
      engine.failFromRow = row;
      Received answer = send(request);
      if (answer.status() == 200) {
        assertThat(answer.whole()).as("row %d: %s", row, answer.head()).isNull();
      } else {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.has("Content-Encoding")).isFalse();
        assertThat(new String(answer.whole(), StandardCharsets.UTF_8))
            .startsWith("{")
            .endsWith("}")
            .contains("storage-unavailable");
      }
    }
    assertThat(engine.openReaders).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"npy", "raw"})
  void aPartThatFailsIsNeverShortAndValid(String format) throws IOException {
    String request =
        "GET "
            + subset
            + "?slice=0:4&format="
            + format
            + " HTTP/1.1\r\nHost: x\r\n"
            + "Range: bytes=1000-3500000\r\nConnection: close\r\n\r\n";
    Received good = send(request);
    assertThat(good.status()).isEqualTo(206);
    assertThat(good.whole()).hasSize(3_499_001);
    byte[] all = send(request.replaceFirst("Range: [^\r]*\r\n", "")).whole();
    assertThat(good.whole()).isEqualTo(Arrays.copyOfRange(all, 1000, 3_500_001));
    engine.failFromRow = 2;
    Received answer = send(request);
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.whole()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"npy", "raw", "json", "csv"})
  void theHeadSaysWhatTheAnswerWouldAndNoMore(String format) throws IOException {
    String line = subset + "?slice=0:2&format=" + format + " HTTP/1.1\r\nHost: x\r\n";
    Received head = send("HEAD " + line + "Connection: close\r\n\r\n");
    Received answer = send("GET " + line + "Connection: close\r\n\r\n");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "content-length")).isEqualTo(header(answer, "content-length"));
    assertThat(header(head, "etag")).isEqualTo(header(answer, "etag")).isNotEmpty();
    assertThat(header(head, "content-type")).isEqualTo(header(answer, "content-type"));
  }

  @Test
  void anHttp10ClientIsToldTheLengthOfText() throws IOException {
    Received answer = send("GET " + subset + "?slice=0,0:5&format=csv HTTP/1.0\r\n\r\n");
    assertThat(answer.has("Content-Length")).isTrue();
    assertThat(new String(answer.whole(), StandardCharsets.UTF_8).lines().count()).isEqualTo(6);
  }

  private static String header(Received answer, String name) {
    return answer
        .head()
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .findFirst()
        .orElse("");
  }

  private Received send(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      boolean reset = false;
      try {
        InputStream in = socket.getInputStream();
        in.transferTo(all);
      } catch (SocketException e) {
        reset = true;
      }
      byte[] bytes = all.toByteArray();
      int end = all.toString(StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
      assertThat(end).isPositive();
      String head = new String(bytes, 0, end + 2, StandardCharsets.ISO_8859_1);
      int status = Integer.parseInt(head.substring(9, 12));
      return new Received(status, head, Arrays.copyOfRange(bytes, end + 4, bytes.length), reset);
    }
  }
}
