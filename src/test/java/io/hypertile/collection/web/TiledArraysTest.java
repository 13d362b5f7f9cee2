package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Virtual arrays over HTTP: the same resources as plain ones, and their tiles. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class TiledArraysTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ARRAYS = COLLECTIONS + "/v/arrays";
  private static final String KEY = ARRAYS + "/~2023-01-03T00:00:00Z";
  private static final String DOCUMENT =
      """
      {"name": "v", "kind": "varray", "storage": "%s", "dtype": "float64", "vgrid": [2, 3, 1],
       "dimensions": [
         {"name": "hour", "type": "time", "size": 4, "start_value": "$dt", "step": "PT1H"},
         {"name": "y", "size": 6, "scale": {"start_value": 90.0, "step": -0.5, "name": "lat"}},
         {"name": "layer", "size": 2, "labels": ["temperature", "pressure"]}],
       "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
                      {"name": "tm", "dtype": "int"}]}
      """;

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.toString());
  }

  /** Where the collection lies. */
  String storage() {
    return "hdf5";
  }

  @BeforeEach
  void create() throws IOException {
    api = new ApiClient(port);
    api.json("POST", COLLECTIONS, DOCUMENT.formatted(storage())).expect(201);
    api.json("POST", ARRAYS, "{\"primary_attributes\": {\"dt\": \"2023-01-03T00:00:00Z\"}}")
        .expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(COLLECTIONS + "/v").expect(204);
  }

  private JsonNode values(String slice) throws IOException {
    return api.get(KEY + "/subset?layout=values&slice=" + slice).expect(200).json();
  }

  private static List<String> positions(JsonNode page) {
    List<String> positions = new ArrayList<>();
    page.get("items").forEach(tile -> positions.add(tile.get("position").toString()));
    return positions;
  }

  @Test
  void cellsAreWrittenAndReadOverTileBorders() throws IOException {
    assertThat(values("0,0").toString()).isEqualTo("[null,null]");
    api.json("PUT", KEY + "/subset?slice=1:3,1:3,0", "[[1,2],[3,4]]").expect(204);
    assertThat(values("0:4,0:4,0").toString())
        .isEqualTo(
            "[[null,null,null,null],[null,1.0,2.0,null],[null,3.0,4.0,null],"
                + "[null,null,null,null]]");
    assertThat(values("2023-01-03T02:00,89.5:88.5,:%22pressure%22").toString())
        .isEqualTo("[[3.0],[4.0]]");
    assertThat(values("(2,1),::2,temperature").toString())
        .isEqualTo("[[null,4.0,null],[null,2.0,null]]");
    api.get(KEY + "/subset/description?slice=1:3,1:3,0").expect(200);
  }

  /** Deker fails with an index error unless the subset is a single cell (deker-rules.md 185). */
  @ParameterizedTest
  @ValueSource(strings = {"0,0,0", "1:3,1:5", ":"})
  void oneNumberFillsAnyBox(String slice) throws IOException {
    api.json("PUT", KEY + "/subset?slice=" + slice, "7.5").expect(204);
    assertThat(values(slice).toString().replaceAll("[\\[\\],]", "")).matches("(7\\.5)+");
  }

  @Test
  void slicesBeyondTheEndAreClippedAndMakeNoTileOutsideTheGrid() throws IOException {
    api.json("PUT", KEY + "/subset?slice=2:99,4:99", "1").expect(204);
    assertThat(positions(api.get(KEY + "/tiles").expect(200).json())).containsExactly("[1,2,0]");
    assertThat(values("2:99,4:99,0").toString()).isEqualTo("[[1.0,1.0],[1.0,1.0]]");
  }

  @Test
  void tilesAreListedWithTheirPlaces() throws IOException {
    assertThat(api.get(KEY + "/tiles").expect(200).text())
        .isEqualTo("{\"items\":[],\"next\":null,\"next_cursor\":null}");
    api.json("PUT", KEY + "/subset?slice=1:3,1:3,0", "1").expect(204);
    JsonNode page = api.get(KEY + "/tiles").expect(200).json();
    assertThat(positions(page)).containsExactly("[0,0,0]", "[0,1,0]", "[1,0,0]", "[1,1,0]");
    JsonNode tile = page.get("items").get(1);
    assertThat(tile.get("bounds").toString())
        .isEqualTo(
            "[{\"dimension\":\"hour\",\"start\":0,\"stop\":2},"
                + "{\"dimension\":\"y\",\"start\":2,\"stop\":4},"
                + "{\"dimension\":\"layer\",\"start\":0,\"stop\":2}]");
    assertThat(tile.get("has_data").asBoolean()).isTrue();
    assertThat(tile.get("id").asString()).hasSize(36);
    api.delete(KEY + "/subset?slice=0:2,2:4").expect(204);
    assertThat(positions(api.get(KEY + "/tiles").json()))
        .containsExactly("[0,0,0]", "[1,0,0]", "[1,1,0]");
  }

  @Test
  void tilesComeInPages() throws IOException {
    api.json("PUT", KEY + "/subset", "1").expect(204);
    List<String> seen = new ArrayList<>();
    String next = KEY + "/tiles?limit=4";
    int pages = 0;
    while (next != null) {
      Answer answer = api.get(next).expect(200);
      seen.addAll(positions(answer.json()));
      JsonNode following = answer.json().get("next");
      assertThat(answer.header("Link").isEmpty()).isEqualTo(following.isNull());
      next = following.isNull() ? null : following.asString();
      pages++;
    }
    assertThat(pages).isEqualTo(2);
    assertThat(seen)
        .containsExactly("[0,0,0]", "[0,1,0]", "[0,2,0]", "[1,0,0]", "[1,1,0]", "[1,2,0]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cursor=x",
        "cursor=MTotMQ",
        "cursor=MTo5OTk5OTk5OTk5OTk5OTk5OTk5OQ",
        "cursor=MTphYg",
        "limit=0",
        "limit=1001",
        "sort=x"
      })
  void tilesWhenTheQueryIsWrongIsRefused(String query) throws IOException {
    api.get(KEY + "/tiles?" + query).problem(400, "invalid-request");
  }

  @Test
  void tilesOfWhatHasNoneAreNotFound() throws IOException {
    api.json(
            "POST",
            COLLECTIONS,
            "{\"name\": \"flat\", \"kind\": \"array\", \"dtype\": \"int8\","
                + " \"dimensions\": [{\"name\": \"x\", \"size\": 2}]}")
        .expect(201);
    String flat = api.json("POST", COLLECTIONS + "/flat/arrays", "{}").header("Location");
    api.get(flat + "/tiles").problem(404, "not-found");
    api.delete(COLLECTIONS + "/flat").expect(204);
    api.get(ARRAYS + "/~2024-01-03T00:00:00Z/tiles").problem(404, "array-not-found");
    api.get(COLLECTIONS + "/none/arrays/~1/tiles").problem(404, "collection-not-found");
  }

  @Test
  void versionsOfVirtualArraysGuardReads() throws IOException {
    String before = api.get(KEY + "/subset?slice=0,0").expect(200).header("ETag");
    api.get(KEY + "/subset?slice=0,0").expect(200);
    assertThat(api.get(KEY + "/subset?slice=0,0").header("ETag")).isEqualTo(before);
    api.json("PUT", KEY + "/subset?slice=3,5", "1").expect(204);
    assertThat(api.get(KEY + "/subset?slice=0,0").header("ETag")).isNotEqualTo(before);
  }

  @Test
  void attributesAndDeletionWorkAsForPlainArrays() throws IOException {
    api.json("PUT", KEY + "/subset", "1").expect(204);
    JsonNode changed =
        api.json("PATCH", KEY, "{\"custom_attributes\": {\"tm\": 5}}").expect(200).json();
    assertThat(changed.get("custom_attributes").get("tm").asInt()).isEqualTo(5);
    assertThat(changed.get("shape").toString()).isEqualTo("[4,6,2]");
    api.delete(KEY).expect(204);
    api.get(KEY + "/subset?slice=0").problem(404, "array-not-found");
    api.get(KEY + "/tiles").problem(404, "array-not-found");
  }
}
