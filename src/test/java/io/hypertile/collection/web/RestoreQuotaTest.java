package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.store.s3.S3Server;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Quotas of what comes back from the trash, and of collections in S3. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.trash.keep=7d",
      "hypertile.quotas.few.collections=few_*",
      "hypertile.quotas.few.arrays=3",
      "hypertile.quotas.small.collections=small_*",
      "hypertile.quotas.small.bytes=100KB",
      "hypertile.quotas.team.collections=team_*",
      "hypertile.quotas.team.arrays=3",
      "hypertile.quotas.team.together=true"
    })
class RestoreQuotaTest extends OwnStorage {
  private static final String TRASH = "/api/v1/trash";
  private static final int CELLS = 8 * 1024;
  private static final String[] PLACES = {
    "'storage': 'hdf5'", "'storage': 'zarr'", "'store': 'lake'"
  };
  private static final S3Server SERVER = S3Server.usual();

  @DynamicPropertySource
  static void stores(DynamicPropertyRegistry registry) {
    registry.add("hypertile.stores.lake.url", () -> "s3://" + S3Server.BUCKET + "/quota");
    registry.add("hypertile.stores.lake.endpoint", () -> SERVER.address().toString());
    registry.add("hypertile.stores.lake.region", () -> "us-east-1");
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @AfterEach
  void removeAll() throws IOException {
    for (JsonNode item : api.get(COLLECTIONS).expect(200).json().get("items")) {
      String name = item.get("name").asString();
      api.delete(COLLECTIONS + "/" + name + "?trash=false&confirm=" + name).expect(204);
    }
    for (JsonNode item : api.get(TRASH).expect(200).json().get("items")) {
      api.delete(TRASH + "/" + item.get("id").asString()).expect(204);
    }
  }

  private void make(String name, String place, int arrays) throws IOException {
    json(
            "POST",
            COLLECTIONS,
            "{'name': '%s', 'kind': 'array', 'dtype': 'float64', %s, 'dimensions': [{'name': 'x', 'size': %d}], 'attributes': [{'name': 'n', 'dtype': 'int', 'primary': true}]}"
                .formatted(name, place, CELLS))
        .expect(201);
    for (int n = 0; n < arrays; n++) {
      int number = n;
      patiently(() -> array(name, number)).expect(201);
    }
  }

  private Answer array(String name, int n) throws IOException {
    return json(
        "POST",
        COLLECTIONS + "/" + name + "/arrays",
        "{'primary_attributes': {'n': %d}}".formatted(n));
  }

  private Answer write(String name, int n) throws IOException {
    byte[] noise = new byte[8 * CELLS];
    TestSeed.random().nextBytes(noise);
    return api.body(
        "PUT",
        COLLECTIONS + "/" + name + "/arrays/~" + n + "/subset",
        "application/octet-stream",
        noise);
  }

  private String only() throws IOException {
    JsonNode items = api.get(TRASH).expect(200).json().get("items");
    assertThat(items).hasSize(1);
    return TRASH + "/" + items.get(0).get("id").asString();
  }

  /** A call that a count makes room for, which takes longer on a busy machine. */
  private interface Call {
    Answer make() throws IOException;
  }

  private static Answer patiently(Call call) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Answer answer = call.make();
    while (answer.status() == 507 && System.nanoTime() < end) {
      answer = call.make();
    }
    return answer;
  }

  private int count(String name) throws IOException {
    return api.get(COLLECTIONS + "/" + name + "/arrays").expect(200).json().get("items").size();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void arraysComeBackWhereTheQuotaHasRoom(int place) throws IOException {
    make("few_a", PLACES[place], 2);
    api.delete(COLLECTIONS + "/few_a/arrays").expect(204);
    patiently(() -> array("few_a", 7)).expect(201);
    patiently(() -> array("few_a", 8)).expect(201);
    JsonNode problem = api.json("POST", only() + ":restore", "").problem(507, "quota-exceeded");
    assertThat(problem.get("quota").asString()).isEqualTo("few");
    assertThat(problem.get("requested").asInt()).isEqualTo(2);
    assertThat(count("few_a")).isEqualTo(2);
    api.delete(COLLECTIONS + "/few_a/arrays/~8").expect(204);
    patiently(() -> api.json("POST", only() + ":restore", "")).expect(200);
    assertThat(count("few_a")).isEqualTo(3);
    array("few_a", 9).problem(507, "quota-exceeded");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void collectionsComeBackWhereTheQuotaHasRoom(int place) throws IOException {
    make("team_a", PLACES[place], 2);
    api.delete(COLLECTIONS + "/team_a").expect(204);
    make("team_b", PLACES[place], 2);
    api.json("POST", only() + ":restore", "").problem(507, "quota-exceeded");
    api.get(COLLECTIONS + "/team_a").problem(404, "collection-not-found");
    api.delete(COLLECTIONS + "/team_b/arrays/~1").expect(204);
    patiently(() -> api.json("POST", only() + ":restore", "")).expect(200);
    assertThat(count("team_a")).isEqualTo(2);
    array("team_a", 5).problem(507, "quota-exceeded");
  }

  @Test
  void collectionsInS3HaveQuotasOfBytesAndArrays() throws IOException {
    make("small_s", PLACES[2], 2);
    patiently(() -> write("small_s", 0)).expect(204);
    JsonNode problem = write("small_s", 1).problem(507, "quota-exceeded");
    assertThat(problem.get("quota").asString()).isEqualTo("small");
    assertThat(problem.get("unit").asString()).isEqualTo("bytes");
    write("small_s", 0).expect(204);
    api.delete(COLLECTIONS + "/small_s/arrays/~0").expect(204);
    patiently(() -> write("small_s", 1)).expect(204);
    JsonNode use = api.get(COLLECTIONS + "/small_s/size").expect(200).json().get("quotas").get(0);
    assertThat(use.get("bytes").get("used").asLong()).isBetween(8L * CELLS, 100L * 1024);
    make("few_s", PLACES[2], 3);
    array("few_s", 3).problem(507, "quota-exceeded");
  }
}
