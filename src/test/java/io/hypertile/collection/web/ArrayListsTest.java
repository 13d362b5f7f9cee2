package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists of arrays and batches over HTTP, on files. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.limits.document=64KB", "hypertile.limits.body=4MB"})
@DirtiesContext
class ArrayListsTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ARRAYS = COLLECTIONS + "/w/arrays";
  private static final String BATCH = COLLECTIONS + "/w/arrays:batch";

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createCollection() throws IOException {
    api = new ApiClient(port);
    api.delete(COLLECTIONS + "/w?confirm=w");
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "w", "kind": "array", "dtype": "int16",
             "dimensions": [{"name": "y", "size": 3}],
             "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
                            {"name": "station", "dtype": "int", "primary": true},
                            {"name": "height", "dtype": "float"},
                            {"name": "wind speed", "dtype": "int"},
                            {"name": "z", "dtype": "complex"}]}
            """)
        .expect(201);
  }

  private static String document(int number) {
    String height = number % 5 == 0 ? "null" : Double.toString(number % 7 - 2.5);
    return """
    {"primary_attributes": {"dt": "2023-01-%02dT00:00:00Z", "station": %d}, \
    "custom_attributes": {"height": %s, "wind speed": %d}}\
    """
        .formatted(1 + number / 10, number, height, number % 3);
  }

  private void createArrays(int count) throws IOException {
    String body =
        String.join(",", IntStream.range(0, count).mapToObj(ArrayListsTest::document).toList());
    JsonNode items = api.json("POST", BATCH, "[" + body + "]").expect(200).json().get("items");
    assertThat(items).hasSize(count);
    items.forEach(item -> assertThat(item.get("status").asInt()).as(item + "").isEqualTo(201));
  }

  private static String query(String filter, String sort) {
    List<String> parts = new ArrayList<>();
    if (!filter.isEmpty()) {
      parts.add("filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
    }
    if (!sort.isEmpty()) {
      parts.add("sort=" + URLEncoder.encode(sort, StandardCharsets.UTF_8));
    }
    return ARRAYS + "?" + String.join("&", parts);
  }

  private static int station(JsonNode array) {
    return array.get("primary_attributes").get("station").asInt();
  }

  /** Stations of all pages in order. */
  private List<Integer> stations(String address, int limit) throws IOException {
    List<Integer> stations = new ArrayList<>();
    String next = address.contains("limit=") ? address : address + "&limit=" + limit;
    while (!next.isEmpty()) {
      Answer page = api.get(next).expect(200);
      JsonNode items = page.json().get("items");
      assertThat(items.size()).isLessThanOrEqualTo(limit);
      items.forEach(item -> stations.add(station(item)));
      JsonNode link = page.json().get("next");
      next = link.isNull() ? "" : link.asString();
      assertThat(page.header("Link"))
          .isEqualTo(next.isEmpty() ? "" : "<" + next + ">; rel=\"next\"");
    }
    return stations;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          dt == 2023-01-02 and station == 13            | 13
          dt == '2023-01-02T01:00+01:00' and station in (13, 14.0, 99) | 13,14
          station < 3                                   | 0,1,2
          station >= 3 and station <= 4 or station == 9 | 3,4,9
          dt == 2023-01-01 and not (height < 100)       | 0,5
          height == null and dt < 2023-01-02            | 0,5
          `wind speed` == 1 and station < 8             | 1,4,7
          height == -1.5 and dt >= 2023-01-02           | 22,29
          station == 12345678901234567890123            |
          id == 6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e    |
          z == null and station == 3                    | 3
          """)
  void filterGivesTheArraysMeant(String filter, String expected) throws IOException {
    createArrays(30);
    List<Integer> numbers =
        expected == null
            ? List.of()
            : Stream.of(expected.split(",")).map(Integer::valueOf).toList();
    assertThat(stations(query(filter, ""), 2)).containsExactlyInAnyOrderElementsOf(numbers);
    assertThat(stations(query(filter, "station"), 3)).isEqualTo(numbers);
    assertThat(stations(query(filter, "-station"), 100)).isEqualTo(numbers.reversed());
  }

  @Test
  void filterByIdGivesTheArray() throws IOException {
    createArrays(3);
    String id = api.get(ARRAYS).json().get("items").get(1).get("id").asString();
    JsonNode found = api.get(query("id == '" + id + "'", "")).expect(200).json().get("items");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).get("id").asString()).isEqualTo(id);
    assertThat(api.get(query("id == " + id, "")).json().get("items")).isEqualTo(found);
  }

  @Test
  void sortPutsNullsLastInBothDirections() throws IOException {
    createArrays(11);
    assertThat(stations(query("", "height,station"), 2))
        .containsExactly(7, 1, 8, 2, 9, 3, 4, 6, 0, 5, 10);
    assertThat(stations(query("", "-height,station"), 3))
        .containsExactly(6, 4, 3, 2, 9, 1, 8, 7, 0, 5, 10);
    assertThat(stations(query("", "`wind speed`,-station"), 4))
        .containsExactly(9, 6, 3, 0, 10, 7, 4, 1, 8, 5, 2);
  }

  @Test
  void cursorsSurviveChangesBetweenPages() throws IOException {
    createArrays(10);
    JsonNode first = api.get(query("", "station") + "&limit=4").expect(200).json();
    String last = first.get("items").get(3).get("id").asString();
    api.delete(ARRAYS + "/" + last).expect(204);
    api.json("POST", ARRAYS, document(40).replace("\"station\": 40", "\"station\": -1"))
        .expect(201);
    api.json("POST", ARRAYS, document(41)).expect(201);
    assertThat(stations(first.get("next").asString(), 4)).containsExactly(4, 5, 6, 7, 8, 9, 41);
  }

  @Test
  void listsFollowEveryChange() throws IOException {
    createArrays(10);
    assertThat(api.get(COLLECTIONS + "/w").json().get("arrays").asInt()).isEqualTo(10);
    String id = api.get(query("station == 4", "")).json().get("items").get(0).get("id").asString();
    api.json("PATCH", ARRAYS + "/" + id, "{\"custom_attributes\": {\"height\": 77.5}}").expect(200);
    assertThat(stations(query("height == 77.5", ""), 10)).containsExactly(4);
    api.delete(ARRAYS + "/" + id).expect(204);
    assertThat(stations(query("height == 77.5", ""), 10)).isEmpty();
    assertThat(api.get(COLLECTIONS + "/w").json().get("arrays").asInt()).isEqualTo(9);
    api.delete(ARRAYS).expect(204);
    assertThat(stations(query("station >= 0", ""), 10)).isEmpty();
    createArrays(2);
    assertThat(stations(query("station >= 0", "station"), 10)).containsExactly(0, 1);
    assertThat(api.get(COLLECTIONS + "/w").json().get("arrays").asInt()).isEqualTo(2);
  }

  @Test
  void collectionDocumentWithItsCountCanBeSentBack() throws IOException {
    createArrays(1);
    String shown =
        api.get(COLLECTIONS + "/w").text().replace("\"name\":\"w\"", "\"name\":\"copy\"");
    api.delete(COLLECTIONS + "/copy");
    api.json("POST", COLLECTIONS, shown).expect(201);
    assertThat(api.get(COLLECTIONS + "/copy").json().get("arrays").asInt()).isZero();
  }

  @Test
  void damagedArrayIsListedWithAnError() throws IOException {
    createArrays(6);
    String id = api.get(query("station == 2", "")).json().get("items").get(0).get("id").asString();
    Path file;
    try (Stream<Path> files = Files.walk(root.resolve("collections/w/array_data"))) {
      file = files.filter(path -> path.endsWith(id + ".hdf5")).findFirst().orElseThrow();
    }
    Files.writeString(file, "this is no array");
    for (String address : List.of(ARRAYS + "?limit=10", query("station < 5", "station"))) {
      JsonNode items = api.get(address).expect(200).json().get("items");
      assertThat(items.size()).isBetween(5, 6);
      Set<String> errors = new LinkedHashSet<>();
      items.forEach(item -> {
        if (item.has("error")) {
          errors.add(item.get("id").asString() + " " + item.get("error").get("code").asString());
        }
      });
      assertThat(errors).as(address).containsExactly(id + " corrupt-data");
      assertThat(items.toString()).doesNotContain(root.toString());
    }
  }

  @Test
  void filtersNameWhatIsWrong() throws IOException {
    JsonNode syntax = api.get(query("station = 1", "")).problem(400, "invalid-filter");
    assertThat(syntax.get("column").asInt()).isEqualTo(9);
    JsonNode unknown = api.get(query("statoin == 1", "")).problem(400, "invalid-filter");
    assertThat(unknown.get("attribute").asString()).isEqualTo("statoin");
    assertThat(unknown.get("nearest").get(0).asString()).isEqualTo("station");
    JsonNode wrong = api.get(query("station == '1'", "")).problem(400, "invalid-filter");
    assertThat(wrong.get("column").asInt()).isEqualTo(12);
    JsonNode sort = api.get(query("", "heihgt")).problem(400, "invalid-filter");
    assertThat(sort.get("parameter").asString()).isEqualTo("sort");
    assertThat(sort.get("nearest").get(0).asString()).isEqualTo("height");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filter=",
        "filter=%00",
        "filter=station%20==%20'%ff'",
        "filter=(((((((((",
        "filter=station==1;drop%20table%20c1",
        "filter=station==1)%20or%20(1=1",
        "filter=a0%20IS%20NULL",
        "filter=`a0`==1",
        "filter=%22station%22==1",
        "filter=dt==1",
        "filter=dt==2023-02-30",
        "filter=z<1",
        "filter=station==1&filter=station==2",
        "filtre=station==1",
        "sort=",
        "sort=,",
        "sort=-",
        "sort=z",
        "sort=station,station",
        "sort=station%20desc",
        "sort=a0",
        "sort=random()",
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=ten",
        "cursor=",
        "cursor=x",
        "cursor=MTo",
        "cursor=MTo2YTJmNDFhMy1jNTRjLTRjZTgtOTVhOC02YTZhNGEzZDRkNWU",
        "cursor=AAAA&sort=dt",
      })
  void hostileListsAreRefused(String query) throws IOException {
    createArrays(1);
    String raw =
        api.raw(
            "GET " + ARRAYS + "?" + query + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(raw).startsWith("HTTP/1.1 400").contains("application/problem+json");
    assertThat(raw).doesNotContain("SQL", "sqlite", "Exception", root.toString());
  }

  @Test
  void everyChangeOfACursorIsRefused() throws IOException {
    createArrays(5);
    String next = api.get(query("", "-height,dt") + "&limit=2").json().get("next").asString();
    int start = next.indexOf("cursor=") + 7;
    String cursor = next.substring(start);
    for (int at = 0; at < cursor.length(); at++) {
      char other = cursor.charAt(at) == 'A' ? 'B' : 'A';
      String changed = cursor.substring(0, at) + other + cursor.substring(at + 1);
      api.get(next.substring(0, start) + changed).problem(400, "invalid-request");
    }
    api.get(ARRAYS + "?sort=height,dt&cursor=" + cursor).problem(400, "invalid-request");
    api.get(ARRAYS + "?cursor=" + cursor).problem(400, "invalid-request");
    api.get(next).expect(200);
  }

  @Test
  void longFilterIsRefusedInWords() throws IOException {
    String many = "station in (" + "1,".repeat(1_001) + ")";
    api.get(query(many, "")).problem(400, "invalid-filter");
    String most = "station in (" + "1,".repeat(1_000) + ")";
    createArrays(2);
    assertThat(stations(query(most, ""), 5)).containsExactly(1);
  }

  private List<JsonNode> lines(String body) throws IOException {
    Answer answer =
        api.body("POST", BATCH, "application/x-ndjson", body.getBytes(StandardCharsets.UTF_8));
    answer.expect(200);
    assertThat(answer.header("Content-Type")).startsWith("application/x-ndjson");
    JsonMapper mapper = JsonMapper.builder().build();
    return answer.text().lines().map(mapper::readTree).toList();
  }

  @Test
  void batchOfLinesHasAResultForEachInOrder() throws IOException {
    String id = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";
    List<JsonNode> results =
        lines(
            String.join(
                "\n",
                document(1),
                "",
                document(1),
                "{\"id\": \"" + id + "\"," + document(2).substring(1),
                "{not json",
                "{\"primary_attributes\": {\"dt\": 5}}",
                "{\"id\": \"" + id + "\"," + document(3).substring(1) + "\r",
                "[]",
                document(4)));
    assertThat(results.stream().map(result -> result.get("status").asInt()).toList())
        .containsExactly(201, 409, 201, 400, 422, 409, 422, 201);
    assertThat(results.get(2).get("id").asString()).isEqualTo(id);
    assertThat(results.get(2).get("location").asString()).isEqualTo(ARRAYS + "/" + id);
    assertThat(results.get(1).get("problem").get("code").asString()).isEqualTo("already-exists");
    assertThat(results.get(3).get("problem").get("body_line").asInt()).isEqualTo(5);
    assertThat(stations(query("", "station"), 100)).containsExactly(1, 2, 4);
  }

  @Test
  void batchOfManyLinesIsMadeWhole() throws IOException {
    String body =
        String.join(
            "\n",
            IntStream.range(0, 1_700)
                .mapToObj(number ->
                    "{\"primary_attributes\":{\"dt\":\"2023-01-01\",\"station\":" + number + "}}")
                .toList());
    assertThat(lines(body))
        .hasSize(1_700)
        .allSatisfy(result -> assertThat(result.get("status").asInt()).isEqualTo(201));
    assertThat(api.get(COLLECTIONS + "/w").json().get("arrays").asInt()).isEqualTo(1_700);
    assertThat(stations(query("station >= 1690", "station"), 4)).hasSize(10).isSorted();
  }

  @Test
  void batchListHasAResultForEachInOrder() throws IOException {
    JsonNode items =
        api.json("POST", BATCH, "[" + document(1) + ", 5, null, " + document(1) + "]")
            .expect(200)
            .json()
            .get("items");
    List<Integer> statuses = new ArrayList<>();
    items.forEach(item -> statuses.add(item.get("status").asInt()));
    assertThat(statuses).containsExactly(201, 422, 422, 409);
    assertThat(api.json("POST", BATCH, "[]").expect(200).json().get("items")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json | {}       | 400 | malformed-body
          application/json | [        | 400 | malformed-body
          application/json | 5        | 400 | malformed-body
          text/plain       | []       | 415 | unsupported-format
          application/xml  | <a/>     | 415 | unsupported-format
          """)
  void hostileBatchesAreRefused(String type, String body, int status, String code)
      throws IOException {
    api.body("POST", BATCH, type, body.getBytes(StandardCharsets.UTF_8)).problem(status, code);
  }

  @Test
  void batchesBeyondTheLimitsAreRefused() throws IOException {
    api.json("POST", BATCH, "[" + " ".repeat(70_000) + "]").problem(413, "body-too-large");
    byte[] long4 = " ".repeat(5 << 20).getBytes(StandardCharsets.UTF_8);
    api.body("POST", BATCH, "application/x-ndjson", long4).problem(413, "body-too-large");
    List<JsonNode> results =
        lines("{\"x\": \"" + "y".repeat(2 << 20) + "\"}\n" + document(1) + "\n");
    assertThat(results.stream().map(result -> result.get("status").asInt()).toList())
        .containsExactly(413, 201);
    api.json("POST", COLLECTIONS + "/nothing/arrays:batch", "[]")
        .problem(404, "collection-not-found");
    api.json("POST", BATCH + "?x=1", "[]").problem(400, "invalid-request");
    assertThat(lines("")).isEmpty();
  }
}
