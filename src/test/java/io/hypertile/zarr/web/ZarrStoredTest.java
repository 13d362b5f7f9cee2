package io.hypertile.zarr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.store.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Arrays that are stored as Zarr are shown with their own chunks and shards, as they are. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class ZarrStoredTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String C = "/api/v1/collections";

  private static final S3Server SERVER = S3Server.usual();

  @TempDir static Path root;
  @TempDir static Path disk;

  @LocalServerPort int port;
  private final Random random = TestSeed.random();
  private ApiClient api;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
    registry.add("hypertile.stores.disk.url", () -> disk.toUri().toString());
    registry.add("hypertile.stores.lake.url", () -> "memory:");
    registry.add("hypertile.stores.far.url", () -> "s3://" + S3Server.BUCKET + "/kept");
    registry.add("hypertile.stores.far.endpoint", () -> SERVER.address().toString());
    registry.add("hypertile.stores.far.region", () -> "us-east-1");
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void connect() {
    api = new ApiClient(port);
  }

  /**
   * Makes a collection with one array, of which the first rows are written, and names its cells.
   */
  private String make(String name, String kind, String where) throws IOException {
    String grid = kind.equals("varray") ? "\"vgrid\": [2, 1]," : "";
    api.json(
            "POST",
            C,
            """
            {"name": "%s", "kind": "%s", %s, "dtype": "int32", "fill_value": -1, %s
             "dimensions": [{"name": "y", "size": 8}, {"name": "x", "size": 60}],
             "attributes": [{"name": "n", "dtype": "int", "primary": true},
                            {"name": "units", "dtype": "string"}],
             "options": {"chunks": [2, 20], "compression": {"codec": "gzip", "level": 1}}}
            """
                .formatted(name, kind, where, grid))
        .expect(201);
    api.json(
            "POST",
            C + "/" + name + "/arrays",
            "{\"primary_attributes\": {\"n\": 1}, \"custom_attributes\": {\"units\": \"K\"}}")
        .expect(201);
    write(name);
    return "/zarr/" + name + "/~1/" + name;
  }

  private void write(String name) throws IOException {
    byte[] cells = new byte[4 * 60 * 4];
    random.nextBytes(cells);
    api.body(
            "PUT",
            C + "/" + name + "/arrays/~1/subset.raw?slice=0:4,:",
            "application/octet-stream",
            cells)
        .expect(204);
  }

  @ParameterizedTest
  @CsvSource({"plain, array", "sharded, varray"})
  void documentsAndBytesAreThoseOfTheStore(String name, String kind) throws Exception {
    String array = make(name, kind, "\"storage\": \"zarr\"");
    Path node = root.resolve("zarr/" + name + "/~1");
    JsonNode shown = api.get(array + "/zarr.json").expect(200).json();
    JsonNode stored = JSON.readTree(Files.readString(node.resolve("zarr.json")));
    for (String member : stored.propertyNames()) {
      if (!member.equals("attributes")) {
        assertThat(shown.get(member)).as(member).isEqualTo(stored.get(member));
      }
    }
    assertThat(shown.get("codecs").toString().contains("sharding_indexed"))
        .isEqualTo(kind.equals("varray"));
    assertThat(shown.get("attributes").toString()).isEqualTo("{\"_FillValue\":-1,\"units\":\"K\"}");
    JsonNode group = api.get("/zarr/" + name + "/~1/zarr.json").expect(200).json();
    assertThat(group.get("consolidated_metadata").get("metadata").get(name)).isEqualTo(shown);
    Answer whole = api.get(array + "/c/0/0").expect(200);
    assertThat(whole.response().body()).isEqualTo(Files.readAllBytes(node.resolve("c/0/0")));
    assertThat(whole.header("Content-Type")).isEqualTo("application/octet-stream");
  }

  @ParameterizedTest
  @CsvSource({
    "one, array, disk",
    "two, varray, disk",
    "three, array, lake",
    "four, varray, lake",
    "five, array, far",
    "six, varray, far"
  })
  void partsAndTagsAreThoseOfObjects(String name, String kind, String store) throws Exception {
    String array = make(name, kind, "\"store\": \"" + store + "\"");
    String chunk = array + "/c/0/0";
    Answer whole = api.get(chunk).expect(200);
    byte[] bytes = whole.response().body();
    String tag = whole.header("ETag");
    Answer head = api.head(chunk).expect(200);
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(bytes.length));
    assertThat(head.header("ETag")).isEqualTo(tag);
    assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(api.get(chunk, "If-None-Match", tag).status()).isEqualTo(304);
    Answer last = api.get(chunk, "Range", "bytes=-20").expect(206);
    assertThat(last.response().body())
        .isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 20, bytes.length));
    Answer part = api.get(chunk, "Range", "bytes=3-10", "If-Range", tag).expect(206);
    assertThat(part.response().body()).isEqualTo(Arrays.copyOfRange(bytes, 3, 11));
    assertThat(part.header("Content-Range")).isEqualTo("bytes 3-10/" + bytes.length);
    api.get(chunk, "Range", "bytes=999999-").problem(416, "range-not-satisfiable");
    api.get(array + (kind.equals("array") ? "/c/2/0" : "/c/1/0")).problem(404, "not-found");
    api.get(array + "/c/4/0").problem(404, "not-found");
    write(name);
    assertThat(api.get(chunk, "Range", "bytes=3-10", "If-Range", tag).status()).isEqualTo(200);
    api.get(chunk, "If-Match", tag).problem(412, "version-mismatch");
    Answer next = api.get(chunk, "If-None-Match", tag).expect(200);
    assertThat(next.header("ETag")).isNotEqualTo(tag);
    assertThat(next.response().body()).isNotEqualTo(bytes);
    api.delete(C + "/" + name + "/arrays/~1").expect(204);
    api.get(array + "/zarr.json").problem(404, "array-not-found");
  }

  @Test
  void arraysWhoseAxesAnotherProgramLeftUnnamedAreDecoded() throws Exception {
    String array = make("unnamed", "array", "\"storage\": \"zarr\"");
    Path file = root.resolve("zarr/unnamed/~1/zarr.json");
    ObjectNode document = (ObjectNode) JSON.readTree(Files.readString(file));
    document.remove("dimension_names");
    Files.writeString(file, document.toString());
    JsonNode shown = api.get(array + "/zarr.json").expect(200).json();
    assertThat(shown.get("dimension_names").toString()).isEqualTo("[\"y\",\"x\"]");
    assertThat(shown.get("codecs")).hasSize(1);
    api.get(array + "/c/0/0").expect(200);
  }
}
