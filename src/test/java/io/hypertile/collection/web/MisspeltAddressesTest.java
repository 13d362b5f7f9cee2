package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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

/** What is said of addresses that name no collection or no array. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class MisspeltAddressesTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ARRAYS = COLLECTIONS + "/weather/arrays";
  private static final String NONE = "00000000-0000-4000-8000-000000000000";

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createArrays() throws IOException {
    api = new ApiClient(port);
    if (api.get(COLLECTIONS + "/weather").status() == 200) {
      return;
    }
    create("weather", "{\"name\": \"dt\", \"dtype\": \"datetime\", \"primary\": true}");
    create(
        "pairs",
        "{\"name\": \"n\", \"dtype\": \"int\", \"primary\": true},"
            + "{\"name\": \"s\", \"dtype\": \"string\", \"primary\": true}");
    create("bare", "");
    for (String day : new String[] {"2023-01-01", "2023-01-03", "2023-01-05"}) {
      String body = "{\"primary_attributes\": {\"dt\": \"" + day + "T00:00:00Z\"}}";
      api.json("POST", ARRAYS, body).expect(201);
    }
    create("sites", "{\"name\": \"site\", \"dtype\": \"string\", \"primary\": true}");
    for (String site : new String[] {"north", "south", "a/b", "Ny-Ålesund", "z"}) {
      String body = "{\"primary_attributes\": {\"site\": \"" + site + "\"}}";
      api.json("POST", COLLECTIONS + "/sites/arrays", body).expect(201);
    }
    for (String pair : new String[] {"1, \"s\": \"a\"", "1, \"s\": \"b c\"", "2, \"s\": \"a\""}) {
      String body = "{\"primary_attributes\": {\"n\": " + pair + "}}";
      api.json("POST", COLLECTIONS + "/pairs/arrays", body).expect(201);
    }
  }

  private void create(String name, String attributes) throws IOException {
    String document =
        "{\"name\": \"%s\", \"kind\": \"array\", \"dtype\": \"int8\","
            + " \"dimensions\": [{\"name\": \"x\", \"size\": 2}], \"attributes\": [%s]}";
    api.json("POST", COLLECTIONS, document.formatted(name, attributes)).expect(201);
  }

  @Test
  void nearCollectionIsNamed() throws IOException {
    for (String below : new String[] {"", "/arrays", "/arrays/~1/subset", "/size"}) {
      JsonNode problem =
          api.get(COLLECTIONS + "/wether" + below).problem(404, "collection-not-found");
      assertThat(problem.get("nearest").toString()).isEqualTo("[\"weather\"]");
      assertThat(problem.get("detail").asString()).contains("did you mean weather?");
    }
    assertThat(api.get(COLLECTIONS + "/none").problem(404, "collection-not-found").has("nearest"))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weather | ~2023-01-03T12:00:00Z | ~2023-01-03T00:00:00Z and ~2023-01-05T00:00:00Z",
        "weather | ~2024-01-01 | ~2023-01-05T00:00:00Z",
        "weather | ~2022-01-01T02:00+02:00 | ~2023-01-01T00:00:00Z",
        "pairs | ~1,b | ~1,a and ~1,b%20c",
        "pairs | ~3,a | ~2,a",
        "sites | ~North | ~north",
        "sites | ~noth | ~north",
        "sites | ~nouth | ~north and ~south",
        "sites | ~A%2FB | ~a%2Fb",
        "sites | ~ny-%C3%A5lesund | ~Ny-%C3%85lesund",
      })
  void keysBesideAMissingOneAreNamed(String collection, String key, String nearest)
      throws IOException {
    String address = COLLECTIONS + "/" + collection + "/arrays/" + key.replace("+", "%2B");
    for (String below : new String[] {"", "/subset"}) {
      JsonNode problem = api.get(address + below).problem(404, "array-not-found");
      assertThat(String.join(" and ", texts(problem.get("nearest")))).isEqualTo(nearest);
      assertThat(problem.get("detail").asString()).contains(nearest);
      for (String text : texts(problem.get("nearest"))) {
        api.get(COLLECTIONS + "/" + collection + "/arrays/" + text).expect(200);
      }
    }
  }

  @Test
  void keysOfTextsThatAreSpeltOtherwiseAreNotOffered() throws IOException {
    for (String key : new String[] {"~equator", "~b", "~no"}) {
      JsonNode problem =
          api.get(COLLECTIONS + "/sites/arrays/" + key).problem(404, "array-not-found");
      assertThat(problem.get("nearest").size()).as(key).isZero();
      assertThat(problem.get("detail").asString()).doesNotContain("nearest");
    }
  }

  private static Iterable<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void missingKeyIsShownAsItWasUnderstood() throws IOException {
    JsonNode problem =
        api.get(ARRAYS + "/~2023-02-01T02:00%2B02:00").problem(404, "array-not-found");
    assertThat(problem.get("key").asString()).isEqualTo("~2023-02-01T00:00:00Z");
    JsonNode byId = api.get(ARRAYS + "/" + NONE).problem(404, "array-not-found");
    assertThat(byId.get("array").asString()).isEqualTo(NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weather | 2023-01-03T00:00:00Z | write ~ before a key, here ~2023-01-03T00:00:00Z.",
        "weather | 2023-01-03 | write ~ before a key, here ~2023-01-03T00:00:00Z.",
        "weather | noon | a key is ~ and the values of dt, separated by commas.",
        "pairs | 1,a | write ~ before a key, here ~1,a.",
        "pairs | x | a key is ~ and the values of n, s, separated by commas.",
        "bare | 1 | which is a UUID of 36 characters such as 6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e.",
        "weather | ~noon | The value of dt in the key must be",
        "weather | ~2023-01-03,1 | The key needs one value, dt, and has 2; a text with a comma stands in double quotes",
        "sites | ~%22say%20%5C%22hi%5C%22%22 | each double quote is doubled, as in",
        "bare | ~1 | Arrays of this collection have no primary attributes; address them by id.",
      })
  void addressOfNoArrayIsOneKindOfFault(String collection, String address, String advice)
      throws IOException {
    String path = COLLECTIONS + "/" + collection + "/arrays/" + address;
    for (String below : new String[] {"", "/subset", "/subset/description"}) {
      JsonNode problem = api.get(path + below).problem(400, "invalid-array-address");
      assertThat(problem.get("detail").asString()).contains(advice);
    }
    api.delete(path).problem(400, "invalid-array-address");
    api.json("PATCH", path, "{\"custom_attributes\": {}}").problem(400, "invalid-array-address");
    api.json("PUT", path + "/subset", "1").problem(400, "invalid-array-address");
  }
}
