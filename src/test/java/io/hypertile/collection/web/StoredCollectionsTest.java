package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Collections in stores of the settings over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class StoredCollectionsTest extends OwnStorage {
  private static final String DOCUMENT =
      """
      {"name": "%s", "kind": "%s", "store": "%s", "dtype": "int16", %s
       "dimensions": [{"name": "y", "size": 4}, {"name": "x", "size": 6}],
       "attributes": [{"name": "n", "dtype": "int", "primary": true}]}
      """;

  @TempDir static Path files;

  @DynamicPropertySource
  static void stores(DynamicPropertyRegistry registry) throws IOException {
    Path disk = Files.createDirectory(files.resolve("disk"));
    registry.add("hypertile.stores.lake.url", () -> "memory:");
    registry.add("hypertile.stores.disk.url", () -> disk.toUri().toString());
    registry.add("hypertile.stores.seen.url", () -> disk.toUri().toString());
    registry.add("hypertile.stores.seen.read-only", () -> "true");
    registry.add("hypertile.stores.far.url", () -> "http://127.0.0.1:9/lake/");
  }

  private Answer keep(String name, String kind, String store) throws IOException {
    String grid = kind.equals("varray") ? "\"vgrid\": [2, 3]," : "";
    return api.json("POST", COLLECTIONS, DOCUMENT.formatted(name, kind, store, grid));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lake array", "lake varray", "disk array", "disk varray"})
  void collectionsAreKeptInTheStoreTheyName(String row) throws IOException {
    String store = row.split(" ")[0];
    String kind = row.split(" ")[1];
    JsonNode made = keep("c", kind, store).expect(201).json();
    assertThat(made.get("store").stringValue()).isEqualTo(store);
    assertThat(made.get("storage").stringValue()).isEqualTo("zarr");
    String arrays = COLLECTIONS + "/c/arrays";
    for (int n = 1; n <= 3; n++) {
      api.json("POST", arrays, "{\"primary_attributes\": {\"n\": %d}}".formatted(n)).expect(201);
    }
    api.json("PUT", arrays + "/~2/subset?slice=1:3,1:3", "[[1,2],[3,4]]").expect(204);
    assertThat(api.get(arrays + "/~2/subset?layout=values&slice=2,0:4").json().toString())
        .isEqualTo("[-32768,3,4,-32768]");
    assertThat(api.get(arrays + "?filter=n%3E1").json().get("items")).hasSize(2);
    assertThat(api.get("/v1/collection/c/arrays").status()).isLessThan(500);
    api.get("/zarr/c/~2/zarr.json").expect(200);
    assertThat(names()).contains("c");
    JsonNode report =
        api.json("POST", COLLECTIONS + "/c/integrity", "{\"level\": 4}").expect(200).json();
    assertThat(report.get("findings")).isEmpty();
    if (store.equals("disk")) {
      assertThat(files.resolve("disk/c/~2/zarr.json")).isRegularFile();
    }
    api.delete(COLLECTIONS + "/c").expect(204);
    assertThat(names()).doesNotContain("c");
    assertThat(files.resolve("disk/c/zarr.json")).doesNotExist();
    assertThat(files.resolve("disk/c/~2")).doesNotExist();
  }

  @Test
  void storesThatDoNotAnswerHoldNothingElseUp() throws IOException {
    keep("near", "array", "lake").expect(201);
    api.get(COLLECTIONS + "/near").expect(200);
    api.get(COLLECTIONS + "/nowhere").problem(503, "storage-unavailable");
    JsonNode report = api.json("POST", "/api/v1/integrity", "{\"level\": 2}").expect(200).json();
    assertThat(report.get("complete").booleanValue()).isFalse();
    assertThat(api.get("/api/v1/locks").expect(200).json().get("items")).isEmpty();
    api.delete(COLLECTIONS + "/near").expect(204);
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    api.get(COLLECTIONS)
        .expect(200)
        .json()
        .get("items")
        .forEach(item -> names.add(item.get("name").stringValue()));
    return names;
  }

  @Test
  void storesThatAreOnlyReadRefuseChanges() throws IOException {
    keep("no", "array", "seen").problem(403, "forbidden");
    keep("no", "array", "far").problem(403, "forbidden");
    assertThat(names()).doesNotContain("no");
  }

  @Test
  void unknownStoresAreRefusedWithThoseThatThereAre() throws IOException {
    JsonNode problem = keep("no", "array", "pond").problem(422, "invalid-schema");
    assertThat(problem.get("pointer").stringValue()).isEqualTo("/store");
    assertThat(problem.get("known").toString()).isEqualTo("[\"disk\",\"far\",\"lake\",\"seen\"]");
  }
}
