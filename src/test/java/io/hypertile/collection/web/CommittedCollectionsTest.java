package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.store.s3.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Collections in S3 over HTTP, of one server and of two. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CommittedCollectionsTest extends OwnStorage {
  private static final String URL = "s3://" + S3Server.BUCKET + "/kept";
  private static final String DOCUMENT =
      """
      {"name": "%s", "kind": "%s", "store": "lake", "dtype": "int16", %s
       "dimensions": [{"name": "y", "size": 4}, {"name": "x", "size": 6}],
       "attributes": [{"name": "n", "dtype": "int", "primary": true},
                      {"name": "note", "dtype": "string"}]}
      """;

  private static final S3Server SERVER = S3Server.usual();

  @TempDir static Path other;

  @DynamicPropertySource
  static void stores(DynamicPropertyRegistry registry) {
    registry.add("hypertile.stores.lake.url", () -> URL);
    registry.add("hypertile.stores.lake.endpoint", () -> SERVER.address().toString());
    registry.add("hypertile.stores.lake.region", () -> "us-east-1");
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private String make(String name, String kind) throws IOException {
    String grid = kind.equals("varray") ? "\"vgrid\": [2, 3]," : "";
    JsonNode made =
        api.json("POST", COLLECTIONS, DOCUMENT.formatted(name, kind, grid)).expect(201).json();
    assertThat(made.get("store").stringValue()).isEqualTo("lake");
    String arrays = COLLECTIONS + "/" + name + "/arrays";
    for (int n = 1; n <= 3; n++) {
      api.json("POST", arrays, "{\"primary_attributes\": {\"n\": %d}}".formatted(n)).expect(201);
    }
    return arrays;
  }

  private static List<String> names(ApiClient api) throws IOException {
    List<String> names = new ArrayList<>();
    api.get(COLLECTIONS)
        .expect(200)
        .json()
        .get("items")
        .forEach(item -> names.add(item.get("name").stringValue()));
    return names;
  }

  private static String values(ApiClient api, String array) throws IOException {
    return api.get(array + "/subset?layout=values&slice=2,0:4").expect(200).json().toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"array", "varray"})
  void collectionsAreKeptInS3(String kind) throws IOException {
    // The second round finds what the first one has left.
    for (int round = 1; round <= 2; round++) {
      String arrays = make("c", kind);
      assertThat(values(api, arrays + "/~2")).isEqualTo("[-32768,-32768,-32768,-32768]");
      api.json("PUT", arrays + "/~2/subset?slice=1:3,1:3", "[[1,2],[3,4]]").expect(204);
      assertThat(values(api, arrays + "/~2")).isEqualTo("[-32768,3,4,-32768]");
      assertThat(api.get(arrays).expect(200).json().get("items")).hasSize(3);
      assertThat(api.get(arrays + "?filter=n%3E1").expect(200).json().get("items")).hasSize(2);
      api.get("/zarr/c/~2/zarr.json").expect(200);
      assertThat(names(api)).contains("c");
      JsonNode report =
          api.json("POST", COLLECTIONS + "/c/integrity", "{\"level\": 4}").expect(200).json();
      assertThat(report.get("findings")).isEmpty();
      api.delete(arrays + "/~2/subset?slice=0:4,0:6").expect(204);
      assertThat(values(api, arrays + "/~2")).isEqualTo("[-32768,-32768,-32768,-32768]");
      api.delete(arrays + "/~3").expect(204);
      api.get(arrays + "/~3").problem(404, "array-not-found");
      assertThat(api.get(arrays).expect(200).json().get("items")).hasSize(2);
      api.json("PUT", arrays + "/~1/subset?slice=2,0:2", "[7,8]").expect(204);
      api.delete(COLLECTIONS + "/c").expect(204);
      assertThat(names(api)).doesNotContain("c");
      api.get(arrays + "/~1").problem(404, "collection-not-found");
    }
  }

  @Test
  void anotherServerSeesAndChangesTheSameArrays() throws IOException {
    String arrays = make("shared", "array");
    api.json("PUT", arrays + "/~2/subset?slice=1:3,1:3", "[[1,2],[3,4]]").expect(204);
    try (ConfigurableApplicationContext second = second()) {
      int port = second.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
      ApiClient there = new ApiClient(port);
      assertThat(names(there)).contains("shared");
      assertThat(values(there, arrays + "/~2")).isEqualTo("[-32768,3,4,-32768]");
      there.json("PUT", arrays + "/~2/subset?slice=2,0:2", "[5,6]").expect(204);
      there.json("POST", arrays, "{\"primary_attributes\": {\"n\": 4}}").expect(201);
      assertThat(values(api, arrays + "/~2")).isEqualTo("[5,6,4,-32768]");
      assertThat(api.get(arrays).expect(200).json().get("items")).hasSize(4);
      String filtered = arrays + "?filter=n%3E1&sort=-n";
      assertThat(api.get(filtered).expect(200).json().get("items")).hasSize(3);
      Answer taken = api.json("POST", arrays, "{\"primary_attributes\": {\"n\": 4}}");
      taken.problem(409, "already-exists");
    }
    api.delete(COLLECTIONS + "/shared").expect(204);
  }

  private static ConfigurableApplicationContext second() {
    return new SpringApplicationBuilder(HypertileApplication.class)
        .run(
            "--server.port=0",
            "--hypertile.storage.root=" + other,
            "--hypertile.stores.lake.url=" + URL,
            "--hypertile.stores.lake.endpoint=" + SERVER.address(),
            "--hypertile.stores.lake.region=us-east-1");
  }
}
