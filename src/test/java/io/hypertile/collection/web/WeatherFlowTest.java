package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** What a user does from the first collection to the last array, over HTTP. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.limits.json-result=1KB",
      "hypertile.limits.result=20KB"
    })
@Import(MemoryServer.class)
class WeatherFlowTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String WEATHER = COLLECTIONS + "/weather";
  private static final String KEY = WEATHER + "/arrays/~2023-01-03T00:00:00Z";
  private static final String DOCUMENT =
      """
      {"name": "weather", "kind": "array", "dtype": "float64", "fill_value": null,
       "dimensions": [
         {"name": "hour", "type": "time", "size": 4, "start_value": "$dt", "step": "PT1H"},
         {"name": "y", "size": 5, "scale": {"start_value": 90.0, "step": -0.5, "name": "lat"}},
         {"name": "x", "size": 30},
         {"name": "weather", "size": 2, "labels": ["temperature", "pressure"]}],
       "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
                      {"name": "tm", "dtype": "int"}],
       "options": {"chunks": [1, 5, 10, 1]}}
      """;

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  private ApiClient api;

  @BeforeEach
  void createCollection() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    api.json("POST", COLLECTIONS, DOCUMENT).expect(201);
  }

  private String createArray() throws IOException {
    Answer created =
        api.json(
            "POST",
            WEATHER + "/arrays",
            "{\"primary_attributes\": {\"dt\": \"2023-01-03T00:00:00Z\"}}");
    created.expect(201);
    return created.json().get("id").asString();
  }

  @Test
  void collectionIsShownAsItWasCreated() throws IOException {
    JsonNode shown = api.get(WEATHER).expect(200).json();
    assertThat(shown.get("name").asString()).isEqualTo("weather");
    assertThat(shown.get("dtype").asString()).isEqualTo("float64");
    assertThat(shown.get("dimensions")).hasSize(4);
    assertThat(api.get(WEATHER).header("ETag")).matches("\"[^\"]+\"");
    assertThat(shown.get("limits").get("result").asLong()).isEqualTo(20 << 10);
    assertThat(shown.get("limits").get("json_result").asLong()).isEqualTo(1024);
    assertThat(shown.get("limits").get("page_items").asInt()).isEqualTo(1000);
    api.json(
            "POST", COLLECTIONS, shown.toString().replace("\"weather\",\"kind", "\"again\",\"kind"))
        .expect(201);
    assertThat(api.get(COLLECTIONS + "/again").json().get("limits")).isEqualTo(shown.get("limits"));
    JsonNode deker = api.get(WEATHER + "?format=deker").expect(200).json();
    assertThat(deker.has("metadata_version")).isTrue();
    assertThat(deker.has("schema")).isTrue();
  }

  @Test
  void collectionFromADekerDocumentIsTheSame() throws IOException {
    String deker = api.get(WEATHER + "?format=deker").text().replace("weather", "copy");
    Answer created = api.json("POST", COLLECTIONS, deker).expect(201);
    assertThat(created.header("Location")).isEqualTo(COLLECTIONS + "/copy");
    assertThat(api.get(COLLECTIONS + "/copy").json().get("dimensions").get(0))
        .isEqualTo(api.get(WEATHER).json().get("dimensions").get(0));
  }

  @Test
  void creatingACollectionTwiceIsAConflict() throws IOException {
    api.json("POST", COLLECTIONS, DOCUMENT).problem(409, "already-exists");
  }

  @Test
  void namesWithBlanksAndLettersOfAnyKindGoThroughThePath() throws IOException {
    String named = DOCUMENT.replace("\"weather\", \"kind\"", "\"été 100% #1?\", \"kind\"");
    Answer created = api.json("POST", COLLECTIONS, named).expect(201);
    assertThat(created.header("Location"))
        .isEqualTo(COLLECTIONS + "/%C3%A9t%C3%A9%20100%25%20%231%3F");
    assertThat(api.get(created.header("Location")).expect(200).json().get("name").asString())
        .isEqualTo("été 100% #1?");
  }

  @Test
  void listsArePaged() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      api.json(
              "POST",
              COLLECTIONS,
              DOCUMENT.replace(
                  "\"name\": \"weather\", \"kind\"", "\"name\": \"" + name + "\", \"kind\""))
          .expect(201);
    }
    List<String> names = new ArrayList<>();
    String next = COLLECTIONS + "?limit=3";
    int pages = 0;
    while (!next.isEmpty()) {
      Answer page = api.get(next).expect(200);
      page.json().get("items").forEach(item -> names.add(item.get("name").asString()));
      boolean last = page.json().get("next").isNull();
      next = last ? "" : page.json().get("next").asString();
      assertThat(page.header("Link")).isEqualTo(last ? "" : "<" + next + ">; rel=\"next\"");
      pages++;
    }
    assertThat(names).containsExactly("a", "b", "c", "weather");
    assertThat(pages).isEqualTo(2);
  }

  @Test
  void arraysArePagedById() throws IOException {
    List<String> created = new ArrayList<>();
    for (int day = 1; day <= 5; day++) {
      String body = "{\"primary_attributes\": {\"dt\": \"2023-01-0" + day + "T00:00:00Z\"}}";
      created.add(api.json("POST", WEATHER + "/arrays", body).json().get("id").asString());
    }
    created.sort(null);
    List<String> listed = new ArrayList<>();
    String next = WEATHER + "/arrays?limit=2";
    while (!next.isEmpty()) {
      JsonNode page = api.get(next).expect(200).json();
      page.get("items").forEach(item -> listed.add(item.get("id").asString()));
      next = page.get("next").isNull() ? "" : page.get("next").asString();
    }
    assertThat(listed).isEqualTo(created);
    api.delete(WEATHER + "/arrays").expect(204);
    assertThat(api.get(WEATHER + "/arrays").json().get("items")).isEmpty();
    api.get(WEATHER).expect(200);
  }

  @Test
  void arrayIsFoundByIdAndByKey() throws IOException {
    Answer created =
        api.json(
                "POST",
                WEATHER + "/arrays",
                "{\"primary_attributes\": {\"dt\": \"2023-01-03T02:00:00+02:00\"},"
                    + " \"custom_attributes\": {\"tm\": 5}}")
            .expect(201);
    JsonNode array = created.json();
    assertThat(created.header("Location"))
        .isEqualTo(WEATHER + "/arrays/" + array.get("id").asString());
    assertThat(created.header("ETag")).isEqualTo('"' + array.get("version").asString() + '"');
    assertThat(array.get("collection").asString()).isEqualTo("weather");
    assertThat(array.get("primary_attributes").get("dt").asString())
        .startsWith("2023-01-03T00:00:00");
    assertThat(array.get("custom_attributes").get("tm").asInt()).isEqualTo(5);
    assertThat(array.get("shape").toString()).isEqualTo("[4,5,30,2]");
    assertThat(array.get("dtype").asString()).isEqualTo("float64");
    assertThat(api.get(created.header("Location")).expect(200).json()).isEqualTo(array);
    assertThat(api.get(KEY).expect(200).json()).isEqualTo(array);
    assertThat(api.get(KEY.replace("~", "%7E").replace(":", "%3A")).json()).isEqualTo(array);
    api.get(WEATHER + "/arrays/~2024-01-01T00:00:00Z").problem(404, "array-not-found");
  }

  @Test
  void customAttributesAreChanged() throws IOException {
    createArray();
    String before = api.get(KEY).header("ETag");
    Answer changed = api.json("PATCH", KEY, "{\"custom_attributes\": {\"tm\": 7}}").expect(200);
    assertThat(changed.json().get("custom_attributes").get("tm").asInt()).isEqualTo(7);
    assertThat(changed.header("ETag")).isNotEqualTo(before);
    api.json("PATCH", KEY, "{\"custom_attributes\": {\"tx\": 7}}")
        .problem(422, "invalid-attributes");
    assertThat(api.get(KEY).header("ETag")).isEqualTo(changed.header("ETag"));
  }

  @Test
  void arrayIsDeletedOnce() throws IOException {
    createArray();
    api.delete(KEY).expect(204);
    api.delete(KEY).problem(404, "array-not-found");
    api.get(KEY).problem(404, "array-not-found");
    createArray();
  }

  @Test
  void cellsAreWrittenAndReadBackInEveryFormat() throws IOException {
    createArray();
    byte[] body = ApiClient.npy("(2, 2)", 1.5, -2, Double.NaN, 1e300);
    String box = KEY + "/subset?slice=0,1:3,5:7,pressure";
    Answer written = api.body("PUT", box, "application/x-npy", body).expect(204);
    assertThat(written.header("ETag")).isEqualTo(api.get(KEY).header("ETag"));

    Answer npy = api.get(box + "&format=npy").expect(200);
    assertThat(npy.header("Content-Type")).isEqualTo("application/x-npy");
    assertThat(npy.header("Content-Disposition")).contains(".npy\"");
    assertThat(ApiClient.values(npy.response().body())).containsExactly(1.5, -2, Double.NaN, 1e300);

    JsonNode json = api.get(box).expect(200).json();
    assertThat(json.get("data").toString()).isEqualTo("[[1.5,-2.0],[null,1.0E300]]");
    assertThat(json.get("shape").toString()).isEqualTo("[2,2]");
    assertThat(json.get("dimensions").toString()).isEqualTo("[\"y\",\"x\"]");
    assertThat(api.get(box + "&layout=values&nan=string").text()).contains("\"NaN\"");

    Answer raw = api.get(box, "Accept", "application/octet-stream").expect(200);
    assertThat(raw.header("Array-Dtype")).isEqualTo("float64");
    assertThat(raw.header("Array-Shape")).isEqualTo("2, 2");
    assertThat(ByteBuffer.wrap(raw.response().body()).order(ByteOrder.LITTLE_ENDIAN).getDouble(8))
        .isEqualTo(-2);

    assertThat(api.get(box + "&format=csv").expect(200).text()).contains("89.5");
  }

  @Test
  void answersTellOfThemselves() throws IOException {
    createArray();
    Answer answer =
        api.get(KEY + "/subset?slice=0,0&format=npy", "X-Request-Id", "my-id.1").expect(200);
    assertThat(answer.header("X-Request-Id")).isEqualTo("my-id.1");
    assertThat(answer.header("Server-Timing"))
        .matches("parse;dur=[0-9.]+, plan;dur=[0-9.]+, open;dur=[0-9.]+, read;dur=[0-9.]+");
    assertThat(answer.header("Content-Length"))
        .isEqualTo(Integer.toString(answer.response().body().length));
    assertThat(answer.header("ETag")).matches("\"[^\"]+\"");
    assertThat(answer.header("Vary")).contains("Accept");
    assertThat(api.get(KEY, "X-Request-Id", "a b").header("X-Request-Id")).isNotEqualTo("a b");
  }

  @Test
  void headHasTheLengthOfTheAnswer() throws IOException {
    createArray();
    String box = KEY + "/subset?slice=0,0&format=npy";
    Answer head = api.head(box).expect(200);
    assertThat(head.response().body()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo(api.get(box).header("Content-Length"));
    assertThat(head.header("ETag")).isEqualTo(api.get(box).header("ETag"));
    api.head(KEY + "/subset?slice=99").expect(400);
  }

  @Test
  void etagsTellSelectionsFormatsAndVersionsApart() throws IOException {
    createArray();
    String whole = api.get(KEY + "/subset?slice=0,0,:,0&format=npy").header("ETag");
    assertThat(api.get(KEY + "/subset?slice=0,90.0,...,temperature&format=npy").header("ETag"))
        .isEqualTo(whole);
    assertThat(api.get(KEY + "/subset?slice=0,0,:,0&format=json").header("ETag"))
        .isNotEqualTo(whole);
    assertThat(api.get(KEY + "/subset?slice=0,0,:,1&format=npy").header("ETag"))
        .isNotEqualTo(whole);
    api.json("PUT", KEY + "/subset?slice=0,0,:,0", "3").expect(204);
    assertThat(api.get(KEY + "/subset?slice=0,0,:,0&format=npy").header("ETag"))
        .isNotEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slice=2023-01-03T01:00,89.5,::10,(pressure,temperature)",
        "sel.y=89.5&sel.hour=2023-01-03T01:00:00Z&sel.weather=(1,0)&sel.x=::10",
        "slice=[1,1,0:30:10,(1,0)]",
        "slice=1,89.6,::10,(1,0)&method=nearest",
        "slice=2023-01-03T02:00:00+01:00,1,::10,(1,0)"
      })
  void selectorsOfEveryKindMeanTheSameCells(String query) throws IOException {
    createArray();
    for (int x = 0; x < 30; x += 10) {
      api.json("PUT", KEY + "/subset?slice=1,1," + x + ",0", "" + x).expect(204);
      api.json("PUT", KEY + "/subset?slice=1,1," + x + ",1", "" + (x + 0.5)).expect(204);
    }
    Answer answer = api.get(KEY + "/subset?layout=values&" + query).expect(200);
    assertThat(answer.text().strip()).isEqualTo("[[0.5,0.0],[10.5,10.0],[20.5,20.0]]");
  }

  @Test
  void oneCellIsAnAnswerOfRankZero() throws IOException {
    createArray();
    api.json("PUT", KEY + "/subset?slice=1,1,1,1", "4.25").expect(204);
    assertThat(api.get(KEY + "/subset?slice=1,1,1,1&layout=values").text().strip())
        .isEqualTo("4.25");
    assertThat(
            ApiClient.values(api.get(KEY + "/subset?slice=1,1,1,1&format=npy").response().body()))
        .containsExactly(4.25);
  }

  @Test
  void cellsAreCleared() throws IOException {
    createArray();
    api.json("PUT", KEY + "/subset?slice=0,0,:,:", "1").expect(204);
    api.delete(KEY + "/subset?slice=0,0,0:29,0").expect(204);
    JsonNode data = api.get(KEY + "/subset?slice=0,0,27:30,0").json().get("data");
    assertThat(data.toString()).isEqualTo("[null,null,1.0]");
  }

  @Test
  void wrongShapeChangesNothing() throws IOException {
    createArray();
    api.json("PUT", KEY + "/subset?slice=0,0,0:3,0", "[1,2,3]").expect(204);
    String version = api.get(KEY).header("ETag");
    byte[] body = ApiClient.npy("(4,)", 1, 2, 3, 4);
    api.body("PUT", KEY + "/subset?slice=0,0,0:3,0", "application/x-npy", body)
        .problem(422, "shape-mismatch");
    byte[] cut = Arrays.copyOf(ApiClient.npy("(3,)", 1, 2, 3), 100);
    api.body("PUT", KEY + "/subset?slice=0,0,0:3,0", "application/x-npy", cut).expect(400);
    api.json("PUT", KEY + "/subset?slice=0,0,0:3,0", "[9,9,").expect(400);
    assertThat(api.get(KEY).header("ETag")).isEqualTo(version);
    assertThat(api.get(KEY + "/subset?slice=0,0,0:3,0&layout=values").text().strip())
        .isEqualTo("[1.0,2.0,3.0]");
  }

  @Test
  void stepsAndListsAreNotWritten() throws IOException {
    createArray();
    for (String slice : List.of("0,0,::2,0", "0,0,(0,1),0")) {
      JsonNode problem =
          api.json("PUT", KEY + "/subset?slice=" + slice, "1").problem(400, "invalid-slice");
      assertThat(problem.get("detail").asString()).contains("steps and lists");
      api.delete(KEY + "/subset?slice=" + slice).problem(400, "invalid-slice");
    }
  }

  @Test
  void tooLargeAnswersAreRefusedWithASliceThatFits() throws IOException {
    createArray();
    JsonNode text = api.get(KEY + "/subset").problem(413, "result-too-large");
    assertThat(text.get("detail").asString()).contains("such as the slice in the member `slice`");
    assertThat(text.get("limit").asLong()).isEqualTo(1024);
    assertThat(text.get("requested").asLong()).isEqualTo(4 * 5 * 30 * 2 * 8);
    assertThat(text.get("slice").asString()).isEqualTo("0:1,0:2,0:30,0:2");
    api.get(KEY + "/subset?slice=" + text.get("slice").asString()).expect(200);
    String link = text.get("npy").asString();
    assertThat(ApiClient.values(api.get(link).expect(200).response().body())).hasSize(1200);
    StringBuilder list = new StringBuilder("(0");
    list.append(",0".repeat(9)).append(')');
    JsonNode npy =
        api.get(KEY + "/subset?format=npy&slice=" + list).problem(413, "result-too-large");
    assertThat(npy.get("limit").asLong()).isEqualTo(20 << 10);
    assertThat(npy.get("requested").asLong()).isEqualTo(10 * 5 * 30 * 2 * 8);
    assertThat(npy.has("npy")).isFalse();
  }

  @Test
  void descriptionHasTheCoordinatesOfEveryAxis() throws IOException {
    createArray();
    JsonNode described =
        api.get(KEY + "/subset/description?slice=1:3,89.5,(3,1),pressure").expect(200).json();
    assertThat(described.get("dtype").asString()).isEqualTo("float64");
    assertThat(described.get("shape").toString()).isEqualTo("[2,2]");
    assertThat(described.get("dimensions").toString()).isEqualTo("[\"hour\",\"x\"]");
    assertThat(described.get("axes").toString())
        .isEqualTo(
            "[{\"name\":\"hour\",\"dropped\":false,"
                + "\"times\":[\"2023-01-03T01:00:00Z\",\"2023-01-03T02:00:00Z\"]},"
                + "{\"name\":\"y\",\"dropped\":true,\"values\":[89.5]},"
                + "{\"name\":\"x\",\"dropped\":false,\"positions\":[3,1]},"
                + "{\"name\":\"weather\",\"dropped\":true,\"labels\":[\"pressure\"]}]");
    api.get(KEY + "/subset/description").problem(413, "result-too-large");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|application/json",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|application/json",
        "application/x-npy|application/x-npy",
        "application/x-numpy|application/x-npy",
        "application/json;q=0.5, application/x-npy|application/x-npy",
        "application/json;q=0.5, application/x-npy;q=0.4|application/json",
        "application/x-npy;q=0, */*|application/json",
        "application/*|application/json",
        "text/*|text/csv",
        "TEXT/CSV|text/csv",
        "application/json;q=0, application/*;q=0.3|application/x-npy"
      })
  void acceptChoosesTheFormat(String accept, String type) throws IOException {
    createArray();
    Answer answer = api.get(KEY + "/subset?slice=0,0,0:2", "Accept", accept).expect(200);
    assertThat(answer.header("Content-Type")).startsWith(type);
  }

  @Test
  void nothingAcceptableIsRefusedWithTheList() throws IOException {
    createArray();
    JsonNode problem =
        api.get(KEY + "/subset?slice=0,0", "Accept", "image/tiff").problem(406, "not-acceptable");
    assertThat(problem.get("supported").toString()).contains("application/x-npy");
    assertThat(
            api.get(KEY + "/subset?slice=0,0&format=tiff")
                .problem(406, "not-acceptable")
                .get("supported")
                .toString())
        .contains("npy");
    assertThat(
            api.get(KEY + "/subset?slice=0,0&format=npy", "Accept", "image/tiff")
                .expect(200)
                .header("Content-Type"))
        .isEqualTo("application/x-npy");
  }

  @Test
  void collectionIsDeletedWithItsArrays() throws IOException {
    createArray();
    api.delete(WEATHER).expect(204);
    api.get(WEATHER).problem(404, "collection-not-found");
    api.get(KEY).problem(404, "collection-not-found");
    api.delete(WEATHER).problem(404, "collection-not-found");
  }

  @Test
  void interfaceDescribesItself() throws IOException {
    JsonNode document = api.get("/v3/api-docs").expect(200).json();
    JsonNode read =
        document.get("paths").get("/api/v1/collections/{collection}/arrays/{array}/subset");
    assertThat(read.get("get").get("operationId").asString()).isEqualTo("readSubset");
    assertThat(read.get("get").get("responses").get("200").get("content").has("application/x-npy"))
        .isTrue();
    for (String failure : List.of("400", "404", "413")) {
      JsonNode answer = read.get("get").get("responses").get(failure);
      assertThat(answer.get("content").has("application/problem+json")).as(failure).isTrue();
    }
    assertThat(read.get("put").get("requestBody").get("content").has("application/x-npy")).isTrue();
    assertThat(document.get("paths")).hasSize(55);
    assertThat(api.get("/actuator/health").expect(200).json().get("status").asString())
        .isEqualTo("UP");
  }
}
