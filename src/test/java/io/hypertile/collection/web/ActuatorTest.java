package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What the server tells of itself, and to whom. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "spring.test.metrics.export=true",
      "management.prometheus.metrics.export.enabled=true"
    })
@Import(MemoryServer.class)
class ActuatorTest {
  /** What is asked of the server without credentials, and with three keys. */
  private static final Map<String, String> KEYS =
      Map.of("boss", ApiKey.make(), "watcher", ApiKey.make(), "keeper", ApiKey.make());

  @LocalServerPort int port;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    add(registry, 0, "boss", "admin", "*");
    add(registry, 1, "watcher", "read", "*");
    add(registry, 2, "keeper", "admin", "open*");
  }

  static void add(
      DynamicPropertyRegistry registry, int n, String name, String scope, String collections) {
    ApiKeys.add(registry, n, name, KEYS.get(name), scope, collections);
  }

  /** The port that serves {@code /actuator}. */
  int watched() {
    return port;
  }

  static Answer call(int port, String who, String method, String path) throws IOException {
    ApiClient api = new ApiClient(port);
    HttpRequest.Builder request = api.request(path).method(method, BodyPublishers.noBody());
    return api.send(KEYS.containsKey(who) ? request.header("X-API-Key", KEYS.get(who)) : request);
  }

  @ParameterizedTest
  @CsvSource({
    "/actuator, 401, 403, 403, 200",
    "/actuator/health, 200, 200, 200, 200",
    "/actuator/health/liveness, 200, 200, 200, 200",
    "/actuator/health/readiness, 200, 200, 200, 200",
    "/actuator/health/diskSpace, 404, 404, 404, 200",
    "/actuator/info, 401, 403, 200, 200",
    "/actuator/prometheus, 401, 403, 200, 200"
  })
  void everyEndpointIsShownToCallersWhoMaySeeIt(
      String path, int nobody, int keeper, int watcher, int boss) throws IOException {
    Map<String, Integer> expected =
        Map.of("nobody", nobody, "keeper", keeper, "watcher", watcher, "boss", boss);
    for (Map.Entry<String, Integer> caller : expected.entrySet()) {
      Answer answer = call(watched(), caller.getKey(), "GET", path);
      assertThat(answer.status()).as("%s %s", caller.getKey(), path).isEqualTo(caller.getValue());
      assertSafe(answer);
    }
  }

  static void assertSafe(Answer answer) {
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
    assertThat(answer.header("Set-Cookie")).isEmpty();
    assertThat(answer.header("Server")).isEmpty();
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auditevents",
        "beans",
        "caches",
        "conditions",
        "configprops",
        "env",
        "env/java.home",
        "flyway",
        "heapdump",
        "httpexchanges",
        "integrationgraph",
        "logfile",
        "loggers",
        "loggers/ROOT",
        "mappings",
        "metrics",
        "quartz",
        "refresh",
        "restart",
        "sbom",
        "scheduledtasks",
        "sessions",
        "shutdown",
        "startup",
        "threaddump"
      })
  void nothingElseIsServed(String endpoint) throws IOException {
    for (String method : List.of("GET", "POST", "DELETE")) {
      String path = "/actuator/" + endpoint;
      assertThat(call(watched(), "nobody", method, path).status()).isEqualTo(401);
      assertThat(call(watched(), "keeper", method, path).status()).isEqualTo(403);
      assertThat(call(watched(), "boss", method, path).status()).isEqualTo(404);
    }
    assertThat(call(watched(), "nobody", "GET", "/actuator/health").status()).isEqualTo(200);
  }

  @Test
  void healthTellsItsPartsToCallersWhoMayKnow() throws IOException {
    for (String who : List.of("nobody", "keeper", "watcher")) {
      String text = call(watched(), who, "GET", "/actuator/health").expect(200).text();
      assertThat(text).contains("\"UP\"").doesNotContain("components").doesNotContain("disk");
    }
    assertThat(call(watched(), "boss", "GET", "/actuator/health").expect(200).text())
        .contains("components")
        .contains("diskSpace")
        .contains("storage");
  }

  @Test
  void credentialsThatAreNotKnownAreRefusedWhereNoneAreNeeded() throws IOException {
    ApiClient api = new ApiClient(watched());
    api.get("/actuator/health", "X-API-Key", ApiKey.make()).problem(401, "unauthenticated");
  }
}
