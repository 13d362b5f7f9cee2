package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Descriptions that tell what a slice selects by position, in place of coordinates. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.limits.result=1MB")
class DescribedPositionsTest extends OwnStorage {
  private static final String ARRAY = COLLECTIONS + "/long/arrays/~7";

  @BeforeEach
  void make() throws IOException {
    if (api.get(COLLECTIONS + "/long").status() == 200) {
      return;
    }
    String document =
        """
        {"name": "long", "kind": "array", "dtype": "int8", "dimensions": [
         {"name": "t", "type": "time", "size": 3000000, "start_value": "2024-05-01T00:00:00Z", "step": "PT1S"},
         {"name": "y", "size": 5, "scale": {"start_value": 60.0, "step": -2.5, "name": "lat"}},
         {"name": "layer", "size": 3, "labels": ["low", "middle", "high"]}],
         "attributes": [{"name": "run", "dtype": "int", "primary": true}]}
        """;
    api.json("POST", COLLECTIONS, document).expect(201);
    String array = "{\"primary_attributes\": {\"run\": 7}}";
    api.json("POST", COLLECTIONS + "/long/arrays", array).expect(201);
  }

  private List<String> selected(String query) throws IOException {
    JsonNode told =
        api.get(ARRAY + "/subset/description?positions=true" + query).expect(200).json();
    List<String> found = new ArrayList<>();
    for (JsonNode axis : told.get("axes")) {
      assertThat(axis.propertyNames()).containsExactly("name", "dropped", "selected");
      found.add(axis.get("selected").asString());
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|0:3000000 0:5 0:3",
        "&sel.t=2024-05-02T00:00:00Z:2024-05-20T00:00:00Z&isel.y=1|86400:1641600 1 0:3",
        "&sel.lat=(60.0,55.0,52.5)&isel.t=-1&sel.layer=middle|2999999 (0,2,3) 1",
        "&sel.lat=51&isel.t=::1000&method=nearest|0:2999001:1000 4 0:3",
        "&sel.t=2024-05-01T00:00:10.4Z&method=nearest&isel.y=-2|10 3 0:3",
      })
  void selectorsAreThoseOfTheSamePositions(String query, String expected) throws IOException {
    List<String> found = selected(query);
    assertThat(String.join(" ", found)).isEqualTo(expected);
    String again = "&isel.t=" + found.get(0) + "&isel.y=" + found.get(1);
    assertThat(selected(again + "&isel.layer=" + found.get(2))).isEqualTo(found);
  }

  @Test
  void coordinatesAreToldOnlyWithoutIt() throws IOException {
    api.get(ARRAY + "/subset/description").problem(413, "result-too-large");
    String short0 = ARRAY + "/subset/description?slice=0,0,0&positions=";
    String plain = ARRAY + "/subset/description?slice=0,0,0";
    assertThat(api.get(short0 + "false").expect(200).text())
        .isEqualTo(api.get(plain).expect(200).text())
        .contains("times");
    String tag = api.get(short0 + "true").expect(200).header("ETag");
    assertThat(tag).isNotEqualTo(api.get(plain).expect(200).header("ETag"));
    api.get(short0 + "maybe").problem(400, "invalid-request");
  }
}
