package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Whatever is sent to whatever operation, no answer names a class or a feature of a library. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class AnswersNameNoLibraryTest {
  private static final String C = "/api/v1/collections";
  private static final Pattern LIBRARY =
      Pattern.compile(
          "\\b(com|java|javax|jakarta|org|tools|io|sun|jdk)\\.[a-z]|Exception|[Jj]ackson|Tomcat"
              + "|[Ss]pring|[Ss]qlite|SQL|Coyote|JsonRead|JsonParse|Feature|FAIL_ON|ALLOW_"
              // A word like a class's or a constant's name.
              + "|\\b[A-Z][a-z]+[A-Z][a-z]\\w*|\\b[a-z]+[A-Z][a-z]+[A-Z]\\w*|\\b[A-Z]+_[A-Z_]+\\b"
              + "|\\bat [a-z.]+\\(|line [0-9]+\\)|`");

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createArray() throws IOException {
    api = new ApiClient(port);
    if (api.get(C + "/c").status() == 200) {
      return;
    }
    api.json(
            "POST",
            C,
            "{\"name\":\"c\",\"kind\":\"array\",\"dtype\":\"float64\","
                + "\"dimensions\":[{\"name\":\"x\",\"size\":4}],"
                + "\"attributes\":[{\"name\":\"k\",\"dtype\":\"int\",\"primary\":true},"
                + "{\"name\":\"t\",\"dtype\":\"tuple\"}]}")
        .expect(201);
    api.json("POST", C + "/c/arrays", "{\"primary_attributes\":{\"k\":1}}").expect(201);
  }

  private static List<byte[]> bodies() {
    List<byte[]> bodies = new ArrayList<>();
    for (String text :
        List.of(
            "",
            " ",
            "{",
            "[",
            "}",
            "{]",
            "[NaN]",
            "{\"a\":NaN}",
            "-Infinity",
            "nul",
            "tru",
            "True",
            "\u001e{}",
            "\u0000",
            "\u0001{}",
            "'a'",
            "{a:1}",
            "{\"a\":1,}",
            "[1,]",
            "[1 2]",
            "01",
            "+1",
            ".5",
            "1.",
            "1e",
            "0x1",
            "1e999999999",
            "9".repeat(5_000),
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "{\"\\ud800\":1}",
            "\"" + "a".repeat(2_000_000),
            "\"a\nb\"",
            "//x\n{}",
            "/*x*/{}",
            "{\"a\":1}{\"a\":1}",
            "{} x",
            "{\"a\":1,\"a\":2}",
            "{\"name\":1,\"name\":2}",
            "[".repeat(70),
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "null",
            "5",
            "\"x\"",
            "{}",
            "[{}]",
            "{\"name\":{}}",
            "{\"" + "n".repeat(100_000) + "\":1}",
            "<a/>",
            "{\"level\":1e400}",
            "{\"level\":\"x\"}",
            "{\"custom_attributes\":[[[[]]]]}",
            "{\"primary_attributes\":{\"k\":1e400}}",
            "%",
            "\ufeff{",
            "{\"k\":1}\n\u001e{\"k\":2}")) {
      bodies.add(text.getBytes(StandardCharsets.UTF_8));
    }
    bodies.add(new byte[] {(byte) 0xff, (byte) 0xfe, '{', 0, '}', 0});
    bodies.add(new byte[] {'"', (byte) 0xc3, '"'});
    bodies.add(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'});
    bodies.add(new byte[] {'{', '"', (byte) 0xf8, '"', ':', '1', '}'});
    bodies.add("{}".getBytes(StandardCharsets.UTF_16));
    bodies.add("[1,2]".getBytes(java.nio.charset.Charset.forName("UTF-32")));
    bodies.add("\u0093NUMPY\u0001\u0000v\u0000{'descr'".getBytes(StandardCharsets.ISO_8859_1));
    return bodies;
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/collections",
    "POST, /api/v1/collections/c/arrays",
    "POST, /api/v1/collections/c/arrays:batch",
    "PATCH, /api/v1/collections/c/arrays/~1",
    "PUT, /api/v1/collections/c/arrays/~1/subset",
    "POST, /api/v1/collections/c/integrity",
    "POST, /api/v1/integrity",
    "PUT, /api/v1/collections/c",
    "POST, /v1/collections",
    "POST, /v1/collection/c/arrays",
    "PUT, /v1/collection/c/array/by-primary/1",
    "DELETE, /api/v1/collections/c/arrays/~9",
  })
  void refusalsSpeakOfTheBodyAlone(String method, String path) throws IOException {
    for (byte[] body : bodies()) {
      for (String type :
          List.of(
              "application/json",
              "application/x-ndjson",
              "application/merge-patch+json",
              "application/x-npy",
              "application/octet-stream",
              "text/csv",
              "x",
              "application/json;charset=x")) {
        Answer answer = api.body(method, path, type, body);
        String shown = "%s %s %s: %s".formatted(method, path, type, answer.text());
        assertThat(answer.status()).as(shown).isLessThan(500);
        if (answer.status() >= 400) {
          assertThat(withoutClientsText(answer.text())).as(shown).doesNotContainPattern(LIBRARY);
        } else if (answer.header("Content-Type").contains("ndjson")) {
          assertThat(answer.text()).as(shown).doesNotContainPattern(LIBRARY);
        }
      }
    }
  }

  /** Class names that Deker's client looks for are part of its protocol. */
  private static String withoutClientsText(String answer) {
    return answer.replaceAll("\"class\":\"Deker[A-Za-z]+\"", "");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/collections?limit=1e3",
    "GET, /api/v1/collections/c/arrays?filter=((((",
    "GET, /api/v1/collections/c/arrays?sort=%FF",
    "GET, /api/v1/collections/c/arrays/~1/subset?slice=%00",
    "GET, /api/v1/collections/c/arrays/%ZZ",
    "GET, /api/v1/collections/%2e%2e/arrays",
    "TRACE, /api/v1/collections",
    "PATCH, /api/v1/collections",
    "GET, /api/v1/collections/c/arrays/~1/subset?format=npy&format=csv",
    "GET, /nothing",
    "FOO, /api/v1/collections",
    "GET, /api/v1/collections/c;x=1/arrays",
    "GET, /api/v1/collections/c/arrays/~1/subset?tolerance=x"
  })
  void refusalsOfAddressesNameNoLibrary(String method, String path) throws IOException {
    String raw = api.raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    String body = raw.substring(raw.indexOf("\r\n\r\n") + 4);
    assertThat(raw).doesNotStartWith("HTTP/1.1 5").doesNotStartWith("HTTP/1.1 2");
    assertThat(body).doesNotContainPattern(LIBRARY);
  }
}
