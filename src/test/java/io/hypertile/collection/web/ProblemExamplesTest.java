package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The examples of problems in the OpenAPI document are what the server answers. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class ProblemExamplesTest {
  private static final String ROOT = "/api/v1/collections";
  private static final String ARRAYS = ROOT + "/weather/arrays";
  private static final String DAY = "2023-01-03T00:00:00Z";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String WEATHER =
      """
      {"name": "weather", "kind": "array", "dtype": "float64", "dimensions": [
        {"name": "day_hours", "type": "time", "size": 24, "start_value": "$dt", "step": "PT1H"},
        {"name": "y", "size": 181, "scale": {"start_value": 90.0, "step": -1.0, "name": "lat"}},
        {"name": "x", "size": 360, "scale": {"start_value": -180.0, "step": 1.0, "name": "lon"}},
        {"name": "weather", "size": 4,
          "labels": ["temperature", "humidity", "pressure", "wind_speed"]}],
        "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
          {"name": "height", "dtype": "int"}]}\
      """;

  @TempDir static Path directory;

  @LocalServerPort int port;

  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> directory.resolve("storage").toString());
  }

  @BeforeEach
  void create() throws IOException {
    api = new ApiClient(port);
    if (api.get(ROOT + "/weather").status() == 200) {
      return;
    }
    api.json("POST", ROOT, WEATHER).expect(201);
    api.json("POST", ARRAYS, array()).expect(201);
    String whole = "{\"name\": \"whole\", \"kind\": \"array\", \"dtype\": \"int16\"";
    String axes =
        ", \"dimensions\": [{\"name\": \"y\", \"size\": 24}, {\"name\": \"x\", \"size\": 181}]}";
    api.json("POST", ROOT, whole + axes).expect(201);
    api.json("POST", ROOT + "/whole/arrays", "{\"id\": \"" + ID + "\"}").expect(201);
  }

  private static String array() {
    return "{\"id\": \"" + ID + "\", \"primary_attributes\": {\"dt\": \"" + DAY + "\"}}";
  }

  @ParameterizedTest
  @CsvSource({
    "invalid-request",
    "invalid-slice",
    "invalid-filter",
    "invalid-name",
    "invalid-array-address",
    "malformed-body",
    "invalid-schema",
    "invalid-attributes",
    "shape-mismatch",
    "value-out-of-range",
    "unsupported-format",
    "range-not-satisfiable",
    "method-not-allowed",
    "not-found",
    "collection-not-found",
    "array-not-found",
    "already-exists",
    "version-mismatch",
    "result-too-large",
  })
  void exampleIsWhatTheServerAnswers(String code) throws IOException {
    JsonNode examples = api.get("/v3/api-docs").expect(200).json().at("/components/examples");
    ObjectNode expected = (ObjectNode) examples.get("problem-" + code).get("value");
    JsonNode answered = provoke(code).problem(expected.get("status").asInt(), code);
    expected.set("request_id", answered.get("request_id"));
    if (code.equals("version-mismatch")) {
      assertThat(answered.get("version").asString())
          .hasSameSizeAs(expected.get("version").asString())
          .matches("[0-9a-f]{16}");
      expected.set("version", answered.get("version"));
    }
    assertThat(answered).isEqualTo(expected);
  }

  private ApiClient.Answer provoke(String code) throws IOException {
    String subset = ARRAYS + "/~" + DAY + "/subset";
    String whole = ROOT + "/whole/arrays/" + ID + "/subset";
    return switch (code) {
      case "invalid-request" -> api.get(ARRAYS + "/" + ID + "/tiles?limt=2");
      case "invalid-slice" -> api.get(subset + "?slice=12,50.0,0.0,presure");
      case "invalid-filter" -> api.get(ARRAYS + "?filter=heigt%3E5");
      case "invalid-name" ->
          api.json("POST", ROOT, WEATHER.replace("\"weather\", \"kind", "\"a/b\", \"kind"));
      case "invalid-array-address" -> api.get(ARRAYS + "/" + DAY);
      case "malformed-body" ->
          api.json(
              "POST", ROOT, "{\n\"name\": \"weather\",\n\"kind\": \"array\" \"dtype\": \"int8\"}");
      case "invalid-schema" -> api.json("POST", ROOT, WEATHER.replace("24,", "0,"));
      case "invalid-attributes" ->
          api.json("POST", ARRAYS, "{\"primary_attributes\": {\"dt\": 5}}");
      case "shape-mismatch" -> api.body("PUT", whole, "application/x-npy", npy(24, 180));
      case "value-out-of-range" ->
          api.json("PUT", whole + "?slice=0:3,0:4", "[[0,0,0,0],[0,0,0,0],[0,0,0,40000]]");
      case "unsupported-format" ->
          api.body("POST", ROOT, "text/plain", WEATHER.getBytes(StandardCharsets.UTF_8));
      case "range-not-satisfiable" ->
          api.get(subset + "?format=raw&slice=0,0,0:32,:", "Range", "bytes=2000-");
      case "method-not-allowed" -> api.json("POST", "/api/v1/size", "{}");
      case "not-found" -> api.get("/api/v1/nothing");
      case "collection-not-found" -> api.get(ROOT + "/wether");
      case "array-not-found" -> api.get(ARRAYS + "/~2023-01-03T06:00:00Z");
      case "already-exists" -> api.json("POST", ARRAYS, array().replace(ID, ID.replace('6', '7')));
      case "version-mismatch" ->
          api.send(api.request(subset + "?slice=0,0,0,0").header("If-Match", "\"other\"").DELETE());
      case "result-too-large" -> api.get(subset + "?format=json");
      default -> throw new IllegalArgumentException(code);
    };
  }

  private static byte[] npy(int... shape) {
    return ApiClient.npy("(" + shape[0] + ", " + shape[1] + ")", new double[shape[0] * shape[1]]);
  }
}
