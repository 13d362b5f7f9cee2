package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Lists over HTTP of arrays and tiles whose files cannot be read, made by h5py or damaged. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class UnreadableListsTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ARRAYS = COLLECTIONS + "/c/arrays";
  private static final String ID = "7c0ffee0-0000-4000-8000-00000000000";
  private static final int META_ROOM = 98 + 33;

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
    api.delete(COLLECTIONS + "/c");
    api.delete(COLLECTIONS + "/v");
    create(
        """
        {"name": "c", "kind": "array", "dtype": "float64",
         "dimensions": [{"name": "y", "size": 6}, {"name": "x", "size": 10}],
         "attributes": [{"name": "k", "dtype": "string", "primary": true}]}
        """);
    for (int number = 1; number <= 4; number++) {
      String body = "{\"id\": \"%s\", \"primary_attributes\": {\"k\": \"%s\"}}";
      api.json("POST", ARRAYS, body.formatted(ID + number, "dcba".charAt(number - 1))).expect(201);
    }
    replace(1, "refused-soft", "d");
    replace(2, "refused-soft", "c");
    Files.writeString(file(ID + 3), "this is no array");
  }

  private void create(String collection) throws IOException {
    api.json("POST", COLLECTIONS, collection).expect(201);
  }

  private static Path file(String id) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("collections"))) {
      return files
          .filter(path -> path.endsWith(id + ".hdf5") && !Files.isSymbolicLink(path))
          .findFirst()
          .orElseThrow();
    }
  }

  private static byte[] fixture(String name) throws IOException {
    String path = "/fixtures/hdf5/" + name + ".hdf5.gz";
    try (InputStream packed =
            Objects.requireNonNull(UnreadableListsTest.class.getResourceAsStream(path));
        InputStream plain = new GZIPInputStream(packed)) {
      return plain.readAllBytes();
    }
  }

  /** Puts a file of h5py in the place of an array's, with the array's own metadata text. */
  private static void replace(int number, String name, String key) throws IOException {
    byte[] bytes = fixture(name);
    String meta =
        "{\"id\": \"%s\", \"primary_attributes\": {\"k\": \"%s\"}, \"custom_attributes\": {}}"
            .formatted(ID + number, key);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("{\"id\"");
    byte[] room = Arrays.copyOf(meta.getBytes(StandardCharsets.UTF_8), META_ROOM);
    System.arraycopy(room, 0, bytes, at, META_ROOM);
    Files.write(file(ID + number), bytes);
  }

  /** Number, key and code of the error of all items of all pages. */
  private List<String> listed(String query, int limit) throws IOException {
    List<String> found = new ArrayList<>();
    String address = ARRAYS + "?" + query + "limit=" + limit;
    JsonNode page = api.get(address).expect(200).json();
    while (true) {
      for (JsonNode item : page.get("items")) {
        JsonNode keys = item.path("primary_attributes");
        String error = item.path("error").path("code").asString("");
        found.add(item.get("id").asString().substring(35) + keys.path("k").asString("") + error);
      }
      if (page.get("next_cursor").isNull()) {
        return found;
      }
      page = api.get(address + "&cursor=" + page.get("next_cursor").asString()).expect(200).json();
    }
  }

  private static String filter(String text) {
    return "filter=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&";
  }

  @Test
  void everyListAndTheCountHaveTheSameArrays() throws IOException {
    String first = "1dunsupported-storage";
    String second = "2cunsupported-storage";
    String third = "3corrupt-data";
    String fourth = "4a";
    for (int limit : List.of(100, 1, 2, 3)) {
      assertThat(listed("", limit)).containsExactly(first, second, third, fourth);
      assertThat(listed("sort=k&", limit)).containsExactly(fourth, second, first, third);
      assertThat(listed("sort=-k&", limit)).containsExactly(first, second, fourth, third);
      assertThat(listed("sort=-id&", limit)).containsExactly(fourth, third, second, first);
      assertThat(listed(filter("k >= 'c'"), limit)).containsExactly(first, second, third);
      assertThat(listed(filter("k < 'c'") + "sort=k&", limit)).containsExactly(fourth, third);
      assertThat(listed(filter("id == '" + ID + "2'"), limit)).containsExactly(second);
      assertThat(listed(filter("id == '" + ID + "3' and k == 'b'"), limit)).containsExactly(third);
    }
    assertThat(api.get(COLLECTIONS + "/c").json().get("arrays").asInt()).isEqualTo(4);
    JsonNode report =
        api.json("POST", COLLECTIONS + "/c/integrity", "{\"level\": 2}").expect(200).json();
    assertThat(report.get("arrays").asInt()).isEqualTo(4);
  }

  @Test
  void unreadableItemsSayWhatIsKnownAndNoMore() throws IOException {
    JsonNode items = api.get(ARRAYS).json().get("items");
    assertThat(items.get(0).propertyNames())
        .containsExactly(
            "id",
            "collection",
            "primary_attributes",
            "custom_attributes",
            "shape",
            "dtype",
            "error");
    assertThat(items.get(2).propertyNames()).containsExactly("id", "collection", "error");
    assertThat(items.get(2).get("error").get("status").asInt()).isEqualTo(500);
  }

  @Test
  void arrayInAFormThatIsNotReadCanBeDeletedWithItsKey() throws IOException {
    api.delete(ARRAYS + "/" + ID + "1").expect(204);
    assertThat(listed("sort=k&", 10)).hasSize(3);
    api.json("POST", ARRAYS, "{\"primary_attributes\": {\"k\": \"d\"}}").expect(201);
    api.get(ARRAYS + "/~d").expect(200);
    api.send(api.request(ARRAYS + "/" + ID + "2").header("If-Match", "\"1\"").DELETE())
        .problem(422, "unsupported-storage");
  }

  @Test
  void tileThatCannotBeReadIsListedWithItsError() throws IOException {
    create(
        """
        {"name": "v", "kind": "varray", "dtype": "float64", "vgrid": [3],
         "dimensions": [{"name": "x", "size": 6}]}
        """);
    String array = api.json("POST", COLLECTIONS + "/v/arrays", "{}").header("Location");
    api.json("PUT", array + "/subset", "1").expect(204);
    JsonNode tiles = api.get(array + "/tiles").expect(200).json().get("items");
    Files.write(file(tiles.get(0).get("id").asString()), fixture("refused-soft"));
    Files.writeString(file(tiles.get(1).get("id").asString()), "this is no array");
    JsonNode again = api.get(array + "/tiles").expect(200).json().get("items");
    assertThat(again).hasSize(3);
    assertThat(again.get(0).get("error").get("code").asString()).isEqualTo("unsupported-storage");
    assertThat(again.get(0).get("has_data").asBoolean()).isTrue();
    assertThat(again.get(1).get("error").get("code").asString()).isEqualTo("corrupt-data");
    assertThat(again.get(2).has("error")).isFalse();
    api.get(array).expect(200);
    assertThat(api.get(COLLECTIONS + "/v/arrays").json().get("items").get(0).has("error"))
        .isFalse();
  }
}
