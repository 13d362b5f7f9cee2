package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Collections kept in Zarr over HTTP: the same resources as those in HDF5. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ZarrCollectionsTest extends OwnStorage {
  private static final String LAKE = COLLECTIONS + "/lake";
  private static final String FIRST = LAKE + "/arrays/~2023-01-01T00:00:00Z";
  private static final String DOCUMENT =
      """
      {"name": "lake", "kind": "%s", "storage": "zarr", "dtype": "float32", %s
       "dimensions": [
         {"name": "hour", "type": "time", "size": 4, "start_value": "$dt", "step": "PT1H"},
         {"name": "y", "size": 6, "scale": {"start_value": 90.0, "step": -0.5, "name": "lat"}}],
       "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
                      {"name": "note", "dtype": "string"}]}
      """;

  @AfterEach
  void delete() throws IOException {
    api.delete(LAKE);
  }

  private void create(String kind) throws IOException {
    String grid = kind.equals("varray") ? "\"vgrid\": [2, 3]," : "";
    Answer made = api.json("POST", COLLECTIONS, DOCUMENT.formatted(kind, grid)).expect(201);
    assertThat(made.json().get("storage").stringValue()).isEqualTo("zarr");
    for (int day = 1; day <= 3; day++) {
      api.json(
              "POST",
              LAKE + "/arrays",
              """
              {"primary_attributes": {"dt": "2023-01-0%d"}, "custom_attributes": {"note": "n%d"}}
              """
                  .formatted(day, day))
          .expect(201);
    }
  }

  private JsonNode values(String query) throws IOException {
    return api.get(FIRST + "/subset?layout=values&" + query).expect(200).json();
  }

  @ParameterizedTest
  @ValueSource(strings = {"array", "varray"})
  void cellsAreWrittenReadAndCleared(String kind) throws IOException {
    create(kind);
    assertThat(values("slice=0,0:2").toString()).isEqualTo("[null,null]");
    api.json("PUT", FIRST + "/subset?slice=1:3,1:3", "[[1,2],[3,4]]").expect(204);
    assertThat(values("slice=2023-01-01T02:00,89.5:88.5").toString()).isEqualTo("[3.0,4.0]");
    assertThat(values("sel.lat=89.0&sel.hour=2023-01-01T01:00").toString()).isEqualTo("2.0");
    Answer whole = api.get(FIRST + "/subset");
    String tag = whole.expect(200).header("ETag");
    api.get(FIRST + "/subset", "If-None-Match", tag).expect(304);
    api.delete(FIRST + "/subset?slice=1:3,1:2").expect(204);
    assertThat(values("slice=1:3,1:3").toString()).isEqualTo("[[null,2.0],[null,4.0]]");
    assertThat(api.get(FIRST + "/subset").header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void arraysAreListedFilteredSortedChangedAndRemoved() throws IOException {
    create("array");
    assertThat(notes("?sort=-dt")).containsExactly("n3", "n2", "n1");
    assertThat(notes("?filter=dt%3E2023-01-01&sort=note")).containsExactly("n2", "n3");
    api.json("PATCH", FIRST, "{\"custom_attributes\": {\"note\": \"other\"}}").expect(200);
    assertThat(notes("?filter=note=='other'")).containsExactly("other");
    api.delete(FIRST).expect(204);
    api.get(FIRST).problem(404, "array-not-found");
    assertThat(notes("")).containsExactlyInAnyOrder("n2", "n3");
    assertThat(api.get(LAKE).expect(200).json().get("arrays").longValue()).isEqualTo(2);
    api.json("POST", LAKE + "/arrays", "{\"primary_attributes\": {\"dt\": \"2023-01-02\"}}")
        .problem(409, "already-exists");
  }

  private List<String> notes(String query) throws IOException {
    List<String> notes = new ArrayList<>();
    api.get(LAKE + "/arrays" + query)
        .expect(200)
        .json()
        .get("items")
        .forEach(item -> notes.add(item.at("/custom_attributes/note").stringValue()));
    return notes;
  }

  @Test
  void filesArePlainZarrAndChangesOfOthersAreSeen() throws IOException {
    create("array");
    api.json("PUT", FIRST + "/subset?slice=0,0", "7").expect(204);
    Path node = root.resolve("zarr/lake/~2023-01-01T00:00:00Z");
    assertThat(node.resolve("c/0/0")).isRegularFile();
    String document = Files.readString(node.resolve("zarr.json"));
    assertThat(document).contains("\"dimension_names\"", "\"n1\"", "\"fill_value\": \"NaN\"");
    Files.writeString(node.resolve("zarr.json"), document.replace("\"n1\"", "\"from outside\""));
    assertThat(api.get(FIRST).json().at("/custom_attributes/note").stringValue())
        .isEqualTo("from outside");
    Files.delete(node.resolve("c/0/0"));
    assertThat(values("slice=0,0").isNull()).isTrue();
  }

  @Test
  void viewUpkeepAndThePythonProtocolServeThem() throws IOException {
    create("array");
    api.json("PUT", FIRST + "/subset?slice=0,0", "7").expect(204);
    assertThat(api.get("/zarr/lake/~2023-01-01T00:00:00Z/zarr.json").expect(200).text())
        .contains("\"hour\"", "\"lake\"");
    assertThat(api.get("/zarr/lake/~2023-01-01T00:00:00Z/lake/c/0/0").expect(200).header("ETag"))
        .isNotEmpty();
    JsonNode report = api.json("POST", LAKE + "/integrity", "{\"level\": 4}").expect(200).json();
    assertThat(report.get("arrays").longValue()).isEqualTo(3);
    assertThat(report.get("findings")).isEmpty();
    assertThat(api.get(LAKE + "/size").expect(200).json().get("bytes").longValue()).isPositive();
    assertThat(api.get("/v1/collection/lake/arrays").expect(200).json()).hasSize(3);
    assertThat(api.get("/api/v1/locks?collection=lake").expect(200).json().get("items")).isEmpty();
  }

  @Test
  void damageIsFoundAndTheRegisterIsPutRight() throws IOException {
    create("array");
    Path lake = root.resolve("zarr/lake");
    String damaged = api.get(FIRST).json().get("id").stringValue();
    Files.writeString(lake.resolve("~2023-01-01T00:00:00Z/zarr.json"), "{");
    Path other = lake.resolve("~2023-01-02T00:00:00Z/zarr.json");
    String id = api.get(LAKE + "/arrays/~2023-01-02T00:00:00Z").json().get("id").stringValue();
    Path entry =
        root.resolve("zarr/.collections/lake/ids/" + id.substring(0, 8) + "/" + id.substring(9));
    Files.delete(entry);
    assertThat(kinds("{\"level\": 3}")).containsExactly("unreadable-array", "missing-entry");
    assertThat(kinds("{\"level\": 3, \"repair_links\": true}"))
        .containsExactly("unreadable-array", "missing-entry");
    assertThat(entry).hasContent("~2023-01-02T00:00:00Z");
    Files.delete(other);
    assertThat(kinds("{\"level\": 3}")).containsExactly("unreadable-array", "dangling-entry");
    api.get(FIRST).problem(500, "corrupt-data");
    api.delete(LAKE + "/arrays/" + damaged).expect(204);
    api.get(FIRST).problem(404, "array-not-found");
  }

  @Test
  void damagedAndForeignObjectsAreFoundAtTheirLevels() throws IOException {
    create("array");
    api.json("PUT", FIRST + "/subset?slice=0,0", "7").expect(204);
    assertThat(kinds("{\"level\": 4}")).isEmpty();
    Path array = root.resolve("zarr/lake/~2023-01-01T00:00:00Z");
    Path chunk = array.resolve("c/0/0");
    byte[] bytes = Files.readAllBytes(chunk);
    Files.write(array.resolve("c/9"), new byte[1]);
    Files.createDirectories(array.resolve("c/7"));
    Files.write(array.resolve("c/7/0"), bytes);
    Files.write(chunk, Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(kinds("{\"level\": 2}")).isEmpty();
    assertThat(kinds("{\"level\": 3}")).containsExactly("orphan-chunk", "foreign-object");
    assertThat(kinds("{\"level\": 4}"))
        .containsExactly("unreadable-chunk", "orphan-chunk", "foreign-object");
    JsonNode found =
        api.json("POST", LAKE + "/integrity", "{\"level\": 4}").expect(200).json().get("findings");
    assertThat(found.get(0).get("file").stringValue())
        .isEqualTo("lake/~2023-01-01T00:00:00Z/c/0/0");
    assertThat(found.get(0).get("array").stringValue())
        .isEqualTo(api.get(FIRST).json().get("id").stringValue());
  }

  @Test
  void spaceThatNothingLeadsToIsMadeFree() throws IOException {
    create("array");
    api.json("PUT", FIRST + "/subset?slice=0,0", "7").expect(204);
    Path array = root.resolve("zarr/lake/~2023-01-01T00:00:00Z");
    Files.createDirectories(array.resolve("c/7"));
    Files.write(array.resolve("c/7/0"), new byte[100]);
    String damaged = "zarr/lake/~2023-01-02T00:00:00Z/zarr.json";
    Files.writeString(root.resolve(damaged), "{");
    JsonNode report = api.json("POST", LAKE + "/arrays:compact", "").expect(200).json();
    assertThat(report.toString())
        .isEqualTo("{\"arrays\":3,\"skipped\":1,\"shards\":0,\"removed\":1,\"bytes\":100}");
    assertThat(array.resolve("c/7/0")).doesNotExist();
    assertThat(values("slice=0,0").toString()).isEqualTo("7.0");
    assertThat(kinds("{\"level\": 4}")).containsExactly("unreadable-array");
    api.json("POST", COLLECTIONS + "/none/arrays:compact", "").problem(404, "collection-not-found");
  }

  private List<String> kinds(String body) throws IOException {
    List<String> kinds = new ArrayList<>();
    api.json("POST", LAKE + "/integrity", body)
        .expect(200)
        .json()
        .get("findings")
        .forEach(finding -> kinds.add(finding.get("kind").stringValue()));
    kinds.sort(java.util.Comparator.reverseOrder());
    return kinds;
  }

  @Test
  void namesAreOneNamespace() throws IOException {
    create("array");
    String plain =
        "{\"name\": \"%s\", \"kind\": \"array\", \"dtype\": \"int8\", %s"
            + "\"dimensions\": [{\"name\": \"x\", \"size\": 3}]}";
    api.json("POST", COLLECTIONS, plain.formatted("lake", "")).problem(409, "already-exists");
    api.json("POST", COLLECTIONS, plain.formatted("plain", "")).expect(201);
    api.json("POST", COLLECTIONS, plain.formatted("plain", "\"storage\": \"zarr\","))
        .problem(409, "already-exists");
    assertThat(api.get(COLLECTIONS + "/plain").json().has("storage")).isFalse();
    api.delete(COLLECTIONS + "/plain").expect(204);
    api.delete(LAKE).expect(204);
    assertThat(root.resolve("zarr/lake")).doesNotExist();
    api.get(LAKE).problem(404, "collection-not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"storage\": \"n5\" > /storage",
        "\"storage\": 3 > /storage",
        "\"store\": \"lake\" > /store",
        "\"store\": \" \" > /store",
        "\"storage\": \"hdf5\", \"store\": \"lake\" > /store",
        "\"storage\": \"zarr\", \"dtype\": \"longdouble\" > /dtype",
        "\"storage\": \"zarr\", \"options\": {\"compression\": \"lzf\"} > /options/compression",
        "\"storage\": \"zarr\", \"attributes\": [{\"name\": \"hypertile\", \"dtype\": \"int\"}]"
            + " > /attributes"
      })
  void documentsThatCannotBeKeptAreRefusedAtTheirMember(String row) throws IOException {
    String[] parts = row.split(" > ");
    String dtype = parts[0].contains("dtype\": \"longdouble") ? "" : "\"dtype\": \"int8\",";
    JsonNode problem =
        api.json(
                "POST",
                COLLECTIONS,
                "{\"name\": \"lake\", \"kind\": \"array\", %s %s,".formatted(dtype, parts[0])
                    + " \"dimensions\": [{\"name\": \"x\", \"size\": 3}]}")
            .problem(422, "invalid-schema");
    assertThat(problem.get("pointer").stringValue()).isEqualTo(parts[1]);
    api.get(LAKE).expect(404);
  }
}
