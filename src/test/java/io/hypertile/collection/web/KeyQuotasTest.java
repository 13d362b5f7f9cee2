package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Keys with quotas, in the settings and in a file that changes, and the figures of keys. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class KeyQuotasTest extends OwnStorage {
  private static final String BOSS = ApiKey.make();
  private static final String ANN = ApiKey.make();

  @TempDir static Path files;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) throws IOException {
    ApiKeys.add(registry, 0, "boss", BOSS, "admin", "*");
    give(2);
    registry.add("hypertile.security.keys-file", () -> files.resolve("keys.yml").toString());
  }

  private static void give(int arrays) throws IOException {
    Path made = files.resolve("keys.new");
    Files.writeString(
        made,
        """
        hypertile:
          security:
            api-keys:
              - {name: ann, hash: %s, scopes: [write], collections: [ann_*], quota: {bytes: 1MB, arrays: %d}}
        """
            .formatted(ApiKey.hash(ANN), arrays));
    Files.move(
        made,
        files.resolve("keys.yml"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private Answer as(String key, String method, String path, String body) throws IOException {
    return api.send(
        api.request(path)
            .header("X-API-Key", key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private Answer array(String key, int n) throws IOException {
    return as(
        key,
        "POST",
        COLLECTIONS + "/ann_a/arrays",
        "{'primary_attributes': {'n': %d}}".formatted(n));
  }

  private String figures() throws IOException {
    return api.get("/actuator/prometheus", "X-API-Key", BOSS).expect(200).text();
  }

  @Test
  void keyIsRefusedPastItsQuotaUntilTheFileGivesItMore() throws IOException {
    as(
            ANN,
            "POST",
            COLLECTIONS,
            "{'name': 'ann_a', 'kind': 'array', 'dtype': 'float64', 'dimensions': [{'name': 'x', 'type': 'generic', 'size': 4}], 'attributes': [{'name': 'n', 'dtype': 'int', 'primary': true}]}")
        .expect(201);
    array(ANN, 1).expect(201);
    array(BOSS, 2).expect(201);
    JsonNode problem = array(ANN, 3).problem(507, "quota-exceeded");
    assertThat(problem.get("quota").asString()).isEqualTo("ann");
    assertThat(problem.get("holder").asString()).isEqualTo("key");
    array(BOSS, 3).expect(201);
    as(ANN, "PUT", COLLECTIONS + "/ann_a/arrays/~1/subset", "[1, 2, 3, 4]").expect(204);
    JsonNode quota = as(ANN, "GET", "/api/v1/access", "").expect(200).json().get("quota");
    assertThat(quota.at("/arrays/limit").asInt()).isEqualTo(2);
    assertThat(quota.at("/bytes/limit").asInt()).isEqualTo(1 << 20);
    assertThat(as(BOSS, "GET", "/api/v1/access", "").json().has("quota")).isFalse();

    give(4);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(figures())
                .contains("hypertile_quota_limit_arrays{holder=\"key\",quota=\"ann\"} 4.0"));
    array(ANN, 4).expect(201);
    array(ANN, 5).problem(507, "quota-exceeded");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(figures())
                .contains("hypertile_quota_used_arrays{holder=\"key\",quota=\"ann\"} 4.0"));
    assertThat(figures())
        .contains(
            "hypertile_key_requests_total{key=\"ann\",outcome=\"success\"} 5.0",
            "hypertile_key_requests_total{key=\"ann\",outcome=\"refused\"} 2.0",
            "hypertile_key_refusals_total{code=\"quota-exceeded\",key=\"ann\"} 2.0")
        .doesNotContain("ann_a");
    assertThat(figures())
        .containsPattern("hypertile_key_received_bytes_total\\{key=\"ann\"} [1-9]");
    assertThat(figures()).containsPattern("hypertile_key_sent_bytes_total\\{key=\"boss\"} [1-9]");
  }
}
