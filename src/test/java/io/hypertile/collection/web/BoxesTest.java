package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Several boxes of one array over HTTP. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.limits.result=4KB", "hypertile.limits.json-result=1KB"})
class BoxesTest extends OwnStorage {
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5f";
  private static final String SUBSET = COLLECTIONS + "/boxes/arrays/" + ID + "/subset";
  private static final int SIDE = 20;

  /** Cells hold 100 * y + x; each chunk has 400 bytes. */
  @BeforeEach
  void createArray() throws IOException {
    if (api.get(COLLECTIONS + "/boxes").status() == 200) {
      return;
    }
    create(
        "boxes",
        """
        {"name": "boxes", "kind": "array", "dtype": "int32", "dimensions": [
         {"name": "y", "size": 20, "scale": {"start_value": 50.0, "step": -0.5, "name": "lat"}},
         {"name": "x", "size": 20}], "options": {"chunks": [10, 10]}}
        """,
        ID);
    ByteBuffer cells = ByteBuffer.allocate(SIDE * SIDE * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < SIDE * SIDE; at++) {
      cells.putInt(at / SIDE * 100 + at % SIDE);
    }
    api.body("PUT", SUBSET, "application/octet-stream", cells.array()).expect(204);
  }

  private Answer boxes(String query, String body) throws IOException {
    return api.json("POST", SUBSET + ":batch?" + query, body.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "layout=values # {'slices': ['0,0:3', '-1,-2:']} # {\"arr_0\":[0,1,2],\"arr_1\":[1918,1919]}",
        "layout=values # {'slices': [{'name': 'é', 'slice': '1,1'}, '49.5:48.5,(3,0)']} # {\"é\":101,\"arr_1\":[[103,100],[203,200]]}",
        "layout=values&method=nearest&tolerance=1 # {'slices': ['49.6,2', '48.9,::9']} # {\"arr_0\":102,\"arr_1\":[200,209,218]}",
        "layout=values # {'slices': [{'name': null, 'slice': '0,0'}, {'slice': '0,0'}]} # {\"arr_0\":0,\"arr_1\":0}",
      })
  void cellsAreThoseOfTheSlices(String query, String body, String cells) throws IOException {
    assertThat(boxes(query, body).expect(200).text()).isEqualTo(cells);
  }

  @Test
  void documentsTellTheirNamesAndCoordinates() throws IOException {
    JsonNode answer =
        boxes("coordinates=true", "{'slices': ['0,0', {'name': 'b', 'slice': '1:3,4'}]}")
            .expect(200)
            .json();
    assertThat(answer.get("items")).hasSize(2);
    JsonNode second = answer.get("items").get(1);
    assertThat(second.get("name").asString()).isEqualTo("b");
    assertThat(second.get("shape").toString()).isEqualTo("[2]");
    assertThat(second.get("coordinates").toString()).isEqualTo("{\"y\":[49.5,49.0]}");
    assertThat(second.get("data").toString()).isEqualTo("[104,204]");
  }

