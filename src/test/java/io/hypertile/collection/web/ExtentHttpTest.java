package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** First and last positions with cells over HTTP. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.limits.result=1MB")
class ExtentHttpTest extends OwnStorage {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";

  private static final String DIMENSIONS =
      """
      [{"name": "t", "type": "time", "size": 6, "start_value": "2024-05-01T00:00:00Z", "step": "PT4H"},
       {"name": "y", "size": 4, "scale": {"start_value": 60.0, "step": -2.5, "name": "lat"}},
       {"name": "layer", "size": 3, "labels": ["low", "middle", "high"]},
       {"name": "x", "size": 2}]
      """;

  /** A collection with one array of the key 7, anew; its address. */
  private String make(String name, String members) throws IOException {
    if (api.get(COLLECTIONS + "/" + name).status() == 200) {
      api.delete(COLLECTIONS + "/" + name).expect(204);
    }
    String document =
        "{\"name\": \"%s\", %s, \"dimensions\": %s, \"attributes\": [%s]}"
            .formatted(
                name,
                members,
                DIMENSIONS,
                "{\"name\": \"run\", \"dtype\": \"int\", \"primary\": true}");
    api.json("POST", COLLECTIONS, document).expect(201);
    String array = "{\"primary_attributes\": {\"run\": 7}}";
    api.json("POST", COLLECTIONS + "/" + name + "/arrays", array).expect(201);
    return COLLECTIONS + "/" + name + "/arrays/~7";
  }

