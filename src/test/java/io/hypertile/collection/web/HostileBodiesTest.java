package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Bodies that no honest client sends are refused in words, and change nothing. */
class HostileBodiesTest extends AttackedArray {
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
  void malformedCollectionDocumentsAreRefusedAndChangeNothing(String body) throws IOException {
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
  void malformedArrayDocumentsAreRefusedAndChangeNothing(String body) throws IOException {
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
  void contentTypesThatAreNotTakenAreRefusedWithTheList(String type) throws IOException {
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
  void malformedCellsAreRefusedAndChangeNothing(byte[] body) throws IOException {
    assertRefused(api.body("PUT", SUBSET, "application/x-npy", body));
    assertRefused(api.body("PUT", SUBSET, "application/json", body));
    assertRefused(api.body("PUT", SUBSET, "application/octet-stream", body));
    HttpRequest.BodyPublisher chunked =
        HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(body));
    assertRefused(
        api.send(api.request(SUBSET).header("Content-Type", "application/x-npy").PUT(chunked)));
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
