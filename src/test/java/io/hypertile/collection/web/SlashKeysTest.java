package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys with slashes, over the storage in files: data, of which nothing leaves the root. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class SlashKeysTest {
  private static final String C = "/api/v1/collections";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path outside;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) throws IOException {
    Path root = Files.createDirectories(outside.resolve("a/b/root"));
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void create() throws IOException {
    api = new ApiClient(port);
    for (String kind : List.of("array", "varray")) {
      String tiles = kind.equals("varray") ? "\"vgrid\":[2]," : "";
      api.json(
              "POST",
              C,
              "{\"name\":\""
                  + kind
                  + "\",\"kind\":\""
                  + kind
                  + "\","
                  + tiles
                  + "\"dtype\":\"int16\",\"dimensions\":[{\"name\":\"x\",\"size\":4}],"
                  + "\"attributes\":[{\"name\":\"k\",\"dtype\":\"string\",\"primary\":true},"
                  + "{\"name\":\"n\",\"dtype\":\"int\",\"primary\":true},"
                  + "{\"name\":\"note\",\"dtype\":\"string\",\"primary\":false}]}")
          .expect(201);
    }
  }

  @AfterEach
  void nothingIsOutside() throws IOException {
    for (String kind : List.of("array", "varray")) {
      api.delete(C + "/" + kind).expect(204);
    }
    for (String directory : List.of("", "a", "a/b")) {
      try (Stream<Path> entries = Files.list(outside.resolve(directory))) {
        assertThat(entries).hasSize(1);
      }
    }
  }

  static Stream<String> keys() {
    return Stream.of(
        "a/b",
        "/",
        "//",
        "/etc/passwd",
        "a/../../x",
        "../../../../../../tmp/x",
        "..//..",
        "./.",
        "10.1000/xyz(2)",
        "a/b,c",
        "a/\"b\"",
        "a/ b",
        "a%2Fb",
        "a%252Fb",
        "a\\..\\b",
        "\u00e9/\u6c17/\ud83c\udf0d",
        "a/b;c=d",
        "a?b#c/d");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String key(String text) {
    return "~" + encoded('"' + text.replace("\"", "\"\"") + '"') + ",1";
  }

  private Answer make(String kind, String text) throws IOException {
    return api.json(
        "POST",
        C + "/" + kind + "/arrays",
        "{\"primary_attributes\":{\"k\":" + JSON.writeValueAsString(text) + ",\"n\":1}}");
  }

  private static String textOf(JsonNode array) {
    return array.get("primary_attributes").get("k").asString();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void keysWithSlashesAreDataAndStayInside(String text) throws IOException {
    for (String kind : List.of("array", "varray")) {
      String id = make(kind, text).expect(201).json().get("id").asString();
      make(kind, text).problem(409, "already-exists");
      String array = C + "/" + kind + "/arrays/" + key(text);
      assertThat(api.get(array).expect(200).json().get("id").asString()).isEqualTo(id);
      api.json("PUT", array + "/subset?slice=1:3", "[5,6]").expect(204);
      assertThat(api.get(array + "/subset?layout=values&slice=2").expect(200).text().strip())
          .isEqualTo("6");
      api.get(array + "/subset/description").expect(200);
      api.json("PATCH", array, "{\"custom_attributes\":{\"note\":\"x\"}}").expect(200);
      String list = C + "/" + kind + "/arrays?sort=k&filter=";
      String filter = encoded("k == \"" + text.replace("\"", "\"\"") + "\"");
      JsonNode found = api.get(list + filter).expect(200).json().get("items");
      assertThat(found).hasSize(1);
      assertThat(textOf(found.get(0))).isEqualTo(text);
      if (kind.equals("varray")) {
        JsonNode tiles = api.get(array + "/tiles?limit=1").expect(200).json();
        assertThat(tiles.get("items")).hasSize(1);
        api.get(tiles.get("next").asString()).expect(200);
      }
      assertThat(findings(kind)).isEmpty();
      api.delete(array).expect(204);
      api.get(array).problem(404, "array-not-found");
    }
  }

  private List<JsonNode> findings(String kind) throws IOException {
    JsonNode report =
        api.json("POST", C + "/" + kind + "/integrity", "{\"level\":3}").expect(200).json();
    return report.get("findings").valueStream().toList();
  }

  @Test
  void aKeyThatIsKeptInTheSamePlaceIsNoOtherKey() throws IOException {
    for (String kind : List.of("array", "varray")) {
      String arrays = C + "/" + kind + "/arrays/";
      make(kind, "a/b").expect(201);
      api.get(arrays + key("a%2Fb")).problem(404, "array-not-found");
      api.get(arrays + key("a%2Fb") + "/subset").problem(404, "array-not-found");
      api.json("PUT", arrays + key("a%2Fb") + "/subset", "7").problem(404, "array-not-found");
      api.delete(arrays + key("a%2Fb")).problem(404, "array-not-found");
      assertThat(make(kind, "a%2Fb").problem(409, "already-exists").get("detail").asString())
          .contains("%2F for a slash");
      api.delete(arrays + key("a/b")).expect(204);
      make(kind, "a%2Fb").expect(201);
      api.get(arrays + key("a/b")).problem(404, "array-not-found");
      api.get(arrays + key("a%2Fb")).expect(200);
    }
  }

  @Test
  void batchesTakeKeysWithSlashes() throws IOException {
    for (String kind : List.of("array", "varray")) {
      JsonNode results =
          api.json(
                  "POST",
                  C + "/" + kind + "/arrays:batch",
                  "[{\"primary_attributes\":{\"k\":\"a/../b\",\"n\":1}},"
                      + "{\"primary_attributes\":{\"k\":\"a/b\",\"n\":1}},"
                      + "{\"primary_attributes\":{\"k\":\"a%2Fb\",\"n\":1}},"
                      + "{\"primary_attributes\":{\"k\":\"..\",\"n\":1}}]")
              .json()
              .get("items");
      assertThat(results.valueStream().map(item -> item.get("status").asInt()))
          .containsExactly(201, 201, 409, 422);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb/1,a/b",
    "a/b/1,a/b",
    "a%252Fb/1,a%2Fb",
    "a//b/1,a//b",
    "/a/1,/a",
    "a/b//1,a/b/",
    "a%5Cb/1,a\\b"
  })
  void dekersClientFindsKeysWithSlashes(String path, String text) throws IOException {
    for (String kind : List.of("array", "varray")) {
      make(kind, text).expect(201);
      String by = "/v1/collection/" + kind + "/" + kind + "/by-primary/";
      assertThat(textOf(api.get(by + path).expect(200).json())).isEqualTo(text);
      api.get(by + "b/1").expect(404);
      api.get(by + path + "/").expect(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "~..",
        "~.",
        "~%2e%2e,1",
        "~%00,1",
        "~a%00/b,1",
        "~a%c0%afb,1",
        "~%c0%ae%c0%ae%c0%af,1",
        "~%e0%80%af,1",
        "~%ff,1",
        "~a%2,1",
        "~a%2F",
        "..%2F..%2Farray",
        "%2e%2e%2f%2e%2e%2farray",
        "..%5C..%5Carray",
        "%2F~a,1",
        "~a/../b,1",
        "~a/%2e%2e/b,1"
      })
  void segmentWithoutAKeyIsRefused(String segment) throws IOException {
    for (String method : List.of("GET", "DELETE")) {
      String answer =
          api.raw(
              method
                  + " "
                  + C
                  + "/array/arrays/"
                  + segment
                  + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "..%2Fb", "%2e%2e%2f", "a%252F..%5Cb", "a%5Cb"})
  void namesOfCollectionsHoldNoSlash(String name) throws IOException {
    for (String path : List.of(C + "/" + name, C + "/" + name + "/arrays")) {
      assertThat(api.get(path).status()).isEqualTo(400);
      assertThat(api.delete(path).status()).isEqualTo(400);
    }
    for (String text : List.of("a/b", "../b", "a\\b")) {
      api.json(
              "POST",
              C,
              "{\"name\":"
                  + JSON.writeValueAsString(text)
                  + ",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":[],"
                  + "\"dimensions\":[{\"name\":\"x\",\"size\":1}]}")
          .problem(400, "invalid-name");
    }
  }
}