  @Test
  void archivesHaveAFileForEachBox() throws IOException {
    Answer answer =
        boxes("format=npz&coordinates=true", "{'slices': [{'name': 'a', 'slice': '0:2'}, '3,3']}")
            .expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/x-npz");
    assertThat(answer.header("Content-Length")).isEqualTo(answer.response().body().length + "");
    Path file = Files.write(root.resolve("answer.npz"), answer.response().body());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(entry -> entry.getName()))
          .containsExactly(
              "a.npy", "a/y.npy", "a/x.npy", "arr_1.npy", "arr_1/y.npy", "arr_1/x.npy");
      byte[] single = zip.getInputStream(zip.getEntry("arr_1.npy")).readAllBytes();
      byte[] cell = new ByteArrayInputStream(single, single.length - 4, 4).readAllBytes();
      assertThat(ByteBuffer.wrap(cell).order(ByteOrder.LITTLE_ENDIAN).getInt()).isEqualTo(303);
    }
    String tag = answer.header("ETag");
    assertThat(tag).isNotNull();
    Answer other = boxes("format=npz", "{'slices': [{'name': 'a', 'slice': '0:2'}, '3,3']}");
    assertThat(other.header("ETag")).isNotEqualTo(tag);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{} # malformed-body # /slices",
        "[] # malformed-body # ''",
        "{'slices': []} # malformed-body # /slices",
        "{'slices': '0'} # malformed-body # /slices",
        "{'slices': ['0'], 'boxes': 1} # malformed-body # /boxes",
        "{'slices': ['0', 3]} # malformed-body # /slices/1",
        "{'slices': [{'name': 'a'}]} # malformed-body # /slices/0/slice",
        "{'slices': [{'slice': '0', 'nam': 'a'}]} # malformed-body # /slices/0/nam",
        "{'slices': [{'slice': 1}]} # malformed-body # /slices/0/slice",
        "{'slices': [{'slice': '0', 'name': 'a'}, '1', {'slice': '0', 'name': 'a'}]} # malformed-body # /slices/2/name",
        "{'slices': [{'slice': '0', 'name': 'arr_1'}, '1']} # malformed-body # /slices/1",
        "{'slices': [{'slice': '0', 'name': '../a'}]} # malformed-body # /slices/0/name",
        "{'slices': [{'slice': '0', 'name': '..'}]} # malformed-body # /slices/0/name",
        "{'slices': [{'slice': '0', 'name': 'a\\u0000'}]} # malformed-body # /slices/0/name",
        "{'slices': [{'slice': '0', 'name': ' '}]} # malformed-body # /slices/0/name",
        "{'slices': ['0', '99']} # invalid-slice # /slices/1",
        "{'slices': ['0', {'slice': '0:'}, {'slice': '0:::'}]} # invalid-slice # /slices/2/slice",
      })
  void whatIsWrongIsNamed(String body, String code, String pointer) throws IOException {
    JsonNode problem = boxes("", body).expect(400).json();
    assertThat(problem.get("code").asString()).isEqualTo(code);
    assertThat(problem.get("pointer").asString()).isEqualTo(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"format=npy", "format=csv", "format=raw"})
  void formatsOfOneBoxAreRefused(String query) throws IOException {
    boxes(query, "{'slices': ['0']}").expect(406);
  }

  @Test
  void sumOfAllBoxesIsLimited() throws IOException {
    String half = "'0:10,0:12'";
    boxes("format=npz", "{'slices': [" + half + "," + half + "]}").expect(200);
    boxes("", "{'slices': [" + half + "]}").expect(200);
    JsonNode text = boxes("", "{'slices': [" + half + "," + half + ",'0']}").expect(413).json();
    assertThat(text.get("code").asString()).isEqualTo("result-too-large");
    assertThat(text.get("requested").asInt()).isEqualTo(2 * 480 + 80);
    String many = String.join(",", Collections.nCopies(6, "'0:10'"));
    boxes("format=npz", "{'slices': [" + many + "]}").expect(413);
  }

  @Test
  void chunksOfEachBoxAreLimited() throws IOException {
    String ten = String.join(",", Collections.nCopies(10, "'0,0'"));
    boxes("", "{'slices': [" + ten + "]}").expect(200);
    JsonNode problem = boxes("", "{'slices': [" + ten + ",'0,0']}").expect(413).json();
    assertThat(problem.get("code").asString()).isEqualTo("result-too-large");
    assertThat(problem.get("requested").asInt()).isEqualTo(4400);
  }

  @Test
  void tooManySlicesAreRefused() throws IOException {
    String many = String.join(",", Collections.nCopies(10_001, "'0,0'"));
    JsonNode problem = boxes("", "{'slices': [" + many + "]}").expect(413).json();
    assertThat(problem.get("code").asString()).isEqualTo("body-too-large");
    assertThat(problem.get("limit").asInt()).isEqualTo(10_000);
  }
}
