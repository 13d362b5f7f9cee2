package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Requests that no honest client sends are refused in words, and the server stays well. */
class HostileRequestsTest extends AttackedArray {
  private void assertRawRefused(int status, String requestLine, String... more) throws IOException {
    assertThat(assertRawRefused(requestLine, more)).isEqualTo(status);
  }

  /** Sends a request line of any characters and reads type, body and status, which it gives. */
  private int assertRawRefused(String requestLine, String... more) throws IOException {
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
    assertThat(type.group(1)).isEqualTo("application/problem+json");
    int code = Integer.parseInt(status.group(1));
    assertProblem(requestLine, code, answer, body);
    return code;
  }

  static Stream<String> paths() {
    return Stream.of(
        "/nowhere",
        "/api",
        "/api/v2/collections",
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
        "/error/x",
        "/actuator/env",
        "/actuator/heapdump",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/application.yml");
  }

  @ParameterizedTest
  @MethodSource("paths")
  void pathsThatNameNothingAreRefusedAndChangeNothing(String path) throws IOException {
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
  void queriesThatSelectNothingAreRefusedAndChangeNothing(String query) throws IOException {
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
    assertThat(problem.get("parameter").asString()).isEqualTo("slcie");
    assertThat(problem.get("nearest").get(0).asString()).isEqualTo("slice");
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
  void malformedPagesAreRefused(String query) throws IOException {
    assertRefused(api.get(C + "/c/arrays?" + query));
    assertRefused(api.get(C + "?" + query));
  }

  @Test
  void longCursorsAreRefused() throws IOException {
    assertRefused(api.get(C + "?cursor=" + "A".repeat(5000)));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/collections/c",
    "PUT, /api/v1/collections",
    "PATCH, /api/v1/collections",
    "DELETE, /api/v1/collections",
    "PUT, /api/v1/collections/c/arrays",
    "PATCH, /api/v1/collections/c/arrays/x/subset",
    "TRACE, /api/v1/collections",
    "FOO, /api/v1/collections"
  })
  void methodsThatAreNotServedAreRefusedWithThoseThatAre(String method, String path)
      throws IOException {
    Answer answer = api.send(api.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    assertRefused(answer);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isNotBlank();
    assertUnchanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"image/tiff", "application/xml", "text/html", "application/json;q=0", "x"})
  void failuresAreProblemsWhateverIsAccepted(String accept) throws IOException {
    assertRefused(api.get(C + "/none", "Accept", accept));
    assertRefused(api.get("/nowhere", "Accept", accept));
    assertRefused(api.get(SUBSET + "?slice=99", "Accept", accept));
  }

  @ParameterizedTest
  @ValueSource(ints = {65_600, 100_000, 1_000_000, 5_000_000})
  void headsThatAreTooLongAreToldSo(int length) throws IOException {
    String x = "x".repeat(length);
    assertRawRefused(414, "GET " + C + "?slice=" + x + " HTTP/1.1");
    assertRawRefused(414, "GET /" + x + " HTTP/1.1");
    assertRawRefused(431, "GET " + C + " HTTP/1.1", "X-Big: " + x + "\r\n");
    assertUnchanged();
  }

  @Test
  void headsThatAreTooLongTogetherAreToldSo() throws IOException {
    String more = "x".repeat(40_000);
    String less = "x".repeat(30_000);
    assertRawRefused(431, "GET /" + less + " HTTP/1.1", "Cookie: " + more + "\r\n");
    assertRawRefused(414, "GET /" + more + " HTTP/1.1", "Cookie: " + less + "\r\n");
    assertRawRefused(404, "GET /" + more + " HTTP/1.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "~a%00b|%00 is not taken in a path",
        "~%00|%00 is not taken in a path",
        "~%ff|bytes that are not UTF-8",
        "~%c0%af|bytes that are not UTF-8",
        "~%zz|a percent sign without two hexadecimal digits",
        "..%2fx|only the key of an array, behind its ~, and the name of a dataset or a variable may hold one",
      })
  void refusalsOfEncodedPathsSayWhatIsWrong(String key, String reason) throws IOException {
    String line = "GET " + C + "/c/arrays/" + key + " HTTP/1.1";
    String answer = api.raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains(reason)
        .doesNotContain("not valid HTTP")
        .doesNotContain("percent-encode it");
  }

  @Test
  void bytesThatAreNotHttpAreRefused() throws IOException {
    assertRawRefused("GET");
    assertRawRefused("GET /a b c HTTP/1.1");
    assertRawRefused("GET /\u0001 HTTP/1.1");
    assertRawRefused("GET /<x> HTTP/1.1");
    assertRawRefused("GET /\u00e9 HTTP/1.1");
    assertRawRefused("G\u00e9T / HTTP/1.1");
    assertRawRefused("GET " + C + " HTTP/1.1", "Content-Length: x\r\n");
    assertRawRefused(
        "POST " + C + " HTTP/1.1", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n");
    assertUnchanged();
  }
}
