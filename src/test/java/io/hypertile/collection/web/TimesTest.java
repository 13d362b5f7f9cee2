package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * What a time means in keys, attributes, slices, filters, starts and steps, and what is refused.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class TimesTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ARRAYS = COLLECTIONS + "/times/arrays";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";

  @TempDir static Path root;

  @LocalServerPort int port;
  @Autowired ArrayService arrays;
  @Autowired CollectionService collections;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createArray() throws IOException {
    api = new ApiClient(port);
    for (String name : List.of("times", "axis", "keys")) {
      api.delete(COLLECTIONS + "/" + name);
    }
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "times", "kind": "array", "dtype": "int16", "dimensions": [
              {"name": "hour", "type": "time", "size": 24, "start_value": "$dt", "step": "PT1H"},
              {"name": "later", "type": "time", "size": 3, "start_value": "$at", "step": "P1D"}],
             "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
                            {"name": "at", "dtype": "datetime"}]}
            """)
        .expect(201);
    create("2024-06-01T00:00:00Z", "2024-06-01").expect(201);
  }

  private ApiClient.Answer create(String dt, String at) throws IOException {
    return api.json(
        "POST",
        ARRAYS,
        """
        {"primary_attributes": {"dt": "%s"}, "custom_attributes": {"at": "%s"}}
        """
            .formatted(dt, at));
  }

  private ApiClient.Answer axis(String start, String step, String size) throws IOException {
    return api.json(
        "POST",
        COLLECTIONS,
        """
        {"name": "axis", "kind": "array", "dtype": "int8", "dimensions": [{"name": "n", "size": 2},
          {"name": "t", "type": "time", "size": %s, "start_value": "%s", "step": "%s"}]}
        """
            .formatted(size, start, step));
  }

  private static String subset(String query) {
    return ARRAYS + "/~2024-06-01/subset/description?" + query;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-06-02T00:00:00.123456789Z|digits beyond the microsecond|2024-06-02T00:00:00.123456Z",
        "20240602T05|basic form|2024-06-02T05:00",
        "2024-W22-6T05|week date|2024-06-01T05:00",
        "2024-154|ordinal date|2024-06-02",
        "2024-06|a month|2024-06-01",
      })
  void timesThatAreNotTakenAreNamedWhereverTheyAreRead(String time, String kind, String written)
      throws IOException {
    List<JsonNode> problems =
        List.of(
            create(time, "2024-06-01").problem(422, "invalid-attributes"),
            create("2024-06-02", time).problem(422, "invalid-attributes"),
            api.json(
                    "PATCH",
                    ARRAYS + "/~2024-06-01",
                    "{\"custom_attributes\": {\"at\": \"" + time + "\"}}")
                .problem(422, "invalid-attributes"),
            api.get(ARRAYS + "/~" + time).problem(400, "invalid-array-address"));
    for (JsonNode problem : problems) {
      assertThat(problem.get("detail").asString())
          .contains(kind)
          .endsWith("write " + written + ".");
    }
    for (String query :
        List.of(
            "slice=" + time,
            "slice=%22" + time + "%22",
            "sel.hour=" + time + ":",
            "sel.hour=:" + time,
            "slice=(2024-06-01," + time + ")")) {
      JsonNode problem = api.get(subset(query)).problem(400, "invalid-slice");
      assertThat(problem.get("detail").asString())
          .contains(kind)
          .endsWith("write " + written + ".");
    }
    for (String filter : List.of("dt==" + time, "dt==%22" + time + "%22", "at+in+(" + time + ")")) {
      JsonNode problem = api.get(ARRAYS + "?filter=" + filter).problem(400, "invalid-filter");
      assertThat(problem.get("detail").asString())
          .contains(kind)
          .contains("write " + written + ".");
    }
    assertThat(axis(time, "PT1H", "4").problem(422, "invalid-schema").get("detail").asString())
        .contains(kind)
        .endsWith("write " + written + ".");
    assertThat(api.get(ARRAYS).json().get("items")).hasSize(1);
  }

  @Test
  void theEndOfADayIsTheMidnightAfterIt() throws IOException {
    create("2024-06-01T24:00", "2024-05-31T24:00:00Z").expect(201);
    JsonNode made = api.get(ARRAYS + "/~2024-06-02T00:00Z").expect(200).json();
    assertThat(made.get("primary_attributes").get("dt").asString())
        .isEqualTo("2024-06-02T00:00:00Z");
    assertThat(made.get("custom_attributes").get("at").asString())
        .isEqualTo("2024-06-01T00:00:00Z");
    api.get(ARRAYS + "/~2024-06-01T24:00").expect(200);
    assertThat(times("slice=2024-06-01T22:00:2024-06-01T24:00"))
        .hasToString("[\"2024-06-01T22:00:00Z\",\"2024-06-01T23:00:00Z\"]");
    assertThat(times("sel.hour=2024-05-31T24:00")).hasToString("[\"2024-06-01T00:00:00Z\"]");
    assertThat(api.get(ARRAYS + "?filter=dt==2024-06-01T24:00").json().get("items")).hasSize(1);
    axis("2024-05-31T24:00", "PT1H", "4").expect(201);
    assertThat(api.get(COLLECTIONS + "/axis").json().get("dimensions").get(1).get("start_value"))
        .hasToString("\"2024-06-01T00:00:00Z\"");
  }

  private JsonNode times(String query) throws IOException {
    return api.get(subset(query)).expect(200).json().get("axes").get(0).get("times");
  }

  @Test
  void digitsThatAreZerosAndOtherSignsAreTaken() throws IOException {
    assertThat(times("slice=2024-06-01T05:00:00.000000000Z"))
        .hasToString("[\"2024-06-01T05:00:00Z\"]");
    assertThat(times("slice=%222024-06-01T05:00:00,000%22"))
        .hasToString("[\"2024-06-01T05:00:00Z\"]");
    assertThat(times("slice=2024-06-01T03:00%E2%88%9202:00"))
        .hasToString("[\"2024-06-01T05:00:00Z\"]");
    api.get(ARRAYS + "/~2024-06-01T00:00:00.000000000Z").expect(200);
    create("2024-06-03T00:00:00,5Z", "2024-06-01").expect(201);
    api.get(ARRAYS + "/~2024-06-03T00:00:00.500000Z").expect(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slice=2024-06-01T05:00:00,000",
        "slice=2024-06-01T05:00:00,0,500",
        "sel.hour=2024-06-01T05:00:00,5",
        "slice=2024-06-01T05:00:00,000Z",
        "slice=2024-06-01T05:00:00,0Z",
        "slice=2024-06-01T05:00:00,500Z",
        "slice=2024-06-01T05:00:00,000%2B00:00",
        "slice=2024-06-01T05:00:00,250%2B0200",
        "slice=2024-06-01T05:00:00,25-02:00",
        "sel.hour=2024-06-01T05:00:00,000Z",
      })
  void aCommaInATimeIsAnsweredWithAPoint(String query) throws IOException {
    assertThat(api.get(subset(query)).problem(400, "invalid-slice").get("detail").asString())
        .contains("A fraction of a second stands after a point");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "slice=20240601|20240601 is a time in ISO 8601's basic form, which is not taken; write"
            + " 2024-06-01.",
        "slice=2024153|2024153 is an ordinal date of ISO 8601, which is not taken; write"
            + " 2024-06-01.",
        "isel.hour=20240601|; write sel.hour=2024-06-01.",
        "slice=20241301|a number with a point, such as 20241301.0, is a value",
        "slice=2024366|write 2024-12-31.",
        "slice=2023366|a number with a point",
        "slice=-20240601|a number with a point",
      })
  void aDateWithoutHyphensIsToldFromAPosition(String query, String advice) throws IOException {
    assertThat(api.get(subset(query)).problem(400, "invalid-slice").get("detail").asString())
        .contains("which has the positions 0 to ")
        .contains(advice);
  }

  @ParameterizedTest
  @CsvSource({
    "9999-12-31T22:00:00Z, PT1H, 2, 3",
    "9999-12-31T23:59:59.999999Z, PT0.000001S, 1, 2",
    "0001-01-01T01:00:00Z, -PT1H, 2, 3",
    "0001-01-01T00:00:00Z, P3652058D, 2, 3",
    "2024-01-01T00:00:00Z, PT1H, 69916176, 4611686018427387903",
  })
  void noTimeOfANewAxisLiesOutsideTheYearsThatAreTold(
      String start, String step, String most, String more) throws IOException {
    JsonNode problem = axis(start, step, more).problem(422, "invalid-schema");
    assertThat(problem.get("pointer").asString()).isEqualTo("/dimensions/1");
    assertThat(problem.get("max_size")).hasToString(most);
    assertThat(problem.get("detail").asString()).contains("a size of " + most + " is the most");
    axis(start, step, most).expect(201);
    api.json("POST", COLLECTIONS + "/axis/arrays", "{\"id\": \"" + ID + "\"}").expect(201);
    JsonNode last =
        api.get(COLLECTIONS + "/axis/arrays/" + ID + "/subset/description?slice=0,-1")
            .expect(200)
            .json();
    String time = last.get("axes").get(1).get("times").get(0).asString();
    assertThat(time).matches("[0-9]{4}-.*");
    api.get(COLLECTIONS + "/axis/arrays/" + ID + "/subset/description?slice=0," + time).expect(200);
  }

  @Test
  void deKersDocumentsAreHeldToTheSameYears() throws IOException {
    axis("9999-12-31T22:00:00Z", "PT1H", "2").expect(201);
    String document = api.get(COLLECTIONS + "/axis?format=deker").expect(200).text();
    api.delete(COLLECTIONS + "/axis").expect(204);
    JsonNode problem =
        api.json(
                "POST",
                COLLECTIONS,
                document.replace(
                    "\"size\": 2, \"type\": \"time\"", "\"size\": 3, \"type\": \"time\""))
            .problem(422, "invalid-schema");
    assertThat(problem.get("pointer").asString()).isEqualTo("/schema/dimensions/1");
    api.json("POST", COLLECTIONS, document).expect(201);
  }

  @Test
  void anArraysOwnStartLeavesRoomForItsTimes() throws IOException {
    JsonNode primary =
        create("9999-12-31T02:00:00Z", "2024-06-01").problem(422, "invalid-attributes");
    assertThat(primary.get("pointer").asString()).isEqualTo("/primary_attributes/dt");
    assertThat(primary.get("dimension").asString()).isEqualTo("hour");
    JsonNode custom =
        create("2024-06-02", "9999-12-30T00:00:00Z").problem(422, "invalid-attributes");
    assertThat(custom.get("pointer").asString()).isEqualTo("/custom_attributes/at");
    assertThat(custom.get("dimension").asString()).isEqualTo("later");
    create("9999-12-31T00:00:00Z", "9999-12-29T00:00:00Z").expect(201);
    String patch = "{\"custom_attributes\": {\"at\": \"9999-12-30T00:00:00Z\"}}";
    JsonNode moved =
        api.json("PATCH", ARRAYS + "/~2024-06-01", patch).problem(422, "invalid-attributes");
    assertThat(moved.get("pointer").asString()).isEqualTo("/custom_attributes/at");
    JsonNode batch =
        api.json(
                "POST",
                COLLECTIONS + "/times/arrays:batch",
                """
                [{"primary_attributes": {"dt": "9999-12-31T02:00:00Z"},
                  "custom_attributes": {"at": "2024-06-01"}},
                 {"primary_attributes": {"dt": "2024-06-05"},
                  "custom_attributes": {"at": "2024-06-01"}}]
                """)
            .json();
    assertThat(batch.toString()).contains("/primary_attributes/dt").contains("\"status\":201");
  }

  @Test
  void keysWithControlCharactersAreFoundAndDeletedThoughNoNewArrayHasThem() throws IOException {
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "keys", "kind": "array", "dtype": "int8",
             "dimensions": [{"name": "x", "size": 2}],
             "attributes": [{"name": "k", "dtype": "string", "primary": true}]}
            """)
        .expect(201);
    String keys = COLLECTIONS + "/keys/arrays";
    String document = "{\"primary_attributes\": {\"k\": \"a\\tb\\n\"}}";
    assertThat(
            api.json("POST", keys, document)
                .problem(422, "invalid-attributes")
                .get("detail")
                .asString())
        .contains("must not hold control characters");
    // As Deker makes it, whose directories hold any character that a file system takes.
    arrays.create(
        collections.require(new CollectionName("keys")),
        new ArrayHeader(
            new ArrayId(ID),
            Attributes.of(Map.of("k", new AttributeValue.TextValue("a\tb\n"))),
            Attributes.none()));
    String array = keys + "/~a%09b%0A";
    assertThat(api.get(array).expect(200).json().get("id").asString()).isEqualTo(ID);
    api.json("PUT", array + "/subset", "[1, 2]").expect(204);
    assertThat(api.get(array + "/subset?layout=values&format=json").text()).isEqualTo("[1,2]");
    api.get(keys + "/~a%09b").problem(404, "array-not-found");
    api.get(keys + "/~a%00b").problem(400, "invalid-request");
    api.delete(array).expect(204);
    api.get(keys + "/" + ID).problem(404, "array-not-found");

    api.json("POST", keys, "{\"primary_attributes\": {\"k\": \"a'b\\\"c\"}}").expect(201);
    api.get(keys + "/~a'b%22c").expect(200);
    api.get(keys + "/~%22a'b%22%22c%22").expect(200);
  }
}
