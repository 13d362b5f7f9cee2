package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Selectors by name and by slice over HTTP: reading, describing, writing and clearing alike. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SelectorsTest extends OwnStorage {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String SUBSET = COLLECTIONS + "/grid/arrays/" + ID + "/subset";

  @BeforeEach
  void createArray() throws IOException {
    api.delete(COLLECTIONS + "/grid");
    create(
        "grid",
        """
        {"name": "grid", "kind": "array", "dtype": "int32", "dimensions": [
         {"name": "hour", "type": "time", "size": 2, "start_value": "2023-01-03T00:00:00Z",
          "step": "PT1H"},
         {"name": "y", "size": 181, "scale": {"start_value": 90.0, "step": -1.0,
          "name": "lat"}},
         {"name": "x", "size": 360, "scale": {"start_value": -180.0, "step": 1.0,
          "name": "lon"}},
         {"name": "layer", "size": 2, "labels": ["temperature", "wind speed"]}]}
        """,
        ID);
  }

  private JsonNode axes(String query) throws IOException {
    return api.get(SUBSET + "/description?" + query).expect(200).json().get("axes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "sel.y=52&sel.x=13&sel.hour=0&sel.layer=0 # [52.0] # [13.0]",
        "sel.lat=52&sel.lon=13&isel.hour=0&isel.layer=0 # [52.0] # [13.0]",
        "isel.y=52&isel.x=13 # [38.0] # [-167.0]",
        "isel.lat=52&sel.lon=13 # [38.0] # [13.0]",
        "slice=0,52,13,0 # [38.0] # [-167.0]",
        "slice=0,52.3,13.1,0&method=nearest # [52.0] # [13.0]",
        "sel.lat=52.5&sel.lon=13.5&method=nearest # [53.0] # [14.0]",
        "sel.lat=52.5&sel.lon=13.5&method=pad # [53.0] # [13.0]",
        "sel.lat=52.5&sel.lon=13.5&method=backfill # [52.0] # [14.0]",
        "sel.lat=52:50&isel.x=0 # [52.0,51.0] # [-180.0]",
        "sel.lat=50.5:52&sel.lon=10.2:8.9&method=inside # [52.0,51.0] # [9.0,10.0]",
      })
  void aDescriptionShowsTheCoordinatesChosen(String query, String lat, String lon)
      throws IOException {
    JsonNode axes = axes(query);
    assertThat(axes.get(1).get("values")).hasToString(lat);
    assertThat(axes.get(2).get("values")).hasToString(lon);
  }

  @Test
  void cellsAreWrittenReadAndClearedAtTheSamePlace() throws IOException {
    String place = "sel.lat=52&sel.lon=13&isel.hour=1&sel.layer=temperature";
    String positions = "slice=1,38,193,0";
    api.json("PUT", SUBSET + "?" + place, "7").expect(204);
    String values = "&layout=values&format=json";
    assertThat(api.get(SUBSET + "?" + positions + values).expect(200).text()).isEqualTo("7");
    assertThat(api.get(SUBSET + "?" + place + values).expect(200).text()).isEqualTo("7");
    JsonNode document =
        api.get(SUBSET + "?sel.lat=52:51&sel.lon=13:14&isel.hour=1&coordinates=true&format=json")
            .expect(200)
            .json();
    assertThat(document.get("coordinates").get("y")).hasToString("[52.0]");
    assertThat(document.get("coordinates").get("x")).hasToString("[13.0]");
    api.delete(SUBSET + "?" + place).expect(204);
    assertThat(api.get(SUBSET + "?" + positions + values).expect(200).text())
        .isEqualTo("-2147483648");
  }

  @Test
  void aRangeOverTheSeamIsAnsweredInTheOrderAskedFor() throws IOException {
    api.delete(COLLECTIONS + "/globe");
    create(
        "globe",
        """
        {"name": "globe", "kind": "array", "dtype": "int32", "dimensions": [
         {"name": "y", "size": 2, "scale": {"start_value": 1.0, "step": -1.0}},
         {"name": "x", "size": 36, "scale": {"start_value": 0.0, "step": 10.0, "name": "lon",
          "period": 360}}]}
        """,
        ID);
    String subset = COLLECTIONS + "/globe/arrays/" + ID + "/subset";
    StringBuilder cells = new StringBuilder();
    for (int cell = 0; cell < 72; cell++) {
      cells.append(cell == 0 ? "[[" : cell == 36 ? "],[" : ",").append(cell);
    }
    api.json("PUT", subset, cells + "]]").expect(204);
    String values = "&layout=values&format=json";
    for (String[] row :
        new String[][] {
          {"sel.lon=-20:20", "[[34,35,0,1],[70,71,36,37]]"},
          {"sel.lon=-20:20&method=inside", "[[34,35,0,1,2],[70,71,36,37,38]]"},
          {"sel.lon=340.0:20.0&sel.y=1", "[34,35,0,1]"},
          {"sel.lon=-25:25:2&method=inside&sel.y=0", "[70,36,38]"},
          {"sel.lon=-10&sel.y=0", "71"},
          {"sel.lon=(710,-356)&sel.y=1&method=nearest", "[35,0]"},
          {"sel.lon=-10:10&reduce=sum(x)", "[35,107]"},
          {"sel.lon=-25:25&method=inside&coarsen=x:2&reduce=sum&sel.y=1", "[69,1]"},
        }) {
      ApiClient.Answer answer = api.get(subset + "?" + row[0] + values).expect(200);
      assertThat(answer.text()).as(row[0]).isEqualTo(row[1]);
    }
    ApiClient.Answer single = api.get(subset + "?sel.lon=-11&sel.y=0&method=nearest").expect(200);
    assertThat(single.header("Array-Selected")).isEqualTo("y=0.0&x=350.0");
    assertThat(api.get(subset + "?sel.lon=-10:10&coordinates=true").json().get("coordinates"))
        .hasToString("{\"y\":[1.0,0.0],\"x\":[350.0,0.0]}");
    assertThat(
            api.json("PUT", subset + "?sel.lon=-20:20", "1")
                .problem(400, "invalid-slice")
                .get("detail")
                .asString())
        .contains("in boxes");
    assertThat(
            api.get(subset + "?sel.lon=-200:200")
                .problem(400, "invalid-slice")
                .get("detail")
                .asString())
        .contains("more than the period");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "slice=0,52,13,0&method=nearest # invalid-slice # write 52.0 for the value",
        "slice=0,52.0,13,0&method=nearest # invalid-slice # isel.x=13",
        "sel.lat=200 # invalid-slice # 200 is not on dimension",
        "isel.lat=52.0 # invalid-slice # write sel.y=52.0",
        "slice=0&isel.y=1 # invalid-slice # Give either slice",
        "sel.y=1&isel.y=1 # invalid-slice # selected twice",
        "lat=52 # invalid-request # \"y\" has the scale \"lat\"; values go as sel.y=90.0, positions as isel.y=0.",
        "y=52 # invalid-request # \"y\" is a dimension; values go as sel.y=90.0, positions as isel.y=0.",
        "layer=temperature # invalid-request # values go as sel.layer=\"temperature\"",
        "sel.lats=52 # invalid-slice # (scale \"lat\")",
        "slise=0 # invalid-request # did you mean slice?",
      })
  void mistakesAreAnsweredWithTheSelectorToWrite(String query, String code, String detail)
      throws IOException {
    for (ApiClient.Answer answer :
        List.of(
            api.get(SUBSET + "?" + query),
            api.get(SUBSET + "/description?" + query),
            api.json("PUT", SUBSET + "?" + query, "1"),
            api.delete(SUBSET + "?" + query))) {
      assertThat(answer.problem(400, code).get("detail").asString()).contains(detail);
    }
  }
}
