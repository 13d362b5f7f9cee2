package io.hypertile.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Datasets over HTTP, from an empty collection to cells, and calls that are refused. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DatasetHttpTest extends OwnStorage {
  private static final String ARGO = COLLECTIONS + "/argo";
  private static final String DATASETS = ARGO + "/datasets";
  private static final String ONE = DATASETS + "/one";
  private static final String TEMPERATURE = ONE + "/arrays/temperature";

  @BeforeEach
  void create() throws IOException {
    json("POST", COLLECTIONS, "{'name': 'argo', 'kind': 'dataset'}").expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(ARGO).expect(204);
  }

  private Answer one() throws IOException {
    return json(
            "POST",
            DATASETS,
            "{'name': 'one', 'attributes': {'platform': 'ship', 'cycle': {'value': 3, 'type': 'int16'}},"
                + " 'arrays': [{'name': 'temperature', 'dtype': 'float32', 'dimensions': ['level'],"
                + " 'shape': [10], 'chunk_shape': [4], 'fill_value': 'NaN',"
                + " 'attributes': {'units': 'degC'}}]}")
        .expect(201);
  }

  private List<String> names(String query) throws IOException {
    List<String> names = new ArrayList<>();
    String next = DATASETS + query;
    while (next != null) {
      JsonNode page = api.get(next).expect(200).json();
      page.get("items").forEach(item -> names.add(item.get("name").stringValue()));
      next = page.get("next").isNull() ? null : page.get("next").stringValue();
    }
    return names;
  }

  @Test
  void datasetIsMadeFilledReadAndDeleted() throws IOException {
    Answer made = one();
    assertThat(made.header("Location")).isEqualTo(ONE);
    JsonNode document = api.get(ONE).expect(200).json();
    assertThat(document.get("attributes"))
        .hasToString("{\"platform\":\"ship\",\"cycle\":{\"value\":3,\"type\":\"int16\"}}");
    JsonNode array = document.get("arrays").get(0);
    assertThat(array.get("chunk_shape")).hasToString("[4]");
    assertThat(array.get("fill_value").stringValue()).isEqualTo("NaN");
    assertThat(array.get("statistics"))
        .hasToString("{\"row_count\":10,\"null_count\":10,\"min\":null,\"max\":null}");

    json("PUT", TEMPERATURE + "/subset?slice=2:5", "[12.5, 11.5, 'NaN']").expect(204);
    assertThat(api.get(TEMPERATURE + "/subset?slice=1:6&layout=values").expect(200).text().strip())
        .isEqualTo("[null,12.5,11.5,null,null]");
    assertThat(api.get(TEMPERATURE).expect(200).json().get("statistics"))
        .hasToString("{\"row_count\":10,\"null_count\":8,\"min\":11.5,\"max\":12.5}");
    assertThat(api.get(TEMPERATURE + "/subset.npy?slice=2").expect(200).response().body())
        .endsWith(0, 0, 72, 65);
    assertThat(api.get(TEMPERATURE + "/extent").expect(200).text()).contains("\"slice\":\"2:4\"");
    assertThat(api.get(TEMPERATURE + "/subset/description?slice=2:4").expect(200).text())
        .contains("\"shape\":[2]");
    assertThat(json("POST", TEMPERATURE + "/subset:batch", "{'slices': ['2', '3']}").text())
        .contains("12.5", "11.5");
    assertThat(json("POST", TEMPERATURE + "/subset/points", "{'isel.level': [3, 2]}").text())
        .contains("[11.5,12.5]");

    api.delete(TEMPERATURE + "/subset?slice=2").expect(204);
    assertThat(api.get(TEMPERATURE + "/subset?slice=2:4&layout=values").text().strip())
        .isEqualTo("[null,11.5]");
    api.delete(TEMPERATURE).expect(204);
    api.get(TEMPERATURE).problem(404, "array-not-found");
    api.delete(ONE).expect(204);
    api.get(ONE).problem(404, "dataset-not-found");
    assertThat(names("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"null, 0:5", "0, 1:4", "7, 0:5"})
  void zerosHoldSomethingUnlessTheyAreDeclared(String fill, String slice) throws IOException {
    for (String type : List.of("float32", "int64", "uint8")) {
      String array =
          "{'name': 'a', 'dtype': '%s', 'dimensions': ['x'], 'shape': [5], 'fill_value': %s}"
              .formatted(type, fill);
      json("POST", DATASETS, "{'name': '%s', 'arrays': [%s]}".formatted(type, array)).expect(201);
      String cells = DATASETS + "/" + type + "/arrays/a";
      json("PUT", cells + "/subset", "[0, 3, 0, 5, 0]").expect(204);
      assertThat(api.get(cells + "/extent").expect(200).text())
          .as(type)
          .contains("\"slice\":\"%s\"".formatted(slice));
      assertThat(api.get(cells + "/subset?slice=:last&layout=values").expect(200).json())
          .as(type)
          .hasSize(Integer.parseInt(slice.substring(2)));
    }
  }

  @ParameterizedTest
  @CsvSource({"npz, npz", "nc, netcdf", "zarr.zip, zarr", "arrow, arrow", "npy, npy", "csv, csv"})
  void addressEndsAsFilesOfTheFormatDo(String ending, String format) throws IOException {
    one();
    json("PUT", TEMPERATURE + "/subset?slice=2:5", "[12.5, 11.5, 'NaN']").expect(204);
    Answer named = api.get(TEMPERATURE + "/subset?slice=1:6&format=" + format).expect(200);
    Answer answer = api.get(TEMPERATURE + "/subset." + ending + "?slice=1:6").expect(200);
    assertThat(answer.response().body()).isEqualTo(named.response().body());
    for (String header : new String[] {"Content-Type", "ETag"}) {
      assertThat(answer.header(header)).isEqualTo(named.header(header));
    }
    api.get(TEMPERATURE + "/subset." + ending + "?format=" + format)
        .problem(400, "invalid-request");
  }

  @Test
  void tagsOfDocumentsAndCellsGuardChanges() throws IOException {
    String tag = one().header("ETag");
    assertThat(api.get(ONE, "If-None-Match", tag).status()).isEqualTo(304);
    assertThat(api.head(ONE).status()).isEqualTo(200);
    String array = api.get(TEMPERATURE).header("ETag");
    Answer written = json("PUT", TEMPERATURE + "/subset?slice=0", "1");
    assertThat(written.header("ETag")).isNotEqualTo(array);
    assertThat(api.get(ONE, "If-None-Match", tag).status()).isEqualTo(200);
    api.send(
            api.request(TEMPERATURE + "/subset?slice=0")
                .header("If-Match", array)
                .method("DELETE", java.net.http.HttpRequest.BodyPublishers.noBody()))
        .problem(412, "version-mismatch");
    api.send(
            api.request(ONE)
                .header("If-Match", tag)
                .method("DELETE", java.net.http.HttpRequest.BodyPublishers.noBody()))
        .problem(412, "version-mismatch");
  }

  @Test
  void attributesAreSetRemovedAndKeepTheirPlace() throws IOException {
    one();
    JsonNode changed =
        json(
                "PATCH",
                ONE,
                "{'attributes': {'cycle': null, 'platform': 'float', 'date': '2024-01-01'}}")
            .expect(200)
            .json();
    assertThat(changed.get("attributes"))
        .hasToString("{\"platform\":\"float\",\"date\":\"2024-01-01\"}");
    assertThat(
            json("PATCH", TEMPERATURE, "{'attributes': {'valid_min': -2.0}}")
                .expect(200)
                .json()
                .get("attributes"))
        .hasToString("{\"units\":\"degC\",\"valid_min\":-2.0}");
    json("PATCH", ONE, "{'attributes': {'q': {'value': 300, 'type': 'uint8'}}}")
        .problem(422, "invalid-attributes");
    assertThat(api.get(ONE).json().get("attributes")).hasSize(2);
  }

  @Test
  void axesGrowAndNeverShrink() throws IOException {
    one();
    json("PUT", TEMPERATURE + "/subset?slice=9", "1").expect(204);
    assertThat(json("PATCH", TEMPERATURE, "{'shape': [12]}").expect(200).json().get("shape"))
        .hasToString("[12]");
    assertThat(api.get(TEMPERATURE + "/subset?slice=8:12&layout=values").text().strip())
        .isEqualTo("[null,1.0,null,null]");
    JsonNode problem = json("PATCH", TEMPERATURE, "{'shape': [11]}").problem(422, "shape-mismatch");
    assertThat(problem.get("pointer").stringValue()).isEqualTo("/shape/0");
    json("PATCH", TEMPERATURE, "{'shape': [12, 1]}").problem(422, "shape-mismatch");
    assertThat(api.get(TEMPERATURE).json().get("shape")).hasToString("[12]");
  }

  @Test
  void arraysAreListedInTheOrderOfTheirDefinition() throws IOException {
    one();
    for (String name : List.of("zeta", "alpha", "a b")) {
      json(
              "POST",
              ONE + "/arrays",
              "{'name': '%s', 'dtype': 'i64', 'dimensions': [], 'shape': []}".formatted(name))
          .expect(201);
    }
    List<String> names = new ArrayList<>();
    api.get(ONE + "/arrays")
        .expect(200)
        .json()
        .get("items")
        .forEach(item -> names.add(item.get("name").stringValue()));
    assertThat(names).containsExactly("temperature", "zeta", "alpha", "a b");
    json("PUT", ONE + "/arrays/a%20b/subset", "9223372036854775807").expect(204);
    assertThat(api.get(ONE + "/arrays/a%20b/subset?layout=values").text().strip())
        .isEqualTo("9223372036854775807");
    json("POST", ONE + "/arrays", "{'name': 'zeta', 'dtype': 'i8', 'dimensions': [], 'shape': []}")
        .problem(409, "already-exists");
  }

  @Test
  void textsAndTimesComeBackAsTheyWent() throws IOException {
    one();
    json(
            "POST",
            ONE + "/arrays",
            "{'name': 'station', 'dtype': 'str', 'dimensions': ['n'], 'shape': [3], 'fill_value': '?'}")
        .expect(201);
    json("PUT", ONE + "/arrays/station/subset?slice=0:2", "['Zürich', '']").expect(204);
    assertThat(api.get(ONE + "/arrays/station/subset?layout=values").text().strip())
        .isEqualTo("[\"Zürich\",\"\",\"?\"]");
    json(
            "POST",
            ONE + "/arrays",
            "{'name': 'time', 'dtype': 'timestamp_ns', 'dimensions': ['n'], 'shape': [2]}")
        .expect(201);
    json("PUT", ONE + "/arrays/time/subset?slice=0:1", "['2024-01-01T00:00:00Z']").expect(204);
    assertThat(api.get(ONE + "/arrays/time/subset?layout=values").text())
        .contains("2024-01-01T00:00:00");
    JsonNode statistics = api.get(ONE + "/arrays/time").json().get("statistics");
    assertThat(statistics.get("min").longValue()).isEqualTo(1_704_067_200_000_000_000L);
  }

  @Test
  void listHasPagesPrefixesAndConditions() throws IOException {
    for (String name : List.of("b2", "a1", "b1", "c", "a2")) {
      json(
              "POST",
              DATASETS,
              "{'name': '%s', 'attributes': {'rank': %d}}"
                  .formatted(name, name.length() == 1 ? 5 : name.charAt(1) - '0'))
          .expect(201);
    }
    assertThat(names("?limit=2")).containsExactlyInAnyOrder("b2", "a1", "b1", "c", "a2");
    assertThat(names("?prefix=a&limit=1")).containsExactly("a1", "a2");
    assertThat(names("?limit=1&filter=rank%20%3D%3D%202")).containsExactlyInAnyOrder("b2", "a2");
    assertThat(names("?where=rank%20%3E%202")).containsExactly("c");
    api.get(DATASETS + "?where=rang%20%3E%202").problem(400, "invalid-filter");
    api.get(DATASETS + "?cursor=abc").problem(400, "invalid-request");
    JsonNode whole = api.get(DATASETS + "?expand=arrays&prefix=c").expect(200).json();
    assertThat(whole.get("items").get(0).get("arrays")).isEmpty();
    api.delete(DATASETS).expect(204);
    assertThat(names("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "_a", "", "a/b", "a\\\\b", "a\\u0007"})
  void namesThatAreNoneAreRefusedAndNothingIsMade(String name) throws IOException {
    JsonNode problem =
        json("POST", DATASETS, "{'name': '%s'}".formatted(name)).problem(400, "invalid-name");
    assertThat(problem.get("pointer").stringValue()).isEqualTo("/name");
    assertThat(names("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/arrays/0/shape; 'dtype': 'f32', 'dimensions': ['x'], 'shape': [1, 2]",
        "/arrays/0/chunk_shape/0; 'dtype': 'f32', 'dimensions': ['x'], 'shape': [1], 'chunk_shape': [0]",
        "/arrays/0/dtype; 'dtype': 'f33', 'dimensions': ['x'], 'shape': [1]",
        "/arrays/0/fill_value; 'dtype': 'i8', 'dimensions': ['x'], 'shape': [1], 'fill_value': 200"
      },
      quoteCharacter = '`')
  void definitionsThatAreNoneAreRefusedAndNothingIsMade(String pointer, String members)
      throws IOException {
    JsonNode problem =
        json("POST", DATASETS, "{'name': 'one', 'arrays': [{'name': 'a', %s}]}".formatted(members))
            .problem(422, "invalid-schema");
    assertThat(problem.get("pointer").stringValue()).isEqualTo(pointer);
    assertThat(names("")).isEmpty();
  }

  @Test
  void namesThatNothingHasAreToldWithTheNearest() throws IOException {
    one();
    JsonNode dataset = api.get(DATASETS + "/onee").problem(404, "dataset-not-found");
    assertThat(dataset.get("nearest")).hasToString("[\"one\"]");
    JsonNode array = api.get(ONE + "/arrays/temprature/subset").problem(404, "array-not-found");
    assertThat(array.get("nearest")).hasToString("[\"temperature\"]");
    json("PATCH", DATASETS + "/two", "{'attributes': {}}").problem(404, "dataset-not-found");
    json("PATCH", ONE + "/arrays/none", "{'attributes': {'a': 1}}").problem(404, "array-not-found");
    json("PUT", ONE + "/arrays/none/subset", "1").problem(404, "array-not-found");
    api.delete(DATASETS + "/two").problem(404, "dataset-not-found");
    json("POST", DATASETS, "{'name': 'one'}").problem(409, "already-exists");
    api.get(COLLECTIONS + "/none/datasets").problem(404, "collection-not-found");
    json(
            "POST",
            COLLECTIONS,
            "{'name': 'plain', 'kind': 'array', 'dtype': 'i8', 'dimensions': [{'name': 'x', 'size': 2}]}")
        .expect(201);
    api.get(COLLECTIONS + "/plain/datasets").problem(409, "wrong-kind");
    api.delete(COLLECTIONS + "/plain").expect(204);
  }

  @Test
  void filesHoldEverythingAfterAFlushAndCompactingChangesNoValue() throws IOException {
    one();
    json("PUT", TEMPERATURE + "/subset", "{'data': 1}").expect(204);
    json("POST", DATASETS, "{'name': 'two'}").expect(201);
    api.delete(DATASETS + "/two").expect(204);
    api.json("POST", ARGO + ":flush", "").expect(204);
    JsonNode compacted = api.json("POST", ARGO + ":compact", "").expect(200).json();
    assertThat(compacted.get("bytes_after").longValue())
        .isLessThanOrEqualTo(compacted.get("bytes_before").longValue());
    assertThat(api.get(TEMPERATURE + "/subset?slice=3&layout=values").text().strip())
        .isEqualTo("1.0");
    assertThat(api.get(ARGO + ":flush").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5:11", "11:", "-11:", ":11"})
  void rangePastTheEndIsRefusedEverywhereAndChangesNothing(String slice) throws IOException {
    one();
    json("PUT", TEMPERATURE + "/subset", "{'data': 3}").expect(204);
    String query = "?slice=" + slice;
    JsonNode problem = api.get(TEMPERATURE + "/subset" + query).problem(422, "value-out-of-range");
    assertThat(problem.get("dimension").stringValue()).isEqualTo("level");
    assertThat(problem.get("size").intValue()).isEqualTo(10);
    api.get(TEMPERATURE + "/subset?isel.level=" + slice).problem(422, "value-out-of-range");
    api.get(TEMPERATURE + "/subset/description" + query).problem(422, "value-out-of-range");
    json("POST", TEMPERATURE + "/subset:batch", "{'slices': ['%s']}".formatted(slice))
        .problem(422, "value-out-of-range");
    json("PUT", TEMPERATURE + "/subset" + query, "{'data': 4}").problem(422, "value-out-of-range");
    api.delete(TEMPERATURE + "/subset" + query).problem(422, "value-out-of-range");
    assertThat(api.get(TEMPERATURE).json().get("statistics"))
        .hasToString("{\"row_count\":10,\"null_count\":0,\"min\":3.0,\"max\":3.0}");
    api.get(TEMPERATURE + "/subset?slice=10:10").problem(400, "invalid-slice");
    api.get(TEMPERATURE + "/subset?slice=0,0").problem(400, "invalid-slice");
  }

  @Test
  void cellsAreOfTheDeclaredTypeUnlessACastIsAskedFor() throws IOException {
    one();
    json(
            "POST",
            ONE + "/arrays",
            "{'name': 'wide', 'dtype': 'f64', 'dimensions': ['x'], 'shape': [2]}")
        .expect(201);
    byte[] doubles = ApiClient.npy("(2,)", 1.5, 2.5);
    String narrow = TEMPERATURE + "/subset";
    String npy = "application/x-npy";
    api.body("PUT", ONE + "/arrays/wide/subset", npy, doubles).expect(204);
    JsonNode problem =
        api.body("PUT", narrow + "?slice=0:2", npy, doubles).problem(422, "value-out-of-range");
    assertThat(problem.get("expected_dtype").stringValue()).isEqualTo("float32");
    assertThat(problem.get("found_dtype").stringValue()).isEqualTo("float64");
    api.body("PUT", narrow + "?slice=0:2&cast=safe", npy, doubles)
        .problem(422, "value-out-of-range");
    api.body("PUT", narrow + "?slice=0:2&cast=fitting", npy, doubles).expect(204);
    byte[] floats = api.get(narrow + ".npy?slice=0:2").expect(200).response().body();
    api.body("PUT", ONE + "/arrays/wide/subset", npy, floats).problem(422, "value-out-of-range");
    api.body("PUT", ONE + "/arrays/wide/subset?cast=safe", npy, floats).expect(204);
    assertThat(api.get(ONE + "/arrays/wide/subset?layout=values").text().strip())
        .isEqualTo("[1.5,2.5]");
    json("PUT", narrow + "?slice=0:2&cast=loose", "[1, 2]").problem(400, "invalid-request");
    json("PUT", narrow + "?slice=0:2", "[1, 2, 3]").problem(422, "shape-mismatch");
    json("PUT", narrow + "?slice=0:2", "[[1, 2]]").problem(422, "shape-mismatch");
  }

  @ParameterizedTest
  @CsvSource({
    "int8, -128, 127",
    "int16, -32768, 32767",
    "int32, -2147483648, 2147483647",
    "int64, -9223372036854775808, 9223372036854775807",
    "uint8, 0, 255",
    "uint16, 0, 65535",
    "uint32, 0, 4294967295",
    "uint64, 0, 18446744073709551615",
    "float32, -3.4028235E38, 1.4E-45",
    "float64, -1.7976931348623157E308, 4.9E-324"
  })
  void everyTypeKeepsItsExtremesAlsoInASingleCell(String dtype, String least, String greatest)
      throws IOException {
    one();
    json(
            "POST",
            ONE + "/arrays",
            "{'name': 'v', 'dtype': '%s', 'dimensions': ['x'], 'shape': [2]}".formatted(dtype))
        .expect(201);
    json(
            "POST",
            ONE + "/arrays",
            "{'name': 's', 'dtype': '%s', 'dimensions': [], 'shape': []}".formatted(dtype))
        .expect(201);
    json("PUT", ONE + "/arrays/v/subset", "[" + least + ", " + greatest + "]").expect(204);
    json("PUT", ONE + "/arrays/s/subset", greatest).expect(204);
    JsonNode cells = api.get(ONE + "/arrays/v/subset?layout=values").expect(200).json();
    JsonNode cell = api.get(ONE + "/arrays/s/subset?layout=values").expect(200).json();
    for (JsonNode each : List.of(cells.get(1), cell)) {
      assertThat(each.decimalValue()).isEqualByComparingTo(greatest);
    }
    assertThat(cells.get(0).decimalValue()).isEqualByComparingTo(least);
    JsonNode statistics = api.get(ONE + "/arrays/v").json().get("statistics");
    if (!dtype.startsWith("float")) {
      assertThat(statistics.get("min")).hasToString(least);
      assertThat(statistics.get("max")).hasToString(greatest);
    }
  }

  @Test
  void cellsAreAddedBehindTheLastAndTheAxisGrows() throws IOException {
    one();
    json(
            "POST",
            ONE + "/arrays",
            "{'name': 'grid', 'dtype': 'f64', 'dimensions': ['x', 't'], 'shape': [2, 0]}")
        .expect(201);
    String grid = ONE + "/arrays/grid/subset";
    json("POST", grid + "?append=t", "[[1, 2, 3], [4, 5, 6]]").expect(204);
    json("PUT", grid + "?append=t", "{'data': [[7], [8]]}").expect(204);
    api.body("POST", grid + "?append=t", "application/x-npy", ApiClient.npy("(2, 1)", 9, 10))
        .expect(204);
    assertThat(api.get(grid + "?layout=values").expect(200).text().strip())
        .isEqualTo("[[1.0,2.0,3.0,7.0,9.0],[4.0,5.0,6.0,8.0,10.0]]");
    json("POST", grid + "?append=x", "[[0, 0, 0, 0, 0]]").expect(204);
    assertThat(api.get(ONE + "/arrays/grid").json().get("shape")).hasToString("[3,5]");
    json("POST", grid + "?append=t", "[[1], [2]]").problem(422, "shape-mismatch");
    json("POST", grid + "?append=t", "[[], [], []]").problem(422, "shape-mismatch");
    json("POST", grid + "?append=y", "[[1], [2], [3]]").problem(400, "invalid-request");
    json("POST", grid, "[[1], [2], [3]]").problem(400, "invalid-request");
    assertThat(api.get(ONE + "/arrays/grid").json().get("shape")).hasToString("[3,5]");
  }

  @Test
  void axisThatHasNotGrownYetIsReadInEveryFormat() throws IOException {
    String ice = ONE + "/arrays/ice";
    one();
    json(
            "POST",
            ONE + "/arrays",
            "{'name': 'ice', 'dtype': 'int32', 'dimensions': ['t', 'x'], 'shape': [0, 3]}")
        .expect(201);
    for (String query : List.of("", "?slice=:", "?slice=:,0:3", "?slice=...", "?isel.x=0:3")) {
      JsonNode cells = api.get(ice + "/subset" + query).expect(200).json();
      assertThat(cells.get("shape")).as(query).hasToString("[0,3]");
      assertThat(cells.get("data")).as(query).hasToString("[]");
    }
    for (String format : List.of("npy", "csv", "raw", "npz", "netcdf", "zarr", "arrow")) {
      api.get(ice + "/subset?format=" + format).expect(200);
    }
    for (String picture : List.of("png", "svg")) {
      assertThat(api.get(ice + "/subset?format=" + picture).expect(406).text())
          .contains("no cells to draw");
    }
    json("POST", ice + "/subset:batch", "{'slices': [':,0', ':,1:3']}").expect(200);
    json("POST", ice + "/subset/points", "{'isel.x': [0, 2]}").expect(200);
    json("PUT", ice + "/subset", "{'data': []}").expect(204);
    api.delete(ice + "/subset").expect(204);
    assertThat(api.get(ice + "/subset?slice=0").expect(400).text()).contains("no positions yet");
    assertThat(json("PUT", ice + "/subset", "[[1, 2, 3]]").expect(422).text())
        .contains("shape-mismatch");

    json("PATCH", ice, "{'shape': [1, 3]}").expect(200);
    json("PUT", ice + "/subset", "[[1, 2, 3]]").expect(204);
    assertThat(api.get(ice + "/subset?layout=values").expect(200).text().strip())
        .isEqualTo("[[1,2,3]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/codecs/0/configuration/endian | [{\"name\": \"bytes\"}]",
        "/codecs | [\"none-such\"]",
      })
  void codecsThatCannotBeAreRefusedWithTheMember(String pointer, String codecs) throws IOException {
    one();
    Answer refused =
        json(
            "POST",
            ONE + "/arrays",
            "{'name': 'ice', 'dtype': 'int32', 'dimensions': ['x'], 'shape': [1], 'codecs': "
                + codecs.replace('"', '\'')
                + "}");
    refused.expect(422);
    assertThat(refused.json().get("pointer").stringValue()).startsWith(pointer);
    api.get(ONE + "/arrays/ice").expect(404);
  }
}
