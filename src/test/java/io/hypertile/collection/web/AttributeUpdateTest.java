package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

/** Changes of custom attributes: what they change, and that a refused one changes nothing. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class AttributeUpdateTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String ARRAYS = COLLECTIONS + "/updates/arrays";
  private static final String ARRAY = ARRAYS + "/" + ID;
  private static final Instant START = Instant.parse("2023-01-01T00:00:00Z");

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createArray() throws IOException {
    api = new ApiClient(port);
    api.delete(COLLECTIONS + "/updates");
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "updates", "kind": "array", "dtype": "int16",
             "dimensions": [{"name": "hour", "type": "time", "size": 4, "start_value": "$begin",
                             "step": "PT1H"}],
             "attributes": [{"name": "n", "dtype": "int", "primary": true},
                            {"name": "begin", "dtype": "datetime"},
                            {"name": "at", "dtype": "datetime"},
                            {"name": "i", "dtype": "int"},
                            {"name": "b", "dtype": "numpy.uint8"},
                            {"name": "f", "dtype": "float"},
                            {"name": "z", "dtype": "complex"},
                            {"name": "s", "dtype": "string"},
                            {"name": "p", "dtype": "tuple"}]}
            """)
        .expect(201);
    api.json(
            "POST",
            ARRAYS,
            """
            {"id": "%s", "primary_attributes": {"n": 1},
             "custom_attributes": {"begin": "%s", "i": 5, "f": 2.5, "s": "text", "p": [1, "a"]}}
            """
                .formatted(ID, START))
        .expect(201);
    api.json("PUT", ARRAY + "/subset", "[1, 2, 3, 4]").expect(204);
  }

  private Answer patch(String attributes) throws IOException {
    return api.json("PATCH", ARRAY, "{\"custom_attributes\": {" + attributes + "}}");
  }

  private JsonNode custom() throws IOException {
    return api.get(ARRAY).expect(200).json().get("custom_attributes");
  }

  private List<String> times() throws IOException {
    List<String> times = new ArrayList<>();
    api.get(ARRAY + "/subset/description")
        .expect(200)
        .json()
        .get("axes")
        .get(0)
        .get("times")
        .forEach(time -> times.add(time.asString()));
    return times;
  }

  private static List<String> hoursFrom(Instant start) {
    return IntStream.range(0, 4)
        .mapToObj(hour -> start.plus(hour, ChronoUnit.HOURS).toString())
        .toList();
  }

  private int found(String filter) throws IOException {
    return api.get(ARRAYS + "?sort=n&filter=" + ApiPaths.encoded(filter))
        .expect(200)
        .json()
        .get("items")
        .size();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2024-02-29T12:00:00Z             | 2024-02-29T12:00:00Z
          2024-02-29 12:00:00Z             | 2024-02-29T12:00:00Z
          2024-02-29T12:00:00              | 2024-02-29T12:00:00Z
          2024-02-29 12:00:00              | 2024-02-29T12:00:00Z
          2024-02-29T12:00:00+00:00        | 2024-02-29T12:00:00Z
          2024-02-29T14:30:00+02:30        | 2024-02-29T12:00:00Z
          2024-02-29 14:30:00+0230         | 2024-02-29T12:00:00Z
          2024-02-28T19:00:00-17:00        | 2024-02-29T12:00:00Z
          2024-02-29T12:00:00.000007Z      | 2024-02-29T12:00:00.000007Z
          2024-02-29T12:00:00.5            | 2024-02-29T12:00:00.500Z
          2024-02-29T12                    | 2024-02-29T12:00:00Z
          2024-02-29                       | 2024-02-29T00:00:00Z
          0001-01-01                       | 0001-01-01T00:00:00Z
          1969-12-31T23:59:59.999999       | 1969-12-31T23:59:59.999999Z
          """)
  void everyFormOfATimeMovesTheAxisAndNotTheCells(String written, Instant meant)
      throws IOException {
    for (String name : List.of("at", "begin")) {
      Answer answer = patch("\"" + name + "\": \"" + written + "\"").expect(200);
      JsonNode shown = answer.json().get("custom_attributes");
      assertThat(Instant.parse(shown.get(name).asString())).isEqualTo(meant);
      assertThat(custom()).isEqualTo(shown);
      assertThat(found(name + " == '" + written + "'")).isEqualTo(1);
      assertThat(found(name + " == " + meant)).isEqualTo(1);
      assertThat(found(name + " < " + meant)).isZero();
    }
    assertThat(times().stream().map(Instant::parse).toList())
        .isEqualTo(hoursFrom(meant).stream().map(Instant::parse).toList());
    assertThat(api.get(ARRAY + "/subset?layout=values").expect(200).text()).isEqualTo("[1,2,3,4]");
    String second = meant.plus(1, ChronoUnit.HOURS).toString();
    assertThat(api.get(ARRAY + "/subset?layout=values&slice=" + second).expect(200).text())
        .isEqualTo("2");
    if (!meant.equals(START)) {
      api.get(ARRAY + "/subset?slice=" + START).problem(400, "invalid-slice");
    }
  }

  @Test
  void attributesThatAreNotNamedStayAndNullRemovesThem() throws IOException {
    patch("\"i\": 123456789012345678901234567890, \"z\": \"(1-2j)\"").expect(200);
    assertThat(custom().toString())
        .contains("\"i\":123456789012345678901234567890", "\"f\":2.5", "\"s\":\"text\"")
        .contains("\"p\":[1,\"a\"]", "\"at\":null", "\"begin\":\"2023-01-01T00:00:00Z\"");
    assertThat(custom().get("z")).hasSize(2);
    patch("\"f\": null, \"p\": [], \"s\": \"\"").expect(200);
    assertThat(custom().get("f").isNull()).isTrue();
    assertThat(custom().get("p")).isEmpty();
    assertThat(custom().get("s").asString()).isEmpty();
    assertThat(custom().get("i").bigIntegerValue()).isEqualTo("123456789012345678901234567890");
    assertThat(found("f == null and p == [] and s == '' and z == [1, -2]")).isEqualTo(1);
    assertThat(times()).isEqualTo(hoursFrom(START));
  }

  @Test
  void changeWithoutEffectLeavesTheVersion() throws IOException {
    String before = api.get(ARRAY).header("ETag");
    assertThat(patch("\"i\": 5, \"begin\": \"2023-01-01T02:00+02:00\"").expect(200).header("ETag"))
        .isEqualTo(before);
    assertThat(patch("\"i\": 6").expect(200).header("ETag")).isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      nullValues = "-",
      textBlock =
          """
          {}                                                | 422 | -
          []                                                | 422 | -
          null                                              | 422 | -
          5                                                 | 422 | -
          {"custom_attributes": null}                       | 422 | /custom_attributes
          {"custom_attributes": {}}                         | 422 | /custom_attributes
          {"custom_attributes": []}                         | 422 | /custom_attributes
          {"custom_attributes": "i"}                        | 422 | /custom_attributes
          {"custom_attributes": {"i": 6}, "id": "x"}        | 422 | /id
          {"custom_attributes": {"i": 6}, "primary_attributes": {"n": 2}} | 422 | /primary_attributes
          {"custom_attributes": {"i": 6, "n": 2}}           | 422 | /custom_attributes/n
          {"custom_attributes": {"i": 6, "m": 2}}           | 422 | /custom_attributes/m
          {"custom_attributes": {"i": 6, "begin": null}}    | 422 | /custom_attributes/begin
          {"custom_attributes": {"i": 6, "begin": ""}}      | 422 | /custom_attributes/begin
          {"custom_attributes": {"i": 6, "begin": 1672531200}} | 422 | /custom_attributes/begin
          {"custom_attributes": {"i": 6, "begin": "2023-02-30"}} | 422 | /custom_attributes/begin
          {"custom_attributes": {"i": 6, "at": "yesterday"}} | 422 | /custom_attributes/at
          {"custom_attributes": {"i": 6, "at": "2023-01-01T00:00:00+19:00"}} | 422 | /custom_attributes/at
          {"custom_attributes": {"i": 6, "at": "0000-01-01"}} | 422 | /custom_attributes/at
          {"custom_attributes": {"i": 6, "at": "9999-12-31T23:59:59-01:00"}} | 422 | /custom_attributes/at
          {"custom_attributes": {"i": 6.0}}                 | 422 | /custom_attributes/i
          {"custom_attributes": {"i": "6"}}                 | 422 | /custom_attributes/i
          {"custom_attributes": {"i": true}}                | 422 | /custom_attributes/i
          {"custom_attributes": {"i": [6]}}                 | 422 | /custom_attributes/i
          {"custom_attributes": {"i": 6, "b": 256}}         | 422 | /custom_attributes/b
          {"custom_attributes": {"i": 6, "b": -1}}          | 422 | /custom_attributes/b
          {"custom_attributes": {"i": 6, "f": "2.5"}}       | 422 | /custom_attributes/f
          {"custom_attributes": {"i": 6, "f": "nan"}}       | 422 | /custom_attributes/f
          {"custom_attributes": {"i": 6, "f": 1e400}}       | 422 | /custom_attributes/f
          {"custom_attributes": {"i": 6, "f": false}}       | 422 | /custom_attributes/f
          {"custom_attributes": {"i": 6, "z": [1]}}         | 422 | /custom_attributes/z
          {"custom_attributes": {"i": 6, "z": "1+2i"}}      | 422 | /custom_attributes/z
          {"custom_attributes": {"i": 6, "z": {"re": 1}}}   | 422 | /custom_attributes/z
          {"custom_attributes": {"i": 6, "s": 5}}           | 422 | /custom_attributes/s
          {"custom_attributes": {"i": 6, "s": ["a"]}}       | 422 | /custom_attributes/s
          {"custom_attributes": {"i": 6, "p": "a"}}         | 422 | /custom_attributes/p
          {"custom_attributes": {"i": 6, "p": [1, null]}}   | 422 | /custom_attributes/p/1
          {"custom_attributes": {"i": 6, "p": [[true]]}}    | 422 | /custom_attributes/p/0/0
          {"custom_attributes": {"i": 6, "p": [{}]}}        | 422 | /custom_attributes/p/0
          {"custom_attributes": {"i": 6, "i": 7}}           | 400 | -
          {"custom_attributes": {"i": 6                     | 400 | -
          {"custom_attributes": {"f": NaN}}                 | 400 | -
          {"custom_attributes": {"i": 6}} {}                | 400 | -
          """)
  void refusedChangeChangesNothing(String body, int status, String pointer) throws IOException {
    String before = api.get(ARRAY).expect(200).text();
    JsonNode problem =
        api.json("PATCH", ARRAY, body)
            .problem(status, status == 400 ? "malformed-body" : "invalid-attributes");
    assertThat(problem.get("detail").asString()).endsWith(".").hasSizeGreaterThan(20);
    if (pointer != null) {
      assertThat(problem.get("pointer").asString()).isEqualTo(pointer);
    }
    assertThat(api.get(ARRAY).expect(200).text()).isEqualTo(before);
    assertThat(found("i == 5 and f == 2.5 and s == 'text' and p == [1, 'a']")).isEqualTo(1);
    assertThat(times()).isEqualTo(hoursFrom(START));
  }

  @Test
  void changeOfWhatIsNotThereIsNotFound() throws IOException {
    String body = "{\"custom_attributes\": {\"i\": 6}}";
    String other = ID.replace('6', '7');
    api.json("PATCH", ARRAYS + "/" + other, body).problem(404, "array-not-found");
    api.json("PATCH", ARRAYS + "/~2", body).problem(404, "array-not-found");
    api.json("PATCH", COLLECTIONS + "/nothing/arrays/" + ID, body)
        .problem(404, "collection-not-found");
    api.json("PATCH", ARRAYS + "/~1", body).expect(200);
    assertThat(custom().get("i").asInt()).isEqualTo(6);
  }
}
