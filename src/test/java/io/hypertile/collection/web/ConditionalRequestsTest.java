package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
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

/** Conditions, ranges and codings of requests, over the storage in files. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class ConditionalRequestsTest {
  private static final String C = "/api/v1/collections";
  private static final String GRID = C + "/grid";
  private static final int CELLS = 40 * 50;

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;
  private String array = "";
  private String subset = "";

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void createArray() throws IOException {
    api = new ApiClient(port);
    api.json("POST", C, document("float64")).expect(201);
    array =
        api.json("POST", GRID + "/arrays", "{\"primary_attributes\":{\"n\":1}}").header("Location");
    subset = array + "/subset";
    api.body("PUT", subset, "application/x-npy", ApiClient.npy("(40, 50)", cells(0))).expect(204);
  }

  @AfterEach
  void deleteCollection() throws IOException {
    api.delete(GRID);
  }

  private static String document(String dtype) {
    return """
    {"name": "grid", "kind": "array", "dtype": "%s",
     "dimensions": [{"name": "y", "size": 40}, {"name": "x", "size": 50}],
     "attributes": [{"name": "n", "dtype": "int", "primary": true},
                    {"name": "note", "dtype": "string"}]}
    """
        .formatted(dtype);
  }

  private static double[] cells(double first) {
    double[] cells = new double[CELLS];
    Arrays.setAll(cells, n -> first + n / 4.0);
    return cells;
  }

  @Test
  void conditionsAreAnsweredAlsoWhereTheCellsCannotBeRead() throws IOException {
    String id = array.replaceAll(".*/", "");
    String other = document("float64").replace("\"grid\"", "\"other\"").replace("50", "51");
    api.json("POST", C, other).expect(201);
    String same = "{\"id\":\"" + id + "\",\"primary_attributes\":{\"n\":1}}";
    api.json("POST", C + "/other/arrays", same).expect(201);
    api.json("PUT", C + "/other/arrays/" + id + "/subset", "1").expect(204);
    Files.copy(file("other", id), file("grid", id), StandardCopyOption.REPLACE_EXISTING);
    String tag = send("HEAD", subset, "").expect(200).header("ETag");
    send("GET", subset, "", "If-None-Match", tag).expect(304);
    send("GET", subset, "", "If-Match", "\"another\"").expect(412);
    send("GET", subset + "?slice=40", "", "If-None-Match", tag).expect(400);
    assertThat(send("GET", subset, "").expect(500).text()).contains("corrupt-data");
    api.delete(C + "/other").expect(204);
  }

  private static Path file(String collection, String id) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("collections/" + collection))) {
      return files
          .filter(path -> path.endsWith(id + ".hdf5"))
          .filter(path -> !Files.isSymbolicLink(path))
          .findFirst()
          .orElseThrow();
    }
  }

  private Answer send(String method, String path, String body, String... headers)
      throws IOException {
    HttpRequest.Builder request = api.request(path).header("Content-Type", "application/json");
    for (int n = 0; n < headers.length; n += 2) {
      request.header(headers[n], headers[n + 1]);
    }
    return api.send(request.method(method, BodyPublishers.ofString(body)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?format=deker",
        "/arrays/ARRAY",
        "/arrays/~1",
        "/arrays/ARRAY/subset?slice=0:2",
        "/arrays/ARRAY/subset?format=json&nan=string",
        "/arrays/ARRAY/subset?format=npy",
        "/arrays/ARRAY/subset?format=raw",
        "/arrays/ARRAY/subset?format=csv",
        "/arrays/ARRAY/subset/description?slice=0:2"
      })
  void everythingWithATagIsReadConditionally(String path) throws IOException {
    String address = GRID + path.replace("ARRAY", array.substring(array.lastIndexOf('/') + 1));
    Answer answer = api.get(address).expect(200);
    String etag = answer.header("ETag");
    assertThat(etag).matches("\"[!-~&&[^\"]]+\"");
    assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
    assertThat(answer.header("Vary")).contains("Accept-Encoding");
    for (String tags :
        List.of(etag, "W/" + etag, "\"x\", " + etag, "*", "\"x\",W/\"y\" , " + etag)) {
      Answer known = api.get(address, "If-None-Match", tags).expect(304);
      assertThat(known.response().body()).isEmpty();
      assertThat(known.header("ETag")).isEqualTo(etag);
      assertThat(known.header("Cache-Control")).isEqualTo("private, no-cache");
      assertThat(known.header("Vary")).isEqualTo(answer.header("Vary"));
    }
    for (String tags :
        List.of("\"x\"", "x", etag.replace("\"", ""), etag.toUpperCase() + "x", "")) {
      assertThat(api.get(address, "If-None-Match", tags).expect(200).response().body())
          .isEqualTo(answer.response().body());
    }
    api.get(address, "If-Match", etag).expect(200);
    api.get(address, "If-Match", "*").expect(200);
    api.get(address, "If-Match", "W/" + etag).problem(412, "version-mismatch");
    api.get(address, "If-Match", "\"x\"").problem(412, "version-mismatch");
    Answer head = api.head(address).expect(200);
    assertThat(head.response().body()).isEmpty();
    assertThat(head.header("ETag")).isEqualTo(etag);
    boolean streamed = path.contains("/subset") && !path.contains("npy") && !path.contains("raw");
    assertThat(head.header("Content-Length"))
        .isEqualTo(streamed ? "" : answer.header("Content-Length"));
    assertThat(head.header("Content-Type")).isEqualTo(answer.header("Content-Type"));
  }

  @Test
  void refusedRequestsAreRefusedWhateverTheCondition() throws IOException {
    api.get(subset + "?slice=99", "If-None-Match", "*").problem(400, "invalid-slice");
    api.get(GRID + "/arrays/~2", "If-None-Match", "*").problem(404, "array-not-found");
    send("PATCH", GRID + "/arrays/~2", "{}", "If-Match", "\"x\"").problem(404, "array-not-found");
  }

  @Test
  void changesAreGuardedByAnyTagOfTheArray() throws IOException {
    for (String address :
        List.of(
            array,
            subset + "?format=npy",
            subset + "?slice=3&format=csv",
            subset + "/description")) {
      String etag = api.get(address).expect(200).header("ETag");
      String zipped = api.get(address, "Accept-Encoding", "gzip").header("ETag");
      send("PUT", subset + "?slice=0", "7", "If-Match", "\"x\", " + etag).expect(204);
      for (String old : List.of(etag, zipped)) {
        send("PUT", subset + "?slice=0", "8", "If-Match", old).problem(412, "version-mismatch");
        send("PUT", subset + "?slice=0", "[", "If-Match", old).problem(412, "version-mismatch");
        send("DELETE", subset, "", "If-Match", old).problem(412, "version-mismatch");
        send("PATCH", array, "{\"custom_attributes\":{\"note\":\"a\"}}", "If-Match", old)
            .problem(412, "version-mismatch");
        send("DELETE", array, "", "If-Match", old).problem(412, "version-mismatch");
      }
    }
    assertThat(api.get(subset + "?slice=0,0&layout=values").text().strip()).isEqualTo("7.0");
  }

  @Test
  void chainsOfGuardedChangesGoThrough() throws IOException {
    String etag = send("PUT", subset + "?slice=1", "5", "If-Match", "*").expect(204).header("ETag");
    etag = send("DELETE", subset + "?slice=1", "", "If-Match", etag).expect(204).header("ETag");
    etag =
        send("PATCH", array, "{\"custom_attributes\":{\"note\":\"a\"}}", "If-Match", etag)
            .expect(200)
            .header("ETag");
    assertThat(etag).isEqualTo(api.get(array).header("ETag"));
    send("DELETE", array, "", "If-Match", "W/" + etag).problem(412, "version-mismatch");
    send("DELETE", array, "", "If-Match", etag).expect(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\"x", "\"a\" \"b\"", "*, \"a\"", "W/x", ""})
  void guardsThatCannotBeReadAreRefused(String tags) throws IOException {
    for (String header : List.of("If-Match", "If-None-Match")) {
      send("PUT", subset + "?slice=0", "7", header, tags).problem(400, "invalid-request");
      send("DELETE", subset, "", header, tags).problem(400, "invalid-request");
      send("PATCH", array, "{}", header, tags).problem(400, "invalid-request");
      send("DELETE", array, "", header, tags).problem(400, "invalid-request");
      send("DELETE", GRID, "", header, tags).problem(400, "invalid-request");
      String free = "{\"primary_attributes\":{\"n\":2}}";
      send("POST", GRID + "/arrays", free, header, tags).problem(400, "invalid-request");
    }
  }

  @Test
  void anArrayThatMustNotBeThereIsNotChanged() throws IOException {
    String etag = api.get(array).header("ETag");
    for (String tags : List.of("*", etag, "W/" + etag)) {
      send("PUT", subset, "1", "If-None-Match", tags).problem(412, "version-mismatch");
      send("DELETE", array, "", "If-None-Match", tags).problem(412, "version-mismatch");
    }
    send("PUT", subset, "1", "If-None-Match", "\"x\"").expect(204);
  }

  @Test
  void creationIsGuarded() throws IOException {
    String taken = "{\"primary_attributes\":{\"n\":1}}";
    send("POST", GRID + "/arrays", taken).problem(409, "already-exists");
    send("POST", GRID + "/arrays", taken, "If-None-Match", "*").problem(412, "version-mismatch");
    String free = "{\"primary_attributes\":{\"n\":2}}";
    send("POST", GRID + "/arrays", free, "If-Match", "\"x\"").problem(412, "version-mismatch");
    send("POST", GRID + "/arrays", free, "If-None-Match", "*").expect(201);
    send("POST", C, document("float64")).problem(409, "already-exists");
    send("POST", C, document("float64"), "If-None-Match", "*").problem(412, "version-mismatch");
  }

  @Test
  void collectionsAreDeletedAtTheirTagOnly() throws IOException {
    String etag = api.get(GRID).header("ETag");
    send("DELETE", GRID, "", "If-Match", "\"x\"").problem(412, "version-mismatch");
    api.delete(GRID).expect(204);
    api.json("POST", C, document("int16")).expect(201);
    send("DELETE", GRID, "", "If-Match", etag).problem(412, "version-mismatch");
    String now = api.get(GRID + "?format=deker").header("ETag");
    send("DELETE", GRID, "", "If-Match", now).expect(204);
    send("DELETE", GRID, "", "If-Match", now).problem(404, "collection-not-found");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9,0,10",
    "bytes=0-,0,16128",
    "bytes=-8,16120,16128",
    "bytes=120-140,120,141",
    "bytes=127-127,127,128",
    "bytes=128-135,128,136",
    "bytes=5000-15999,5000,16000",
    "bytes=16127-99999,16127,16128"
  })
  void partsOfAnswersAreServed(String range, int start, int stop) throws IOException {
    for (String format : List.of("npy", "raw")) {
      byte[] whole = api.get(subset + "?format=" + format).expect(200).response().body();
      int shift = 16128 - whole.length;
      if (shift > 0 && start < 1000) {
        continue;
      }
      String shifted = shift > 0 && range.startsWith("bytes=16127") ? "bytes=15999-" : range;
      int from = shift > 0 && !range.equals("bytes=5000-15999") ? start - shift : start;
      int to = shift > 0 && !range.equals("bytes=5000-15999") ? stop - shift : stop;
      Answer part = api.get(subset + "?format=" + format, "Range", shifted).expect(206);
      assertThat(part.response().body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
      assertThat(part.header("Content-Range"))
          .isEqualTo("bytes " + from + "-" + (to - 1) + "/" + whole.length);
      assertThat(part.header("Content-Length")).isEqualTo("" + (to - from));
      assertThat(part.header("ETag"))
          .isEqualTo(api.head(subset + "?format=" + format).header("ETag"));
    }
  }

  @Test
  void wholeAnswersAreServedWhereThereAreNoParts() throws IOException {
    byte[] whole = api.get(subset + "?format=npy").expect(200).response().body();
    assertThat(api.get(subset + "?format=npy").header("Accept-Ranges")).isEqualTo("bytes");
    for (String range : List.of("bytes=0-1,4-5", "rows=0-1", "bytes=5-4", "x")) {
      assertThat(api.get(subset + "?format=npy", "Range", range).expect(200).response().body())
          .isEqualTo(whole);
    }
    assertThat(
            api.get(subset + "?format=json", "Range", "bytes=0-1")
                .expect(200)
                .header("Accept-Ranges"))
        .isEmpty();
    api.get(array, "Range", "bytes=0-1").expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=16128-", "bytes=99999999999999999999-", "bytes=-0"})
  void rangesBeyondTheAnswerAreRefused(String range) throws IOException {
    Answer refused = api.get(subset + "?format=npy", "Range", range);
    refused.problem(416, "range-not-satisfiable");
    assertThat(refused.header("Content-Range")).isEqualTo("bytes */16128");
  }

  @Test
  void partsOfChangedAnswersAreNotServed() throws IOException {
    String etag = api.head(subset + "?format=npy").header("ETag");
    String[] range = {"Range", "bytes=0-9", "If-Range", etag};
    assertThat(api.get(subset + "?format=npy", range).expect(206).response().body()).hasSize(10);
    for (String other : List.of("W/" + etag, "\"x\"", "Fri, 20 Nov 2026 19:00:00 GMT")) {
      api.get(subset + "?format=npy", "Range", "bytes=0-9", "If-Range", other).expect(200);
    }
    send("PUT", subset + "?slice=0,0", "7").expect(204);
    api.get(subset + "?format=npy", range).expect(200);
  }

  @Test
  void textIsCompressedForThoseWhoTakeIt() throws IOException {
    for (String format : List.of("json", "csv")) {
      String address = subset + "?format=" + format;
      Answer plain = api.get(address).expect(200);
      Answer zipped = api.get(address, "Accept-Encoding", "br;q=0.1, gzip;q=0.5").expect(200);
      assertThat(plain.header("Content-Encoding")).isEmpty();
      assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(zipped.response().body().length).isLessThan(plain.response().body().length / 2);
      assertThat(unzipped(zipped)).isEqualTo(plain.text());
      assertThat(zipped.header("ETag")).isNotEqualTo(plain.header("ETag"));
      assertThat(zipped.header("Vary")).contains("Accept-Encoding");
      String tag = zipped.header("ETag");
      api.get(address, "If-None-Match", tag).expect(200);
      api.get(address, "If-None-Match", tag, "Accept-Encoding", "gzip").expect(304);
      assertThat(api.get(address, "Accept-Encoding", "gzip;q=0").header("Content-Encoding"))
          .isEmpty();
    }
    assertThat(
            api.get(subset + "?slice=0,0:3", "Accept-Encoding", "gzip").header("Content-Encoding"))
        .isEmpty();
    String description = subset + "/description";
    assertThat(unzipped(api.get(description, "Accept-Encoding", "gzip")))
        .isEqualTo(api.get(description).text());
  }

  private static String unzipped(Answer answer) throws IOException {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(answer.response().body()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void binaryCellsAreNotCompressed() throws IOException {
    for (String format : List.of("npy", "raw")) {
      Answer answer = api.get(subset + "?format=" + format, "Accept-Encoding", "gzip").expect(200);
      assertThat(answer.header("Content-Encoding")).isEmpty();
      assertThat(answer.header("Content-Length")).isEqualTo("" + answer.response().body().length);
    }
  }
}
