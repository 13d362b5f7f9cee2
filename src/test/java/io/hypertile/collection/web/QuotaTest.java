package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.collection.web.ApiClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Collections of all kinds under quotas of the settings, each by itself and together. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.quotas.few.collections=few_*",
      "hypertile.quotas.few.arrays=3",
      "hypertile.quotas.small.collections=small_*",
      "hypertile.quotas.small.bytes=1MB",
      "hypertile.quotas.team.collections=team_*",
      "hypertile.quotas.team.bytes=1MB",
      "hypertile.quotas.team.together=true"
    })
class QuotaTest extends OwnStorage {
  /** Four bodies exceed the quota by themselves: heads of files are not known until a count. */
  private static final int CELLS = 33 * 1024;

  private static final int BIG = 8 * 196608;
  private static final byte[] BODY = new byte[8 * CELLS];
  private static final String RAW = "application/octet-stream";

  /** Bytes that files take beside their cells. */
  private static final long HEADS = 64 * 1024;

  @AfterEach
  void removeAll() throws IOException {
    for (JsonNode item : api.get(COLLECTIONS).expect(200).json().get("items")) {
      api.delete(COLLECTIONS + "/" + item.get("name").asString() + "?confirm=" + name(item));
    }
  }

  private static String name(JsonNode item) {
    return item.get("name").asString();
  }

  private void arrays(String name, String more) throws IOException {
    json(
            "POST",
            COLLECTIONS,
            "{'name': '%s', 'kind': 'array', 'dtype': 'float64',%s 'dimensions': [{'name': 'x', 'type': 'generic', 'size': %d}], 'attributes': [{'name': 'n', 'dtype': 'int', 'primary': true}]}"
                .formatted(name, more, CELLS))
        .expect(201);
  }

  private Answer array(String collection, int n) throws IOException {
    return json(
        "POST",
        COLLECTIONS + "/" + collection + "/arrays",
        "{'primary_attributes': {'n': %d}}".formatted(n));
  }

  private static String cells(String collection, int n) {
    return COLLECTIONS + "/" + collection + "/arrays/~" + n + "/subset";
  }

  private Answer write(String collection, int n) throws IOException {
    return api.body("PUT", cells(collection, n), RAW, BODY);
  }

  private JsonNode size(String collection) throws IOException {
    return api.get(COLLECTIONS + "/" + collection + "/size").expect(200).json();
  }

  private static void assertOver(Answer answer, String quota, String unit, long limit) {
    JsonNode problem = answer.problem(507, "quota-exceeded");
    assertThat(problem.get("quota").asString()).isEqualTo(quota);
    assertThat(problem.get("unit").asString()).isEqualTo(unit);
    assertThat(problem.get("limit").asLong()).isEqualTo(limit);
    assertThat(problem.get("used").asLong()).isBetween(0L, limit);
    assertThat(problem.get("used").asLong() + problem.get("requested").asLong())
        .isGreaterThan(limit);
    assertThat(problem.get("holder").asString()).isEqualTo("collections");
  }

  @Test
  void arraysAreMadeUpToTheQuotaAndAgainAfterADelete() throws IOException {
    arrays("few_a", "");
    for (int n = 0; n < 3; n++) {
      array("few_a", n).expect(201);
    }
    assertOver(array("few_a", 3), "few", "arrays", 3);
    assertThat(api.get(COLLECTIONS + "/few_a").json().get("arrays").asInt()).isEqualTo(3);
    write("few_a", 0).expect(204);
    api.delete(COLLECTIONS + "/few_a/arrays/~1").expect(204);
    array("few_a", 3).expect(201);
    JsonNode use = size("few_a").get("quotas").get(0);
    assertThat(use.get("name").asString()).isEqualTo("few");
    assertThat(use.get("together").asBoolean()).isFalse();
    assertThat(use.get("arrays")).hasToString("{\"used\":3,\"limit\":3}");
    assertThat(use.has("bytes")).isFalse();
    arrays("other", "");
    assertThat(size("other").get("quotas")).isEmpty();
  }

