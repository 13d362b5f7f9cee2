package io.hypertile.partition.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Indexes of partitioned collections over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class IndexHttpTest extends OwnStorage {
  private static final String TRACKS = COLLECTIONS + "/tracks";
  private static final String INDEXES = TRACKS + "/indexes";
  private static final String PASSES = INDEXES + "/passes";
  private static final String DOCUMENT =
      """
      {'name': 'tracks', 'kind': 'partitioned', 'axis': 'time',
       'partitioning': {'name': 'sequence', 'variables': ['cycle'], 'dimension': 'time'},
       'schema': {
         'dimensions': [{'name': 'time', 'chunks': 2}, {'name': 'x', 'size': 2}],
         'variables': [
           {'name': 'time', 'dtype': '<M8[s]', 'dimensions': ['time']},
           {'name': 'cycle', 'dtype': '<i4', 'dimensions': ['time']},
           {'name': 'pass', 'dtype': '<i4', 'dimensions': ['time']},
           {'name': 'format', 'dtype': '<U3', 'dimensions': ['time']},
           {'name': 'ssh', 'dtype': '<f8', 'dimensions': ['time', 'x']},
           {'name': 'x', 'dtype': '<f4', 'dimensions': ['x']}]}}
      """;

  /** Five rows of two cycles: passes 1, 1, 2 and 2, 1. */
  private static final String FIVE =
      """
      {'time': ['2024-01-01T00:00:00', '2024-01-01T00:00:01', '2024-01-01T00:00:02',
                '2024-01-02T00:00:00', '2024-01-02T00:00:01'],
       'cycle': [1, 1, 1, 2, 2], 'pass': [1, 1, 2, 2, 1], 'format': ['a', 'a', 'b', 'b', 'b'],
       'ssh': [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]], 'x': [0.5, 1.5]}
      """;

  @BeforeEach
  void create() throws IOException {
    json("POST", COLLECTIONS, DOCUMENT).expect(201);
    json("POST", TRACKS + "/rows", FIVE).expect(200);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(TRACKS).expect(204);
  }

  private Answer send(String method, String path, String... headers) throws IOException {
    HttpRequest.Builder request = api.request(path).method(method, BodyPublishers.noBody());
    return api.send(headers.length == 0 ? request : request.headers(headers));
  }

  @Test
  void viewsHaveTheIndexesOfTheirBase() throws IOException {
    build("['pass']").expect(201);
    String view = COLLECTIONS + "/tides";
    json(
            "POST",
            COLLECTIONS,
            "{'name': 'tides', 'kind': 'view', 'base': 'tracks', 'variables': ["
                + "{'name': 'tide', 'dtype': '<i2', 'dimensions': ['time'], 'fill_value': -1}]}")
        .expect(201);
    json("PUT", view + "/rows?filter=cycle==1", "{'tide': [10, 11, 12]}").expect(200);
    assertThat(api.get(view + "/indexes").expect(200).text())
        .isEqualTo(api.get(INDEXES).expect(200).text())
        .contains("passes");
    assertThat(api.get(view + "/indexes/passes?pass=2").expect(200).text())
        .isEqualTo(api.get(PASSES + "?pass=2").expect(200).text())
        .contains("\"changed\":0");
    String rows = view + "/rows?index=passes&layout=values&variables=cycle,tide";
    assertThat(api.get(rows + "&pass=2").expect(200).text().strip())
        .isEqualTo(quoted("{'cycle':[1,2],'tide':[12,-1]}"));
    assertThat(api.get(rows + "&pass=1&filter=cycle==1").expect(200).text().strip())
        .isEqualTo(quoted("{'cycle':[1,1],'tide':[10,11]}"));
    assertThat(api.get(rows + "&pass=7").status()).isEqualTo(204);
    json("POST", view + "/indexes", "{'name': 'more', 'columns': ['pass']}")
        .problem(409, "wrong-kind");
    send("PATCH", view + "/indexes/passes").problem(409, "wrong-kind");
    send("DELETE", view + "/indexes/passes").problem(409, "wrong-kind");
    api.get(view + "/indexes/none").problem(404, "not-found");
    // Other rows than the values of the view were written for are told here as well.
    json("POST", TRACKS + "/rows?merge=concat", FIVE).expect(200);
    api.get(rows + "&pass=2").problem(422, "unsupported-storage");
    json("PUT", view + "/rows?filter=cycle==1", "{'tide': [1, 2, 3, 4, 5, 6]}").expect(200);
    assertThat(api.get(rows + "&pass=2").expect(200).text().strip())
        .isEqualTo(quoted("{'cycle':[1,1,2,2],'tide':[3,6,-1,-1]}"));
    api.delete(view).expect(204);
  }

  private Answer build(String columns) throws IOException {
    return json("POST", INDEXES, "{'name': 'passes', 'columns': " + columns + "}");
  }

  private String items(String query) throws IOException {
    return api.get(PASSES + query).expect(200).json().get("items").toString();
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }

  @Test
  void indexIsBuiltListedLookedUpRefreshedAndDeleted() throws IOException {
    assertThat(api.get(INDEXES).expect(200).text()).isEqualTo("{\"items\":[]}");
    Answer made = build("['cycle', 'pass']").expect(201);
    assertThat(made.header("Location")).endsWith(PASSES);
    JsonNode index = made.json();
    assertThat(index.get("columns")).hasToString("[\"cycle\",\"pass\"]");
    assertThat(index.get("rows").intValue()).isEqualTo(4);
    assertThat(index.get("partitions").intValue()).isEqualTo(2);
    assertThat(index.get("changed").intValue()).isZero();
    assertThat(api.get(INDEXES).expect(200).json().get("items").get(0)).isEqualTo(index);

    assertThat(items(""))
        .isEqualTo(
            quoted(
                "[{'path':'cycle=1','ranges':[[0,2],[2,3]]},{'path':'cycle=2','ranges':[[0,1],[1,2]]}]"));
    assertThat(items("?cycle=1&pass=2,3"))
        .isEqualTo(quoted("[{'path':'cycle=1','ranges':[[2,3]]}]"));
    assertThat(items("?key.pass=1")).isEqualTo(items("?pass=1")).isEqualTo(items("?key[pass]=1"));
    assertThat(items("?cycle=7")).isEqualTo("[]");

    json("POST", TRACKS + "/rows?merge=concat", FIVE).expect(200);
    Answer after = api.get(PASSES + "?cycle=2&pass=2").expect(200);
    assertThat(after.text())
        .isEqualTo(quoted("{'items':[{'path':'cycle=2','ranges':[[0,1],[2,3]]}],'changed':2}"));
    assertThat(api.get(INDEXES).json().at("/items/0/changed").intValue()).isEqualTo(2);
    Answer fresh = send("PATCH", PASSES).expect(200);
    assertThat(fresh.json().get("changed").intValue()).isZero();
    assertThat(fresh.json().get("rows").intValue()).isEqualTo(8);
    assertThat(items("?cycle=2&pass=2"))
        .isEqualTo(quoted("[{'path':'cycle=2','ranges':[[0,1],[2,3]]}]"));

    api.delete(PASSES).expect(204);
    api.get(PASSES).problem(404, "not-found");
    api.delete(PASSES).problem(404, "not-found");
  }

  @Test
  void rowsAreReadByTheirKeys() throws IOException {
    build("['pass', 'format', 'time']").expect(201);
    String rows = TRACKS + "/rows?layout=values&index=passes&variables=cycle,ssh,x";
    assertThat(api.get(rows + "&pass=1").expect(200).text().strip())
        .isEqualTo("{\"cycle\":[1,1,2],\"ssh\":[[1.0,2.0],[3.0,4.0],[9.0,10.0]],\"x\":[0.5,1.5]}");
    assertThat(api.get(rows + "&pass=1&filter=cycle==2").expect(200).text().strip())
        .isEqualTo("{\"cycle\":[2],\"ssh\":[[9.0,10.0]],\"x\":[0.5,1.5]}");
    assertThat(api.get(rows + "&pass=1,2&isel.time=1:4&sel.x=1.5").expect(200).text().strip())
        .isEqualTo("{\"cycle\":[1,1,2],\"ssh\":[4.0,6.0,8.0],\"x\":1.5}");
    assertThat(api.get(rows + "&pass=1&sel.time=2024-01-02T00:00:00:2024-01-03").expect(200).text())
        .contains("[[9.0,10.0]]");
    assertThat(api.get(rows + "&key.format=b&time=2024-01-01T00:00:02").expect(200).text())
        .contains("[[5.0,6.0]]");
    api.get(rows + "&pass=9").expect(204);
    Answer first = api.get(rows + "&pass=2").expect(200);
    json("POST", TRACKS + "/rows?merge=concat", FIVE).expect(200);
    Answer second = api.get(rows + "&pass=2").expect(200);
    assertThat(second.text()).contains("[[5.0,6.0],[5.0,6.0],[7.0,8.0],[7.0,8.0]]");
    assertThat(second.header("ETag")).isNotEqualTo(first.header("ETag"));
  }

  @Test
  void fileIsGivenAsItIs() throws IOException {
    build("['pass']").expect(201);
    Answer file = api.get(PASSES + "?format=parquet").expect(200);
    assertThat(file.header("Content-Type")).isEqualTo("application/vnd.apache.parquet");
    assertThat(file.header("Content-Disposition")).contains("passes.parquet");
    try (ParquetFileReader reader =
        ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file.response().body())))) {
      assertThat(reader.getFileMetaData().numRows()).isEqualTo(4);
      assertThat(reader.getFileSchema().getColumns().stream().map(each -> each.name()))
          .containsExactly("pass", "_start", "_stop", "_partition");
    }
    api.get(PASSES + "?format=parquet&pass=1").problem(400, "invalid-request");
    api.get(PASSES + "?format=csv").problem(400, "invalid-request");
  }

  @Test
  void answersHaveTagsAndConditionsHold() throws IOException {
    build("['pass']").expect(201);
    String tag = api.get(PASSES + "?pass=1").expect(200).header("ETag");
    api.get(PASSES + "?pass=1", "If-None-Match", tag).expect(304);
    String version = api.get(INDEXES).json().at("/items/0/version").stringValue();
    send("DELETE", PASSES, "If-Match", "\"other\"").problem(412, "version-mismatch");
    send("PATCH", PASSES, "If-Match", "\"other\"").problem(412, "version-mismatch");
    send("DELETE", PASSES, "If-Match", '"' + version + '"').expect(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'name': 'passes', 'columns': ['nothing']}           | 400 | invalid-request
          {'name': 'passes', 'columns': ['ssh']}               | 400 | invalid-request
          {'name': 'passes', 'columns': []}                    | 400 | invalid-request
          {'name': 'passes', 'columns': ['pass', 'pass']}      | 400 | invalid-request
          {'name': 'passes', 'columns': 'pass'}                | 400 | invalid-request
          {'name': 'passes', 'columns': [1]}                   | 400 | invalid-request
          {'name': 'passes'}                                   | 400 | invalid-request
          {'columns': ['pass']}                                | 400 | invalid-request
          {'name': 'passes', 'columns': ['pass'], 'where': ''} | 400 | invalid-request
          {'name': '../passes', 'columns': ['pass']}           | 400 | invalid-name
          {'name': '_passes', 'columns': ['pass']}             | 400 | invalid-name
          [                                                    | 400 | malformed-body
          []                                                   | 400 | invalid-request
          """)
  void whatCannotBeBuiltIsRefused(String body, int status, String code) throws IOException {
    json("POST", INDEXES, body).problem(status, code);
    assertThat(api.get(INDEXES).expect(200).json().get("items")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/indexes/passes?cycle=1, 400, invalid-request",
    "/indexes/passes?pass=one, 400, invalid-request",
    "/indexes/passes?pass=, 400, invalid-request",
    "/indexes/passes?pass=1&key.pass=1, 400, invalid-request",
    "/indexes/passes?key.cycle=1, 400, invalid-request",
    "/indexes/other, 404, not-found",
    "/indexes/_passes, 400, invalid-name",
    "/rows?index=other&pass=1, 404, not-found",
    "/rows?index=&pass=1, 400, invalid-name",
    "/rows?index=passes&cycle=1, 400, invalid-request",
    "/rows?pass=1, 400, invalid-request",
  })
  void whatCannotBeLookedUpIsRefused(String address, int status, String code) throws IOException {
    build("['pass']").expect(201);
    build("['pass']").problem(409, "already-exists");
    api.get(TRACKS + address).problem(status, code);
  }

  @Test
  void otherKindsHaveNoIndexes() throws IOException {
    json("POST", COLLECTIONS, "{'name': 'floats', 'kind': 'dataset'}").expect(201);
    api.get(COLLECTIONS + "/floats/indexes").problem(409, "wrong-kind");
    api.get(COLLECTIONS + "/nothing/indexes").problem(404, "collection-not-found");
    api.delete(COLLECTIONS + "/floats").expect(204);
  }
}
