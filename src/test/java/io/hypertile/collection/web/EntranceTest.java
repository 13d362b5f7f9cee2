package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Where people and programs come in without knowing an address, with credentials or without. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
class EntranceTest extends OneArrayBehindAKey {
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

  @ParameterizedTest
  @CsvSource({"/,*/*", "/,application/json", "/api/v1,*/*", "/api/v1,text/html;q=0.9"})
  void programsGetLinks(String path, String accept) throws IOException {
    Answer answer = api.get(path, "Accept", accept.equals("text/html;q=0.9") ? BROWSER : accept);
    assertThat(answer.expect(200).header("Content-Type")).isEqualTo("application/json");
    for (String link : List.of("collections", "zarr", "documentation", "openapi", "health")) {
      call("GET", answer.json().get(link).asString(), "").expect(200);
    }
  }

  @Test
  void browsersGetTheExplorerAndEveryFileThatItNames() throws IOException {
    Answer answer = api.get("/", "Accept", BROWSER).expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
    assertThat(answer.header("Vary")).contains("Accept");
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'")
        .endsWith("connect-src 'self'")
        .doesNotContain("unsafe");
    assertThat(api.get("/api/v1").json().has("sign_in")).isFalse();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    named("(?:href|src)=\"([^\"#]*)\"", answer.text()).forEach(link -> open.add("/" + link));
    assertThat(open).hasSizeGreaterThan(4);
    while (!open.isEmpty()) {
      String link = open.remove();
      if (!seen.add(link)) {
        continue;
      }
      Answer file = call("GET", link, "").expect(200);
      if (link.startsWith("/explorer/")) {
        assertThat(file.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(api.get(link, "If-None-Match", file.header("ETag")).status()).isEqualTo(304);
        named("from \"\\./([^\"]*)\"", file.text()).forEach(name -> open.add("/explorer/" + name));
      }
    }
    assertThat(seen).contains("/explorer/preact.js", "/explorer/uplot.js", "/explorer/view.js");
  }

  private static List<String> named(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/explorer/none.js",
        "/explorer/index.html",
        "/explorer/..%2Fapplication.yml",
        "/explorer/"
      })
  void explorerHasNoOtherFiles(String path) throws IOException {
    assertThat(api.get(path).status()).isIn(400, 404);
  }

  @Test
  void callersAreToldWhatTheyMayDo() throws IOException {
    api.get("/api/v1/access").expect(401);
    Answer answer = call("GET", "/api/v1/access", "").expect(200);
    assertThat(answer.json().get("caller").asString()).isNotEmpty();
    assertThat(answer.json().get("grants").toString())
        .isEqualTo("[{\"scope\":\"admin\",\"collections\":[\"*\"]}]");
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  void aHostThatAClientNamesIsNoMarkup() throws IOException {
    String answer =
        api.raw(
            "GET / HTTP/1.1\r\nHost: a'><script>\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
    assertThat(answer).doesNotContain("<script");
  }

  @ParameterizedTest
  @CsvSource({
    "/docs,/swagger-ui/index.html",
    "/docs/,/swagger-ui/index.html",
    "/swagger-ui,/swagger-ui/index.html",
    "/swagger-ui/,/swagger-ui/index.html",
    "/openapi.json,/v3/api-docs",
    "/openapi.yaml,/v3/api-docs.yaml"
  })
  void usualAddressesOfDocumentationLeadToIt(String path, String target) throws IOException {
    assertThat(api.get(path).expect(302).header("Location")).isEqualTo(target);
    api.get(target).expect(200);
  }

  @Test
  void browsersFindNoIcon() throws IOException {
    api.get("/favicon.ico").expect(204);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/,/api/v1",
    "GET,/api/v1/collections/,/api/v1/collections",
    "GET,/api/v1/collections/?limit=1,/api/v1/collections?limit=1",
    "POST,/api/v1/collections/,/api/v1/collections",
    "GET,/api/v1/collections/c/,/api/v1/collections/c",
    "GET,/api/v1/collections/c/arrays/,/api/v1/collections/c/arrays",
    "PUT,/api/v1/collections/c/arrays/ID/subset/?slice=0%3A1,"
        + "/api/v1/collections/c/arrays/ID/subset?slice=0%3A1",
    "DELETE,/api/v1/collections/c/arrays/~a%2Fb/,/api/v1/collections/c/arrays/~a%2Fb",
    "GET,/api/v1/none/,/api/v1/none"
  })
  void aSlashAtTheEndLeadsToTheAddressWithout(String method, String path, String target)
      throws IOException {
    Answer answer = call(method, path, method.startsWith("P") ? "[1]" : "");
    assertThat(answer.expect(308).header("Location")).isEqualTo(target);
    assertThat(answer.text()).isEqualTo("This address has no slash at its end: " + target + "\n");
    ActuatorTest.assertSafe(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "/collections,did you mean /api/v1/collections? / leads to everything.",
    "/collection/c,did you mean /api/v1/collections/c?",
    "/api/collections,did you mean /api/v1/collections?",
    "/api/v1/collection/c/arrays,did you mean /api/v1/collections/c/arrays?",
    "/api/v2/collections,did you mean /api/v1/collections?",
    "/api,the collections are at /api/v1/collections",
    "/api/v1/none,the collections are at /api/v1/collections",
    "/nowhere,the collections are at /api/v1/collections",
    "/api/v1/collections/c/arrays/~a/b,a slash within the key of an array is written %2F",
    "/api/v1/collections/c/arrays/~a/b/subset,a slash within the key of an array is written %2F",
  })
  void anAddressOfNothingLeadsToTheCollections(String path, String advice) throws IOException {
    assertThat(call("GET", path, "").problem(404, "not-found").get("detail").asString())
        .contains(advice);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/collections/", "/api/v1/collections/c/", "/api/v1/locks/", "/api/v1/x/"})
  void otherAddressesStillNeedCredentials(String path) throws IOException {
    api.get(path).problem(401, "unauthenticated");
  }
}
