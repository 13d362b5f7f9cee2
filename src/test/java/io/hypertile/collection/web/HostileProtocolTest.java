package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.engine.MemoryStorage;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests as an attacker writes them, byte by byte over a socket: each is refused with a problem
 * document, tells nothing of the server, and changes nothing.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.limits.document=64KB",
      "hypertile.limits.body=64KB"
    })
@Import(MemoryServer.class)
class HostileProtocolTest {
  private static final String C = "/api/v1/collections";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String ARRAYS = C + "/c/arrays";
  private static final String ARRAY = ARRAYS + "/" + ID;
  private static final String SUBSET = ARRAY + "/subset";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String NPY = "Content-Type: application/x-npy\r\n";
  private static final Pattern TRACES =
      Pattern.compile(
          "\\tat |Exception|java\\.|org\\.apache|springframework|Caused"
              + " by|<html|/work/|/tmp/|/root|Tomcat|Coyote|Jackson",
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
    api.json("POST", ARRAYS, "{\"id\": \"" + ID + "\", \"primary_attributes\": {\"n\": 1}}")
        .expect(201);
  }

  /** Sends every request of a table, of which each must be refused, and then looks around. */
  private void refuseAll(int atLeast, List<String> requests) throws IOException {
    assertThat(requests).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(atLeast);
    for (String request : requests) {
      refuse(request);
    }
    assertThat(api.get(C).expect(200).json().get("items")).hasSize(1);
    assertThat(api.get(ARRAYS).expect(200).json().get("items")).hasSize(1);
    assertThat(api.get(ARRAY).json().get("custom_attributes").toString()).isEqualTo("{\"s\":null}");
    assertThat(api.get(SUBSET + "?layout=values&slice=:,0").text().strip())
        .isEqualTo("[-32768,-32768,-32768]");
    api.get("/actuator/health").expect(200);
  }

  private void refuse(String request) throws IOException {
    String answer = api.raw(request);
    String shown = request.length() > 400 ? request.substring(0, 400) + "…" : request;
    Matcher status = Pattern.compile("^HTTP/1\\.1 (\\d{3})").matcher(answer);
    assertThat(status.find()).as("%s -> %s", shown, answer).isTrue();
    int code = Integer.parseInt(status.group(1));
    assertThat(code).as("%s -> %s", shown, answer).isBetween(400, 499);
    assertThat(answer).as(shown).containsIgnoringCase("Content-Type: application/problem+json");
    assertThat(answer).as(shown).doesNotContainPattern(TRACES);
    // One request has one answer: what follows a refused one is never taken for another.
    assertThat(answer.split("HTTP/1\\.1 ", -1)).as(shown).hasSize(2);
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    JsonNode problem = JsonMapper.builder().build().readTree(body);
    assertThat(problem.get("status").asInt()).isEqualTo(code);
    for (String member : List.of("type", "title", "detail", "code", "request_id")) {
      assertThat(problem.get(member).asString()).as(shown).isNotBlank();
    }
  }

  private static String request(String line, String headers, String body) {
    return line
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + headers
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String get(String path, String... headers) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + String.join("", headers)
        + "\r\n";
  }

  private static String json(String method, String path, String body) {
    return request(method + " " + path, JSON, body);
  }

  private static String head(String method, String headers) {
    return method + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
  }

