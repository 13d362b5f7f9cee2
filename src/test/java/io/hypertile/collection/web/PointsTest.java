package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestLog;
import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Cells at points over HTTP: by value, time, label and position, in every format. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.limits.json-result=2KB")
class PointsTest extends OwnStorage {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String SUBSET = COLLECTIONS + "/grid/arrays/" + ID + "/subset";

  /** Cells hold 10000 * hour + 100 * y + 10 * x + layer. */
  @BeforeEach
  void createArray() throws IOException {
    if (api.get(COLLECTIONS + "/grid").status() == 200) {
      return;
    }
    create(
        "grid",
        """
        {"name": "grid", "kind": "array", "dtype": "int32", "dimensions": [
         {"name": "hour", "type": "time", "size": 3, "start_value": "2023-01-03T00:00:00Z",
          "step": "PT1H"},
         {"name": "y", "size": 5, "scale": {"start_value": 54.0, "step": -0.5, "name": "lat"}},
         {"name": "x", "size": 4, "scale": {"start_value": 10.0, "step": 1.0, "name": "lon"}},
         {"name": "layer", "size": 2, "labels": ["temperature", "wind, speed"]}],
         "options": {"chunks": [2, 2, 3, 2]}}
        """,
        ID);
    ByteBuffer cells = ByteBuffer.allocate(3 * 5 * 4 * 2 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int hour = 0; hour < 3; hour++) {
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 4; x++) {
          cells.putInt(10_000 * hour + 100 * y + 10 * x);
          cells.putInt(10_000 * hour + 100 * y + 10 * x + 1);
        }
      }
    }
    api.body("PUT", SUBSET, "application/octet-stream", cells.array()).expect(204);
  }

  private Answer points(String query, String body) throws IOException {
    return api.json("POST", SUBSET + "/points?" + query, body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "sel.hour=0&sel.layer=temperature # {'lat': [54, 52.5], 'lon': [10.0, 13]} # [0,330]",
        "isel.hour=1&isel.layer=1 # {'lat': [54, 52.5], 'isel.x': [1, -1]} # [10011,10331]",
        "isel.hour=1&isel.layer=1&method=nearest # {'y': [53.8, 52.2], 'x': [12.6, 9.9]} # [10031,10401]",
        "isel.y=0&isel.x=0 # {'hour': ['2023-01-03T02:00:00Z', '2023-01-03T01:00'], 'layer': ['wind, speed', 'temperature']} # [20001,10000]",
        "slice=:,2,1 # {'layer': ['temperature'], 'hour': ['2023-01-03T02:00:00Z']} # [20210]",
        "isel.layer=0&isel.hour=0:3:2 # {'isel.y': [4, 0], 'isel.x': [3, 0]} # [[430,20430],[0,20000]]",
        "isel.y=1 # {'isel.hour': [0], 'isel.x': [2]} # [[120,121]]",
      })
  void cellsAreThoseOfThePoints(String query, String body, String cells) throws IOException {
    Answer answer = points("layout=values&" + query, body.replace('\'', '"')).expect(200);
    assertThat(answer.text()).isEqualTo(cells);
  }

  @Test
  void pointsComeAsCsvToo() throws IOException {
    String csv = "\ufefflat,\"layer\", isel.hour\r\n54,\"wind, speed\",0\n\n53.5,temperature,2\r\n";
    Answer answer =
        api.body(
                "POST",
                SUBSET + "/points?isel.x=3&format=csv",
                "text/csv; charset=utf-8",
                csv.getBytes(StandardCharsets.UTF_8))
            .expect(200);
    assertThat(answer.text())
        .isEqualTo(
            "points,hour,lat,layer,value\r\n"
                + "0,2023-01-03T00:00:00Z,54.0,\"wind, speed\",31\r\n"
                + "1,2023-01-03T02:00:00Z,53.5,temperature,20130\r\n");
  }

  @Test
  void documentTellsWhatWasChosen() throws IOException {
    JsonNode document =
        points("isel.hour=0&coordinates=true&method=nearest", "{\"lat\":[53.4],\"lon\":[12.2]}")
            .expect(200)
            .json();
    assertThat(document.get("dimensions")).hasToString("[\"points\",\"layer\"]");
    assertThat(document.get("shape")).hasToString("[1,2]");
    assertThat(document.at("/coordinates/lat")).hasToString("[53.5]");
    assertThat(document.at("/coordinates/lon")).hasToString("[12.0]");
    assertThat(document.at("/coordinates/layer")).hasToString("[\"temperature\",\"wind, speed\"]");
    assertThat(document.get("data")).hasToString("[[120,121]]");
  }

  @Test
  void fewPointsStandInTheQuery() throws IOException {
    for (String points :
        new String[] {"lat,lon;54,10;52,13", "{\"lat\":[54,52],\"lon\":[10,13]}"}) {
      String query = "points=" + URLEncoder.encode(points, StandardCharsets.UTF_8);
      String rest = "&isel.hour=0&isel.layer=0";
      assertThat(api.get(SUBSET + ".json?layout=values&" + query + rest).expect(200).text())
          .isEqualTo("[0,430]");
    }
  }

  @Test
  void rawAndNpyAnswersHaveTagsAndConditions() throws IOException {
    String path = SUBSET + "/points?isel.hour=0&isel.layer=0&format=";
    String body = "{\"lat\":[54.0,52.0],\"lon\":[10.0,13.0]}";
    Answer raw = api.json("POST", path + "raw", body).expect(200);
    assertThat(raw.header("Array-Shape")).isEqualTo("2");
    assertThat(raw.response().body()).containsExactly(0, 0, 0, 0, 0xae, 1, 0, 0);
    Answer npy = api.json("POST", path + "npy", body).expect(200);
    assertThat(npy.text()).contains("'shape': (2,)");
    String tag = npy.header("ETag");
    assertThat(tag).isNotEqualTo(raw.header("ETag")).startsWith("\"");
    Answer other = api.json("POST", path + "npy", body.replace("54.0", "53.0")).expect(200);
    assertThat(other.header("ETag")).isNotEqualTo(tag);
    api.send(conditional(path + "npy", body, "If-None-Match", tag)).expect(304);
    api.send(conditional(path + "npy", body, "If-Match", tag)).expect(200);
    api.send(conditional(path + "npy", body, "If-Match", "\"other\""))
        .problem(412, "version-mismatch");
  }

  private HttpRequest.Builder conditional(String path, String body, String name, String tag) {
    return api.request(path)
        .header("Content-Type", "application/json")
        .header(name, tag)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "'' # {'lat': [54.0, 99.0], 'lon': [10.0, 10.0]} # 1 # Point 1, column \"lat\": 99.0 is not on",
        "'' # {'lat': [54.0], 'lon': ['x']} # 0 # Point 0, column \"lon\": ",
        "'' # {'isel.y': [0, 1, 5]} # 2 # Point 2, column \"y\": Position 5 lies outside",
        "method=nearest&tolerance=0.1 # {'lat': [54.05, 53.8]} # 1 # Point 1, column \"lat\": ",
        "'' # {'lat': [54.0, null]} # 1 # a value is a number, a time or a label",
        "'' # {'layer': ['temperature', 'wind']} # 1 # has no label \"wind\"",
      })
  void mistakesNameThePointAndTheColumn(String query, String body, int point, String detail)
      throws IOException {
    JsonNode problem = points(query, body.replace('\'', '"')).problem(400, "invalid-slice");
    assertThat(problem.get("detail").asString()).contains(detail);
    assertThat(problem.get("point").asInt()).isEqualTo(point);
    assertThat(problem.get("dimension").isString()).isTrue();
    assertThat(problem.has("column")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "'' # {'lats': [1]} # invalid-slice # There is no dimension \"lats\"",
        "'' # {'lat': [54.0], 'lon': []} # invalid-slice # has 1 points and column",
        "'' # {'lat': []} # invalid-slice # There are no points",
        "'' # {} # invalid-slice # Points need a column",
        "'' # {'lat': [54.0], 'y': [54.0]} # invalid-slice # has two columns",
        "isel.y=0 # {'lat': [54.0]} # invalid-slice # selected by the query and by a column",
        "'' # [1] # malformed-body # an object with a list",
        "'' # {'lat': [54.0} # malformed-body # line 1, column 14",
        "'' # {'lat': [54], 'lat': [54]} # malformed-body # is given twice",
        "points=lat;54 # {'lat': [54.0]} # invalid-request # There is no parameter",
      })
  void bodyWithoutATableOfPointsIsRefused(String query, String body, String code, String detail)
      throws IOException {
    JsonNode problem = points(query, body.replace('\'', '"')).problem(400, code);
    assertThat(problem.get("detail").asString()).contains(detail);
  }

  @Test
  void tablesOfCsvThatAreNoneAreRefused() throws IOException {
    for (String table : new String[] {"lat,lon\n54", "lat\n54,10", "lat\n\"54", "\"lat\"x\n54"}) {
      api.body("POST", SUBSET + "/points", "text/csv", table.getBytes(StandardCharsets.UTF_8))
          .problem(400, "malformed-body");
    }
    api.body("POST", SUBSET + "/points", "text/plain", new byte[] {1})
        .problem(415, "unsupported-format");
    api.get(SUBSET + "/points").problem(405, "method-not-allowed");
  }

  @Test
  void answersBeyondALimitAreRefusedBeforeAnythingIsRead() throws IOException {
    String many = "{\"isel.y\":[" + "0,".repeat(599) + "0]}";
    JsonNode problem =
        points("isel.x=0&isel.layer=0&isel.hour=0", many).problem(413, "result-too-large");
    assertThat(problem.get("limit").asInt()).isEqualTo(2048);
    assertThat(problem.get("requested").asInt()).isEqualTo(2400);
    points("isel.x=0&isel.layer=0&isel.hour=0&format=npy", many).expect(200);
  }

  @Test
  void pointsThatAreReadAreNoChangeInTheAuditLog() throws IOException {
    points("isel.hour=2&isel.layer=0", "{\"lat\":[54.0],\"lon\":[10.0]}").expect(200);
    assertThat(TestLog.text()).doesNotContain("subset/points by");
  }
}
