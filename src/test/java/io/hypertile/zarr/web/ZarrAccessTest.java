package io.hypertile.zarr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.ApiKeys;
import io.hypertile.collection.web.MemoryServer;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Who may see what of the hierarchy, and how fast. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.fairness.requests-per-second=10",
      "hypertile.fairness.burst=5"
    })
@Import(MemoryServer.class)
class ZarrAccessTest {
  private static final String C = "/api/v1/collections";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String BOSS = ApiKey.make();
  private static final String READER = ApiKey.make();
  private static final String VISITOR = ApiKey.make();

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    ApiKeys.add(registry, 0, "boss", BOSS, "admin", "*");
    ApiKeys.add(registry, 1, "reader", READER, "read", "open");
    ApiKeys.add(registry, 2, "visitor", VISITOR, "read", "open.zarr");
  }

  @BeforeEach
  void create() throws IOException {
    api = new ApiClient(port);
    for (String name : List.of("open", "hidden")) {
      if (as(BOSS, "/zarr/" + name + "/zarr.json").status() == 404) {
        post(
            C,
            "{\"name\": \""
                + name
                + "\", \"kind\": \"array\", \"dtype\": \"int8\","
                + " \"dimensions\": [{\"name\": \"x\", \"size\": 4}]}");
        post(C + "/" + name + "/arrays", "{\"id\": \"" + ID + "\"}");
      }
    }
  }

  /** The limit is the same for all that is made here, and the interface refuses what is beyond. */
  private void post(String path, String body) throws IOException {
    Answer answer = null;
    while (answer == null || answer.status() == 429) {
      answer =
          api.send(
              api.request(path)
                  .header("X-API-Key", BOSS)
                  .header("Content-Type", "application/json")
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    }
    answer.expect(201);
  }

  private Answer as(String key, String path) throws IOException {
    return api.get(path, "X-API-Key", key, "X-Request-Id", "r");
  }

  @Test
  void callersMustBeKnown() throws IOException {
    api.get("/zarr/").problem(401, "unauthenticated");
    api.get("/zarr/open/zarr.json").problem(401, "unauthenticated");
    api.get("/zarr/open/" + ID + "/open/.zarray").problem(401, "unauthenticated");
    String basic =
        Base64.getEncoder().encodeToString(("u:" + READER).getBytes(StandardCharsets.UTF_8));
    api.get("/zarr/open/zarr.json", "Authorization", "Basic " + basic).expect(200);
  }

  @Test
  void pagesShowWhatTheCallerMaySee() throws IOException {
    assertThat(as(BOSS, "/zarr/").expect(200).text()).contains("hidden/", "open/");
    assertThat(as(READER, "/zarr/").expect(200).text()).contains("open/").doesNotContain("hidden");
    as(READER, "/zarr/open/" + ID + "/zarr.json").expect(200);
    as(READER, "/zarr/open.zarr/" + ID + ".zarr/zarr.json").expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/zarr.json",
        "/" + ID + "/zarr.json",
        "/" + ID,
        "/" + ID + "/NAME/c/0",
        ".zarr/zarr.json",
        ".zarr/" + ID + "/NAME/c/0",
        "/.zgroup",
        "//x",
        "/%zz"
      })
  void hiddenCollectionsAreAnsweredAsNone(String below) throws IOException {
    as(BOSS, "/zarr/hidden/" + ID + "/zarr.json").expect(200);
    Answer hidden = raw("/zarr/hidden" + below.replace("NAME", "hidden"));
    Answer none = raw("/zarr/nowher" + below.replace("NAME", "nowher"));
    assertThat(hidden.status()).isEqualTo(none.status()).isGreaterThanOrEqualTo(400);
    assertThat(hidden.text()).isEqualTo(none.text().replace("nowher", "hidden"));
  }

  private Answer raw(String path) throws IOException {
    return path.contains("%zz") ? as(READER, path.replace("%zz", "%25zz")) : as(READER, path);
  }

  /** A right to a name with the ending is none to the collection without it. */
  @Test
  void endingGivesNoRight() throws IOException {
    as(VISITOR, "/zarr/open.zarr/zarr.json").problem(404, "collection-not-found");
    as(VISITOR, "/zarr/open/zarr.json").problem(404, "collection-not-found");
  }

  @Test
  void requestsBeyondTheRateWaitForTheirTurn() throws IOException {
    long start = System.nanoTime();
    for (int n = 0; n < 15; n++) {
      as(READER, "/zarr/open/zarr.json").expect(200);
    }
    assertThat(System.nanoTime() - start).isGreaterThan(500_000_000L);
    List<Integer> statuses = new ArrayList<>();
    for (int n = 0; n < 15; n++) {
      statuses.add(as(READER, C + "/open").status());
    }
    assertThat(statuses).contains(429);
  }
}
