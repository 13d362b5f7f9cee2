package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Removed collections over HTTP: kept, listed for those who may remove them, brought back. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "hypertile.trash.keep=7d")
class TrashTest extends OwnStorage {
  private static final String TRASH = "/api/v1/trash";
  private static final String POND = COLLECTIONS + "/pond";
  private static final String CASTS = COLLECTIONS + "/casts";
  private static final String TRACKS = COLLECTIONS + "/tracks";
  private static final String POND_DOCUMENT =
      """
      {"name": "%s", "kind": "%s", %s "storage": "%s", "dtype": "int16",
       "dimensions": [{"name": "x", "size": 4}],
       "attributes": [{"name": "n", "dtype": "int", "primary": true}]}
      """;
  private static final Map<String, String> KEYS =
      Map.of("boss", ApiKey.make(), "keeper", ApiKey.make(), "writer", ApiKey.make());

  @DynamicPropertySource
  static void keys(DynamicPropertyRegistry registry) {
    ApiKeys.add(registry, 0, "boss", KEYS.get("boss"), "admin", "*");
    ApiKeys.add(registry, 1, "keeper", KEYS.get("keeper"), "admin", "other*");
    ApiKeys.add(registry, 2, "writer", KEYS.get("writer"), "write", "*");
  }

  private Answer call(String caller, String method, String path, String body) throws IOException {
    return api.send(
        api.request(path)
            .header("X-API-Key", KEYS.get(caller))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  private Answer boss(String method, String path) throws IOException {
    return call("boss", method, path, "");
  }

  private List<JsonNode> trash(String caller) throws IOException {
    List<JsonNode> items = new ArrayList<>();
    JsonNode list = call(caller, "GET", TRASH, "").expect(200).json();
    assertThat(list.get("keep_seconds").longValue()).isEqualTo(Duration.ofDays(7).toSeconds());
    list.get("items").forEach(items::add);
    return items;
  }

  private String only() throws IOException {
    List<JsonNode> items = trash("boss");
    assertThat(items).hasSize(1);
    return TRASH + "/" + items.getFirst().get("id").stringValue();
  }

  @AfterEach
  void empty() throws IOException {
    for (String path : List.of(POND, CASTS, TRACKS)) {
      boss("DELETE", path + "?trash=false");
    }
    for (JsonNode item : trash("boss")) {
      boss("DELETE", TRASH + "/" + item.get("id").stringValue()).expect(204);
    }
  }

  private void makePond(String name, String kind, String storage) throws IOException {
    String grid = kind.equals("varray") ? "\"vgrid\": [2]," : "";
    call("boss", "POST", COLLECTIONS, POND_DOCUMENT.formatted(name, kind, grid, storage))
        .expect(201);
    String array = COLLECTIONS + "/" + name + "/arrays";
    call("boss", "POST", array, "{\"primary_attributes\": {\"n\": 1}}").expect(201);
    call("boss", "PUT", array + "/~1/subset", "[1, 2, 3, 4]").expect(204);
  }

  private void assertPond(String name) throws IOException {
    String pond = COLLECTIONS + "/" + name;
    JsonNode cells = boss("GET", pond + "/arrays/~1/subset?layout=values").expect(200).json();
    assertThat(cells).hasToString("[1,2,3,4]");
    assertThat(boss("GET", pond + "/arrays?filter=n==1").json().get("items")).hasSize(1);
    assertThat(boss("GET", pond).json().get("arrays").longValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"array, hdf5", "varray, hdf5", "array, zarr", "varray, zarr"})
  void collectionsAreListedHiddenAndRestored(String kind, String storage) throws IOException {
    makePond("pond", kind, storage);
    assertPond("pond");
    String tag = boss("GET", POND + "/arrays/~1").header("ETag");
    boss("DELETE", POND).expect(204);
    boss("GET", POND).problem(404, "collection-not-found");
    boss("GET", POND + "/arrays/~1/subset").problem(404, "collection-not-found");
    assertThat(boss("GET", COLLECTIONS).json().get("items")).isEmpty();
    assertThat(boss("GET", "/v1/collections").text()).doesNotContain("pond");
    boss("GET", "/zarr/pond/zarr.json").expect(404);
    JsonNode checked = call("boss", "POST", "/api/v1/integrity", "{}").expect(200).json();
    assertThat(checked.get("findings")).isEmpty();
    JsonNode size = boss("GET", "/api/v1/size").expect(200).json();
    assertThat(size.get("bytes").longValue()).isZero();
    JsonNode item = trash("boss").getFirst();
    assertThat(item.get("name").stringValue()).isEqualTo("pond");
    assertThat(item.get("storage").stringValue()).isEqualTo(storage);
    assertThat(item.get("by").stringValue()).isEqualTo("boss");
    assertThat(item.get("bytes").longValue())
        .isPositive()
        .isEqualTo(size.get("trash_bytes").longValue());
    Instant removed = Instant.parse(item.get("removed").stringValue());
    assertThat(removed).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(Instant.parse(item.get("expires").stringValue()))
        .isEqualTo(removed.plus(Duration.ofDays(7)));
    assertThat(boss("GET", "/actuator/prometheus").expect(200).text())
        .contains("hypertile_trash_collections 1.0", "hypertile_trash_size_bytes ");
    JsonNode restored = boss("POST", only() + ":restore").expect(200).json();
    assertThat(restored.get("location").stringValue()).isEqualTo(POND);
    assertPond("pond");
    assertThat(boss("GET", POND + "/arrays/~1").header("ETag")).isEqualTo(tag);
    assertThat(trash("boss")).isEmpty();
    call("boss", "PUT", POND + "/arrays/~1/subset?slice=0", "9").expect(204);
  }

  @ParameterizedTest
  @CsvSource({"array, hdf5", "varray, hdf5", "array, zarr", "varray, zarr"})
  void arraysThatGoTogetherComeBack(String kind, String storage) throws IOException {
    makePond("pond", kind, storage);
    String tag = boss("GET", POND + "/arrays/~1").header("ETag");
    boss("DELETE", POND + "/arrays").expect(204);
    assertThat(boss("GET", POND + "/arrays").json().get("items")).isEmpty();
    boss("GET", POND + "/arrays/~1/subset").problem(404, "array-not-found");
    JsonNode item = trash("boss").getFirst();
    assertThat(item.get("what").stringValue()).isEqualTo("arrays");
    assertThat(item.get("name").stringValue()).isEqualTo("pond");
    assertThat(item.get("by").stringValue()).isEqualTo("boss");
    assertThat(item.get("bytes").longValue()).isPositive();
    String other = "{\"primary_attributes\": {\"n\": %s}}";
    call("boss", "POST", POND + "/arrays", other.formatted(2)).expect(201);
    JsonNode again = call("boss", "POST", POND + "/arrays", other.formatted(1)).expect(201).json();
    JsonNode problem = boss("POST", only() + ":restore").problem(409, "already-exists");
    assertThat(problem.get("array")).isEqualTo(again.get("id"));
    boss("DELETE", POND + "/arrays/~1").expect(204);
    JsonNode restored = boss("POST", only() + ":restore").expect(200).json();
    assertThat(restored.get("location").stringValue()).isEqualTo(POND + "/arrays");
    assertThat(boss("GET", POND + "/arrays/~1/subset?layout=values").json())
        .hasToString("[1,2,3,4]");
    assertThat(boss("GET", POND + "/arrays/~1").header("ETag")).isEqualTo(tag);
    assertThat(boss("GET", POND + "/arrays?filter=n%3C3").json().get("items")).hasSize(2);
    assertThat(trash("boss")).isEmpty();
    boss("DELETE", POND + "/arrays?trash=false").expect(204);
    assertThat(trash("boss")).isEmpty();
  }

  @Test
  void arraysThatDekersClientClearsAreKept() throws IOException {
    makePond("pond", "array", "hdf5");
    call("boss", "PUT", "/v1/collection/pond/arrays", "[]").expect(200);
    boss("POST", only() + ":restore").expect(200);
    assertPond("pond");
  }

  @Test
  void whatTheTrashDoesNotTakeIsConfirmed() throws IOException {
    call("boss", "POST", COLLECTIONS, "{\"name\": \"casts\", \"kind\": \"dataset\"}").expect(201);
    call("boss", "POST", CASTS + "/datasets", "{\"name\": \"a\"}").expect(201);
    JsonNode problem = boss("DELETE", CASTS + "/datasets").problem(428, "confirmation-required");
    assertThat(problem.get("detail").stringValue())
        .startsWith("This removes 1 datasets for good, as");
    assertThat(problem.get("limit").longValue()).isZero();
    assertThat(problem.get("call").stringValue())
        .isEqualTo("DELETE " + CASTS + "/datasets?confirm=casts");
    boss("DELETE", CASTS + "/datasets?confirm=casts").expect(204);
    assertThat(trash("boss")).isEmpty();
  }

  @Test
  void datasetsAndPartitionsComeBack() throws IOException {
    call("boss", "POST", COLLECTIONS, "{\"name\": \"casts\", \"kind\": \"dataset\"}").expect(201);
    call("boss", "POST", CASTS + "/datasets", "{\"name\": \"a\"}").expect(201);
    call(
            "boss",
            "POST",
            COLLECTIONS,
            """
            {"name": "tracks", "kind": "partitioned", "axis": "time",
             "partitioning": {"name": "sequence", "variables": ["cycle"], "dimension": "time"},
             "schema": {"dimensions": [{"name": "time", "chunks": 2}],
               "variables": [{"name": "time", "dtype": "<i4", "dimensions": ["time"]},
                             {"name": "cycle", "dtype": "<i4", "dimensions": ["time"]}]}}
            """)
        .expect(201);
    call("boss", "POST", TRACKS + "/rows", "{\"time\": [1, 2], \"cycle\": [1, 2]}").expect(200);
    String rows = boss("GET", TRACKS + "/rows?layout=values").expect(200).text();
    boss("DELETE", CASTS).expect(204);
    boss("DELETE", TRACKS).expect(204);
    boss("GET", CASTS + "/datasets").problem(404, "collection-not-found");
    boss("GET", TRACKS + "/rows").problem(404, "collection-not-found");
    for (JsonNode item : trash("boss")) {
      boss("POST", TRASH + "/" + item.get("id").stringValue() + ":restore").expect(200);
    }
    assertThat(boss("GET", CASTS + "/datasets").expect(200).json().get("items")).hasSize(1);
    assertThat(boss("GET", TRACKS + "/rows?layout=values").expect(200).text()).isEqualTo(rows);
  }

  @Test
  void nameThatIsTakenMeanwhileIsFreedByAnotherRemoval() throws IOException {
    makePond("pond", "array", "hdf5");
    boss("DELETE", POND).expect(204);
    String first = only();
    makePond("pond", "array", "hdf5");
    JsonNode problem = boss("POST", first + ":restore").problem(409, "already-exists");
    assertThat(problem.get("detail").stringValue()).contains("delete it first");
    boss("DELETE", POND).expect(204);
    assertThat(trash("boss")).hasSize(2);
    boss("POST", first + ":restore").expect(200);
    assertPond("pond");
  }

  @Test
  void collectionsOfZarrKeepTheirNames() throws IOException {
    makePond("pond", "array", "zarr");
    boss("DELETE", POND).expect(204);
    String document = POND_DOCUMENT.formatted("pond", "array", "", "zarr");
    JsonNode problem = call("boss", "POST", COLLECTIONS, document).problem(409, "already-exists");
    String kept = only();
    assertThat(TRASH + "/" + problem.get("trash").stringValue()).isEqualTo(kept);
    assertThat(problem.get("detail").stringValue()).contains("DELETE " + kept);
    JsonNode others = call("writer", "POST", COLLECTIONS, document).problem(409, "already-exists");
    assertThat(others.has("trash")).isFalse();
    assertThat(others.get("detail").stringValue())
        .contains("ask an administrator")
        .doesNotContain(kept.substring(TRASH.length() + 1));
    boss("DELETE", kept).expect(204);
    call("boss", "POST", COLLECTIONS, document).expect(201);
    assertThat(boss("GET", POND + "/arrays").json().get("items")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdf5", "zarr"})
  void nothingIsKeptWhereTheCallSaysSo(String storage) throws IOException {
    makePond("pond", "array", storage);
    boss("DELETE", POND + "?trash=maybe").problem(400, "invalid-request");
    boss("DELETE", POND + "?trash=false").expect(204);
    assertThat(trash("boss")).isEmpty();
    makePond("pond", "array", storage);
  }

  @Test
  void collectionsThatDekersClientRemovesAreKept() throws IOException {
    makePond("pond", "array", "hdf5");
    boss("DELETE", "/v1/collection/pond").expect(200);
    boss("POST", only() + ":restore").expect(200);
    assertPond("pond");
  }

  @Test
  void callersSeeWhatTheyMayRemove() throws IOException {
    makePond("pond", "array", "hdf5");
    boss("DELETE", POND).expect(204);
    String kept = only();
    for (String caller : List.of("keeper", "writer")) {
      assertThat(trash(caller)).isEmpty();
      String other = TRASH + "/0b6d2f7e-3c1a-4b5d-8e9f-000000000001";
      for (String[] asked : new String[][] {{"DELETE", ""}, {"POST", ":restore"}}) {
        JsonNode hidden = call(caller, asked[0], kept + asked[1], "").problem(404, "not-found");
        JsonNode absent = call(caller, asked[0], other + asked[1], "").problem(404, "not-found");
        assertThat(hidden.get("detail")).isEqualTo(absent.get("detail"));
        assertThat(hidden.propertyNames()).isEqualTo(absent.propertyNames());
      }
    }
    api.get(TRASH).problem(401, "unauthenticated");
    makePond("other", "array", "hdf5");
    call("keeper", "DELETE", COLLECTIONS + "/other", "").expect(204);
    assertThat(trash("keeper")).hasSize(1);
    String own = TRASH + "/" + trash("keeper").getFirst().get("id").stringValue();
    call("keeper", "DELETE", own, "").expect(204);
    assertThat(trash("boss")).hasSize(1);
  }
}
