package io.hypertile.partition.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Views over HTTP, and calls that are refused. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ViewHttpTest extends OwnStorage {
  private static final String TRACKS = COLLECTIONS + "/tracks";
  private static final String WINDS = COLLECTIONS + "/winds";
  private static final String ROWS = WINDS + "/rows";
  private static final String VALUES = "?layout=values&variables=";
  private static final String DOCUMENT =
      """
      {'name': 'tracks', 'kind': 'partitioned', 'axis': 'time',
       'partitioning': {'name': 'sequence', 'variables': ['cycle'], 'dimension': 'time'},
       'schema': {
         'dimensions': [{'name': 'time', 'chunks': 2}, {'name': 'x', 'size': 2}],
         'variables': [
           {'name': 'time', 'dtype': '<M8[s]', 'dimensions': ['time']},
           {'name': 'cycle', 'dtype': '<i4', 'dimensions': ['time']}]}}
      """;
  private static final String VIEW =
      """
      {'name': 'winds', 'kind': 'view', 'base': 'tracks', 'title': 'Winds', 'variables': [
        {'name': 'wind', 'dtype': '<i4', 'dimensions': ['time'], 'fill_value': -1},
        {'name': 'wave', 'dtype': '<i2', 'dimensions': ['time', 'x'], 'fill_value': 9}]}
      """;
  private static final String THREE =
      """
      {'time': ['2024-01-01T00:00:00', '2024-01-01T00:00:01', '2024-01-02T00:00:00'],
       'cycle': [1, 1, 2]}
      """;

  @TempDir static Path others;

  @DynamicPropertySource
  static void lake(DynamicPropertyRegistry registry) {
    registry.add("hypertile.stores.lake.url", () -> others.resolve("lake").toUri().toString());
  }

  @BeforeEach
  void create() throws IOException {
    Files.createDirectories(others.resolve("lake"));
    json("POST", COLLECTIONS, DOCUMENT).expect(201);
    json("POST", TRACKS + "/rows", THREE).expect(200);
    json("POST", COLLECTIONS, VIEW).expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(WINDS).expect(204);
    api.delete(TRACKS);
  }

  private String values(String variables) throws IOException {
    return api.get(ROWS + VALUES + variables).expect(200).text().strip();
  }

  @Test
  void documentSaysBaseAndVariables() throws IOException {
    JsonNode document = api.get(WINDS).expect(200).json();
    assertThat(document.get("kind").stringValue()).isEqualTo("view");
    assertThat(document.get("base").stringValue()).isEqualTo("tracks");
    assertThat(document.at("/base_dimensions/1/name").stringValue()).isEqualTo("x");
    assertThat(document.at("/variables/0/name").stringValue()).isEqualTo("wind");
    assertThat(document.get("partitions").intValue()).isEqualTo(2);
    assertThat(api.get(COLLECTIONS).expect(200).text())
        .contains("\"kind\":\"view\",\"base\":\"tracks\",\"title\":\"Winds\"");
    assertThat(document.get("zarr").stringValue()).isEqualTo("/zarr/winds");
    assertThat(api.get(COLLECTIONS).expect(200).text())
        .contains("\"/zarr/tracks\"", "\"/zarr/winds\"");
    // What is shown can be sent again.
    String again = document.toString().replace("\"winds\"", "\"other\"");
    api.json("POST", COLLECTIONS, again).expect(201);
    api.delete(COLLECTIONS + "/other").expect(204);
  }

  @Test
  void theHierarchyShowsVariablesOfBaseAndViewTogether() throws IOException {
    json("PUT", ROWS, "{'wind': [4, 5, 6]}").expect(200);
    for (String group : List.of("/_all", "/cycle%3D1")) {
      JsonNode members =
          api.get("/zarr/winds" + group + "/zarr.json")
              .expect(200)
              .json()
              .at("/consolidated_metadata/metadata");
      assertThat(members.propertyNames())
          .containsExactlyInAnyOrder("time", "cycle", "wind", "wave");
    }
    assertThat(api.get("/zarr/winds/_all/wind/c/0").expect(200).response().body())
        .startsWith(4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0);
    api.get("/zarr/winds/_all/cycle/c/0").expect(200);
  }

  @Test
  void variablesOfBaseAndViewAreReadTogether() throws IOException {
    assertThat(values("cycle,wind,wave"))
        .isEqualTo("{\"cycle\":[1,1,2],\"wind\":[-1,-1,-1],\"wave\":[[9,9],[9,9],[9,9]]}");
    assertThat(json("PUT", ROWS + "?filter=cycle==1", "{'wind': [4, 5]}").expect(200).text())
        .isEqualTo("{\"partitions\":[\"cycle=1\"]}");
    json("PUT", ROWS, "{'wave': [[1, 2], [3, 4], [5, 6]]}").expect(200);
    assertThat(values("wind,wave,cycle"))
        .isEqualTo("{\"wind\":[4,5,-1],\"wave\":[[1,2],[3,4],[5,6]],\"cycle\":[1,1,2]}");
    assertThat(api.get(ROWS + VALUES + "wind&filter=cycle==2").expect(200).text()).contains("[-1]");
    assertThat(api.get(WINDS + "/variables/wave/subset?slice=1:3,1&format=csv").expect(200).text())
        .contains("4")
        .contains("6");
    assertThat(api.get(WINDS + "/variables/time/subset?format=json").expect(200).text())
        .contains("2024-01-02T00:00:00");
    JsonNode partitions = api.get(WINDS + "/partitions").expect(200).json().get("items");
    assertThat(partitions).hasSize(2);
    assertThat(partitions.get(0).get("rows").intValue()).isEqualTo(2);
    assertThat(api.get(TRACKS + "/rows" + VALUES + "cycle").expect(200).text()).contains("[1,1,2]");
    api.get(TRACKS + "/rows" + VALUES + "wind").problem(404, "array-not-found");
  }

  @Test
  void variablesAreMadeByExpressionsOverBaseAndView() throws IOException {
    json("PUT", ROWS, "{'wave': [[1, 2], [3, 4], [5, 6]]}").expect(200);
    assertThat(
            json(
                    "PATCH",
                    ROWS,
                    "{'set': {'wind': 'cycle * 10 + sum(wave)'}, 'filter': 'cycle == 1'}")
                .expect(200)
                .text())
        .isEqualTo("{\"partitions\":[\"cycle=1\"]}");
    assertThat(values("wind,wave")).isEqualTo("{\"wind\":[20,20,-1],\"wave\":[[1,2],[3,4],[5,6]]}");
    json("PATCH", ROWS, "{'set': {'cycle': '1'}}").problem(400, "invalid-request");
    assertThat(values("cycle")).isEqualTo("{\"cycle\":[1,1,2]}");
  }

  @Test
  void baseThatHasChangedIsTold() throws IOException {
    json("PUT", ROWS, "{'wind': [4, 5, 6]}").expect(200);
    json("POST", TRACKS + "/rows?merge=concat", THREE).expect(200);
    JsonNode problem = api.get(ROWS + VALUES + "wind,cycle").problem(422, "unsupported-storage");
    assertThat(problem.get("path").stringValue()).isEqualTo("cycle=1");
    assertThat(problem.get("variable").stringValue()).isEqualTo("wind");
    assertThat(values("cycle")).isEqualTo("{\"cycle\":[1,1,1,1,2,2]}");
    json("PUT", ROWS, "{'wind': [1, 2, 3, 4, 5, 6]}").expect(200);
    assertThat(values("wind")).isEqualTo("{\"wind\":[1,2,3,4,5,6]}");
    api.delete(TRACKS + "/partitions?filter=cycle==1").expect(200);
    assertThat(values("wind,cycle")).isEqualTo("{\"wind\":[5,6],\"cycle\":[2,2]}");
    api.delete(TRACKS).expect(204);
    JsonNode gone = api.get(ROWS).problem(404, "collection-not-found");
    assertThat(gone.get("base").stringValue()).isEqualTo("tracks");
    assertThat(api.get(WINDS).expect(200).json().get("partitions").isNull()).isTrue();
  }

  @Test
  void baseWhoseRowsWereReplacedByAsManyIsTold() throws IOException {
    json("PUT", ROWS, "{'wind': [4, 5, 6]}").expect(200);
    json("POST", TRACKS + "/rows?merge=replace", THREE).expect(200);
    assertThat(values("wind")).isEqualTo("{\"wind\":[4,5,6]}");
    json("POST", TRACKS + "/rows", THREE.replace("2024-01-01T00:00:01", "2024-01-01T00:00:07"))
        .expect(200);
    String stale = "unsupported-storage";
    JsonNode problem = api.get(ROWS + VALUES + "wind").problem(422, stale);
    assertThat(problem.get("path").stringValue()).isEqualTo("cycle=1");
    assertThat(problem.get("variable").stringValue()).isEqualTo("wind");
    assertThat(problem.get("detail").stringValue()).contains("write it again");
    api.get(ROWS).problem(422, stale);
    api.get(WINDS + "/variables/wind/subset?format=json").problem(422, stale);
    json("POST", WINDS + "/rows:map", "{'expressions': {'most': 'max(wind)'}}").problem(422, stale);
    json("PATCH", ROWS, "{'set': {'wave': 'wind'}}").problem(422, stale);
    assertThat(api.get(ROWS + VALUES + "wind&filter=cycle==2").expect(200).text()).contains("[6]");
    json("PUT", ROWS + "?filter=cycle==1", "{'wind': [7, 8]}").expect(200);
    assertThat(values("wind")).isEqualTo("{\"wind\":[7,8,6]}");
  }

  @Test
  void conditionsHoldForTheValuesOfTheView() throws IOException {
    String tag = api.get(ROWS + VALUES + "wind&filter=cycle==1").expect(200).header("ETag");
    Answer first = put("?filter=cycle==1", tag, "{'wind': [4, 5]}").expect(200);
    assertThat(first.json().get("partitions")).hasSize(1);
    put("?filter=cycle==1", tag, "{'wind': [6, 7]}").problem(412, "version-mismatch");
    assertThat(values("wind")).isEqualTo("{\"wind\":[4,5,-1]}");
  }

  private Answer put(String query, String tag, String body) throws IOException {
    return api.send(
        api.request(ROWS + query)
            .header("Content-Type", "application/json")
            .header("If-Match", tag)
            .PUT(BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  @Test
  void rowsComeAndGoInTheBase() throws IOException {
    json("POST", ROWS, "{'wind': [1, 2, 3], 'cycle': [1, 1, 2]}").problem(409, "wrong-kind");
    api.delete(WINDS + "/partitions?all=true").problem(409, "wrong-kind");
    api.body("POST", WINDS + ":repair", "application/json", new byte[0]).problem(409, "wrong-kind");
    json("PUT", TRACKS + "/rows", "{'cycle': [1, 1, 2]}").problem(409, "wrong-kind");
    assertThat(values("cycle")).isEqualTo("{\"cycle\":[1,1,2]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'wind': [1, 2]}                | 422 | shape-mismatch
          {'wind': [1, 2, 3, 4]}          | 422 | shape-mismatch
          {'cycle': [1, 2, 3]}            | 422 | invalid-schema
          {'wnd': [1, 2, 3]}              | 422 | invalid-schema
          {'wind': [1, 2, 'x']}           | 400 | malformed-body
          {'wave': [1, 2, 3]}             | 422 | shape-mismatch
          [                               | 400 | malformed-body
          """)
  void valuesThatDoNotFitAreRefused(String body, int status, String code) throws IOException {
    Answer answer = json("PUT", ROWS, body);
    assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
    answer.problem(status, code);
    assertThat(values("wind")).isEqualTo("{\"wind\":[-1,-1,-1]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'base': 'nothing', 'variables': [{'name': 'a', 'dtype': '<f4', 'dimensions': ['time']}] | 422 | /base
          'base': 'winds', 'variables': [{'name': 'a', 'dtype': '<f4', 'dimensions': ['time']}]   | 422 | /base
          'base': 'tracks', 'variables': []                                                       | 422 | /variables
          'base': 'tracks', 'variables': [{'name': 'cycle', 'dtype': '<f4', 'dimensions': ['time']}] | 422 | /variables/0/name
          'base': 'tracks', 'variables': [{'name': 'a', 'dtype': '<f4', 'dimensions': ['depth']}] | 422 | /variables/0/dimensions/0
          'base': 'tracks', 'variables': [{'name': 'a', 'dtype': 'x', 'dimensions': ['time']}]    | 422 | /variables/0/dtype
          'base': 'tracks', 'variables': [{'name': 'a', 'dtype': '<f4', 'dimensions': ['time'], 'fill_value': 'x'}] | 422 | /variables/0/fill_value
          'base': 'tracks', 'variables': [{'name': 'a', 'dtype': '<i2', 'dimensions': ['time'], 'fill_value': 1.5}] | 422 | /variables/0/fill_value
          'base': 'tracks', 'variables': [{'name': 'a', 'dtype': '<f4', 'dimensions': ['time'], 'codecs': {'bytes_to_bytes': [{'name': 'none'}]}}] | 422 | /variables/0/codecs
          'base': 'tracks', 'variables': [{'name': 'a', 'dtype': '<f4', 'dimensions': ['x']}]     | 422 | /variables/0/dimensions
          """)
  void viewThatDoesNotFitItsBaseIsRefused(String members, int status, String pointer)
      throws IOException {
    JsonNode problem =
        json("POST", COLLECTIONS, "{'name': 'other', 'kind': 'view', " + members + "}")
            .problem(status, "invalid-schema");
    assertThat(problem.get("pointer").stringValue()).isEqualTo(pointer);
    api.get(COLLECTIONS + "/other").problem(404, "collection-not-found");
  }

  @Test
  void viewIsMadeOnce() throws IOException {
    json("POST", COLLECTIONS, VIEW).problem(409, "already-exists");
  }

  @Test
  void viewIsKeptAsThePackageKeepsItAndOpenedAtAPath() throws IOException {
    String lake = VIEW.replace("'winds'", "'kept'").replace("'view',", "'view', 'store': 'lake',");
    json("POST", COLLECTIONS, lake).expect(201);
    json("PUT", COLLECTIONS + "/kept/rows", "{'wind': [4, 5, 6]}").expect(200);
    Path document;
    try (Stream<Path> all = Files.walk(others.resolve("lake"))) {
      document =
          all.filter(path -> path.endsWith("_zcollection_view.json")).findFirst().orElseThrow();
    }
    JsonNode kept = JsonMapper.shared().readTree(Files.readAllBytes(document));
    assertThat(kept.at("/reference/uri").stringValue()).isEqualTo("tracks");
    assertThat(kept.at("/schema/dimensions/1/size").intValue()).isEqualTo(2);
    assertThat(document.resolveSibling("cycle=1/wind/zarr.json")).exists();
    String path = others.resolve("lake").relativize(document.getParent()).toString();
    String open =
        "{'name': 'opened', 'kind': 'view', 'base': 'tracks', 'store': 'lake', 'path': '%s', 'read_only': true}"
            .formatted(path.replace('\\', '/'));
    json("POST", COLLECTIONS, open).expect(201);
    String opened = COLLECTIONS + "/opened/rows";
    assertThat(api.get(opened + VALUES + "wind").expect(200).text()).contains("[4,5,6]");
    json("PUT", opened, "{'wind': [1, 2, 3]}").problem(403, "forbidden");
    json("POST", COLLECTIONS, open.replace("'opened'", "'more'").replace(path, "nowhere"))
        .problem(422, "invalid-schema");
    api.delete(COLLECTIONS + "/opened").expect(204);
    api.delete(COLLECTIONS + "/kept").expect(204);
    assertThat(document).doesNotExist();
  }
}
