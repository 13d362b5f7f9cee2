package io.hypertile.partition.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Expressions over partitions over HTTP: updates and values. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ExpressionHttpTest extends OwnStorage {
  private static final String TRACKS = COLLECTIONS + "/tracks";
  private static final String ROWS = TRACKS + "/rows";
  private static final String DOCUMENT =
      """
      {'name': 'tracks', 'kind': 'partitioned', 'axis': 'time',
       'partitioning': {'name': 'sequence', 'variables': ['cycle'], 'dimension': 'time'},
       'schema': {
         'dimensions': [{'name': 'time', 'chunks': 2}, {'name': 'x', 'size': 2}],
         'variables': [
           {'name': 'time', 'dtype': '<M8[ns]', 'dimensions': ['time']},
           {'name': 'cycle', 'dtype': '<i4', 'dimensions': ['time']},
           {'name': 'ssh', 'dtype': '<f4', 'dimensions': ['time', 'x'], 'fill_value': -1.0},
           {'name': 'flag', 'dtype': '<i2', 'dimensions': ['time'], 'fill_value': 99},
           {'name': 'x', 'dtype': '<f8', 'dimensions': ['x']}]}}
      """;
  private static final String FIVE =
      """
      {'time': ['2024-01-01T00:00:00', '2024-01-01T01:00:00', '2024-01-01T02:00:00',
                '2024-01-02T00:00:00', '2024-01-02T01:00:00'],
       'cycle': [1, 1, 1, 2, 2], 'ssh': [[1, 2], [3, -1], [5, 6], [7, 8], [9, 10]],
       'flag': [0, 1, 99, 0, 1], 'x': [10, 20]}
      """;

  @BeforeEach
  void create() throws IOException {
    json("POST", COLLECTIONS, DOCUMENT).expect(201);
    json("POST", ROWS, FIVE).expect(200);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(TRACKS).expect(204);
  }

  private String values(String query) throws IOException {
    return api.get(ROWS + "?layout=values&" + query).expect(200).text().strip();
  }

  @Test
  void variablesAreReplacedByValuesOfExpressions() throws IOException {
    String body = "{'set': {'ssh': 'ssh * x - min(ssh)', 'flag': '7'}, 'filter': 'cycle == 1'}";
    assertThat(json("PATCH", ROWS, body).expect(200).text())
        .isEqualTo("{\"partitions\":[\"cycle=1\"]}");
    assertThat(values("variables=ssh,flag"))
        .isEqualTo(
            "{\"ssh\":[[9.0,39.0],[29.0,-1.0],[49.0,119.0],[7.0,8.0],[9.0,10.0]],"
                + "\"flag\":[7,7,7,0,1]}");
    assertThat(json("PATCH", ROWS, "{'set': {'flag': '0'}, 'filter': 'cycle > 5'}").text())
        .isEqualTo("{\"partitions\":[]}");
  }

  @Test
  void updatesAreGuardedByTheVersionThatWasRead() throws IOException {
    String tag = api.get(TRACKS + "/rows?filter=cycle==1").expect(200).header("ETag");
    String body = "{\"set\": {\"flag\": \"flag + 1\"}, \"filter\": \"cycle == 1\"}";
    guarded(body, tag).expect(200);
    guarded(body, tag).problem(412, "version-mismatch");
    assertThat(values("variables=flag")).isEqualTo("{\"flag\":[1,2,99,0,1]}");
  }

  private Answer guarded(String body, String tag) throws IOException {
    return api.send(
        api.request(ROWS)
            .header("Content-Type", "application/json")
            .header("If-Match", tag)
            .method("PATCH", BodyPublishers.ofString(body)));
  }

  @Test
  void valuesOfExpressionsComeByPathAndName() throws IOException {
    String body =
        """
        {'expressions': {'mean': 'mean(ssh)', 'rows': 'max(ssh, x)', 'flags': 'flag - 1',
                         'first "time"': 'first(time)', 'any': 'max(ssh > 9)',
                         'none': 'mean(flag / 0 * 0)'}}
        """;
    JsonNode found = json("POST", ROWS + ":map", body.replace("first \"time\"", "t")).json();
    assertThat(found)
        .hasToString(
            "{\"cycle=1\":{\"mean\":3.4,\"rows\":[2.0,3.0,6.0],\"flags\":[-1,0,null],"
                + "\"t\":\"2024-01-01T00:00:00.000000000\",\"any\":false,\"none\":null},"
                + "\"cycle=2\":{\"mean\":8.5,\"rows\":[8.0,10.0],\"flags\":[-1,0],"
                + "\"t\":\"2024-01-02T00:00:00.000000000\",\"any\":true,\"none\":null}}");
    String both = "{'expressions': {'a': 'ssh'}, 'filter': 'cycle == 2'}";
    assertThat(json("POST", ROWS + ":map", both).expect(200).text())
        .isEqualTo("{\"cycle=2\":{\"a\":[[7.0,8.0],[9.0,10.0]]}}");
    json("POST", ROWS + ":map", "{'expressions': {'a': '1'}, 'filter': 'cycle == 9'}").expect(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{'set': {'ssh': 'ssh +'}} # 400 # invalid-filter # column 6",
        "{'set': {'ssh': 'shs'}} # 400 # invalid-filter # is near",
        "{'set': {'flag': 'ssh'}} # 400 # invalid-filter # has cells of int16",
        "{'set': {'flag': 'ssh > 0'}} # 400 # invalid-filter # have to be along time",
        "{'set': {'flag': 'flag * 0 + 40000'}} # 400 # invalid-filter # int16 has no number",
        "{'set': {'flag': 'int32(flag) + 40000'}} # 422 # value-out-of-range # clip it",
        "{'set': {'ssh': 'ssh + x * 1e300'}} # 422 # value-out-of-range # does not fit float32",
        "{'set': {'ssh': 'ssh + float16(x * 1e9)'}} # 422 # value-out-of-range # not fit float16",
        "{'set': {'cycle': '1'}} # 422 # invalid-schema # partition of each row",
        "{'set': {'x': '1'}} # 422 # invalid-schema # for all partitions",
        "{'set': {'y': '1'}} # 400 # invalid-request # no variable",
        "{'set': {}} # 400 # invalid-request # at least one",
        "{'set': {'ssh': 1}} # 400 # invalid-request # an expression",
        "{'set': ['ssh']} # 400 # invalid-request # expressions by names",
        "{'sets': {'ssh': '1'}} # 400 # invalid-request # sets",
        "{'set': {'ssh': '1'}, 'filter': 'cyclo == 1'} # 400 # invalid-filter # is near",
        "[] # 400 # invalid-request # an object",
      })
  void updatesThatAreRefusedSayWhy(String body, int status, String code, String detail)
      throws IOException {
    String before = values("variables=ssh,flag");
    JsonNode problem = json("PATCH", ROWS, body).problem(status, code);
    String said =
        problem.get("detail").stringValue() + " column " + problem.path("column").asString("");
    assertThat(said).contains(detail);
    assertThat(values("variables=ssh,flag")).isEqualTo(before);
  }

  @Test
  void expressionsAreForPartitionedCollectionsAlone() throws IOException {
    json("POST", COLLECTIONS, "{'name': 'argo', 'kind': 'dataset'}").expect(201);
    json("PATCH", COLLECTIONS + "/argo/rows", "{'set': {'a': '1'}}").problem(409, "wrong-kind");
    json("POST", COLLECTIONS + "/argo/rows:map", "{'expressions': {'a': '1'}}")
        .problem(409, "wrong-kind");
    api.delete(COLLECTIONS + "/argo").expect(204);
  }
}
