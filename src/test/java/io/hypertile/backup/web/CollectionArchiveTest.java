package io.hypertile.backup.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Collections of every kind leave a server as archives and come into one again. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.limits.body=4MB")
@DirtiesContext
class CollectionArchiveTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String ZIP = "application/zip";

  /** Addresses below a collection that are read before and after. */
  private static final Map<String, List<String>> READ =
      Map.of(
          "plain", List.of("/arrays/~1", "/arrays/~1/subset.npy", "/arrays?filter=k == 1"),
          "tiled", List.of("/arrays/~1", "/arrays/~1/subset.npy", "/arrays/~1/tiles"),
          "zplain", List.of("/arrays/~1", "/arrays/~1/subset.npy", "/arrays?filter=k == 1"),
          "zarrtiled", List.of("/arrays/~1", "/arrays/~1/subset.npy", "/arrays/~1/tiles"),
          "sets", List.of("/datasets/one/arrays/cells/subset.npy"),
          "tracks", List.of("/rows?format=json"));

  @TempDir static Path directory;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> directory.resolve("root").toString());
  }

  private Answer post(String path, String json) throws IOException {
    return api.json("POST", path, json.replace('\'', '"'));
  }

  @BeforeEach
  void make() throws IOException {
    api = new ApiClient(port);
    if (api.get(COLLECTIONS + "/plain").status() == 200) {
      return;
    }
    arrays("plain", "'kind': 'array', 'options': {'chunks': [3, 4], 'compression': 'gzip'},");
    arrays("tiled", "'kind': 'varray', 'vgrid': [2, 2],");
    arrays("zplain", "'kind': 'array', 'storage': 'zarr',");
    arrays("zarrtiled", "'kind': 'varray', 'vgrid': [2, 2], 'storage': 'zarr',");
    post(COLLECTIONS, "{'name': 'sets', 'kind': 'dataset'}").expect(201);
    post(
            COLLECTIONS + "/sets/datasets",
            "{'name': 'one', 'arrays': [{'name': 'cells', 'dtype': 'int32', 'dimensions': ['x'],"
                + " 'shape': [6], 'chunk_shape': [4]}]}")
        .expect(201);
    write(COLLECTIONS + "/sets/datasets/one/arrays/cells", "[1, 2, 3, 4, 5, 6]");
    post(
            COLLECTIONS,
            """
            {'name': 'tracks', 'kind': 'partitioned', 'axis': 'time',
             'partitioning': {'name': 'sequence', 'variables': ['cycle'], 'dimension': 'time'},
             'schema': {'dimensions': [{'name': 'time'}], 'variables': [
               {'name': 'time', 'dtype': '<i8', 'dimensions': ['time']},
               {'name': 'cycle', 'dtype': '<i4', 'dimensions': ['time']}]}}
            """)
        .expect(201);
    post(COLLECTIONS + "/tracks/rows", "{'time': [3, 1, 2], 'cycle': [2, 1, 1]}").expect(200);
    post(
            COLLECTIONS,
            "{'name': 'view', 'kind': 'view', 'base': 'tracks', 'variables': [{'name': 'twice', 'dtype': '<f8', 'dimensions': ['time']}]}")
        .expect(201);
  }

  private void arrays(String name, String form) throws IOException {
    post(
            COLLECTIONS,
            """
            {'name': '%s', %s 'dtype': 'float32',
             'attributes': [{'name': 'k', 'dtype': 'int', 'primary': true}],
             'dimensions': [{'name': 'y', 'size': 6}, {'name': 'x', 'size': 8}]}
            """
                .formatted(name, form))
        .expect(201);
    String arrays = COLLECTIONS + "/" + name + "/arrays";
    post(arrays, "{'primary_attributes': {'k': 1}}").expect(201);
    post(arrays, "{'primary_attributes': {'k': 2}}").expect(201);
    write(
        arrays + "/~1", "[" + "[1, 2, 3, 4, 5, 6, 7, 8],".repeat(5) + "[8, 7, 6, 5, 4, 3, 2, 1]]");
  }

  private void write(String array, String cells) throws IOException {
    api.json("PUT", array + "/subset", cells).expect(204);
  }

  private byte[] export(String name) throws IOException {
    Answer answer = api.get(COLLECTIONS + "/" + name + "/export").expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo(ZIP);
    return answer.response().body();
  }

  private static Answer receive(ApiClient to, String name, byte[] archive) throws IOException {
    return to.body("POST", COLLECTIONS + "/" + name + ":import-archive", ZIP, archive);
  }

  private static String encoded(String address) {
    return address.replace(" ", "%20").replace("==", "%3D%3D");
  }

  /** Answers without what tells the collection's name. */
  private static Map<String, String> answers(ApiClient api, String name, String kind)
      throws IOException {
    Map<String, String> answers = new LinkedHashMap<>();
    for (String each : READ.get(kind)) {
      Answer answer = api.get(encoded(COLLECTIONS + "/" + name + each)).expect(200);
      boolean hasTag = each.contains("subset");
      answers.put(
          each,
          (hasTag ? answer.header("ETag") : "")
              + new String(answer.response().body(), StandardCharsets.ISO_8859_1)
                  .replace("/" + name + "/", "/NAME/")
                  .replace("\"" + name + "\"", "\"NAME\""));
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tiled", "zplain", "zarrtiled", "sets", "tracks"})
  void collectionComesInUnderAnotherNameAndStandsForItself(String kind) throws IOException {
    Map<String, String> before = answers(api, kind, kind);
    String copy = kind + "-copy";
    Answer made = receive(api, copy, export(kind)).expect(201);
    assertThat(made.header("Location")).isEqualTo(COLLECTIONS + "/" + copy);
    assertThat(answers(api, copy, kind)).isEqualTo(before);
    assertThat(post(COLLECTIONS + "/" + copy + "/integrity", "{'level': 4}").json().get("findings"))
        .isEmpty();
    receive(api, copy, export(kind)).problem(409, "already-exists");
    // What happens to the copy does not happen to the other one.
    api.delete(COLLECTIONS + "/" + copy).expect(204);
    assertThat(answers(api, kind, kind)).isEqualTo(before);
  }

  @Test
  void collectionsComeIntoAnotherServer() throws IOException {
    Path root = directory.resolve("other");
    try (var context =
        new SpringApplicationBuilder(HypertileApplication.class)
            .run("--server.port=0", "--hypertile.storage.root=" + root)) {
      ApiClient other =
          new ApiClient(((WebServerApplicationContext) context).getWebServer().getPort());
      receive(other, "view", export("view")).problem(400, "malformed-body");
      for (String kind : READ.keySet()) {
        receive(other, kind, export(kind)).expect(201);
        assertThat(answers(other, kind, kind)).isEqualTo(answers(api, kind, kind));
      }
      receive(other, "view", export("view")).expect(201);
      assertThat(other.get(COLLECTIONS + "/view/rows?format=json").expect(200).text())
          .isEqualTo(api.get(COLLECTIONS + "/view/rows?format=json").expect(200).text());
      assertThat(other.json("POST", "/api/v1/integrity", "{\"level\": 4}").json().get("findings"))
          .isEmpty();
      other.json("PUT", COLLECTIONS + "/plain/arrays/~2/subset?slice=0,0", "5").expect(204);
    }
  }

  private static byte[] changed(byte[] archive, Consumer<Map<String, byte[]>> change)
      throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    Path file = Files.createTempFile(directory, "export", ".zip");
    Files.write(file, archive);
    try (ZipFile in = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(in.entries())) {
        entries.put(entry.getName(), in.getInputStream(entry).readAllBytes());
      }
    }
    change.accept(entries);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Map<String, Long> stored() throws IOException {
    Map<String, Long> stored = new TreeMap<>();
    Path root = directory.resolve("root");
    for (String place : List.of("collections", "zarr")) {
      try (Stream<Path> all = Files.walk(root.resolve(place))) {
        for (Path each : all.toList()) {
          String path = root.relativize(each).toString();
          stored.put(path, Files.isRegularFile(each) ? Files.size(each) : -1L);
        }
      }
    }
    return stored;
  }

  private void refused(String part, Consumer<Map<String, byte[]>> change) throws IOException {
    byte[] archive = changed(export("plain"), change);
    Map<String, Long> before = stored();
    assertThat(
            receive(api, "hostile", archive)
                .problem(400, "malformed-body")
                .get("detail")
                .asString())
        .contains(part)
        .doesNotContain(directory.toString());
    assertThat(stored()).isEqualTo(before);
    api.get(COLLECTIONS + "/hostile").problem(404, "collection-not-found");
    try (Stream<Path> left = Files.list(directory.resolve("root/.hypertile/tmp"))) {
      assertThat(left.filter(each -> each.toString().endsWith(".import"))).isEmpty();
    }
  }

  @Test
  void hostileArchivesAreNamedAndChangeNothing() throws IOException {
    refused("no path of names", entries -> entries.put("files/../../../out", text("x")));
    refused("no file of the collection", entries -> entries.put("out", text("x")));
    refused(
        "no file of the collection",
        entries -> entries.put("files/collections/tiled/x", text("x")));
    refused("names a collection", entries -> entries.remove("collection.json"));
    refused(
        "names a collection",
        entries -> entries.put("collection.json", text("{\"collection\": \"../x\"}")));
    refused("has no manifest.json", entries -> entries.remove("manifest.json"));
    refused(
        "has format 9, made by Hypertile",
        entries ->
            entries.computeIfPresent(
                "manifest.json",
                (name, bytes) -> text(text(bytes).replace("\"format\" : 1", "\"format\" : 9"))));
    refused(
        "entries.jsonl: its digest is not that of the manifest",
        entries ->
            entries.computeIfPresent(
                "entries.jsonl", (name, bytes) -> text(text(bytes) + "{\"path\": \"z\"}\n")));
    String document = "files/collections/plain/plain.json";
    refused(
        "plain.json: its digest",
        entries ->
            entries.computeIfPresent(
                document,
                (n, bytes) -> {
                  byte[] other = bytes.clone();
                  other[9] ^= 1;
                  return other;
                }));
    refused("plain.json: it is not there", entries -> entries.remove(document));
  }

  /** The length would be known only after a copy of the whole collection. */
  @Test
  void headCopiesNothing() throws IOException {
    Answer head = api.head(COLLECTIONS + "/plain/export").expect(200);
    assertThat(head.header("Content-Type")).isEqualTo(ZIP);
    assertThat(head.response().headers().firstValue("Content-Length")).isEmpty();
    api.head(COLLECTIONS + "/none/export").expect(404);
  }

  @Test
  void bodiesThatAreNoArchivesOrTooLargeAreRefused() throws IOException {
    receive(api, "hostile", text("no archive")).problem(400, "malformed-body");
    receive(api, "hostile", new byte[0]).problem(400, "malformed-body");
    api.json("POST", COLLECTIONS + "/hostile:import-archive", "{}")
        .problem(415, "unsupported-format");
    byte[] bomb =
        changed(
            export("plain"),
            entries -> entries.put("files/collections/plain/x", new byte[5 << 20]));
    assertThat(bomb.length).isLessThan(1 << 20);
    receive(api, "hostile", bomb).problem(413, "body-too-large");
    receive(api, "plain", export("plain")).problem(409, "already-exists");
    api.get(COLLECTIONS + "/none/export").problem(404, "collection-not-found");
  }
}
