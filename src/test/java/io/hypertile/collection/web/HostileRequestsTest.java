package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests that no honest client sends are refused in words, and the server stays well. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.limits.document=64KB",
      "hypertile.limits.body=64KB"
    })
@Import(MemoryServer.class)
class HostileRequestsTest {
  private static final String C = "/api/v1/collections";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String ARRAY = C + "/c/arrays/" + ID;
  private static final String SUBSET = ARRAY + "/subset";
  private static final Pattern TRACES =
      Pattern.compile(
          "\\tat |Exception|java\\.|org\\.apache|springframework|Caused by|<html|/work/|/tmp/",
          Pattern.CASE_INSENSITIVE);

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  private ApiClient api;

  @BeforeEach
  void createArray() throws IOException {
    for (CollectionName name : storage.collections().list()) {
      storage.collections().delete(name);
    }
    api = new ApiClient(port);
    api.json(
            "POST",
            C,
            """
            {"name": "c", "kind": "array", "dtype": "int16",
             "dimensions": [{"name": "y", "size": 3}, {"name": "x", "size": 4}],
             "attributes": [{"name": "n", "dtype": "int", "primary": true},
                            {"name": "s", "dtype": "string"}]}
            """)
        .expect(201);
    api.json(
            "POST", C + "/c/arrays", "{\"id\": \"" + ID + "\", \"primary_attributes\": {\"n\": 1}}")
        .expect(201);
  }

  private static void assertRefused(int status, String type, String body) {
    assertThat(status).as(body).isBetween(400, 499);
    assertThat(type).as(body).isEqualTo("application/problem+json");
    assertThat(body).doesNotContainPattern(TRACES);
    JsonNode problem = JsonMapper.builder().build().readTree(body);
    for (String member : List.of("type", "title", "detail", "code", "request_id")) {
      assertThat(problem.get(member).asString()).as(member).isNotBlank();
    }
    assertThat(problem.get("status").asInt()).isEqualTo(status);
  }

  private void assertRefused(Answer answer) {
    assertRefused(answer.status(), answer.header("Content-Type"), answer.text());
  }

  private void assertUnchanged() throws IOException {
    assertThat(api.get(C).expect(200).json().get("items")).hasSize(1);
    assertThat(api.get(C + "/c/arrays").json().get("items")).hasSize(1);
    assertThat(api.get(SUBSET + "?layout=values&slice=0,0").text().strip()).isEqualTo("-32768");
  }

  /** Sends a request line of any characters and reads status, type and body. */
  private void assertRawRefused(String requestLine, String... more) throws IOException {
    String answer =
        api.raw(
            requestLine
                + "\r\nHost: localhost\r\nConnection: close\r\n"
                + String.join("", more)
                + "\r\n");
    Matcher status = Pattern.compile("^HTTP/1\\.1 (\\d{3})").matcher(answer);
    assertThat(status.find()).as(answer).isTrue();
    Matcher type = Pattern.compile("(?i)\r\nContent-Type: ([^\r;]+)").matcher(answer);
    assertThat(type.find()).as(answer).isTrue();
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertRefused(Integer.parseInt(status.group(1)), type.group(1), body);
  }

