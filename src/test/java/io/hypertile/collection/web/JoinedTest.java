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

/** Several arrays of a collection read as one over HTTP. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.limits.json-result=1KB")
class JoinedTest extends OwnStorage {
  private static final String DAYS = COLLECTIONS + "/days";

  /**
   * Days 1, 2 and 4 with six positions of four hours; cells hold 10 * day + position, then + 100.
   */
  @BeforeEach
  void createArrays() throws IOException {
    if (api.get(DAYS).status() == 200) {
      return;
    }
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "days", "kind": "array", "dtype": "int16", "dimensions": [
             {"name": "hour", "type": "time", "size": 6, "start_value": "$day", "step": "PT4H"},
             {"name": "x", "size": 2}],
             "attributes": [{"name": "day", "dtype": "datetime", "primary": true},
              {"name": "run", "dtype": "int", "primary": false}]}
            """)
        .expect(201);
    for (int day : new int[] {4, 1, 2}) {
      create("2024-05-0" + day + "T00:00:00Z", day);
      StringBuilder cells = new StringBuilder();
      for (int n = 0; n < 6; n++) {
        cells.append("%s[%d, %d]".formatted(n == 0 ? "" : ", ", 10 * day + n, 100 + 10 * day + n));
      }
      write(day, "[" + cells + "]");
    }
  }

  private void create(String time, int run) throws IOException {
    String document =
        "{\"primary_attributes\": {\"day\": \"%s\"}, \"custom_attributes\": {\"run\": %d}}"
            .formatted(time, run);
    api.json("POST", DAYS + "/arrays", document).expect(201);
  }

  private void write(int day, String cells) throws IOException {
    api.json("PUT", DAYS + "/arrays/~2024-05-0" + day + "T00:00:00Z/subset", cells).expect(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "slice=:,0 # [[10,110],[20,120],[40,140]]",
        "slice=:,0,1&sort=-run # [140,120,110]",
        "slice=:,5,0&filter=run>1 # [25,45]",
        "slice=%222024-05-02T00:00:00Z%22,1,0 # 21",
        "isel.hour=2&isel.x=0&reduce=max(day) # 42",
        "join=time&isel.x=0&sel.hour=2024-05-01T16:00:2024-05-02T08:00 # [14,15,20,21]",
        "join=time&isel.x=1&sel.hour=2024-05-02T20:00:2024-05-04T04:00 "
            + "# [125,-32768,-32768,-32768,-32768,-32768,-32768,140]",
        "join=time&filter=run%20in%20(2)&isel.x=0&isel.hour=: # [20,21,22,23,24,25]",
        "join=time&isel.hour=::9&isel.x=0 # [10,23,40]",
      })
  void cellsAreThoseOfAllArrays(String query, String cells) throws IOException {
    Answer answer = api.get(DAYS + "/subset?layout=values&" + query.replace(">", "%3E"));
    assertThat(answer.expect(200).text()).isEqualTo(cells);
  }

  @Test
  void axisOfTheArraysHasTheirKeys() throws IOException {
    JsonNode answer = api.get(DAYS + "/subset?coordinates=true&slice=1:,0,0").expect(200).json();
    assertThat(answer.get("dimensions").toString()).isEqualTo("[\"day\"]");
    assertThat(answer.get("coordinates").get("day").get(0).asString()).startsWith("2024-05-02");
  }

  @Test
  void tagChangesWithEachOfTheArrays() throws IOException {
    String address = DAYS + "/subset?slice=:,0,0";
    String tag = api.get(address).expect(200).header("ETag");
    assertThat(api.get(address).header("ETag")).isEqualTo(tag);
    write(2, "[[20,120],[21,121],[22,122],[23,123],[24,124],[25,125]]");
    assertThat(api.get(address).header("ETag")).isNotEqualTo(tag);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "join=other # 400 # invalid-request",
        "join=time&sort=day # 400 # invalid-request",
        "filter=run%20%3E%2099 # 404 # array-not-found",
        "filter=none%20%3E%2099 # 400 # invalid-filter",
        "sort=none # 400 # invalid-filter",
        "slice=3 # 400 # invalid-slice",
        "slice=:,2024-05-01 # 400 # invalid-slice",
        "days=1 # 400 # invalid-request",
      })
  void whatDoesNotFitIsRefused(String query, int status, String code) throws IOException {
    JsonNode problem = api.get(DAYS + "/subset?" + query).expect(status).json();
    assertThat(problem.get("code").asString()).isEqualTo(code);
  }

  @Test
  void arraysThatOverlapAreRefused() throws IOException {
    create("2024-05-07T00:00:00Z", 70);
    create("2024-05-07T12:00:00Z", 71);
    create("2024-05-09T01:00:00Z", 72);
    String address = DAYS + "/subset?join=time&filter=run%20%3E=%20";
    JsonNode overlap = api.get(address + "70%20and%20run%20%3C%2072").expect(400).json();
    assertThat(overlap.get("detail").asString()).contains("the same times");
    JsonNode between = api.get(address + "70%20and%20run%20!=%2071").expect(400).json();
    assertThat(between.get("detail").asString()).contains("step");
    for (String time :
        new String[] {"2024-05-07T00:00:00Z", "2024-05-07T12:00:00Z", "2024-05-09T01:00:00Z"}) {
      api.delete(DAYS + "/arrays/~" + time).expect(204);
    }
  }
}