  @Test
  void batchIsRefusedByGroupsThatDoNotFit() throws IOException {
    arrays("few_a", "");
    array("few_a", 9).expect(201);
    String batch = COLLECTIONS + "/few_a/arrays:batch";
    JsonNode results =
        json(
                "POST",
                batch,
                "[{'primary_attributes': {'n': 1}}, {'primary_attributes': {'n': 2}}, {'primary_attributes': {'n': 3}}]")
            .expect(200)
            .json()
            .get("items");
    for (JsonNode result : results) {
      assertThat(result.get("status").asInt()).isEqualTo(507);
      assertThat(result.at("/problem/code").asString()).isEqualTo("quota-exceeded");
    }
    assertThat(
            json(
                    "POST",
                    batch,
                    "[{'primary_attributes': {'n': 1}}, {'primary_attributes': {'n': 2}}]")
                .expect(200)
                .text())
        .doesNotContain("507");
  }

  @Test
  void cellsAreWrittenUpToTheQuotaAndOverwrittenBeyond() throws IOException {
    arrays("small_a", "");
    for (int n = 0; n < 5; n++) {
      array("small_a", n).expect(201);
    }
    for (int n = 0; n < 3; n++) {
      write("small_a", n).expect(204);
    }
    assertOver(write("small_a", 3), "small", "bytes", 1 << 20);
    assertThat(api.get(cells("small_a", 3) + ".json?slice=0&layout=values").text().strip())
        .isEqualTo("null");
    // One cell takes the bytes of the whole array where that has no chunks.
    assertOver(json("PUT", cells("small_a", 3) + "?slice=0", "1.5"), "small", "bytes", 1 << 20);
    write("small_a", 2).expect(204);
    json("PUT", cells("small_a", 2) + "?slice=7", "1.5").expect(204);
    api.delete(COLLECTIONS + "/small_a/arrays/~0").expect(204);
    write("small_a", 3).expect(204);
    assertThat(size("small_a").get("bytes").asLong()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void bodyWithoutLengthIsRefusedWhereItReachesTheQuota() throws IOException {
    arrays("small_a", "'options': {'chunks': [1024]},");
    array("small_a", 1).expect(201);
    json(
            "POST",
            COLLECTIONS,
            "{'name': 'small_big', 'kind': 'array', 'dtype': 'float64', 'options': {'chunks': [1024]},"
                + " 'dimensions': [{'name': 'x', 'type': 'generic', 'size': 196608}], 'attributes': [{'name': 'n', 'dtype': 'int', 'primary': true}]}")
        .expect(201);
    array("small_big", 1).expect(201);
    HttpRequest.BodyPublisher unknown =
        HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[BIG]));
    Answer refused =
        api.send(api.request(cells("small_big", 1)).header("Content-Type", RAW).PUT(unknown));
    refused.problem(507, "quota-exceeded");
    assertThat(api.get(cells("small_big", 1) + ".json?slice=0&layout=values").text().strip())
        .isEqualTo("null");
    api.send(
            api.request(cells("small_a", 1))
                .header("Content-Type", RAW)
                .PUT(
                    HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(BODY))))
        .expect(204);
  }

  @Test
  void collectionsOfATeamHaveTheirBytesTogether() throws IOException {
    arrays("team_a", "");
    arrays("team_b", "'storage': 'zarr',");
    for (String name : List.of("team_a", "team_b")) {
      array(name, 1).expect(201);
      array(name, 2).expect(201);
    }
    write("team_a", 1).expect(204);
    write("team_a", 2).expect(204);
    byte[] noise = new byte[BODY.length];
    TestSeed.random().nextBytes(noise);
    api.body("PUT", cells("team_b", 1), RAW, noise).expect(204);
    assertOver(api.body("PUT", cells("team_b", 2), RAW, noise), "team", "bytes", 1 << 20);
    api.body("PUT", cells("team_b", 1), RAW, noise).expect(204);
    api.delete(COLLECTIONS + "/team_a?confirm=team_a").expect(204);
    api.body("PUT", cells("team_b", 2), RAW, noise).expect(204);
  }

  @Test
  void sixteenWritersDoNotPassTheLimit() throws Exception {
    arrays("small_a", "");
    for (int n = 0; n < 16; n++) {
      array("small_a", n).expect(201);
    }
    int written = 0;
    try (ExecutorService writers = Executors.newFixedThreadPool(16)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int n = 0; n < 16; n++) {
        int array = n;
        answers.add(writers.submit(() -> write("small_a", array).status()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(204, 507);
        written += answer.get() == 204 ? 1 : 0;
      }
    }
    assertThat(written).isEqualTo(3);
    assertThat(size("small_a").get("bytes").asLong())
        .isBetween(3L * BODY.length, 3L * BODY.length + HEADS);
  }

  @Test
  void datasetsCountByTheirNumberAndTheirCells() throws IOException {
    json("POST", COLLECTIONS, "{'name': 'few_d', 'kind': 'dataset'}").expect(201);
    String datasets = COLLECTIONS + "/few_d/datasets";
    for (int n = 0; n < 3; n++) {
      json("POST", datasets, "{'name': 'd%d'}".formatted(n)).expect(201);
    }
    assertOver(json("POST", datasets, "{'name': 'd3'}"), "few", "arrays", 3);
    assertOver(
        json("POST", datasets + ":batch", "{'datasets': [{'name': 'd4'}]}"), "few", "arrays", 3);
    json("POST", datasets + ":batch?replace=true", "{'datasets': [{'name': 'd2'}]}").expect(201);
    api.delete(datasets + "/d0").expect(204);
    json("POST", datasets, "{'name': 'd3'}").expect(201);

    json("POST", COLLECTIONS, "{'name': 'small_d', 'kind': 'dataset'}").expect(201);
    String one = COLLECTIONS + "/small_d/datasets/one";
    json(
            "POST",
            COLLECTIONS + "/small_d/datasets",
            "{'name': 'one', 'arrays': [{'name': 'a', 'dtype': 'float64', 'dimensions': ['x'], 'shape': [262144], 'chunk_shape': [65536]}]}")
        .expect(201);
    assertOver(
        api.body("PUT", one + "/arrays/a/subset", RAW, new byte[8 * 262144]),
        "small",
        "bytes",
        1 << 20);
    assertThat(api.get(one).json().at("/arrays/0/statistics/null_count").asInt()).isEqualTo(262144);
  }

  @Test
  void partitionsCountByTheirNumber() throws IOException {
    json(
            "POST",
            COLLECTIONS,
            "{'name': 'few_p', 'kind': 'partitioned', 'axis': 't', 'partitioning': {'name': 'sequence', 'variables': ['c'], 'dimension': 't'},"
                + " 'schema': {'dimensions': [{'name': 't', 'chunks': 2}], 'variables': [{'name': 't', 'dtype': '<i4', 'dimensions': ['t']}, {'name': 'c', 'dtype': '<i4', 'dimensions': ['t']}]}}")
        .expect(201);
    String rows = COLLECTIONS + "/few_p/rows";
    json("POST", rows, "{'t': [1, 2], 'c': [1, 2]}").expect(200);
    assertOver(json("POST", rows, "{'t': [3, 4], 'c': [3, 4]}"), "few", "arrays", 3);
    assertThat(api.get(COLLECTIONS + "/few_p").json().get("partitions").asInt()).isEqualTo(2);
    json("POST", rows, "{'t': [3], 'c': [3]}").expect(200);
    json("POST", rows, "{'t': [5, 6], 'c': [1, 2]}").expect(200);
    assertOver(json("POST", rows, "{'t': [7], 'c': [7]}"), "few", "arrays", 3);
    api.delete(COLLECTIONS + "/few_p/partitions?filter=c%20%3D%3D%201").expect(200);
    json("POST", rows, "{'t': [7], 'c': [7]}").expect(200);
  }

  @Test
  void protocolOfDekerIsUnderTheSameQuotas() throws IOException {
    arrays("few_a", "");
    for (int n = 0; n < 3; n++) {
      array("few_a", n).expect(201);
    }
    Answer ofDeker =
        json(
            "POST",
            "/v1/collection/few_a/arrays",
            "{'primary_attributes': {'n': 5}, 'custom_attributes': {}}");
    ofDeker.expect(507);
  }
}
