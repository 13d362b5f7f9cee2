package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.security.ApiKey;
import io.hypertile.security.AuditLog;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A server that asks for credentials. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.security.cors-origins=https://maps.example.org",
      "hypertile.security.jwt.roles[0].name=forecaster",
      "hypertile.security.jwt.roles[0].scopes=write",
      "hypertile.security.jwt.roles[0].collections=open-*"
    })
@Import({MemoryServer.class, SecuredServerTest.Tokens.class})
class SecuredServerTest {
  private static final String C = "/api/v1/collections";
  private static final String ADMIN = ApiKey.make();
  private static final String WRITER = ApiKey.make();
  private static final String READER = ApiKey.make();
  private static final String EXPIRED = ApiKey.make();
  private static final String CURATOR = ApiKey.make();
  private static final SecretKey SECRET = new SecretKeySpec(new byte[32], "HmacSHA256");

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  private ApiClient api;

  @TestConfiguration(proxyBeanMethods = false)
  static class Tokens {
    @Bean
    JwtDecoder jwtDecoder() {
      return NimbusJwtDecoder.withSecretKey(SECRET).build();
    }
  }

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    ApiKeys.add(registry, 0, "boss", ADMIN, "admin", "*");
    ApiKeys.add(registry, 1, "writer", WRITER, "write", "open-*");
    ApiKeys.add(registry, 2, "reader", READER, "read", "open-a");
    ApiKeys.add(registry, 3, "old", EXPIRED, "admin", "*");
    registry.add("hypertile.security.api-keys[3].expires", () -> "2026-01-01T00:00:00Z");
    ApiKeys.add(registry, 4, "curator", CURATOR, "admin", "open-*");
  }

  @BeforeEach
  void createCollections() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    for (String name : List.of("open-a", "open-b", "secret")) {
      call("POST", C, ADMIN, document(name)).expect(201);
      call("POST", C + "/" + name + "/arrays", ADMIN, "{\"id\":\"" + ID + "\"}").expect(201);
    }
  }

  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";

  private static String document(String name) {
    return "{\"name\":\""
        + name
        + "\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":[],"
        + "\"dimensions\":[{\"name\":\"x\",\"size\":4}]}";
  }

  private Answer call(String method, String path, String key, String body) throws IOException {
    return send(method, path, body, "Authorization", "Bearer " + key);
  }

  private Answer send(String method, String path, String body, String... headers)
      throws IOException {
    HttpRequest.Builder request =
        api.request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    return api.send(headers.length == 0 ? request : request.headers(headers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/secret",
        "/none",
        "/secret/arrays",
        "/secret/arrays/" + ID + "/subset?format=npy"
      })
  void callersThatAreNotKnownAreAskedForCredentials(String path) throws IOException {
    for (String method : List.of("GET", "PUT", "POST", "DELETE", "PATCH")) {
      Answer answer = send(method, C + path, "{}");
      answer.problem(401, "unauthenticated");
      assertThat(answer.header("WWW-Authenticate")).contains("Bearer").contains("Basic");
      assertThat(answer.header("Set-Cookie")).isEmpty();
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void placesOfStoresAreReadByAdminsOfAllCollectionsAlone() throws IOException {
    String order = "{\"format\":\"zarr\",\"store\":\"lake\",\"path\":\"secret\"}";
    String tree =
        "{\"name\":\"open-t\",\"kind\":\"dataset\",\"layout\":\"tree\",\"path\":\"secret\"}";
    for (String key : List.of(CURATOR, WRITER, READER)) {
      call("POST", C + "/open-a:import", key, order).problem(403, "forbidden");
      call("POST", C + "/none:import", key, order).problem(403, "forbidden");
      assertThat(call("POST", C, key, tree).expect(403).text()).contains("\"scope\"");
    }
    assertThat(call("POST", C + "/open-a:import", CURATOR, order).text())
        .contains("admin of all collections");
    assertThat(call("POST", C, CURATOR, tree).text()).contains("admin of all collections");
    assertThat(call("POST", C + "/open-a:import", ADMIN, order).status()).isNotEqualTo(403);
    assertThat(call("POST", C, ADMIN, tree).status()).isNotEqualTo(403);
  }

  @Test
  void credentialsThatAreNotTakenAreRefusedEverywhere() throws IOException {
    String unknown = ApiKey.make();
    for (String[] headers :
        List.of(
            new String[] {"X-API-Key", unknown},
            new String[] {"X-API-Key", EXPIRED},
            new String[] {"X-API-Key", ""},
            new String[] {"Authorization", "Bearer " + unknown},
            new String[] {"Authorization", "Bearer x.y.z"},
            new String[] {"Authorization", "Bearer " + token("x", -60)},
            new String[] {"Authorization", "Basic " + basic(unknown)},
            new String[] {"Authorization", "Basic ***"},
            new String[] {"Authorization", "Negotiate x"})) {
      send("GET", C, "", headers).problem(401, "unauthenticated");
      send("GET", C + "/open-a", "", headers).problem(401, "unauthenticated");
    }
  }

  private static String basic(String key) {
    return Base64.getEncoder().encodeToString(("any:" + key).getBytes(StandardCharsets.UTF_8));
  }

  private static String token(String role, int seconds) {
    Instant now = Instant.now();
    JwtClaimsSet claims =
        JwtClaimsSet.builder()
            .subject("ann\nb")
            .issuedAt(now.minusSeconds(300))
            .expiresAt(now.plusSeconds(seconds < 0 ? seconds - 120 : seconds))
            .claim("scope", "openid " + role)
            .build();
    return new NimbusJwtEncoder(new ImmutableSecret<>(SECRET))
        .encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
        .getTokenValue();
  }

  @Test
  void keysAreTakenInThreePlaces() throws IOException {
    String path = C + "/open-a";
    send("GET", path, "", "X-API-Key", READER).expect(200);
    send("GET", path, "", "Authorization", "Bearer " + READER).expect(200);
    send("GET", path, "", "Authorization", "Basic " + basic(READER)).expect(200);
    for (String deker : List.of("/v1/collection/open-a", "/v1/ping", "/v1/collections")) {
      send("GET", deker, "", "Authorization", "Basic " + basic(READER)).expect(200);
      send("GET", deker, "", "Authorization", "Basic " + basic("x")).expect(401);
      send("GET", deker, "").expect(401);
    }
  }

  @Test
  void listsShowWhatMayBeSeen() throws IOException {
    assertThat(names(READER)).containsExactly("open-a");
    assertThat(names(WRITER)).containsExactly("open-a", "open-b");
    assertThat(names(ADMIN)).containsExactly("open-a", "open-b", "secret");
    assertThat(names(token("forecaster", 60))).containsExactly("open-a", "open-b");
    assertThat(names(token("hypertile.admin", 60))).isEmpty();
    JsonNode page = call("GET", C + "?limit=1", WRITER, "").expect(200).json();
    JsonNode next = call("GET", page.get("next").asString(), WRITER, "").expect(200).json();
    assertThat(next.get("items").get(0).get("name").asString()).isEqualTo("open-b");
    assertThat(next.get("next").isNull()).isTrue();
  }

  private List<String> names(String key) throws IOException {
    List<String> names = new ArrayList<>();
    JsonNode items = call("GET", C, key, "").expect(200).json().get("items");
    items.forEach(item -> names.add(item.get("name").asString()));
    return names;
  }

  @Test
  void collectionsThatMayNotBeSeenAreNotThere() throws IOException {
    for (String path : List.of("", "/arrays", "/arrays/" + ID, "/arrays/" + ID + "/subset")) {
      JsonNode hidden = call("GET", C + "/secret" + path, WRITER, "").problem(404, NOT_FOUND);
      JsonNode none = call("GET", C + "/nonexx" + path, ADMIN, "").problem(404, NOT_FOUND);
      assertThat(hidden.get("detail")).isEqualTo(none.get("detail"));
      assertThat(hidden.propertyNames()).isEqualTo(none.propertyNames());
      call("PUT", C + "/secret" + path, WRITER, "1").problem(404, NOT_FOUND);
      call("DELETE", C + "/secret" + path, WRITER, "").problem(404, NOT_FOUND);
    }
    call("GET", C + "/%73ecret", WRITER, "").problem(404, NOT_FOUND);
    call("GET", C + "/open-a/arrays/" + ID, READER, "").expect(200);
  }

  private static final String NOT_FOUND = "collection-not-found";

  @Test
  void requestsBeyondTheScopeOfACallerAreForbidden() throws IOException {
    String subset = C + "/open-a/arrays/" + ID + "/subset";
    call("PUT", subset, READER, "1").problem(403, "forbidden");
    call("PUT", subset, WRITER, "1").expect(204);
    call("PUT", subset, token("forecaster", 60), "2").expect(204);
    assertThat(call("GET", subset + "?slice=0&layout=values", READER, "").text().strip())
        .isEqualTo("2");
    call("DELETE", C + "/open-a/arrays/" + ID, READER, "").problem(403, "forbidden");
    call("DELETE", C + "/open-a/arrays/" + ID, WRITER, "").expect(204);
    call("DELETE", C + "/open-a/arrays", WRITER, "").problem(403, "forbidden");
    call("DELETE", C + "/open-a", WRITER, "").problem(403, "forbidden");
    call("DELETE", C + "/open-a", ADMIN, "").expect(204);
    call("POST", C, WRITER, document("secret")).problem(403, "forbidden");
    call("POST", C, WRITER, document("closed")).problem(403, "forbidden");
    call("POST", C, READER, document("open-a")).problem(403, "forbidden");
    call("POST", C, WRITER, document("open-c")).expect(201);
    call("GET", "/actuator/info", WRITER, "").problem(403, "forbidden");
    call("GET", "/actuator/info", ADMIN, "").expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/actuator/health", "/v3/api-docs", "/swagger-ui/index.html"})
  void pathsWithoutSecretsAreShownToAll(String path) throws IOException {
    api.get(path).expect(200);
  }

  @Test
  void writesAndRefusalsAreAudited() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.LOGGER);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      String subset = C + "/open-a/arrays/" + ID + "/subset";
      call("GET", subset, READER, "").expect(200);
      send("PUT", subset, "1", "X-API-Key", READER, "X-Request-Id", "r1").expect(403);
      send("PUT", subset, "1", "X-API-Key", WRITER, "X-Request-Id", "r2").expect(204);
      send("GET", C + "/secret", "", "X-API-Key", READER, "X-Request-Id", "r3").expect(404);
      send("GET", subset, "", "X-Request-Id", "r4").expect(401);
      send(
              "PUT",
              subset,
              "1",
              "X-Request-Id",
              "r5",
              "Authorization",
              "Bearer " + token("forecaster", 60))
          .expect(204);
      awaitLine(lines, "r5");
    } finally {
      logger.detachAppender(lines);
    }
    List<String> texts = texts(lines).filter(text -> text.matches(".*request_id=r\\d")).toList();
    assertThat(texts).hasSize(5);
    assertThat(texts.get(0))
        .startsWith("refused PUT")
        .contains("by reader")
        .endsWith("403 request_id=r1");
    assertThat(texts.get(1))
        .startsWith("change PUT")
        .contains("by writer")
        .endsWith("204 request_id=r2");
    assertThat(texts.get(2))
        .startsWith("refused GET")
        .contains("/secret by reader")
        .contains(": 404");
    assertThat(texts.get(3)).startsWith("refused GET").contains(" by - ").contains(": 401");
    assertThat(texts.get(4)).contains("by ann?b from");
    assertThat(texts).noneMatch(text -> text.contains("hk_"));
  }

  private static Stream<String> texts(ListAppender<ILoggingEvent> lines) {
    return List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage);
  }

  /** A line is written when its answer has been sent. */
  private static void awaitLine(ListAppender<ILoggingEvent> lines, String id) throws Exception {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (texts(lines).noneMatch(text -> text.endsWith(id)) && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
  }

  @Test
  void pagesOfListedOriginsMayCall() throws IOException {
    String[] preflight = {
      "Origin", "https://maps.example.org", "Access-Control-Request-Method", "PUT"
    };
    assertThat(
            send("OPTIONS", C + "/open-a", "", preflight)
                .expect(200)
                .header("Access-Control-Allow-Methods"))
        .contains("PUT");
    preflight[1] = "https://other.example.org";
    assertThat(send("OPTIONS", C + "/open-a", "", preflight).header("Access-Control-Allow-Origin"))
        .isEmpty();
    Answer refused = send("GET", C, "", "Origin", "https://maps.example.org");
    refused.problem(401, "unauthenticated");
    assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("https://maps.example.org");
  }
}