  @Test
  void framesThatTwoProgramsReadInTwoWays() throws IOException {
    String post = "POST " + C;
    String smuggled = "GET /actuator/health HTTP/1.1\r\nHost: x\r\n\r\n";
    List<String> requests = new ArrayList<>();
    for (String frame :
        List.of(
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: 5\r\nContent-Length: 5\r\n",
            "Content-Length: 5, 6\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: -5\r\n",
            "Content-Length: 0x5\r\n",
            "Content-Length: 5 5\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: 5.0\r\n",
            "Content-Length:\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip\r\n",
            "Transfer-Encoding: identity, chunked, x\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: chunked, identity\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Transfer Encoding: chunked\r\n",
            "Host: other\r\n",
            "X\u0000: 1\r\n",
            "X: \u0000\r\n",
            ": empty\r\n",
            "no-colon\r\n")) {
      requests.add(head(post, JSON + frame) + smuggled);
    }
    for (String chunks :
        List.of(
            "x\r\n\r\n",
            "-1\r\n\r\n",
            "FFFFFFFFFFFFFFFFF\r\n",
            "5\r\n{}\r\n0\r\n\r\n",
            "2;" + "x".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n",
            "2\r\n{}xx0\r\n\r\n",
            "1\r\n{\r\n0\r\n\r\n")) {
      requests.add(head(post, JSON + "Transfer-Encoding: chunked\r\n") + chunks);
    }
    requests.add("GET " + C + " HTTP/1.1\r\nConnection: close\r\n\r\n");
    requests.add("GET " + C + " HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n");
    requests.add("GET " + C + " HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n");
    requests.add("GET http://[::1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    requests.add("CONNECT localhost:80 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    refuseAll(33, requests);
  }

  @Test
  void tagsRangesAndConditionsThatAreNone() throws IOException {
    List<String> requests = new ArrayList<>();
    for (String tag :
        List.of("x", "\"", "\"a\" \"b\"", "W/x", "\"a\",,x", ",", "\"\u0001\"", "*,*")) {
      requests.add(head("DELETE " + ARRAY, "If-Match: " + tag + "\r\n"));
      requests.add(head("DELETE " + SUBSET, "If-None-Match: " + tag + "\r\n"));
      requests.add(request("PATCH " + ARRAY, JSON + "If-Match: " + tag + "\r\n", "{}"));
      requests.add(request("PUT " + SUBSET, JSON + "If-Match: " + tag + "\r\n", "1"));
    }
    for (String tag : List.of("\"0\"", "W/\"1\"", "\"" + "9".repeat(1000) + "\"", "\"a\", \"b\"")) {
      requests.add(head("DELETE " + ARRAY, "If-Match: " + tag + "\r\n"));
      requests.add(request("PUT " + SUBSET, JSON + "If-Match: " + tag + "\r\n", "1"));
      requests.add(get(ARRAY, "If-Match: " + tag + "\r\n"));
      requests.add(get(SUBSET, "If-Match: " + tag + "\r\n"));
    }
    requests.add(head("DELETE " + ARRAY, "If-None-Match: *\r\n"));
    for (String range : List.of("99999-", "9223372036854775807-", "1000-2000", "-0")) {
      requests.add(get(SUBSET + "?format=raw", "Range: bytes=" + range + "\r\n"));
    }
    requests.add(request("PUT " + SUBSET, JSON + "Content-Range: bytes 0-0/1\r\n", "1"));
    requests.add(request("PUT " + SUBSET, JSON + "Content-Encoding: br\r\n", "1"));
    requests.add(request("PUT " + SUBSET, JSON + "Content-Encoding: gzip, gzip\r\n", "1"));
    refuseAll(50, requests);
  }

  @Test
  void jsonThatIsNone() throws IOException {
    List<String> requests = new ArrayList<>();
    List<String> texts =
        new ArrayList<>(
            List.of(
                "{",
                "}",
                "[",
                "]",
                "nul",
                "tru",
                "+1",
                "01",
                "1.",
                ".5",
                "1e",
                "0x10",
                "'a'",
                "\"",
                "\"\\x\"",
                "\"\\ud800\"",
                "{a:1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "[1,]",
                "[1 2]",
                "// c",
                "1 1",
                "NaN",
                "-Infinity",
                "\u0000",
                "{\"\\u0000\":1}",
                "\u00ef\u00bb\u00bf",
                "\u00ff",
                "\u00c0\u00ae"));
    texts.add("[".repeat(2_000) + "]".repeat(2_000));
    texts.add("{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000));
    texts.add("9".repeat(5_000));
    texts.add("1e" + "9".repeat(50));
    texts.add("\"" + "x".repeat(60_000) + "\"");
    texts.add("{\"" + "x".repeat(60_000) + "\": 1}");
    for (String text : texts) {
      requests.add(json("POST", C, text));
      requests.add(json("PATCH", ARRAY, text));
      requests.add(json("POST", ARRAYS, text));
      requests.add(json("POST", C + "/c/integrity", text));
    }
    refuseAll(140, requests);
  }

  @Test
  void schemasPastEveryLimit() throws IOException {
    String rest = ", \"kind\": \"array\", \"dtype\": \"int8\", \"dimensions\": ";
    String dimension = "{\"name\": \"a\", \"size\": 2";
    List<String> requests = new ArrayList<>();
    for (String name :
        List.of(
            "..",
            ".",
            "../c",
            "/etc",
            "a/b",
            "a\\\\b",
            "a.lock",
            "\\u0000",
            "a\\nb",
            " ",
            "\\u202e\\ud800",
            "x".repeat(251))) {
      requests.add(json("POST", C, "{\"name\": \"" + name + "\"" + rest + "[" + dimension + "}]}"));
    }
    for (String dimensions :
        List.of(
            "[{\"name\": \"a\", \"size\": -1}]",
            "[{\"name\": \"a\", \"size\": 1.5}]",
            "[{\"name\": \"a\", \"size\": \"2\"}]",
            "[{\"name\": \"a\", \"size\": true}]",
            "[{\"name\": \"a\", \"size\": 1e30}]",
            "[{\"name\": \"a\", \"size\": 18446744073709551617}]",
            "[" + dimension + "}, " + dimension + "}]",
            "[" + dimension + ", \"labels\": [\"x\"]}]",
            "[" + dimension + ", \"labels\": [\"x\", \"x\"]}]",
            "[" + dimension + ", \"labels\": [1, \"x\"]}]",
            "[" + dimension + ", \"labels\": [1e999, 2]}]",
            "[" + dimension + ", \"scale\": {\"start_value\": 1, \"step\": 0}}]",
            "[" + dimension + ", \"scale\": {\"start_value\": 1}}]",
            "[" + dimension + ", \"type\": \"time\"}]",
            "[" + dimension + ", \"type\": \"time\", \"start_value\": \"$x\", \"step\": \"PT1H\"}]",
            "["
                + dimension
                + ", \"type\": \"time\", \"start_value\": \"2023-13-01\", \"step\": \"PT1H\"}]",
            "["
                + dimension
                + ", \"type\": \"time\", \"start_value\": \"2023-01-01\", \"step\": \"PT0S\"}]",
            "[" + dimension + ", \"evil\": 1}]",
            "[" + (dimension + "},").repeat(40) + dimension + "}]",
            "[null]",
            "[[]]",
            "{}",
            "\"a\"")) {
      requests.add(json("POST", C, "{\"name\": \"x\"" + rest + dimensions + "}"));
    }
    for (String more :
        List.of(
            "\"options\": {\"chunks\": [0]}",
            "\"options\": {\"chunks\": [3]}",
            "\"options\": {\"chunks\": [1, 1]}",
            "\"options\": {\"compression\": \"exe\"}",
            "\"options\": {\"compression\": {\"codec\": \"gzip\", \"level\": 99}}",
            "\"options\": {\"compression\": {\"filter\": -1}}",
            "\"options\": []",
            "\"fill_value\": 300",
            "\"fill_value\": \"x\"",
            "\"fill_value\": [1, 2]",
            "\"vgrid\": [1]",
            "\"attributes\": [{\"name\": \"a\"}]",
            "\"attributes\": [{\"name\": \"n\", \"dtype\": \"object\"}]",
            "\"attributes\": [{\"name\": \"n\", \"dtype\": \"int\"}, {\"name\": \"n\", \"dtype\":"
                + " \"int\"}]",
            "\"attributes\": {}",
            "\"evil\": 1",
            "\"metadata_version\": \"9\"")) {
      requests.add(
          json("POST", C, "{\"name\": \"x\"" + rest + "[" + dimension + "}], " + more + "}"));
    }
    refuseAll(50, requests);
  }

  @Test
  void batchesWithoutABatch() throws IOException {
    String lines = "Content-Type: application/x-ndjson\r\n";
    List<String> requests = new ArrayList<>();
    for (String body :
        List.of("{}", "1", "null", "\"x\"", "[", "", "[1,]", "[" + "[".repeat(2000))) {
      requests.add(json("POST", C + "/c/arrays:batch", body));
    }
    requests.add(request("POST " + C + "/c/arrays:batch", lines, "x".repeat(70_000)));
    requests.add(request("POST " + C + "/c/arrays:batch", "Content-Type: text/csv\r\n", "n\n1\n"));
    requests.add(request("POST " + C + "/none/arrays:batch", lines, "{}"));
    requests.add(request("POST " + C + "/c/arrays:batch?x=1", lines, "{}"));
    requests.add(get(C + "/c/arrays:batch"));
    requests.add(get(C + "/c/arrays%3Abatch/x"));
    refuseAll(14, requests);
  }

  @Test
  void linesOfABatchThatAreNoneAreRefusedEachByItself() throws IOException {
    List<String> lines =
        List.of(
            "{",
            "1",
            "null",
            "[]",
            "{\"primary_attributes\": {\"n\": \"x\"}}",
            "NaN",
            "\u0001",
            "{\"id\": \"../x\", \"primary_attributes\": {\"n\": 9}}",
            "[".repeat(3000),
            "{\"primary_attributes\": {\"n\": 1}}");
    String answer =
        api.body(
                "POST",
                C + "/c/arrays:batch",
                "application/x-ndjson",
                String.join("\n", lines).getBytes(StandardCharsets.UTF_8))
            .expect(200)
            .text();
    List<String> results = answer.lines().toList();
    assertThat(results).hasSameSizeAs(lines);
    results.forEach(result ->
        assertThat(JsonMapper.builder().build().readTree(result).get("status").asInt())
            .as(result)
            .isBetween(400, 499));
    assertThat(api.get(ARRAYS).json().get("items")).hasSize(1);
  }

  private static String npy(String header, String cells) {
    String text = header + " ".repeat(Math.max(0, 117 - header.length())) + "\n";
    return "\u0093NUMPY\u0001\u0000"
        + (char) (text.length() & 0xff)
        + (char) (text.length() >> 8)
        + text
        + cells;
  }

  @Test
  void npyHeadersThatLie() throws IOException {
    String cells = "\u0001\u0000".repeat(12);
    List<String> requests = new ArrayList<>();
    Map<String, String> parts =
        Map.of("descr", "'<i2'", "fortran_order", "False", "shape", "(3, 4)");
    for (String shape :
        List.of(
            "(3, 5)",
            "(3,)",
            "()",
            "(12,)",
            "(4, 3)",
            "(0, 4)",
            "(3, -4)",
            "(3, 4, 1)",
            "(3, 4",
            "3, 4",
            "[3, 4]",
            "(3.0, 4)",
            "(9223372036854775807, 4)",
            "(99999999999999999999, 4)",
            "None",
            "(3, 4) * 2",
            "(" + "1, ".repeat(200) + ")",
            "(3, x)")) {
      requests.add(npyPut(parts, "shape", shape, cells));
    }
    for (String descr :
        List.of(
            "'|O'",
            "'O'",
            "'<U4'",
            "'|S2'",
            "'|V2'",
            "'<M8[ns]'",
            "'<m8'",
            "[('a', '<i2')]",
            "'<i3'",
            "'<i99'",
            "'>q99'",
            "'<f16x'",
            "''",
            "5",
            "__import__('os')",
            "'<i2\\x00'",
            "'<c8'",
            "'|b1'")) {
      requests.add(npyPut(parts, "descr", descr, cells));
    }
    for (String order : List.of("'False'", "0", "None", "false", "")) {
      requests.add(npyPut(parts, "fortran_order", order, cells));
    }
    String whole = "{'descr': '<i2', 'fortran_order': False, 'shape': (3, 4), }";
    for (String header :
        List.of(
            "",
            "{}",
            "[]",
            whole + whole,
            whole.replace("'shape'", "'form'"),
            whole.replace("}", "'x': 1}"),
            whole.replace("'shape': (3, 4), ", ""),
            "{'descr': '<i2', 'descr': '<i2', 'fortran_order': False, 'shape': (3, 4)}",
            "{".repeat(100),
            whole.replace("'", "\u00e9"))) {
      requests.add(request("PUT " + SUBSET, NPY, npy(header, cells)));
    }
    String good = npy(whole, cells);
    requests.add(request("PUT " + SUBSET, NPY, good.substring(0, good.length() - 1)));
    requests.add(request("PUT " + SUBSET, NPY, good + "x"));
    for (int cut : new int[] {1, 5, 6, 7, 8, 9, 10, 60, 128}) {
      requests.add(request("PUT " + SUBSET, NPY, good.substring(0, cut)));
    }
    requests.add(request("PUT " + SUBSET, NPY, good.replace("NUMPY\u0001", "NUMPY\u0009")));
    requests.add(request("PUT " + SUBSET, NPY, good.replace("NUMPY\u0001", "NUMPY\u0000")));
    requests.add(
        request("PUT " + SUBSET, NPY, "\u0093NUMPY\u0002\u0000\u00ff\u00ff\u00ff\u00ff" + whole));
    requests.add(request("PUT " + SUBSET, NPY, "\u0080\u0004\u0095cos\nsystem\n(S'id'\ntR."));
    requests.add(request("PUT " + SUBSET, NPY, "PK\u0003\u0004"));
    requests.add(request("PUT " + SUBSET, NPY, "\u0089HDF\r\n\u001a\n"));
    refuseAll(60, requests);
  }

  private static String npyPut(Map<String, String> parts, String name, String value, String cells) {
    StringBuilder header = new StringBuilder("{");
    for (String part : List.of("descr", "fortran_order", "shape")) {
      String text = part.equals(name) ? value : parts.get(part);
      header.append('\'').append(part).append("': ").append(text).append(", ");
    }
    return request("PUT " + SUBSET, NPY, npy(header + "}", cells));
  }

  @Test
  void keysIdsFiltersAndCursorsThatAreNone() throws IOException {
    List<String> requests = new ArrayList<>();
    for (String key :
        List.of(
            "~1e5",
            "~0x1",
            "~+",
            "~%2B1%2C",
            "~1,",
            "~,1",
            "~null",
            "~true",
            "~NaN",
            "~%22",
            "~%221",
            "~%0d%0a",
            "~" + "%F0%9F%92%A9".repeat(50),
            "~1%2f..%2f..",
            "~9223372036854775808",
            "00000000",
            ID + "%00",
            ID.toUpperCase(java.util.Locale.ROOT) + "x",
            "{" + "x" + "}",
            "%7b" + ID + "%7d")) {
      requests.add(get(ARRAYS + "/" + key));
      requests.add(head("DELETE " + ARRAYS + "/" + key, ""));
      requests.add(get(ARRAYS + "/" + key + "/subset?slice=0"));
    }
    for (String filter :
        List.of(
            "",
            "n",
            "n==",
            "==1",
            "n=1",
            "n==1;drop",
            "n==1+or+1",
            "m==1",
            "n=='1",
            "n+in+()",
            "n+in+1",
            "not",
            "((((((n==1",
            "n==1+and",
            "n==%00",
            "n==1--",
            "n+like+'x'",
            "n==(select+1)",
            "not+".repeat(3000) + "n==1",
            "(".repeat(5000),
            "n==1" + "+or+n==1".repeat(1500))) {
      requests.add(get(ARRAYS + "?filter=" + filter));
    }
    for (String sort : List.of("", "m", "n,n", "-", "--n", "n;", "n,", ",".repeat(500), "n%00")) {
      requests.add(get(ARRAYS + "?sort=" + sort));
    }
    for (String cursor :
        List.of("MTo5OTk5", "%2e%2e", "e30", "bnVsbA", "AAAA", "_____", "A".repeat(9000))) {
      requests.add(get(ARRAYS + "?cursor=" + cursor));
      requests.add(get(ARRAYS + "?sort=n&cursor=" + cursor));
    }
    refuseAll(100, requests);
  }
}
