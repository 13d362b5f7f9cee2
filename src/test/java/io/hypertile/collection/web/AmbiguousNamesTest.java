package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The name that rights are checked on is the name that a handler uses, however the path is written:
 * who has every right to collections that end in {@code -public} reaches no other.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class AmbiguousNamesTest {
  private static final String C = "/api/v1/collections";
  private static final String MARK = "hidden_attribute";
  private static final String ALL = ApiKey.make();
  private static final String PUBLIC = ApiKey.make();
  private static final List<String> HIDDEN =
      List.of("~x", "%7Ex", "%7ex", "~%78", "secret", "s%65cret");
  private static final List<String> REST =
      List.of("", "/", "/arrays", "/arrays/~1", "/arrays/~1/subset?format=json");

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  private ApiClient api;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    add(registry, 0, ALL, "*");
    add(registry, 1, PUBLIC, "*-public");
  }

  private static void add(DynamicPropertyRegistry registry, int n, String key, String collections) {
    ApiKeys.add(registry, n, "key" + n, key, "admin", collections);
  }

  @BeforeEach
  void createCollections() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    for (String name : List.of("~x", "secret", "a-public", "~a-public", "~x;-public")) {
      call("POST", C, ALL, document(name, name.endsWith("-public") ? "shown" : MARK)).expect(201);
    }
  }

  private static String document(String name, String attribute) {
    return """
    {"name": "%s", "kind": "array", "dtype": "int8",
     "dimensions": [{"name": "x", "size": 4}],
     "attributes": [{"name": "%s", "dtype": "int", "primary": true}]}
    """
        .formatted(name, attribute);
  }

  private Answer call(String method, String path, String key, String body) throws IOException {
    return api.send(
        api.request(path)
            .header("Content-Type", "application/json")
            .header("X-API-Key", key)
            .method(method, BodyPublishers.ofString(body)));
  }

  /** The answer to a request line as it stands. */
  private String raw(String method, String path) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      RawExchange.send(
          socket,
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: "
              + PUBLIC
              + "\r\n\r\n");
      return RawExchange.rest(socket);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        ";-public",
        "%3B-public",
        "%3b-public",
        ";a=b-public",
        ";jsessionid=1-public",
        ";x;-public",
        ";%2F-public",
        "%2F-public",
        "%2f..%2fa-public",
        "%5C-public",
        "%00-public",
        "%0a-public",
        "%253B-public",
        "%252F-public",
        "/..;/a-public",
        "/..%3B/a-public",
        "/%2e%2e/a-public",
        "/./-public",
        ";/../a-public"
      })
  void noTailOfANameOpensAnother(String tail) throws IOException {
    List<String> opened = new ArrayList<>();
    for (String base : List.of(C + "/", "/v1/collection/", "/api/v1/%63ollections/")) {
      for (String name : HIDDEN) {
        for (String rest : REST) {
          for (String method : List.of("GET", "DELETE")) {
            String path = base + name + tail + rest;
            String answer = raw(method, path);
            // The one collection that is called so may be seen by its whole name.
            boolean own = tail.equalsIgnoreCase("%3B-public") && !name.startsWith("s");
            if (answer.contains(MARK) || !own && !answer.matches("(?s)HTTP/1.1 (308|4..) .*")) {
              opened.add(method + " " + path);
            }
          }
        }
      }
    }
    assertThat(opened).isEmpty();
    for (String kept : List.of("/~x", "/secret")) {
      assertThat(call("GET", C + kept, ALL, "").expect(200).text()).contains(MARK);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/collections;x/",
        "/api;x/v1/collections/",
        "/api/v1/./collections/",
        "//api/v1/collections/",
        "/api/v1/collections/a-public/..;/",
        "/api/v1/collections/a-public/%2e%2e/",
        "/api/v1/collections/~a-public/..;/",
        "/api/v1/collections/~a-public;/../",
        "/api/v1/collections/~a-public%2F..%2F",
        "/~a/..;/api/v1/collections/",
        "/v1/collection/~a-public;/../"
      })
  void noWayAroundOpensAName(String base) throws IOException {
    for (String name : HIDDEN) {
      for (String rest : REST) {
        assertThat(raw("GET", base + name + rest))
            .as(base + name + rest)
            .matches("(?s)HTTP/1.1 (308|4..) .*")
            .doesNotContain(MARK);
      }
    }
  }

  @Test
  void nameWithASemicolonIsReachedByItsCode() throws IOException {
    String shown = call("GET", C + "/~x%3B-public", PUBLIC, "").expect(200).text();
    assertThat(shown).contains("~x;-public").contains("shown");
    call("GET", C + "/~x", PUBLIC, "").problem(404, "collection-not-found");
    call("DELETE", C + "/~x%3b-public", PUBLIC, "").expect(204);
    assertThat(call("GET", C + "/~x", ALL, "").expect(200).text()).contains(MARK);
  }
}
