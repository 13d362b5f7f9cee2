package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** Answers that are large, that fail half way, and clients that go away. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.memory.limit=18MB",
      "hypertile.io.slab=1MB",
      "hypertile.io.threads=2",
      "hypertile.io.memory-timeout=2s"
    })
@Import(HugeServer.class)
class StreamingTest {
  private static final String C = "/api/v1/collections";

  @LocalServerPort int port;
  @Autowired HugeEngine engine;
  private ApiClient api;
  private String subset = "";

  @BeforeEach
  void createArray() throws IOException {
    api = new ApiClient(port);
    subset = engine.createArray(api);
  }

  @Test
  void answersLargerThanTwoGigabytesStreamInOrder() throws Exception {
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient()
            .send(
                api.request(subset + "?format=raw").build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValueAsLong("Content-Length"))
        .hasValue(HugeEngine.ROWS * HugeEngine.ROW_BYTES);
    byte[] block = new byte[1 << 20];
    long count = 0;
    try (InputStream body = answer.body()) {
      for (int n = body.readNBytes(block, 0, block.length);
          n > 0;
          n = body.readNBytes(block, 0, block.length)) {
        assertThat(n).isEqualTo(block.length);
        assertThat(block[0]).isEqualTo((byte) count);
        assertThat(block[n - 1]).isEqualTo((byte) count);
        count++;
      }
    }
    assertThat(count).isEqualTo(HugeEngine.ROWS);
    assertThat(engine.openReaders).hasValue(0);
  }

  @Test
  void partsReadNothingButTheirSlabs() throws IOException {
    int header = 128;
    byte[] head = api.get(subset + "?format=npy", "Range", "bytes=0-299").response().body();
    assertThat(head).hasSize(300).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y');
    engine.failFromRow = 2001;
    engine.failure = new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, "The disk went.");
    long border = header + 2000 * HugeEngine.ROW_BYTES;
    byte[] part =
        api.get(subset + "?format=npy", "Range", "bytes=" + (border - 3) + "-" + (border + 4))
            .expect(206)
            .response()
            .body();
    byte before = (byte) 1999;
    byte after = (byte) 2000;
    assertThat(part).containsExactly(before, before, before, after, after, after, after, after);
    api.get(subset + "?format=npy", "Range", "bytes=-1").problem(503, "storage-unavailable");
    assertThat(engine.openReaders).hasValue(0);
  }

  @Test
  void knownAnswersAreNotRead() throws IOException {
    String etag = api.head(subset + "?format=npy").expect(200).header("ETag");
    engine.failFromRow = 0;
    engine.failure = new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, "The disk went.");
    ApiClient.Answer known =
        api.get(subset + "?format=npy", "If-None-Match", etag, "Range", "bytes=0-5").expect(304);
    assertThat(known.response().body()).isEmpty();
    assertThat(known.header("ETag")).isEqualTo(etag);
    api.get(subset + "?format=npy").problem(503, "storage-unavailable");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void failureOnTheFirstSlabIsAProblem(ErrorCode code) throws IOException {
    engine.failFromRow = 0;
    engine.failure = new ServiceException(code, "The detail with /a/path.");
    ApiClient.Answer answer = api.get(subset + "?format=npy");
    JsonNode problem = answer.problem(answer.status(), code.text());
    assertThat(answer.status()).isBetween(400, 599);
    assertThat(answer.header("ETag")).isEmpty();
    assertThat(answer.header("Content-Disposition")).isEmpty();
    boolean hidden = code == ErrorCode.CORRUPT_DATA || code == ErrorCode.INTERNAL;
    assertThat(problem.get("detail").asString().contains("/a/path")).isEqualTo(!hidden);
    boolean later = List.of(423, 429, 503).contains(answer.status());
    assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(!later);
    assertThat(engine.openReaders).hasValue(0);
  }

  @Test
  void damageNamesNoFileOfTheServer() throws IOException {
    engine.failFromRow = 0;
    engine.failure = new CorruptDataException("secret/file.hdf5", "chunk", 77, "no magic", null);
    ApiClient.Answer answer = api.get(subset + "?format=npy");
    answer.problem(500, "corrupt-data");
    assertThat(answer.text()).doesNotContain("secret").doesNotContain("offset");
    engine.failure = new IllegalStateException("secret state");
    answer = api.get(subset + "?format=npy");
    answer.problem(500, "internal");
    assertThat(answer.text()).doesNotContain("secret");
  }

  @Test
  void failureAfterTheFirstByteCutsTheAnswerOff() throws Exception {
    engine.failFromRow = 5;
    engine.failure = new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, "The disk went.");
    HttpRequest request = api.request(subset + "?format=npy").build();
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> answer.body().transferTo(OutputStream.nullOutputStream()))
        .isInstanceOf(IOException.class);
    assertThat(engine.openReaders).hasValue(0);
  }

  @Test
  void failureAfterTheFirstByteLeavesAChunkedAnswerWithoutAnEnd() throws Exception {
    engine.failFromRow = 1;
    engine.failure = new ServiceException(ErrorCode.STORAGE_UNAVAILABLE, "The disk went.");
    String answer =
        api.raw(
            "GET "
                + subset
                + "?format=json&layout=values&slice=0:15 HTTP/1.1\r\nHost: x\r\n"
                + "Connection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200").contains("chunked");
    assertThat(answer).doesNotEndWith("0\r\n\r\n");
  }

  @Test
  void clientsThatGoAwayLeaveNothingBehind() throws Exception {
    for (int n = 0; n < 12; n++) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket
            .getOutputStream()
            .write(
                ("GET " + subset + "?format=raw HTTP/1.1\r\nHost: x\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read(new byte[1000])).isPositive();
      }
    }
    // Each of the twelve held two megabytes of eight; all must come back for this one to be read.
    for (int n = 0; n < 12; n++) {
      assertThat(api.get(subset + "?format=raw&slice=0:2").expect(200).response().body())
          .hasSize(2 << 20);
    }
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (engine.openReaders.get() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertThat(engine.openReaders).hasValue(0);
  }

  @Test
  void requestsBeyondTheMemoryWaitAndAreThenRefused() throws Exception {
    try (Socket one = stalled();
        Socket two = stalled();
        Socket three = stalled();
        Socket four = stalled()) {
      assertThat(List.of(one, two, three, four)).allMatch(Socket::isConnected);
      ApiClient.Answer refused = api.get(subset + "?format=raw&slice=0:2");
      refused.problem(429, "too-many-requests");
      assertThat(refused.header("Retry-After")).isNotEmpty();
    }
    assertThat(api.get(subset + "?format=raw&slice=0:2").expect(200).response().body())
        .hasSize(2 << 20);
  }

  /** A client that reads the head of a large answer and then no more. */
  private Socket stalled() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket
        .getOutputStream()
        .write(
            ("GET " + subset + "?format=raw HTTP/1.1\r\nHost: x\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read(new byte[100])).isPositive();
    return socket;
  }
}
