package io.hypertile.partition.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Partitioned collections over HTTP, from an empty one to rows, and calls that are refused. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PartitionHttpTest extends OwnStorage {
  private static final String TRACKS = COLLECTIONS + "/tracks";
  private static final String ROWS = TRACKS + "/rows";
  private static final String VALUES = "&layout=values";
  private static final String SCHEMA =
      """
      {'dimensions': [{'name': 'time', 'chunks': 2}, {'name': 'x', 'size': 3}],
       'variables': [
         {'name': 'time', 'dtype': '<M8[ns]', 'dimensions': ['time']},
         {'name': 'cycle', 'dtype': '<i4', 'dimensions': ['time']},
         {'name': 'pass', 'dtype': '<i4', 'dimensions': ['time']},
         {'name': 'ssh', 'dtype': '<f8', 'dimensions': ['time', 'x'], 'fill_value': 'NaN',
          'codecs': 'local-fast', 'attrs': {'units': 'm'}},
         {'name': 'x', 'dtype': '<f4', 'dimensions': ['x']}],
       'groups': [{'name': 'ku', 'variables': [
         {'name': 'power', 'dtype': '<i2', 'dimensions': ['time'], 'fill_value': -1}]}]}
      """;
  private static final String DOCUMENT =
      """
      {'name': 'tracks', 'kind': 'partitioned', 'axis': 'time', 'title': 'Tracks',
       'partitioning': {'name': 'sequence', 'variables': ['cycle', 'pass'], 'dimension': 'time'},
       'schema': %s}
      """
          .formatted(SCHEMA);

  /** Three rows of three partitions, in an order that is not that of their paths. */
  private static final String THREE =
      """
      {'time': ['2024-01-02T00:00:00', '2024-01-01T00:00:00', '2024-01-01T01:00:00'],
       'cycle': [2, 1, 1], 'pass': [-3, 1, 1],
       'ssh': [[7, 8, 9], [1, 2, 3], [4, 5, null]], 'x': [0, 1.5, 3]}
      """;

  @BeforeEach
  void create() throws IOException {
    json("POST", COLLECTIONS, DOCUMENT).expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(TRACKS).expect(204);
  }

  private Answer insert(String query, String body) throws IOException {
    return json("POST", ROWS + query, body);
  }

  private String values(String query) throws IOException {
    return api.get(ROWS + "?" + query + VALUES).expect(200).text().strip();
  }

  private List<JsonNode> partitions(String query) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    String next = TRACKS + "/partitions" + query;
    while (next != null) {
      JsonNode page = api.get(next).expect(200).json();
      page.get("items").forEach(found::add);
      next = page.get("next").isNull() ? null : page.get("next").stringValue();
    }
    return found;
  }

  private List<String> paths(String query) throws IOException {
    return partitions(query).stream().map(item -> item.get("path").stringValue()).toList();
  }

  @Test
  void documentSaysAxisPartitioningSchemaAndCounts() throws IOException {
    JsonNode document = api.get(TRACKS).expect(200).json();
    assertThat(document.get("kind").stringValue()).isEqualTo("partitioned");
    assertThat(document.get("axis").stringValue()).isEqualTo("time");
    assertThat(document.at("/partitioning/variables")).hasToString("[\"cycle\",\"pass\"]");
    assertThat(document.at("/catalog/enabled").booleanValue()).isTrue();
    assertThat(document.at("/schema/groups/0/variables/0/name").stringValue()).isEqualTo("power");
    assertThat(document.at("/schema/variables/3/codecs/sharded").booleanValue()).isFalse();
    assertThat(document.at("/schema/variables/4/immutable").booleanValue()).isTrue();
    assertThat(document.get("title").stringValue()).isEqualTo("Tracks");
    assertThat(document.get("partitions").longValue()).isZero();
    insert("", THREE).expect(200);
    assertThat(api.get(TRACKS).json().get("partitions").longValue()).isEqualTo(2);
    assertThat(api.get(COLLECTIONS).expect(200).text())
        .contains("\"kind\":\"partitioned\",\"axis\":\"time\",\"title\":\"Tracks\"");
    // What is shown can be sent again.
    String again = document.toString().replace("\"tracks\"", "\"other\"");
    api.json("POST", COLLECTIONS, again).expect(201);
    api.delete(COLLECTIONS + "/other").expect(204);
  }

  @Test
  void pagesOfAnyLengthHaveEveryPartitionOnce() throws IOException {
    List<String> times = new ArrayList<>();
    List<Integer> passes = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int pass = -6; pass < 7; pass++) {
      times.add("'2024-01-01T00:00:" + (20 + pass) + "'");
      passes.add(pass);
      expected.add("cycle=1/pass=" + pass);
    }
    String cycles = "1" + ",1".repeat(passes.size() - 1);
    insert("", "{'time': %s, 'cycle': [%s], 'pass': %s}".formatted(times, cycles, passes))
        .expect(200);
    Collections.sort(expected);
    for (int limit : new int[] {1, 4, 12, 13, 50}) {
      assertThat(paths("?limit=" + limit)).isEqualTo(expected);
      assertThat(paths("?filter=pass%20%3E%3D%202&limit=" + limit))
          .isEqualTo(expected.subList(expected.indexOf("cycle=1/pass=2"), expected.size()));
    }
    String second = api.get(TRACKS + "/partitions?limit=6").json().get("next").stringValue();
    api.delete(TRACKS + "/partitions?filter=pass%20%3C%200").expect(200);
    assertThat(api.get(second).json().at("/items/0/path").stringValue())
        .isEqualTo("cycle=1/pass=0");
  }

  @Test
  void rowsAreInsertedListedQueriedAndDropped() throws IOException {
    assertThat(insert("", THREE).expect(200).text())
        .isEqualTo("{\"partitions\":[\"cycle=2/pass=-3\",\"cycle=1/pass=1\"]}");
    List<JsonNode> found = partitions("?limit=1");
    assertThat(found).hasSize(2);
    assertThat(found.getFirst().get("path").stringValue()).isEqualTo("cycle=1/pass=1");
    assertThat(found.getFirst().get("key")).hasToString("{\"cycle\":1,\"pass\":1}");
    assertThat(found.getFirst().get("rows").longValue()).isEqualTo(2);
    assertThat(found.getFirst().get("bytes").longValue()).isEqualTo(2 * (8 + 4 + 4 + 24 + 2));
    assertThat(paths("?filter=cycle==2")).containsExactly("cycle=2/pass=-3");

    assertThat(values("variables=time,ssh,ku/power,x"))
        .isEqualTo(
            "{\"time\":[\"2024-01-01T00:00:00.000000000\",\"2024-01-01T01:00:00.000000000\","
                + "\"2024-01-02T00:00:00.000000000\"],"
                + "\"ssh\":[[1.0,2.0,3.0],[4.0,5.0,null],[7.0,8.0,9.0]],"
                + "\"ku/power\":[-1,-1,-1],\"x\":[0.0,1.5,3.0]}");
    JsonNode all = api.get(ROWS).expect(200).json().get("items");
    assertThat(all.valueStream().map(each -> each.get("name").stringValue()))
        .containsExactly("time", "cycle", "pass", "ssh", "x", "ku/power");
    assertThat(values("filter=cycle==2&variables=/pass")).isEqualTo("{\"pass\":[-3]}");
    api.get(ROWS + "?filter=cycle%20%3E%207").expect(204);

    assertThat(json("DELETE", TRACKS + "/partitions?filter=cycle==1", "").expect(200).text())
        .isEqualTo("{\"partitions\":[\"cycle=1/pass=1\"]}");
    assertThat(values("variables=cycle,x")).isEqualTo("{\"cycle\":[2],\"x\":[0.0,1.5,3.0]}");
    api.delete(TRACKS + "/partitions").problem(400, "invalid-request");
    api.delete(TRACKS + "/partitions?filter=cycle==1&all=true").problem(400, "invalid-request");
    api.delete(TRACKS + "/partitions?all=false").problem(400, "invalid-request");
    assertThat(api.delete(TRACKS + "/partitions?all=true").expect(200).text())
        .isEqualTo("{\"partitions\":[\"cycle=2/pass=-3\"]}");
    assertThat(paths("")).isEmpty();
    api.get(ROWS).expect(204);
    assertThat(json("POST", TRACKS + ":repair", "").expect(200).text())
        .isEqualTo("{\"partitions\":[]}");
  }

  @Test
  void rowsAreSelectedByPositionAndByValueOnAnyDimension() throws IOException {
    insert("", THREE).expect(200);
    assertThat(values("variables=cycle,ssh&isel.time=-1&sel.x=1.5"))
        .isEqualTo("{\"cycle\":2,\"ssh\":8.0}");
    assertThat(values("variables=cycle,ku/power,x&sel.time=2024-01-01T00:30:2024-01-02T00:30"))
        .isEqualTo("{\"cycle\":[1,2],\"ku/power\":[-1,-1],\"x\":[0.0,1.5,3.0]}");
    assertThat(values("variables=ssh&slice=0:1")).isEqualTo("{\"ssh\":[[1.0,2.0,3.0]]}");
    assertThat(values("variables=ssh,x&isel.x=2")).isEqualTo("{\"ssh\":[3.0,null,9.0],\"x\":3.0}");
    api.get(ROWS + "?slice=0,1").problem(400, "invalid-slice");
    assertThat(api.get(ROWS + "?sel.tim=1").problem(400, "invalid-slice").get("nearest"))
        .hasToString("[\"time\"]");
  }

  @Test
  void rowsAreSelectedByAConditionOfTheirValues() throws IOException {
    insert("", THREE).expect(200);
    insert("?merge=concat", "{'cycle': [1, 1], 'pass': [1, 1], 'ku/power': [5, 6]}").expect(200);
    assertThat(values("variables=cycle,x&where=cycle==1%20and%20pass==1&isel.time=1:4"))
        .isEqualTo("{\"cycle\":[1,1,1],\"x\":[0.0,1.5,3.0]}");
    assertThat(values("variables=pass&where=pass%20%3C%200")).isEqualTo("{\"pass\":[-3]}");
    assertThat(
            values(
                "variables=time,ssh&where=time%20!=%20'2024-01-01T01:00:00'%20and%20cycle%20%3E%200"))
        .contains("[1.0,2.0,3.0]", "[7.0,8.0,9.0]")
        .doesNotContain("[4.0,5.0,null]");
    api.get(ROWS + "?where=cycle==9").expect(204);
    api.get(ROWS + "?where=cycl==1").problem(400, "invalid-filter");
    api.get(ROWS + "?where=cycle%20%2B%201").problem(400, "invalid-filter");
    String first = api.get(ROWS + "?where=cycle==1").header("ETag");
    assertThat(api.get(ROWS + "?where=cycle==2").header("ETag")).isNotEqualTo(first);
  }

  /** Paths are in the order of texts, so that those of later cycles may come first. */
  @Test
  void rangesOfTimeAreFoundWhereTimesDoNotRise() throws IOException {
    insert(
            "",
            "{'time': ['2024-01-01', '2024-01-02', '2024-01-10'], 'cycle': [1, 2, 10],"
                + " 'pass': [1, 1, 1]}")
        .expect(200);
    String cycles = "variables=cycle,x&isel.x=0&sel.time=";
    assertThat(values("variables=cycle&sel.time=2024-01-02:2024-01-11"))
        .isEqualTo("{\"cycle\":[10,2]}");
    assertThat(values(cycles + "2024-01-03:")).isEqualTo("{\"cycle\":[10],\"x\":0.0}");
    assertThat(values("variables=cycle&slice=:2024-01-05&where=cycle==2"))
        .isEqualTo("{\"cycle\":[2]}");
    api.get(ROWS + "?sel.time=2030-01-01:2031-01-01").expect(204);
    api.get(ROWS + "?filter=cycle==1&sel.time=2030-01-01:2031-01-01").expect(204);
    api.get(ROWS + "?sel.time=2024-01-03").problem(400, "invalid-slice");
  }

  /** Ends that rows have are values like any other: rows between them by position are not meant. */
  @Test
  void rangesOfTimeAreThoseOfValuesWhereRowsHaveTheirEnds() throws IOException {
    insert(
            "",
            "{'time': ['2024-01-01', '2024-01-04', '2024-01-02', '2024-01-03', '2024-01-10'],"
                + " 'cycle': [1, 1, 2, 2, 10], 'pass': [1, 1, 1, 1, 1]}")
        .expect(200);
    assertThat(values("variables=time&sel.time=2024-01-02:2024-01-04"))
        .contains("2024-01-02", "2024-01-03")
        .doesNotContain("2024-01-01", "2024-01-04", "2024-01-10");
    assertThat(values("variables=cycle&sel.time=2024-01-01:2024-01-04"))
        .isEqualTo("{\"cycle\":[1,2,2]}");
    assertThat(values("variables=cycle&sel.time=2024-01-04:")).isEqualTo("{\"cycle\":[1,10]}");
    assertThat(values("variables=cycle&slice=:2024-01-03")).isEqualTo("{\"cycle\":[1,2]}");
  }

  @Test
  void rangesOfTimesWithoutOrderAreNoPositionsOfAVariable() throws IOException {
    insert(
            "",
            "{'time': ['2024-01-05', '2024-01-01', '2024-01-03', '2024-01-02'],"
                + " 'cycle': [1, 1, 2, 2], 'pass': [1, 1, 1, 1]}")
        .expect(200);
    String subset = TRACKS + "/variables/cycle/subset?format=json&";
    for (String query :
        List.of(
            "sel.time=2024-01-01:2024-01-03",
            "slice=2024-01-01:2024-01-03",
            "sel.time=2024-01-01:",
            "sel.time=2024-01-01:2024-01-03&method=inside")) {
      assertThat(refused(subset + query)).as(query).contains("isel.time=0:10", "ask for the rows");
    }
    for (String query :
        List.of(
            "sel.time=2024-01-05:2024-01-02:2", "sel.time=2024-01-01:2024-01-03&method=inside")) {
      assertThat(refused(ROWS + "?variables=cycle&" + query)).as(query).contains("without a step");
    }
    assertThat(values("variables=cycle&sel.time=2024-01-01:2024-01-03"))
        .isEqualTo("{\"cycle\":[1,2]}");
    assertThat(api.get(subset + "isel.time=1:3").expect(200).text()).contains("[1,2]");
    assertThat(api.get(subset + "sel.time=2024-01-03").expect(200).text()).contains(":2}");
    assertThat(api.get(subset + "sel.time=2024-01-03:2024-01-01&filter=cycle==2").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          '<f4' | 'fill_value': 'x'                                            | fill_value
          '<i2' | 'fill_value': 40000                                          | fill_value
          '<i2' | 'fill_value': 1.5                                            | fill_value
          '<M8[s]' | 'fill_value': 'never'                                     | fill_value
          'bool' | 'fill_value': 3                                             | fill_value
          '<f4' | 'codecs': {'bytes_to_bytes': [{'name': 'none'}]}             | codecs
          '<f4' | 'codecs': {'array_to_array': [{'name': 'transpose', 'configuration': {'order': [1, 0]}}]} | codecs
          """)
  void variablesThatCannotBeStoredAreRefusedWithTheSchema(String type, String member, String at)
      throws IOException {
    String variable = "{'name': 'h', 'dtype': " + type + ", 'dimensions': ['n'], " + member + "}";
    JsonNode problem =
        json(
                "POST",
                COLLECTIONS,
                "{'name': 'bad', 'kind': 'partitioned', 'axis': 'n', 'partitioning':"
                    + " {'name': 'sequence', 'variables': ['k'], 'dimension': 'n'}, 'schema':"
                    + " {'dimensions': [{'name': 'n'}], 'variables': ["
                    + "{'name': 'k', 'dtype': '<i4', 'dimensions': ['n']}],"
                    + " 'groups': [{'name': 'g', 'variables': ["
                    + variable
                    + "]}]}}")
            .problem(422, "invalid-schema");
    assertThat(problem.get("pointer").stringValue())
        .isEqualTo("/schema/groups/0/variables/0/" + at);
    api.get(COLLECTIONS + "/bad").problem(404, "collection-not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zarr", "netcdf", "npz", "json", "csv", "arrow"})
  void variablesWithoutRowsAreReadInEveryFormat(String format) throws IOException {
    assertThat(api.get(TRACKS + "/variables/pass/subset?format=" + format).status()).isEqualTo(200);
    assertThat(api.get(TRACKS + "/variables/cycle/subset?format=" + format).status())
        .isEqualTo(200);
  }

  private String refused(String path) throws IOException {
    return api.get(path).problem(400, "invalid-slice").get("detail").stringValue();
  }

  /** By name, whole numbers are values of the axis; in a slice they are positions. */
  @Test
  void rangesOfWholeNumbersByNameAreThoseOfValues() throws IOException {
    json(
            "POST",
            COLLECTIONS,
            "{'name': 'counts', 'kind': 'partitioned', 'axis': 'n', 'partitioning':"
                + " {'name': 'sequence', 'variables': ['k'], 'dimension': 'n'}, 'schema':"
                + " {'dimensions': [{'name': 'n'}], 'variables': ["
                + "{'name': 'n', 'dtype': '<i4', 'dimensions': ['n']},"
                + "{'name': 'k', 'dtype': '<i4', 'dimensions': ['n']}]}}")
        .expect(201);
    String rows = COLLECTIONS + "/counts/rows";
    json("POST", rows, "{'n': [1, 9, 5, 3, 7], 'k': [1, 1, 2, 2, 3]}").expect(200);
    String values = rows + "?variables=n" + VALUES;
    assertThat(api.get(values + "&sel.n=1:5").expect(200).text().strip())
        .isEqualTo("{\"n\":[1,3]}");
    assertThat(api.get(values + "&sel.n=2:8").expect(200).text().strip())
        .isEqualTo("{\"n\":[5,3,7]}");
    assertThat(api.get(values + "&isel.n=1:3").expect(200).text().strip())
        .isEqualTo("{\"n\":[9,5]}");
    assertThat(api.get(values + "&slice=1:3").expect(200).text().strip())
        .isEqualTo("{\"n\":[9,5]}");
    api.delete(COLLECTIONS + "/counts").expect(204);
  }

  @Test
  void mergesAreThoseOfTheirNames() throws IOException {
    insert("", THREE).expect(200);
    String one = "{'time': ['2024-01-01T01:00:05'], 'cycle': [1], 'pass': [1], 'ku/power': [9]}";
    insert("?merge=upsert_within&tolerance=PT5S", one).expect(200);
    assertThat(values("filter=cycle==1&variables=ku/power")).isEqualTo("{\"ku/power\":[-1,9]}");
    insert("?merge=upsert_within&tolerance=4999999999", THREE).expect(200);
    assertThat(values("filter=cycle==1&variables=ku/power")).isEqualTo("{\"ku/power\":[-1,-1,9]}");
    insert("?merge=concat", one).expect(200);
    assertThat(values("filter=cycle==1&variables=ku/power"))
        .isEqualTo("{\"ku/power\":[-1,-1,9,9]}");
    insert("?merge=time_series", THREE).expect(200);
    assertThat(values("filter=cycle==1&variables=ku/power"))
        .isEqualTo("{\"ku/power\":[-1,-1,9,9]}");
    insert("?merge=upsert", one).expect(200);
    assertThat(values("filter=cycle==1&variables=ku/power")).isEqualTo("{\"ku/power\":[-1,-1,9]}");
    insert("?overwrite=false", one).problem(409, "already-exists");
    insert("?answer_after=log", one).expect(200);
    assertThat(values("filter=cycle==1&variables=ku/power")).isEqualTo("{\"ku/power\":[9]}");
    insert("?merge=concat&answer_after=log", one).expect(200);
    insert("?merge=concat&answer_after=files", one).expect(200);
    assertThat(values("filter=cycle==1&variables=ku/power")).isEqualTo("{\"ku/power\":[9,9,9]}");
  }

  @Test
  void npzGoesBothWays() throws IOException {
    insert("", THREE).expect(200);
    byte[] npz = api.get(ROWS + "?format=npz").expect(200).response().body();
    String before = values("");
    api.delete(TRACKS + "/partitions?all=true").expect(200);
    assertThat(api.body("POST", ROWS, "application/x-npz", npz).expect(200).text())
        .isEqualTo("{\"partitions\":[\"cycle=1/pass=1\",\"cycle=2/pass=-3\"]}");
    assertThat(values("")).isEqualTo(before);
    api.body("POST", ROWS + "?format=npz&merge=concat", "application/octet-stream", npz)
        .expect(200);
    assertThat(partitions("").getFirst().get("rows").longValue()).isEqualTo(4);
    // An answer in JSON goes back as it is.
    api.json("POST", ROWS, api.get(ROWS).text()).expect(200);
    assertThat(partitions("").getFirst().get("rows").longValue()).isEqualTo(4);
    api.body("POST", ROWS, "text/csv", npz).problem(415, "unsupported-format");
    assertThat(
            api.body("POST", ROWS + "?format=xml", "application/x-npz", npz)
                .problem(415, "unsupported-format")
                .get("supported"))
        .hasToString("[\"npz\",\"json\",\"zarr\",\"netcdf\",\"arrow\"]");
    api.body("POST", ROWS, "application/x-npz", new byte[30]).problem(400, "malformed-body");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Keys that are none, or not there.
        "''|{'time': ['2024-01-01'], 'cycle': ['x'], 'pass': [1]}|400|malformed-body",
        "''|{'time': ['2024-01-01'], 'cycle': [1]}|422|invalid-schema",
        // Lengths.
        "''|{'time': ['2024-01-01'], 'cycle': [1, 2], 'pass': [1]}|422|shape-mismatch",
        "''|{'cycle': [1], 'pass': [1], 'ssh': [[1, 2]]}|422|shape-mismatch",
        "''|{'cycle': [1], 'pass': [1], 'ssh': [[1, 2, 3], [1, 2]]}|422|shape-mismatch",
        "''|{'cycle': [1], 'pass': [1], 'ssh': [1]}|422|shape-mismatch",
        "''|{'x': [1, 2]}|422|shape-mismatch",
        // Variables and types.
        "''|{'cycle': [1], 'pass': [1], 'shs': [1]}|422|invalid-schema",
        "''|{'cycle': [1.5], 'pass': [1]}|422|value-out-of-range",
        // The axis.
        "?merge=upsert|{'cycle': [1], 'pass': [1]}|422|invalid-schema",
        // Parameters.
        "?merge=union|{'cycle': [1], 'pass': [1]}|400|invalid-request",
        "?merge=upsert_within|{'cycle': [1], 'pass': [1]}|400|invalid-request",
        "?tolerance=1|{'cycle': [1], 'pass': [1]}|400|invalid-request",
        "?merge=upsert_within&tolerance=-1|{'cycle': [1], 'pass': [1]}|400|invalid-request",
        "?merge=upsert_within&tolerance=x|{'cycle': [1], 'pass': [1]}|400|invalid-request",
        "?overwrite=maybe|{'cycle': [1], 'pass': [1]}|400|invalid-request",
        "?answer_after=disk|{'cycle': [1], 'pass': [1]}|400|invalid-request",
        "?filter=1|{'cycle': [1], 'pass': [1]}|400|invalid-request",
        "''|[1]|400|malformed-body",
        "''|{'cycle': [1|400|malformed-body"
      })
  void insertsThatDoNotFitChangeNothing(String query, String body, int status, String code)
      throws IOException {
    insert("", THREE).expect(200);
    String before = values("") + partitions("");
    insert(query, body).problem(status, code);
    assertThat(values("") + partitions("")).isEqualTo(before);
  }

  @Test
  void nullIsTheFillValueThatAWholeNumberDeclares() throws IOException {
    insert("", "{'cycle': [1, 1], 'pass': [1, 1], 'ku/power': [null, 7]}").expect(200);
    assertThat(values("variables=ku/power")).isEqualTo("{\"ku/power\":[-1,7]}");
    String before = values("") + partitions("");
    Answer refused = insert("", "{'cycle': [1, null], 'pass': [1, 1]}");
    refused.problem(422, "value-out-of-range");
    assertThat(refused.json().get("variable").stringValue()).isEqualTo("cycle");
    assertThat(refused.json().get("detail").stringValue()).contains("null", "write a number");
    assertThat(values("") + partitions("")).isEqualTo(before);
  }

  @Test
  void damageSaysItsPartitionAndVariable() throws IOException {
    insert("", THREE).expect(200);
    int cut = 0;
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().contains("pass=-3/ssh/c/")) {
          Files.write(file, new byte[] {1, 2, 3});
          cut++;
        }
      }
    }
    assertThat(cut).isPositive();
    Answer rows = api.get(TRACKS + "/variables/ssh/subset");
    rows.problem(500, "corrupt-data");
    JsonNode problem = rows.json();
    assertThat(problem.get("partition").stringValue()).isEqualTo("cycle=2/pass=-3");
    assertThat(problem.get("variable").stringValue()).isEqualTo("ssh");
    assertThat(problem.get("detail").stringValue()).contains("cycle=2/pass=-3", "\"ssh\"");
    // What is whole is read.
    api.get(ROWS + "?filter=cycle==1").expect(200);
  }

  @Test
  void variablesInPathsMakeTheGroupsBetween() throws IOException {
    String made =
        json(
                "POST",
                COLLECTIONS,
                "{'name': 'deep', 'kind': 'partitioned', 'axis': 'n', 'partitioning':"
                    + " {'name': 'sequence', 'variables': ['k'], 'dimension': 'n'}, 'schema':"
                    + " {'dimensions': [{'name': 'n'}], 'variables': ["
                    + "{'name': '/k', 'dtype': '<i4', 'dimensions': ['n']},"
                    + "{'name': 'data_01/ku/power', 'dtype': '<i2', 'dimensions': ['n']},"
                    + "{'name': '/data_01/h', 'dtype': '<i2', 'dimensions': ['n']}],"
                    + " 'groups': [{'name': 'data_01', 'attrs': {'rate': 1}}]}}")
            .expect(201)
            .text();
    JsonNode schema = JsonMapper.shared().readTree(made).get("schema");
    assertThat(schema.at("/variables/0/name").stringValue()).isEqualTo("k");
    assertThat(schema.get("variables")).hasSize(1);
    assertThat(schema.at("/groups/0/attrs/rate").intValue()).isEqualTo(1);
    assertThat(schema.at("/groups/0/variables/0/name").stringValue()).isEqualTo("h");
    assertThat(schema.at("/groups/0/groups/0/name").stringValue()).isEqualTo("ku");
    assertThat(schema.at("/groups/0/groups/0/variables/0/name").stringValue()).isEqualTo("power");
    String rows = COLLECTIONS + "/deep/rows";
    json("POST", rows, "{'k': [1, 2], 'data_01/ku/power': [3, 4], 'data_01/h': [5, 6]}")
        .expect(200);
    assertThat(api.get(rows + "?variables=/data_01/ku/power,data_01/h" + VALUES).text())
        .contains("[3,4]", "[5,6]");
    api.delete(COLLECTIONS + "/deep").expect(204);
    for (String name : List.of("a//b", "a/", "//a", "a/../b", "_a/b", "k/b")) {
      json(
              "POST",
              COLLECTIONS,
              "{'name': 'deep', 'kind': 'partitioned', 'axis': 'n', 'partitioning':"
                  + " {'name': 'sequence', 'variables': ['k'], 'dimension': 'n'}, 'schema':"
                  + " {'dimensions': [{'name': 'n'}], 'variables': ["
                  + "{'name': 'k', 'dtype': '<i4', 'dimensions': ['n']},"
                  + "{'name': '"
                  + name
                  + "', 'dtype': '<i2', 'dimensions': ['n']}]}}")
          .problem(422, "invalid-schema");
    }
  }

  @Test
  void attributesAreTheJsonThatTheyWereGivenAs() throws IOException {
    String attributes =
        "{'s': 'text', 'i': 9007199254740993, 'f': 0.1, 'l': [1, 2.5, 'x', true, null],"
            + " 'o': {'a': {'b': [[]]}}, 'b': false, 'n': null}";
    JsonNode given = JsonMapper.shared().readTree(attributes.replace('\'', '"'));
    json(
            "POST",
            COLLECTIONS,
            "{'name': 'told', 'kind': 'partitioned', 'axis': 'n', 'partitioning':"
                + " {'name': 'sequence', 'variables': ['k'], 'dimension': 'n'}, 'schema':"
                + " {'attrs': "
                + attributes
                + ", 'dimensions': [{'name': 'n'}], 'variables': ["
                + "{'name': 'k', 'dtype': '<i4', 'dimensions': ['n'], 'attrs': "
                + attributes
                + "}]}}")
        .expect(201);
    json("POST", COLLECTIONS + "/told/rows", "{'k': [1]}").expect(200);
    JsonNode schema = api.get(COLLECTIONS + "/told").expect(200).json().get("schema");
    assertThat(schema.get("attrs")).isEqualTo(given);
    assertThat(schema.at("/variables/0/attrs")).isEqualTo(given);
    int found = 0;
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.endsWith("told/k=1/k/zarr.json")).toList()) {
        JsonNode stored = JsonMapper.shared().readTree(Files.readAllBytes(file));
        assertThat(stored.get("attributes")).isEqualTo(given);
        found++;
      }
    }
    assertThat(found).isEqualTo(1);
    api.delete(COLLECTIONS + "/told").expect(204);
  }

  private void damage(String part) throws IOException {
    int cut = 0;
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().contains(part)) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[0] ^= 0x40;
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
          cut++;
        }
      }
    }
    assertThat(cut).as(part).isPositive();
  }

  private void assertNamed(Answer answer, String partition, String variable) throws IOException {
    JsonNode problem = answer.problem(500, "corrupt-data");
    assertThat(problem.get("partition").stringValue()).as(answer.text()).isEqualTo(partition);
    assertThat(problem.get("variable").stringValue()).as(answer.text()).isEqualTo(variable);
    assertThat(problem.get("detail").stringValue()).contains(partition, '"' + variable + '"');
  }

  @ParameterizedTest
  @ValueSource(strings = {"pass=-3/ssh/c/", "pass=-3/ssh/zarr.json"})
  void damageOfRowsIsNamedWhateverReadsThem(String file) throws IOException {
    insert("", THREE).expect(200);
    json("POST", TRACKS + "/indexes", "{'name': 'i', 'columns': ['pass']}").expect(201);
    damage(file);
    String partition = "cycle=2/pass=-3";
    assertNamed(api.get(TRACKS + "/variables/ssh/subset"), partition, "ssh");
    for (String format : List.of("json", "npz", "zarr", "netcdf", "arrow")) {
      String query = "?variables=ssh&filter=cycle==2&format=" + format;
      assertNamed(api.get(ROWS + query), partition, "ssh");
    }
    assertNamed(api.get(ROWS + "?where=max(ssh)%3E0"), partition, "ssh");
    assertNamed(api.get(ROWS + "?index=i&pass=-3&variables=ssh"), partition, "ssh");
    assertNamed(json("PATCH", ROWS, "{'set': {'ssh': 'ssh + 1'}}"), partition, "ssh");
    assertNamed(
        json("POST", ROWS + ":map", "{'expressions': {'m': 'mean(ssh)'}}"), partition, "ssh");
    assertNamed(insert("?merge=concat", THREE), partition, "ssh");
    // What is whole is read, and what is replaced is mended.
    api.get(ROWS + "?filter=cycle==1").expect(200);
    insert("", THREE).expect(200);
    api.get(ROWS + "?filter=cycle==2").expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tide/c/", "/tide/zarr.json"})
  void damageOfValuesOfAViewIsNamed(String file) throws IOException {
    insert("", THREE).expect(200);
    String view = COLLECTIONS + "/tides";
    json(
            "POST",
            COLLECTIONS,
            "{'name': 'tides', 'kind': 'view', 'base': 'tracks', 'variables': ["
                + "{'name': 'tide', 'dtype': '<i2', 'dimensions': ['time'], 'fill_value': -1}]}")
        .expect(201);
    json("PATCH", view + "/rows", "{'set': {'tide': '7'}}").expect(200);
    damage("pass=-3" + file);
    String partition = "cycle=2/pass=-3";
    assertNamed(api.get(view + "/rows"), partition, "tide");
    assertNamed(api.get(view + "/variables/tide/subset"), partition, "tide");
    assertNamed(json("PATCH", view + "/rows", "{'set': {'tide': 'tide + 1'}}"), partition, "tide");
    api.get(view + "/rows?filter=cycle==1").expect(200);
    json("PUT", view + "/rows?filter=cycle==2", "{'tide': [1]}").expect(200);
    assertThat(api.get(view + "/rows?layout=values&variables=tide").expect(200).text())
        .contains("1");
    api.delete(view).expect(204);
  }

  @Test
  void cellsOfOtherTypesAreTakenOnlyWhereThatIsAsked() throws IOException {
    insert("", THREE).expect(200);
    byte[] npy = ApiClient.npy("(3,)", 4, 5, 6);
    byte[] npz = NpzFile.of("x.npy", npy);
    api.body("POST", ROWS, "application/x-npz", npz).problem(422, "value-out-of-range");
    assertThat(values("variables=x")).isEqualTo("{\"x\":[0.0,1.5,3.0]}");
    api.body("POST", ROWS + "?cast=fitting", "application/x-npz", npz).expect(200);
    assertThat(values("variables=x")).isEqualTo("{\"x\":[4.0,5.0,6.0]}");
    api.body("POST", ROWS, "application/x-npz", NpzFile.of("y.npy", npy))
        .problem(422, "invalid-schema");
    api.body("POST", ROWS, "application/x-npz", NpzFile.of("x.txt", npy))
        .problem(400, "malformed-body");
  }

  @Test
  void tagsGuardInsertsAndRemovals() throws IOException {
    insert("", THREE).expect(200);
    Answer read = api.get(ROWS + "?filter=cycle==1").expect(200);
    String tag = read.header("ETag");
    assertThat(tag).startsWith("\"" + partitions("").getFirst().get("version").stringValue());
    api.get(ROWS + "?filter=cycle==1", "If-None-Match", tag).expect(304);
    // Another partition may change.
    insert("?merge=concat", "{'cycle': [2], 'pass': [-3]}").expect(200);
    String back = read.text().replace("1.0", "1.5");
    guarded("POST", ROWS, tag, back).expect(200);
    assertThat(values("filter=cycle==1&variables=ssh&slice=0")).contains("[1.5,2.0,3.0]");
    guarded("POST", ROWS, tag, back).problem(412, "version-mismatch");
    guarded("DELETE", TRACKS + "/partitions?filter=cycle==1", tag, "")
        .problem(412, "version-mismatch");
    String now = api.get(ROWS + "?filter=cycle==1").header("ETag");
    guarded("DELETE", TRACKS + "/partitions?filter=cycle==1", now, "").expect(200);
    assertThat(paths("")).containsExactly("cycle=2/pass=-3");
  }

  private Answer guarded(String method, String path, String tag, String body) throws IOException {
    return api.send(
        api.request(path)
            .header("If-Match", tag)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  @Test
  void oneVariableIsReadLikeAnyArray() throws IOException {
    insert("", THREE).expect(200);
    String ssh = TRACKS + "/variables/ssh";
    assertThat(api.get(ssh + "/subset?slice=1:,0&layout=values").expect(200).text().strip())
        .isEqualTo("[4.0,7.0]");
    assertThat(api.get(ssh + "/subset?sel.x=3&layout=values&filter=cycle==1").text().strip())
        .isEqualTo("[3.0,null]");
    assertThat(api.get(ssh + "/subset?reduce=max(time)&layout=values").text().strip())
        .isEqualTo("[7.0,8.0,9.0]");
    assertThat(api.get(ssh + "/subset.csv?coordinates=true").expect(200).text())
        .contains("2024-01-01T01:00:00");
    for (String format : List.of("npy", "raw", "npz", "nc", "zarr.zip", "arrow", "svg", "png")) {
      api.get(ssh + "/subset." + format + "?slice=0:2").expect(200);
    }
    assertThat(api.get(ssh + "/extent").expect(200).text()).contains("\"slice\":\"0:3,0:3\"");
    assertThat(api.get(ssh + "/subset/description?slice=:,1").expect(200).text())
        .contains("\"shape\":[3]");
    assertThat(json("POST", ssh + "/subset/points", "{'isel.time': [2, 0], 'x': [3, 0]}").text())
        .contains("[9.0,1.0]");
    assertThat(json("POST", ssh + "/subset:batch?filter=cycle==2", "{'slices': ['0']}").text())
        .contains("[7.0,8.0,9.0]");
    String power = TRACKS + "/variables/ku%2Fpower/subset";
    assertThat(api.get(power + "?layout=values").expect(200).text().strip())
        .isEqualTo("[-1,-1,-1]");
    assertThat(api.get(TRACKS + "/variables/x/subset?layout=values").text().strip())
        .isEqualTo("[0.0,1.5,3.0]");
    assertThat(
            api.get(TRACKS + "/variables/shs/subset")
                .problem(404, "array-not-found")
                .get("nearest"))
        .hasToString("[\"ssh\"]");
    api.get(ssh + "/subset?filter=cycl==1").problem(400, "invalid-filter");
    api.json("PUT", ssh + "/subset", "1").problem(405, "method-not-allowed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows?filter=nope%3D%3D1|400|invalid-filter",
        "rows?filter=cycle%20%3C%20'a'|400|invalid-filter",
        "rows?variables=ssh,shs|404|array-not-found",
        "rows?variables=ssh,ssh|400|invalid-request",
        "rows?format=csv|406|not-acceptable",
        "rows?day=1|400|invalid-request",
        "partitions?filter=cycle|200|",
        "partitions?limit=0|400|invalid-request",
        "partitions?cursor=x|400|invalid-request",
        "datasets|409|wrong-kind",
        "arrays|409|wrong-kind"
      })
  void otherReadsAreRefused(String path, int status, String code) throws IOException {
    Answer answer = api.get(TRACKS + "/" + path);
    if (code == null) {
      answer.expect(status);
    } else {
      answer.problem(status, code);
    }
  }

  @Test
  void rowsAreForPartitionedCollectionsAlone() throws IOException {
    json("POST", COLLECTIONS, "{'name': 'argo', 'kind': 'dataset'}").expect(201);
    for (String path : List.of("/rows", "/partitions", "/variables/x/subset")) {
      api.get(COLLECTIONS + "/argo" + path).problem(409, "wrong-kind");
    }
    json("POST", COLLECTIONS + "/argo/rows", "{}").problem(409, "wrong-kind");
    json("POST", COLLECTIONS + "/argo:repair", "").problem(409, "wrong-kind");
    api.delete(COLLECTIONS + "/argo").expect(204);
    api.get(COLLECTIONS + "/none/rows").problem(404, "collection-not-found");
    json("POST", COLLECTIONS, DOCUMENT).problem(409, "already-exists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'axis': 'time'|'axis': 'tme'|/axis",
        "'sequence'|'sequences'|/partitioning/name",
        "['cycle', 'pass']|[]|/partitioning/variables",
        "['cycle', 'pass']|['cycle', 'ssh']|/partitioning",
        "<f4|<f3|/schema/variables/4/dtype",
        "local-fast|slow|/schema/variables/3/codecs",
        "'size': 3|'size': 0|/schema/dimensions/1/size",
        "'size': 3|'chunks': 3|/schema/variables/3/dimensions/1",
        "'title': 'Tracks'|'read_only': true|/read_only",
        "'title': 'Tracks'|'storage': 'hdf5'|/storage"
      })
  void documentsThatDoNotFitAreRefusedAtTheirPlace(String part, String by, String pointer)
      throws IOException {
    String document = DOCUMENT.replace("'tracks'", "'other'").replace(part, by);
    assertThat(
            json("POST", COLLECTIONS, document)
                .problem(422, "invalid-schema")
                .get("pointer")
                .stringValue())
        .isEqualTo(pointer);
    api.get(COLLECTIONS + "/other").problem(404, "collection-not-found");
  }

  @Test
  void collectionOfADeletedNameIsEmpty() throws IOException {
    insert("", THREE).expect(200);
    api.delete(TRACKS).expect(204);
    json("POST", COLLECTIONS, DOCUMENT).expect(201);
    assertThat(paths("")).isEmpty();
    insert("", "{'cycle': [], 'pass': []}").expect(200);
    assertThat(insert("", "{}").expect(200).text()).isEqualTo("{\"partitions\":[]}");
    assertThat(paths("")).isEmpty();
  }
}