  private static final String PLAIN = "\"kind\": \"array\", \"dtype\": \"float32\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        PLAIN,
        "\"kind\": \"array\", \"dtype\": \"int16\"",
        "\"kind\": \"array\", \"dtype\": \"float64\","
            + " \"options\": {\"chunks\": [2, 2, 3, 1], \"compression\": \"gzip\"}",
        "\"kind\": \"array\", \"dtype\": \"float16\", \"storage\": \"zarr\"",
        "\"kind\": \"varray\", \"dtype\": \"uint8\", \"vgrid\": [3, 2, 1, 1]",
      })
  void endsOfEachAxisHaveTheirCoordinates(String members) throws IOException {
    String array = make("ends", members);
    String nothing =
        "{\"slice\":null,\"axes\":[%s]}"
            .formatted(
                String.join(
                    ",",
                    List.of("t", "y", "layer", "x").stream()
                        .map(name ->
                            "{\"name\":\"%s\",\"first\":null,\"last\":null}".formatted(name))
                        .toList()));
    assertThat(api.get(array + "/extent").expect(200).text()).isEqualTo(nothing);
    api.json("PUT", array + "/subset?slice=1,3,1,1", "5").expect(204);
    api.json("PUT", array + "/subset?slice=4,2,2,1", "9").expect(204);
    assertThat(api.get(array + "/extent").expect(200).json())
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"slice": "1:5,2:4,1:3,1:2", "axes": [
                     {"name": "t", "first": {"position": 1, "coordinate": "2024-05-01T04:00:00Z"},
                      "last": {"position": 4, "coordinate": "2024-05-01T16:00:00Z"}},
                     {"name": "y", "first": {"position": 2, "coordinate": 55.0},
                      "last": {"position": 3, "coordinate": 52.5}},
                     {"name": "layer", "first": {"position": 1, "coordinate": "middle"},
                      "last": {"position": 2, "coordinate": "high"}},
                     {"name": "x", "first": {"position": 1}, "last": {"position": 1}}]}
                    """));
    rangesEndWithTheLastPositionsThatHoldCells(array);
    api.delete(array + "/subset").expect(204);
    assertThat(api.get(array + "/extent").expect(200).text()).isEqualTo(nothing);
    JsonNode none = api.get(array + "/subset?slice=:last").problem(400, "invalid-slice");
    assertThat(none.get("dimension").asString()).isEqualTo("t");
  }

  private void rangesEndWithTheLastPositionsThatHoldCells(String array) throws IOException {
    for (String[] pair :
        new String[][] {
          {"slice=:last", "slice=:5"},
          {"slice=1:last,...,:last", "slice=1:5,:,:,:2"},
          {"slice=:last:2,2:last,1,:last", "slice=:5:2,2:4,1,:2"},
          {"slice=4:last:3", "slice=4:5"},
          {"slice=2024-05-01T08:00:last,57.5:last,low:last", "slice=2:5,1:4,0:3"},
          {"sel.t=2024-05-01T05:00:last&method=nearest", "slice=1:5"},
          {"sel.lat=57.5:last&isel.t=-3:last&sel.layer=middle:last", "slice=3:5,1:4,1:3"},
          {"slice=:last&reduce=count(t)", "slice=:5&reduce=count(t)"},
        }) {
      assertThat(api.get(array + "/subset?" + pair[0]).expect(200).text())
          .as(pair[0])
          .isEqualTo(api.get(array + "/subset?" + pair[1]).expect(200).text());
    }
    assertThat(api.get(array + "/subset/description?slice=:last,0,:last,1").expect(200).text())
        .isEqualTo(api.get(array + "/subset/description?slice=:5,0,:3,1").expect(200).text());
    JsonNode past = api.get(array + "/subset?slice=5:last").problem(400, "invalid-slice");
    assertThat(past.get("detail").asString()).contains("the last that holds cells is 4");
    api.json("PUT", array + "/subset?slice=:last", "5").problem(400, "invalid-slice");
    api.get(array + "/subset?slice=last").problem(400, "invalid-slice");
    api.get(array + "/subset?slice=:%22last%22").problem(400, "invalid-slice");
  }

  @Test
  void aLabelOfThatNameIsTheLabel() throws IOException {
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "named", "kind": "array", "dtype": "int32", "fill_value": 0, "dimensions": [
             {"name": "place", "size": 4, "labels": ["first", "last", "after", "end"]}]}
            """)
        .expect(201);
    api.json("POST", COLLECTIONS + "/named/arrays", "{\"id\": \"" + ID + "\"}").expect(201);
    String array = COLLECTIONS + "/named/arrays/" + ID;
    api.json("PUT", array + "/subset?slice=:3", "[1, 2, 3]").expect(204);
    assertThat(api.get(array + "/subset?layout=values&slice=:last").expect(200).text())
        .isEqualTo("[1]");
    assertThat(api.get(array + "/subset?layout=values&slice=last").expect(200).text())
        .isEqualTo("2");
    assertThat(api.get(array + "/subset?layout=values&slice=:%22last%22").expect(200).text())
        .isEqualTo("[1]");
  }

  @Test
  void arrayIsFoundByIdAsByKey() throws IOException {
    String byKey = make("ids", PLAIN);
    api.json("PUT", byKey + "/subset?slice=0,0,0,0", "1").expect(204);
    String id = api.get(byKey).expect(200).json().get("id").asString();
    String byId = COLLECTIONS + "/ids/arrays/" + id + "/extent";
    Answer answer = api.get(byId).expect(200);
    assertThat(answer.text()).isEqualTo(api.get(byKey + "/extent").expect(200).text());
    api.get(COLLECTIONS + "/ids/arrays/" + ID + "/extent").problem(404, "array-not-found");
    api.get(COLLECTIONS + "/none/arrays/" + ID + "/extent").problem(404, "collection-not-found");
    api.get(byId + "?slice=0").problem(400, "invalid-request");
  }

  @Test
  void tagIsThatOfTheArraysState() throws IOException {
    String array = make("tags", PLAIN);
    Answer first = api.get(array + "/extent").expect(200);
    String tag = first.header("ETag");
    assertThat(tag).isNotEqualTo(api.get(array + "/subset").expect(200).header("ETag"));
    assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");
    Answer known = api.send(api.request(array + "/extent").header("If-None-Match", tag).GET());
    assertThat(known.expect(304).text()).isEmpty();
    Answer head = api.send(api.request(array + "/extent").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.expect(200).header("ETag")).isEqualTo(tag);
    api.json("PUT", array + "/subset?slice=0,0,0,0", "1").expect(204);
    Answer changed =
        api.send(api.request(array + "/extent").header("If-None-Match", tag).GET()).expect(200);
    assertThat(changed.header("ETag")).isNotEqualTo(tag);
    api.send(api.request(array + "/extent").header("If-Match", tag).GET())
        .problem(412, "version-mismatch");
  }

  @Test
  void arrayBeyondTheLimitIsRefusedUnlessItIsKnownToBeEmpty() throws IOException {
    String document =
        """
        {"name": "large", "kind": "array", "dtype": "float64",
         "dimensions": [{"name": "y", "size": 1000}, {"name": "x", "size": 200}]}
        """;
    create("large", document, ID);
    String array = COLLECTIONS + "/large/arrays/" + ID;
    assertThat(api.get(array + "/extent").expect(200).json().get("slice").isNull()).isTrue();
    api.json("PUT", array + "/subset?slice=0,0", "1").expect(204);
    JsonNode problem = api.get(array + "/extent").problem(413, "result-too-large");
    assertThat(problem.get("requested").asLong()).isEqualTo(1_600_000);
    List<String> counts = new ArrayList<>();
    for (int from = 0; from < 1000; from += 500) {
      String part = "slice=" + from + ":" + (from + 500) + "&reduce=count&layout=values";
      counts.add(api.get(array + "/subset?" + part).expect(200).text());
    }
    assertThat(counts).containsExactly("1", "0");
  }
}
