package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.http.Cursors;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Collections that a caller may not see: whatever is asked of one, the answer is that for one that
 * there is not, byte for byte but for the name.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class HiddenCollectionsTest {
  private static final String C = "/api/v1/collections";
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final String NO_ID = "7a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
  private static final Map<String, String> KEYS = new TreeMap<>();

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
    add(registry, 0, "boss", "admin", "*");
    add(registry, 1, "reader", "read", "open");
    add(registry, 2, "writer", "write", "open*");
    add(registry, 3, "keeper", "admin", "open*");
  }

  private static void add(
      DynamicPropertyRegistry registry, int n, String name, String scope, String collections) {
    String key = KEYS.computeIfAbsent(name, ignored -> ApiKey.make());
    ApiKeys.add(registry, n, name, key, scope, collections);
  }

  @BeforeEach
  void createCollections() throws IOException {
    api = new ApiClient(port);
    for (String name : List.of("open", "hidden-a", "hidden-v")) {
      if (call("boss", "GET", C + "/" + name, "").status() == 200) {
        continue;
      }
      String tiles = name.endsWith("-v") ? "varray\",\"vgrid\":[2]," : "array\",";
      call(
              "boss",
              "POST",
              C,
              "{\"name\":\""
                  + name
                  + "\",\"kind\":\""
                  + tiles
                  + "\"dtype\":\"int8\",\"dimensions\":[{\"name\":\"x\",\"size\":4}],"
                  + "\"attributes\":[{\"name\":\"n\",\"dtype\":\"int\",\"primary\":true}]}")
          .expect(201);
      String arrays = C + "/" + name + "/arrays";
      String id = name.equals("open") ? "8" + ID.substring(1) : ID;
      String array = "{\"id\":\"" + id + "\",\"primary_attributes\":{\"n\":1}}";
      call("boss", "POST", arrays, array).expect(201);
      call("boss", "PUT", arrays + "/" + id + "/subset", "1").expect(204);
    }
  }

  private Answer call(String who, String method, String path, String body, String... headers)
      throws IOException {
    HttpRequest.Builder request =
        api.request(path)
            .header("X-Request-Id", "r")
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (!who.isEmpty()) {
      request.header("X-API-Key", KEYS.get(who));
    }
    return api.send(headers.length == 0 ? request : request.headers(headers));
  }

  /** All of an answer that a client can see, but for the time and the name that was asked for. */
  private static String seen(Answer answer, String name) {
    Map<String, List<String>> headers = new TreeMap<>(answer.response().headers().map());
    headers.remove("date");
    String text = answer.status() + "\n" + headers + "\n" + answer.text();
    return text.replace(name, "NAME");
  }

  private static List<String> below() {
    List<String> paths = new ArrayList<>(List.of("", "/", "/arrays", "/arrays/", "/nothing"));
    for (String query : List.of("limit=1", "limit=x", "filter=n>0", "filter=m", "sort=n", "a=b")) {
      paths.add("/arrays?" + query.replace(">", "%3E"));
    }
    for (String array : List.of(ID, NO_ID, "~1", "~9", "~x", "x")) {
      for (String part :
          List.of(
              "",
              "/subset",
              "/subset?slice=0&format=npy",
              "/subset?slice=9",
              "/tiles",
              "/subset/description",
              "/extent",
              "/subset?format=x",
              "/tiles?slice=x",
              "/nothing")) {
        paths.add("/arrays/" + array + part);
      }
    }
    paths.addAll(List.of("/arrays:batch", "/integrity", "/size", "/size?x=1", "/locks", "?x=1"));
    return paths;
  }

  @Test
  void hintsNameNothingThatTheCallerMayNotSee() throws IOException {
    assertThat(call("boss", "GET", C + "/hidden-b", "").json().get("nearest").toString())
        .isEqualTo("[\"hidden-a\",\"hidden-v\"]");
    for (String who : List.of("reader", "writer", "keeper")) {
      for (String name : List.of("hidden-b", "hidden-a", "hiden-a")) {
        assertThat(
                call(who, "GET", C + "/" + name, "")
                    .problem(404, "collection-not-found")
                    .has("nearest"))
            .isFalse();
      }
      assertThat(
              call(who, "GET", C + "/opn", "")
                  .problem(404, "collection-not-found")
                  .get("nearest")
                  .toString())
          .isEqualTo("[\"open\"]");
    }
  }

  private static List<String> belowForDeker() {
    List<String> paths = new ArrayList<>(List.of("", "/", "/nothing"));
    for (String kind : List.of("array", "varray")) {
      paths.add("/" + kind + "s");
      for (String array : List.of("/by-id/" + ID, "/by-id/" + NO_ID, "/by-id/x", "/by-primary/1")) {
        paths.add("/" + kind + array);
        paths.add("/" + kind + array + "/subset/0:2/data");
        paths.add("/" + kind + array + "/subset/x/data");
      }
    }
    return paths;
  }

  @ParameterizedTest
  @CsvSource({
    "reader, hidden-a, absent-a",
    "writer, hidden-a, absent-a",
    "keeper, hidden-a, absent-a",
    "keeper, hidden-v, absent-v",
    "'', hidden-a, absent-a"
  })
  void hiddenCollectionsCannotBeToldFromAbsentOnes(String who, String hidden, String absent)
      throws IOException {
    List<String> addresses = new ArrayList<>();
    below().forEach(path -> addresses.add(C + "/NAME" + path));
    belowForDeker().forEach(path -> addresses.add("/v1/collection/NAME" + path));
    int expected = who.isEmpty() ? 401 : 404;
    for (String address : addresses) {
      for (String method : List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")) {
        for (String body : bodies(method)) {
          String[] headers = {"If-Match", "\"1\"", "Range", "bytes=0-1", "Origin", "http://x"};
          Answer of = call(who, method, address.replace("NAME", hidden), body, headers);
          Answer none = call(who, method, address.replace("NAME", absent), body, headers);
          assertThat(seen(of, hidden)).as(method + " " + address).isEqualTo(seen(none, absent));
          assertThat(of.status()).as(method + " " + address).isEqualTo(expected);
        }
      }
    }
    call("boss", "GET", C + "/" + hidden + "/arrays/" + ID, "").expect(200);
  }

  private static List<String> bodies(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "DELETE" -> List.of("");
      case "POST" -> List.of("{", "{\"primary_attributes\":{\"n\":1}}");
      default -> List.of("1");
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"hidden-a", "hidden%2Da", "%68idden-a", "hidden%2da"})
  void anotherSpellingIsTheSameName(String name) throws IOException {
    call("keeper", "GET", C + "/" + name, "").problem(404, "collection-not-found");
    call("keeper", "GET", C + "/" + name + "/arrays", "").problem(404, "collection-not-found");
    call("keeper", "DELETE", C + "/" + name, "").problem(404, "collection-not-found");
    call("boss", "GET", C + "/" + name, "").expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reader", "writer", "keeper"})
  void listsAndFiguresLeaveHiddenCollectionsOut(String who) throws IOException {
    for (String path : List.of(C, C + "?limit=1", "/v1/collections", "/v1/collections/")) {
      Answer answer = call(who, "GET", path, "").expect(200);
      assertThat(answer.text()).contains("\"open\"").doesNotContain("hidden");
    }
    for (String after : List.of("hidden-a", "absent-a", "a")) {
      String cursor = Cursors.encode(after);
      assertThat(call(who, "GET", C + "?cursor=" + cursor, "").text()).doesNotContain("hidden-v");
    }
    for (String path : List.of("/api/v1/locks", "/api/v1/size", "/actuator/prometheus")) {
      call(who, "GET", path, "").problem(403, "forbidden");
      for (String name : List.of("hidden-a", "absent-a")) {
        call(who, "GET", path + "?collection=" + name, "").problem(403, "forbidden");
        call(who, "DELETE", path + "?collection=" + name, "").problem(403, "forbidden");
      }
    }
    call(who, "POST", "/api/v1/integrity", "{\"level\":4}").problem(403, "forbidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reader", "writer", "keeper"})
  void aNameThatIsTakenCannotBeFoundOutByTakingIt(String who) throws IOException {
    String document =
        "{\"name\":\"NAME\",\"kind\":\"array\",\"dtype\":\"int8\","
            + "\"dimensions\":[{\"name\":\"x\",\"size\":4}],\"attributes\":[]}";
    String deker =
        "{\"name\":\"NAME\",\"type\":\"array\",\"schema\":{\"dimensions\":[{\"name\":\"x\","
            + "\"size\":4,\"labels\":null,\"scale\":null,\"type\":\"generic\"}],"
            + "\"dtype\":\"numpy.int8\",\"attributes\":[],\"fill_value\":null},\"options\":null,"
            + "\"storage_adapter\":\"HDF5StorageAdapter\",\"metadata_version\":\"0.2\"}";
    for (String[] sent : new String[][] {{C, document}, {"/v1/collections", deker}}) {
      String hidden =
          seen(call(who, "POST", sent[0], sent[1].replace("NAME", "hidden-a")), "hidden-a");
      String absent =
          seen(call(who, "POST", sent[0], sent[1].replace("NAME", "absent-a")), "absent-a");
      assertThat(hidden).startsWith("403").isEqualTo(absent);
    }
    call("boss", "GET", C + "/absent-a", "").problem(404, "collection-not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"writer", "keeper"})
  void dekersClientGetsTheSameAnswersForHiddenAndAbsentCollections(String who) throws IOException {
    for (String below : List.of("", "/arrays", "/varrays", "/array/by-id/" + ID)) {
      String path = "/v1/collection/NAME" + below;
      Answer of = call(who, "GET", path.replace("NAME", "hidden-a"), "");
      Answer none = call(who, "GET", path.replace("NAME", "open-non"), "");
      assertThat(of.expect(404).json().get("class").asString())
          .isEqualTo("DekerCollectionNotExistsError");
      assertThat(seen(of, "hidden-a")).as(path).isEqualTo(seen(none, "open-non"));
    }
    Answer nobody = call("", "GET", "//v1/collections", "").expect(401);
    assertThat(nobody.json().get("class").asString()).isEqualTo("DekerServerError");
    assertThat(nobody.header("WWW-Authenticate")).isNotEmpty();
  }

  @Test
  void arraysOfOthersAreNotReachedThroughOnesOwn() throws IOException {
    for (String rest : List.of("", "/subset", "/tiles", "/subset/description")) {
      Answer of = call("keeper", "GET", C + "/open/arrays/" + ID + rest, "");
      Answer none = call("keeper", "GET", C + "/open/arrays/" + NO_ID + rest, "");
      assertThat(seen(of, ID)).startsWith("404").isEqualTo(seen(none, NO_ID));
    }
    String lines = "[{\"id\":\"ID\",\"primary_attributes\":{\"n\":2}}]";
    Answer made = call("keeper", "POST", C + "/open/arrays:batch", lines.replace("ID", ID));
    made.expect(200);
    assertThat(made.text()).contains("/open/arrays/" + ID).doesNotContain("hidden");
    call("keeper", "DELETE", C + "/open/arrays/" + ID, "").expect(204);
    call("boss", "GET", C + "/hidden-a/arrays/" + ID, "").expect(200);
  }

  @Test
  void checksTellOfOnesOwnAloneAndRepairsNeedTheHighestScope() throws IOException {
    String path = C + "/open/integrity";
    call("reader", "POST", path, "{\"level\":4}").problem(403, "forbidden");
    for (String who : List.of("writer", "keeper")) {
      Answer answer = call(who, "POST", path, "{\"level\":4}").expect(200);
      assertThat(answer.text()).doesNotContain("hidden");
    }
    String repair = "{\"level\":3,\"repair_links\":true}";
    assertThat(call("writer", "POST", path, repair).problem(403, "forbidden").get("scope"))
        .hasToString("\"admin\"");
    call("keeper", "POST", path, repair).expect(200);
    call("keeper", "POST", "/api/v1/integrity", repair).problem(403, "forbidden");
    call("boss", "POST", "/api/v1/integrity", repair).expect(200);
  }
}
