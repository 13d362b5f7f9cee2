package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Reduced cells over HTTP, in every format, with their types, coordinates, tags and refusals. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ReducedAnswersTest extends OwnStorage {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String SUBSET = COLLECTIONS + "/small/arrays/" + ID + "/subset";

  @BeforeEach
  void createArray() throws IOException {
    if (api.get(COLLECTIONS + "/small").status() == 200) {
      return;
    }
    create(
        "small",
        """
        {"name": "small", "kind": "array", "dtype": "int16", "fill_value": -1, "dimensions": [
         {"name": "hour", "type": "time", "size": 2, "start_value": "2023-01-03T00:00:00Z",
          "step": "PT1H"},
         {"name": "y", "size": 5, "scale": {"start_value": 54.0, "step": -0.5,
          "name": "lat"}}]}
        """,
        ID);
    api.json("PUT", SUBSET, "[[1, 2, -1, 4, 5], [3, -1, -1, 40, 50]]").expect(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "reduce=mean(hour) # float64 # [2.0,2.0,null,22.0,27.5]",
        "reduce=max(lat) # int16 # [5,50]",
        "reduce=min(hour) # int16 # [1,2,-1,4,5]",
        "reduce=sum(hour,y) # int64 # 105",
        "reduce=count # int64 # 7",
        "reduce=quantile(0.5,lat) # float64 # [3.0,40.0]",
        "reduce=last(hour)&sel.lat=54:53 # int16 # [3,2]",
        "reduce=std(y)&isel.hour=0&isel.y=0:2 # float64 # 0.5",
        "reduce=mean&coarsen=lat:2 # float64 # [[1.5,4.0],[3.0,40.0]]",
        "reduce=first(hour)&coarsen=y:3 # int16 # [1]",
      })
  void cellsAreReduced(String query, String dtype, String cells) throws IOException {
    JsonNode document = api.get(SUBSET + "?" + query).expect(200).json();
    assertThat(document.get("dtype").asString()).isEqualTo(dtype);
    assertThat(document.get("data")).hasToString(cells);
  }

  @Test
  void otherFormatsHaveTheSameCells() throws IOException {
    assertThat(
            api.get(SUBSET + "?reduce=mean&coarsen=y:2&format=csv&isel.hour=1").expect(200).text())
        .isEqualTo("y,value\r\n53.75,3.0\r\n52.75,40.0\r\n");
    assertThat(api.get(SUBSET + "?reduce=max(y)&coarsen=hour:2&format=csv").expect(200).text())
        .isEqualTo("hour,value\r\n2023-01-03T00:30:00Z,50\r\n");
    Answer npy = api.get(SUBSET + ".npy?reduce=mean(hour)").expect(200);
    assertThat(ApiClient.values(npy.response().body())).containsExactly(2, 2, Double.NaN, 22, 27.5);
    Answer raw = api.get(SUBSET + ".raw?reduce=count(y)", "Range", "bytes=8-15").expect(206);
    assertThat(raw.response().body()).containsExactly(3, 0, 0, 0, 0, 0, 0, 0);
    assertThat(raw.header("Array-Dtype")).isEqualTo("int64");
  }

  @Test
  void reductionsOfTheSameCellsHaveTagsOfTheirOwn() throws IOException {
    String mean = api.get(SUBSET + "?reduce=mean(hour)").expect(200).header("ETag");
    assertThat(api.get(SUBSET + "?reduce=max(hour)").header("ETag")).isNotEqualTo(mean);
    assertThat(api.get(SUBSET).header("ETag")).isNotEqualTo(mean);
    api.get(SUBSET + "?reduce=mean(hour)", "If-None-Match", mean).expect(304);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "reduce=median(hour) # invalid-request # one of min, max",
        "reduce=mean(time) # invalid-slice # There is no dimension \"time\"",
        "reduce=mean(hour)&isel.hour=0 # invalid-request # a single position",
        "reduce=mean(y)&coarsen=lat:2 # invalid-request # is reduced twice",
        "coarsen=y:2 # invalid-request # add reduce=mean",
        "reduce=mean&coarsen=y:6 # invalid-request # no whole block of 6",
        "reduce=mean&coarsen=y # invalid-request # name:positions",
        "reduce=mean&points=y;54 # invalid-request # Points are not reduced",
      })
  void mistakesAreTold(String query, String code, String detail) throws IOException {
    JsonNode problem = api.get(SUBSET + "?" + query).problem(400, code);
    assertThat(problem.get("detail").asString()).contains(detail);
  }
}