  static Stream<String> paths() {
    return Stream.of(
        "/nowhere",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v2/collections",
        C + "/",
        C + "/none",
        C + "/none/arrays",
        C + "/none/arrays/" + ID,
        C + "/..",
        C + "/../c",
        C + "/./c",
        C + "/%2e%2e",
        C + "/%2E%2e/arrays",
        C + "/.%2e/.%2e/etc/passwd",
        C + "/c/arrays/../../c",
        C + "/c/arrays/%2e%2e/%2e%2e",
        C + "/c%2F..%2Fc",
        C + "/..%2f..%2fetc%2fpasswd",
        C + "/c%5c..%5cc",
        C + "/c%00",
        C + "/c%0a",
        C + "/%00/arrays",
        C + "/c;x=1",
        C + "/c;/arrays",
        C + "//c",
        "//api/v1/collections",
        C + "/c//arrays",
        C + "/%",
        C + "/%zz",
        C + "/%f",
        C + "/%ff",
        C + "/%c0%ae%c0%ae",
        C + "/%ed%a0%80",
        C + "/%20",
        C + "/c.lock",
        C + "/" + "x".repeat(300),
        C + "/" + "%C3%A9".repeat(200),
        C + "/c/arrays/x",
        C + "/c/arrays/" + ID + "0",
        C + "/c/arrays/" + ID.replace('a', 'g'),
        C + "/c/arrays/" + "9".repeat(4000),
        C + "/c/arrays/~",
        C + "/c/arrays/~x",
        C + "/c/arrays/~1,2",
        C + "/c/arrays/~1.5",
        C + "/c/arrays/~%zz",
        C + "/c/arrays/~..%2f..",
        C + "/c/arrays/~%2e%2e",
        C + "/c/arrays/~%00",
        C + "/c/arrays/~" + "9".repeat(3000),
        C + "/c/arrays/~99",
        ARRAY + "/subset/description/x",
        ARRAY + "/cells",
        SUBSET + "/",
        "/error/x",
        "/actuator/env",
        "/actuator/heapdump",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/application.yml");
  }

  @ParameterizedTest
  @MethodSource("paths")
  void pathsThatNameNothing(String path) throws IOException {
    assertRawRefused("GET " + path + " HTTP/1.1");
    assertRawRefused("DELETE " + path + " HTTP/1.1");
    assertUnchanged();
  }

  static Stream<String> queries() {
    return Stream.of(
        "slize=0",
        "Slice=0",
        "slice=0&slice=1",
        "slice=0&unknown",
        "=",
        "%zz=1",
        "slice=%zz",
        "slice=%ff",
        "slice=%00",
        "slice=0&sel.y=0",
        "sel.=0",
        "sel.z=0",
        "sel.y=0,1",
        "slice=99",
        "slice=-99",
        "slice=99999999999999999999999999",
        "slice=0,0,0",
        "slice=...,...",
        "slice=2:1",
        "slice=::0",
        "slice=::-1",
        "slice=((((((",
        "slice=" + "(".repeat(20_000),
        "slice=(" + "0,".repeat(12_000) + "0)",
        "slice=\"open",
        "slice=label",
        "slice=2023-01-01T00:00",
        "slice=1e309",
        "slice=NaN",
        "slice=0;drop",
        "slice=0&method=best",
        "slice=0&tolerance=-1&method=nearest",
        "slice=0&tolerance=1",
        "slice=0&format=exe",
        "slice=0&format=",
        "slice=0&nan=maybe",
        "slice=0&int64=0",
        "slice=0&layout=x",
        "slice=0&coordinates=yes");
  }

  @ParameterizedTest
  @MethodSource("queries")
  void queriesThatSelectNothing(String query) throws IOException {
    assertRawRefused("GET " + SUBSET + "?" + query + " HTTP/1.1");
    assertRawRefused(
        "PUT " + SUBSET + "?" + query + " HTTP/1.1",
        "Content-Type: application/json\r\nContent-Length: 0\r\n");
    assertRawRefused("DELETE " + SUBSET + "?" + query + " HTTP/1.1");
    assertUnchanged();
  }

  @Test
  void unknownParametersAreNamedWithTheNearestKnown() throws IOException {
    JsonNode problem = api.get(SUBSET + "?slcie=0").problem(400, "invalid-request");
    assertThat(problem.get("parameter").asString()).isEqualTo("\"slcie\"");
    assertThat(problem.get("nearest").asString()).isEqualTo("slice");
    assertThat(problem.get("known").toString()).contains("sel.<name>");
    api.get(C + "?page=2").problem(400, "invalid-request");
    api.get(C + "/c?format=xml").problem(400, "invalid-request");
    api.get(ARRAY + "?x=1").problem(400, "invalid-request");
    api.delete(C + "/c?force=true").problem(400, "invalid-request");
    api.delete(C + "/c/arrays?x=1").problem(400, "invalid-request");
    api.get(SUBSET + "/description?format=npy").problem(400, "invalid-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=-1",
        "limit=1001",
        "limit=99999999999999",
        "limit=x",
        "limit=",
        "limit=1.5",
        "cursor=",
        "cursor=x",
        "cursor=!!",
        "cursor=MTovLi4v",
        "cursor=MTo",
        "cursor=%00",
        "offset=5"
      })
  void pagesThatAreNone(String query) throws IOException {
    assertRefused(api.get(C + "/c/arrays?" + query));
    assertRefused(api.get(C + "?" + query));
  }

  @Test
  void longCursorsAreRefused() throws IOException {
    assertRefused(api.get(C + "?cursor=" + "A".repeat(5000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "null",
        "1",
        "\"x\"",
        "{}",
        "{\"name\": 5}",
        "{\"name\": \"x\"}",
        "{\"name\": \"../x\", \"kind\": \"array\", \"dtype\": \"int8\", \"dimensions\": [{\"name\": \"a\", \"size\": 1}]}",
        "{\"name\": \"x\", \"kind\": \"array\", \"dtype\": \"object\", \"dimensions\": [{\"name\": \"a\", \"size\": 1}]}",
        "{\"name\": \"x\", \"kind\": \"array\", \"dtype\": \"int8\", \"dimensions\": []}",
        "{\"name\": \"x\", \"kind\": \"array\", \"dtype\": \"int8\", \"dimensions\": [{\"name\": \"a\", \"size\": 0}]}",
        "{\"name\": \"x\", \"kind\": \"array\", \"dtype\": \"int8\", \"dimensions\": [{\"name\": \"a\", \"size\": 1e400}]}",
        "{\"name\": \"x\", \"kind\": \"array\", \"dtype\": \"int8\", \"dimensions\": [{\"name\": \"a\", \"size\": 9223372036854775807}, {\"name\": \"b\", \"size\": 9223372036854775807}]}",
        "{\"name\": \"x\", \"name\": \"y\"}",
        "{\"name\": \"x\"} {}",
        "{\"name\": NaN}"
      })
  void collectionDocumentsThatAreNone(String body) throws IOException {
    assertRefused(api.json("POST", C, body));
    assertRefused(api.json("POST", C + "/c/arrays", body));
    assertRefused(api.json("PATCH", ARRAY, body));
    assertUnchanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"primary_attributes\": {}}",
        "{\"primary_attributes\": {\"n\": \"1\"}}",
        "{\"primary_attributes\": {\"n\": 2, \"m\": 3}}",
        "{\"primary_attributes\": {\"n\": null}}",
        "{\"primary_attributes\": [1]}",
        "{\"id\": \"x\", \"primary_attributes\": {\"n\": 2}}",
        "{\"id\": \"../../x\", \"primary_attributes\": {\"n\": 2}}",
        "{\"primary_attributes\": {\"n\": 2}, \"custom_attributes\": {\"s\": 1}}",
        "{\"primary_attributes\": {\"n\": 1}}",
        "{\"custom_attributes\": {\"n\": 2}}"
      })
  void arrayDocumentsThatAreNone(String body) throws IOException {
    assertRefused(api.json("POST", C + "/c/arrays", body));
    assertRefused(api.json("PATCH", ARRAY, body));
    assertUnchanged();
  }

  @Test
  void deepAndLargeDocumentsAreRefused() throws IOException {
    assertRefused(api.json("POST", C, "[".repeat(60_000)));
    assertRefused(api.json("POST", C, "{\"a\":".repeat(10_000)));
    api.json("POST", C, " ".repeat(70_000)).problem(413, "body-too-large");
    HttpRequest.BodyPublisher chunked =
        HttpRequest.BodyPublishers.fromPublisher(
            HttpRequest.BodyPublishers.ofString(" ".repeat(70_000)));
    api.send(api.request(C).header("Content-Type", "application/json").POST(chunked))
        .problem(413, "body-too-large");
    assertRefused(api.body("POST", C, "application/json", new byte[] {(byte) 0xff, (byte) 0xfe}));
    assertUnchanged();
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "not a type",
    "application/x-python-pickle"
  })
  void contentTypesThatAreNotTaken(String type) throws IOException {
    byte[] body = "{\"name\": \"x\"}".getBytes(StandardCharsets.UTF_8);
    api.body("POST", C, type, body).problem(415, "unsupported-format");
    api.body("PATCH", ARRAY, type, body).problem(415, "unsupported-format");
    JsonNode problem = api.body("PUT", SUBSET, type, body).problem(415, "unsupported-format");
    assertThat(problem.get("supported").toString()).contains("application/x-npy");
    assertUnchanged();
  }

  @Test
  void bodiesWithoutATypeAreRefusedWithTheList() throws IOException {
    HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("1");
    assertThat(
            api.send(api.request(SUBSET).PUT(body))
                .problem(415, "unsupported-format")
                .get("supported"))
        .isNotEmpty();
    api.send(api.request(C).POST(body)).problem(415, "unsupported-format");
    api.send(
            api.request(SUBSET)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .PUT(body))
        .problem(415, "unsupported-format");
    api.send(
            api.request(SUBSET)
                .header("Content-Type", "application/json")
                .header("Content-Range", "bytes 0-0/1")
                .PUT(body))
        .problem(400, "invalid-request");
    assertUnchanged();
  }

  static Stream<byte[]> cellBodies() {
    byte[] good = ApiClient.npy("(3, 4)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    byte[] pickle =
        new String(good, StandardCharsets.ISO_8859_1)
            .replace("'<f8'", "'|O' ")
            .getBytes(StandardCharsets.ISO_8859_1);
    return Stream.of(
        new byte[0],
        new byte[] {(byte) 0x93},
        "hello".getBytes(StandardCharsets.UTF_8),
        Arrays.copyOf(good, good.length - 1),
        Arrays.copyOf(good, good.length + 1),
        Arrays.copyOf(good, 30),
        pickle,
        ApiClient.npy("(4, 3)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        ApiClient.npy("(12,)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        ApiClient.npy("(9999999999, 9999999999)", 1),
        ApiClient.npy("(-3, -4)", 1),
        ApiClient.npy("(3, 4)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 40_000),
        ApiClient.npy("(3, 4)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1.5),
        ApiClient.npy("(3, 4)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, Double.NaN),
        new byte[70_000]);
  }

  @ParameterizedTest
  @MethodSource("cellBodies")
  void cellsThatAreNone(byte[] body) throws IOException {
    assertRefused(api.body("PUT", SUBSET, "application/x-npy", body));
    assertRefused(api.body("PUT", SUBSET, "application/json", body));
    assertRefused(api.body("PUT", SUBSET, "application/octet-stream", body));
    HttpRequest.BodyPublisher chunked =
        HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(body));
    assertRefused(
        api.send(api.request(SUBSET).header("Content-Type", "application/x-npy").PUT(chunked)));
    assertUnchanged();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/collections/c",
    "PUT, /api/v1/collections",
    "PATCH, /api/v1/collections",
    "DELETE, /api/v1/collections",
    "PUT, /api/v1/collections/c/arrays",
    "POST, /api/v1/collections/c/arrays/x/subset",
    "TRACE, /api/v1/collections",
    "FOO, /api/v1/collections"
  })
  void methodsThatAreNotServed(String method, String path) throws IOException {
    Answer answer = api.send(api.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    assertRefused(answer);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isNotBlank();
    assertUnchanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "application/xml", "text/html", "application/json;q=0", "x"})
  void failuresAreProblemsWhateverIsAccepted(String accept) throws IOException {
    assertRefused(api.get(C + "/none", "Accept", accept));
    assertRefused(api.get("/nowhere", "Accept", accept));
    assertRefused(api.get(SUBSET + "?slice=99", "Accept", accept));
  }

  @Test
  void whatIsNotHttpIsRefused() throws IOException {
    assertRawRefused("GET");
    assertRawRefused("GET /a b c HTTP/1.1");
    assertRawRefused("GET /\u0001 HTTP/1.1");
    assertRawRefused("GET /<x> HTTP/1.1");
    assertRawRefused("GET /\u00e9 HTTP/1.1");
    assertRawRefused("G\u00e9T / HTTP/1.1");
    assertRawRefused("GET " + C + " HTTP/1.1", "X-Big: " + "x".repeat(100_000) + "\r\n");
    assertRawRefused("GET " + C + "?" + "x".repeat(100_000) + " HTTP/1.1");
    assertRawRefused("GET " + C + " HTTP/1.1", "Content-Length: x\r\n");
    assertRawRefused(
        "POST " + C + " HTTP/1.1", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
    assertUnchanged();
  }

  @Test
  void bodiesAreAskedForOnlyWhenTheRequestIsInOrder() throws IOException {
    String refused =
        api.raw(
            "PUT "
                + SUBSET
                + "?slice=99 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
                + "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n");
    assertThat(refused).startsWith("HTTP/1.1 400");
    assertThat(refused).doesNotContain("100 Continue");
    assertUnchanged();
  }
}
