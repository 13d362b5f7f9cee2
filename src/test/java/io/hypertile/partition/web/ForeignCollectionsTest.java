package io.hypertile.partition.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.OwnStorage;
import io.hypertile.zarr.cells.ZarrStores;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Directories that zcollection wrote, opened at their paths and served as they are. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ForeignCollectionsTest extends OwnStorage {

  @TempDir static Path others;

  @DynamicPropertySource
  static void lake(DynamicPropertyRegistry registry) {
    registry.add("hypertile.stores.lake.url", () -> others.resolve("lake").toUri().toString());
  }

  @BeforeEach
  void copy() throws IOException {
    for (Map.Entry<String, byte[]> each : ZarrStores.objects("zcollection/").entrySet()) {
      Path file = others.resolve("lake").resolve(each.getKey());
      Files.createDirectories(file.getParent());
      Files.write(file, each.getValue());
    }
  }

  private void open(String name, String path, String more) throws IOException {
    String document =
        """
        {"name": "%s", "kind": "partitioned", "store": "lake", "path": "%s"%s}
        """
            .formatted(name, path, more);
    api.json("POST", COLLECTIONS, document).expect(201);
  }

  private static String parameter(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"daily", "orbits", "tracks_by_5", "groups", "merged_concat", "merged_upsert"})
  void everyQueryGivesWhatThePackageGives(String name) throws IOException {
    String served = COLLECTIONS + "/served_" + name;
    open("served_" + name, "zcollection/" + name, ", \"read_only\": true");
    JsonNode expected = ZarrStores.expected("zcollection").path("stores").path(name);
    JsonNode document = api.get(served).expect(200).json();
    assertThat(document.path("axis")).isEqualTo(expected.path("axis"));
    assertThat(document.path("partitions").asInt()).isEqualTo(expected.path("partitions").size());
    for (JsonNode query : expected.path("queries")) {
      check(served, query);
    }
    api.delete(served).expect(204);
    assertThat(others.resolve("lake/zcollection/" + name + "/_zcollection.json")).exists();
  }

  private void check(String collection, JsonNode query) throws IOException {
    String filter = query.path("filters").isNull() ? "" : query.path("filters").asString();
    String rows = collection + "/rows?filter=" + parameter(filter);
    if (query.has("error")) {
      api.get(rows).problem(400, "invalid-filter");
      return;
    }
    if (query.path("variables").isArray()) {
      rows +=
          "&variables="
              + parameter(
                  String.join(
                      ",", query.path("variables").valueStream().map(JsonNode::asString).toList()));
    }
    JsonNode variables = query.path("result").path("variables");
    if (variables.isEmpty()) {
      api.get(rows).expect(204);
      return;
    }
    Map<String, String> shapes = new TreeMap<>();
    api.get(rows)
        .expect(200)
        .json()
        .get("items")
        .forEach(item -> shapes.put(item.get("name").asString(), item.get("shape").toString()));
    Map<String, String> wanted = new TreeMap<>();
    variables
        .propertyNames()
        .forEach(path -> wanted.put(path, variables.path(path).path("shape").toString()));
    assertThat(shapes).as(rows).isEqualTo(wanted);
  }

  @Test
  void readOnlyCollectionsRefuseAllChanges() throws IOException {
    open("only", "zcollection/orbits", ", \"read_only\": true");
    Map<String, byte[]> before = files("zcollection/orbits");
    String only = COLLECTIONS + "/only";
    String rows = api.get(only + "/rows").expect(200).text();
    api.json("POST", only + "/rows", rows).problem(403, "forbidden");
    api.delete(only + "/partitions?all=true").problem(403, "forbidden");
    api.json("POST", only + ":repair", "").problem(403, "forbidden");
    assertThat(files("zcollection/orbits").keySet()).isEqualTo(before.keySet());
    api.delete(only).expect(204);
  }

  @Test
  void collectionsAreChangedInPlaceAndLeftWhenTheyAreDeleted() throws IOException {
    open("mine", "zcollection/tracks_by_5", "");
    String mine = COLLECTIONS + "/mine";
    String rows = api.get(mine + "/rows?filter=cycle==1").expect(200).text();
    int before = api.get(mine + "/partitions").json().get("items").size();
    api.delete(mine + "/partitions?filter=cycle==1").expect(200);
    assertThat(others.resolve("lake/zcollection/tracks_by_5/cycle=1/track=0/zarr.json"))
        .doesNotExist();
    api.json("POST", mine + "/rows", rows).expect(200);
    assertThat(api.get(mine + "/rows?filter=cycle==1").text()).isEqualTo(rows);
    assertThat(api.get(mine + "/partitions").json().get("items")).hasSize(before);
    api.json("POST", mine + ":repair", "").problem(400, "invalid-request");
    api.delete(mine).expect(204);
    assertThat(others.resolve("lake/zcollection/tracks_by_5/cycle=1/track=0/zarr.json")).exists();
  }

  /** The name of a collection may be that of the directory in which it lies. */
  @Test
  void collectionOfTheNameOfItsDirectoryIsOpenedAndLeft() throws IOException {
    Path own = others.resolve("lake/zcollection");
    Files.move(own.resolve("groups"), others.resolve("lake/groups"));
    Map<String, byte[]> before = files("groups");
    open("groups", "groups", "");
    assertThat(api.get(COLLECTIONS + "/groups/rows").expect(200).text())
        .contains("data_01/ku/power");
    api.json(
            "POST",
            COLLECTIONS,
            "{\"name\": \"groups\", \"kind\": \"partitioned\", \"store\": \"lake\","
                + " \"path\": \"groups\"}")
        .problem(409, "already-exists");
    api.delete(COLLECTIONS + "/groups").expect(204);
    assertThat(files("groups").keySet()).isEqualTo(before.keySet());
    api.get(COLLECTIONS + "/groups").problem(404, "collection-not-found");
    open("groups", "groups", "");
    api.delete(COLLECTIONS + "/groups").expect(204);
  }

  private static Map<String, byte[]> files(String place) throws IOException {
    Path from = others.resolve("lake").resolve(place);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(from.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  @Test
  void placesWithoutACollectionAreRefused() throws IOException {
    for (String path : new String[] {"zcollection", "nowhere", "zcollection/daily/year=2021"}) {
      assertThat(
              api.json(
                      "POST",
                      COLLECTIONS,
                      "{\"name\": \"n\", \"kind\": \"partitioned\", \"store\": \"lake\", \"path\":"
                          + " \"%s\"}".formatted(path))
                  .problem(422, "invalid-schema")
                  .get("pointer")
                  .stringValue())
          .isEqualTo("/path");
    }
    api.get(COLLECTIONS + "/n").problem(404, "collection-not-found");
  }

  /** What a schema of the package is given as makes the document that the package made of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"daily", "orbits", "tracks_by_5", "groups", "merged_concat", "merged_upsert"})
  void documentsThatAreMadeAreThoseOfThePackage(String name) throws IOException {
    Path own = others.resolve("lake/zcollection/" + name + "/_zcollection.json");
    JsonNode document = JsonMapper.shared().readTree(Files.readAllBytes(own));
    ObjectNode given = (ObjectNode) document.deepCopy();
    given.remove("format_version");
    given.put("name", "again").put("kind", "partitioned").put("store", "lake");
    api.json("POST", COLLECTIONS, given.toString()).expect(201);
    Path made = others.resolve("lake/again/_zcollection.json");
    JsonNode found = JsonMapper.shared().readTree(Files.readAllBytes(made));
    // With its members in their order.
    assertThat(found.toPrettyString()).isEqualTo(document.toPrettyString());
    api.delete(COLLECTIONS + "/again").expect(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"r\"", "\"w\"", "1", "[true]"})
  void accessIsToReadOrToReadAndWrite(String mode) throws IOException {
    String document =
        """
        {"name": "n", "kind": "partitioned", "store": "lake", "path": "zcollection/orbits", %s}
        """;
    assertThat(
            api.json("POST", COLLECTIONS, document.formatted("\"read_only\": " + mode))
                .problem(422, "invalid-schema")
                .get("pointer")
                .stringValue())
        .isEqualTo("/read_only");
    api.json("POST", COLLECTIONS, document.formatted("\"mode\": " + mode))
        .problem(422, "invalid-schema");
    api.get(COLLECTIONS + "/n").problem(404, "collection-not-found");
  }

  @Test
  void whatIsMadeHereIsADirectoryOfThePackage() throws IOException {
    String document =
        """
        {"name": "made", "kind": "partitioned", "store": "lake", "axis": "time",
         "partitioning": {"name": "date", "variable": "time", "resolution": "M", "dimension": "time"},
         "schema": {"dimensions": [{"name": "time"}], "variables": [
           {"name": "time", "dtype": "<M8[s]", "dimensions": ["time"]}]}}
        """;
    api.json("POST", COLLECTIONS, document).expect(201);
    Path made = others.resolve("lake/made");
    assertThat(Files.readString(made.resolve("_zcollection.json")))
        .contains("\"format_version\"", "\"partitioning\"", "\"resolution\" : \"M\"");
    assertThat(made.resolve("_catalog")).doesNotExist();
    String rows = COLLECTIONS + "/made/rows";
    api.json("POST", rows, "{\"time\": [\"2024-01-31T00:00:00\", \"NaT\"]}")
        .problem(422, "value-out-of-range");
    assertThat(made.resolve("year=2024")).doesNotExist();
    api.json("POST", rows, "{\"time\": [\"2024-01-31T00:00:00\", \"2024-02-01T00:00:00\"]}")
        .expect(200);
    assertThat(made.resolve("year=2024/month=02/zarr.json")).exists();
    assertThat(Files.readString(made.resolve("_catalog/state.json")))
        .contains("year=2024/month=01", "sha256:");
    api.delete(COLLECTIONS + "/made").expect(204);
    assertThat(made.resolve("_zcollection.json")).doesNotExist();
    assertThat(made.resolve("year=2024/month=02/zarr.json")).doesNotExist();
  }
}
