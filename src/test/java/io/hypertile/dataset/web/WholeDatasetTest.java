package io.hypertile.dataset.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whole datasets out as files and in again. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class WholeDatasetTest extends OwnStorage {
  private static final String COLLECTION = "/api/v1/collections/argo";
  private static final String DATASETS = COLLECTION + "/datasets";

  /** Arrays of every type; those with fill values have the ones that files tell. */
  private static final String ALL =
      """
      {"attributes": {"title": "Über", "cycle": {"value": 3, "type": "int8"}, "depth": 1.5,
          "range": [1, 2], "short": {"value": 0.25, "type": "float32"}}, "arrays": [
        {"name": "i1", "dtype": "int8", "dimensions": ["x"], "shape": [3], "data": [-1, 0, 127],
         "fill_value": 0, "attributes": {"units": "1", "valid_min": {"value": 1, "type": "int16"}}},
        {"name": "i2", "dtype": "int16", "dimensions": ["x"], "shape": [3], "data": [-300, 0, 2]},
        {"name": "i4", "dtype": "int32", "dimensions": ["x", "y"], "shape": [3, 2],
         "data": [[1, 2], [3, 4], [5, -70000]]},
        {"name": "i8", "dtype": "int64", "dimensions": [], "shape": [], "data": 9007199254740993},
        {"name": "u1", "dtype": "uint8", "dimensions": ["x"], "shape": [3], "data": [0, 200, 255]},
        {"name": "u2", "dtype": "uint16", "dimensions": ["x"], "shape": [3], "data": [0, 1, 65535]},
        {"name": "u4", "dtype": "uint32", "dimensions": ["x"], "shape": [3],
         "data": [0, 1, 4294967295], "fill_value": 1},
        {"name": "u8", "dtype": "uint64", "dimensions": ["x"], "shape": [3],
         "data": [0, 1, 18446744073709551615]},
        {"name": "f4", "dtype": "float32", "dimensions": ["x"], "shape": [3],
         "data": [0.5, "NaN", -1], "fill_value": "NaN"},
        {"name": "x", "dtype": "float64", "dimensions": ["x"], "shape": [3],
         "data": [10, 20, 1e300], "fill_value": -9},
        {"name": "truth", "dtype": "bool", "dimensions": ["x"], "shape": [3],
         "data": [true, false, true]},
        {"name": "when", "dtype": "timestamp_ns", "dimensions": ["x"], "shape": [3],
         "data": ["2024-01-01T00:00:00.000000001Z", "NaT", "1969-12-31T23:59:59Z"],
         "fill_value": "NaT"},
        {"name": "long", "dtype": "timedelta_ns", "dimensions": ["y"], "shape": [2],
         "data": [5, -7], "fill_value": "NaT"},
        {"name": "größe", "dtype": "string", "dimensions": ["x"], "shape": [3],
         "data": ["", "Tromsø", "a𝄞c"], "fill_value": ""},
        {"name": "word", "dtype": "string", "dimensions": [], "shape": [], "data": "日本",
         "fill_value": "none"},
        {"name": "empty", "dtype": "int32", "dimensions": ["n", "y"], "shape": [0, 2]},
        {"name": "none", "dtype": "string", "dimensions": ["n"], "shape": [0], "fill_value": ""}]}
      """;

  @BeforeEach
  void create() throws IOException {
    api.json("POST", "/api/v1/collections", "{\"name\": \"argo\", \"kind\": \"dataset\"}")
        .expect(201);
    api.json("PUT", DATASETS + "/all", ALL).expect(204);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(COLLECTION).expect(204);
  }

  @ParameterizedTest
  @CsvSource({"netcdf, application/x-netcdf"})
  void whatIsTakenOutComesInAgainAsItWas(String format, String media) throws IOException {
    Answer out = api.get(DATASETS + "/all?format=" + format).expect(200);
    byte[] file = out.response().body();
    assertThat(out.header("Content-Type")).isEqualTo(media);
    assertThat(out.header("Content-Length")).isEqualTo(String.valueOf(file.length));
    api.body("PUT", DATASETS + "/again?format=" + format, media, file).expect(204);

    assertThat(form("again")).isEqualTo(form("all"));
    assertThat(cells("again")).isEqualTo(cells("all"));
    assertThat(api.get(DATASETS + "/again?format=" + format).response().body()).isEqualTo(file);
    String etag = out.header("ETag");
    String address = DATASETS + "/all?format=" + format;
    assertThat(api.get(address, "If-None-Match", etag).status()).isEqualTo(304);
    HttpResponse<byte[]> head = api.head(address).expect(200).response();
    assertThat(head.headers().firstValue("Content-Length")).hasValue("" + file.length);
  }

  @Test
  void archiveOfNumpyHasTextsAsLongAsTheLongest() throws IOException {
    byte[] file = api.get(DATASETS + "/all?format=npz").expect(200).response().body();
    assertThat(new String(file, ISO_8859_1)).contains("'<U6'", "'<U2'", "'<U1'");
    api.body("PUT", DATASETS + "/again", "application/x-npz", file).expect(204);
    assertThat(cells("again")).isEqualTo(cells("all"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "[\"x\"] # [2] # [\"x\"] # [3] # one length",
        "[\"x\", \"y\"] # [2, 0] # [] # [] # has an empty axis",
        "[\"x\"] # [0] # [\"y\"] # [0] # has an empty axis",
        "[\"(x\"] # [2] # [] # [] # dimensions of such a name",
        "[] # [] # [] # [] # variables of such a name",
      })
  void whatNetcdfCannotHoldIsRefusedByName(
      String firstNames, String first, String secondNames, String second, String detail)
      throws IOException {
    String name = detail.startsWith("variables") ? "(b" : "b";
    String body =
        "{\"arrays\": [{\"name\": \"a\", \"dtype\": \"int8\", \"dimensions\": %s, \"shape\": %s},"
            + " {\"name\": \"%s\", \"dtype\": \"int8\", \"dimensions\": %s, \"shape\": %s}]}";
    api.json("PUT", DATASETS + "/d", body.formatted(firstNames, first, name, secondNames, second))
        .expect(204);
    JsonNode problem = api.get(DATASETS + "/d?format=netcdf").problem(406, "not-encodable");
    assertThat(problem.get("detail").stringValue()).contains(detail);
    assertThat(problem.has("array")).isTrue();
  }

  /** The dataset without its name and what files do not keep. */
  private ObjectNode form(String name) throws IOException {
    ObjectNode document = (ObjectNode) api.get(DATASETS + "/" + name).expect(200).json();
    ArrayNode arrays = (ArrayNode) document.get("arrays");
    arrays.forEach(
        array -> ((ObjectNode) array).remove(List.of("chunk_shape", "codecs", "version")));
    document.remove(List.of("name", "row", "version"));
    return document;
  }

  private String cells(String name) throws IOException {
    StringBuilder names = new StringBuilder();
    api.get(DATASETS + "/" + name)
        .json()
        .get("arrays")
        .forEach(array -> names.append(',').append(array.get("name").stringValue()));
    String list = URLEncoder.encode(names.substring(1), UTF_8);
    return api.get(DATASETS + "/" + name + "/cells?layout=values&arrays=" + list)
        .expect(200)
        .text();
  }
}
