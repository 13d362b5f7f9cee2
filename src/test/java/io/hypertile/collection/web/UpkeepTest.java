package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.DekerFixtures;
import io.hypertile.catalog.ArrayCatalog;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Checks, sizes and locks of a storage that Deker wrote and that was damaged since. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.limits.array=1KB")
@DirtiesContext
class UpkeepTest {
  private static final String COLLECTIONS = "/api/v1/collections";

  @TempDir static Path directory;

  @LocalServerPort int port;
  private ApiClient api;
  private Path root = directory;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> directory.resolve("root").toString());
  }

  @Autowired Hdf5Storage storage;
  @Autowired ArrayCatalog catalog;

  @BeforeEach
  void unpack(@TempDir Path fresh) throws IOException {
    api = new ApiClient(port);
    root = directory.resolve("root").toRealPath();
    storage.collections().list().forEach(storage.collections()::delete);
    try (Stream<Path> left = Files.list(root.resolve("collections"))) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    for (String name : List.of("basic", "virtual")) {
      Path from = DekerFixtures.unpack(name, fresh);
      try (Stream<Path> entries = Files.list(from.resolve("collections"))) {
        for (Path entry : entries.toList()) {
          Files.move(entry, root.resolve("collections").resolve(entry.getFileName()));
        }
      }
    }
    relink(fresh);
    // A rebuild that the test before set off may have found the directories empty just now.
    storage.collections().list().forEach(catalog::clear);
  }

  /** Links that Deker made where the storage stood lead to where it stands now. */
  private void relink(Path from) throws IOException {
    for (Path link : links(root.resolve("collections"))) {
      Path target = Files.readSymbolicLink(link);
      Path below = from.toRealPath().relativize(target);
      Files.delete(link);
      Files.createSymbolicLink(link, root.resolve(below.subpath(1, below.getNameCount())));
    }
  }

  private static List<Path> links(Path below) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(Files::isSymbolicLink).toList();
    }
  }

  private Path file(String collection, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve("collections").resolve(collection))) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending) && file.toString().contains("_data/"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private Path link(Path data) throws IOException {
    return links(root.resolve("collections")).stream()
        .filter(link -> link.getFileName().equals(data.getFileName()))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode check(String path, String body) throws IOException {
    return api.json("POST", path, body).expect(200).json();
  }

  private JsonNode check(int level) throws IOException {
    return check("/api/v1/integrity", "{\"level\": " + level + "}");
  }

  private static List<String> kinds(JsonNode report) {
    List<String> kinds = new ArrayList<>();
    report.get("findings").forEach(finding -> kinds.add(finding.get("kind").asString()));
    return kinds;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void storageOfDekerIsInOrderAtEveryLevel(int level) throws IOException {
    JsonNode report = check(level);
    assertThat(report.get("findings").toPrettyString()).isEqualTo("[ ]");
    assertThat(report.get("level").asInt()).isEqualTo(level);
    assertThat(report.get("collections").asInt()).isEqualTo(6);
    assertThat(report.get("arrays").asInt() > 0).isEqualTo(level > 1);
    assertThat(report.get("complete").asBoolean()).isTrue();
  }

  @Test
  void collectionsAndLockFilesArePairedAtLevelOne() throws IOException {
    Path collections = root.resolve("collections");
    Files.delete(collections.resolve("weather.lock"));
    Files.createFile(collections.resolve("gone.lock"));
    Files.writeString(collections.resolve("tiles/tiles.json"), "{\"name\":");
    Files.delete(collections.resolve("timed/timed.json"));
    JsonNode report = check(1);
    assertThat(kinds(report))
        .containsExactly(
            "surplus-lock-file",
            "unreadable-collection",
            "unreadable-collection",
            "missing-lock-file");
    assertThat(report.get("findings").get(0).get("file").asString())
        .isEqualTo("collections/gone.lock");
    assertThat(report.get("findings").get(1).get("collection").asString()).isEqualTo("tiles");
    assertThat(report.get("findings").get(2).get("collection").asString()).isEqualTo("timed");
    assertThat(report.toString()).doesNotContain(root.toString());
  }

  @Test
  void documentWithAnotherNameIsFoundAndItsDirectoryCounts() throws IOException {
    Path collections = root.resolve("collections");
    Path document = collections.resolve("weather/weather.json");
    Files.writeString(
        document,
        Files.readString(document)
            .replace("\"name\": \"weather\", \"type\"", "\"name\": \"other\", \"type\""));
    assertThat(kinds(check(4))).containsExactly("foreign-name");
    JsonNode shown = api.get(COLLECTIONS + "/weather").expect(200).json();
    assertThat(shown.get("name").asString()).isEqualTo("weather");
    assertThat(api.get(COLLECTIONS + "/weather/arrays").json().get("items").size()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "weather, .hdf5, unreadable-array",
    "tiles, .hdf5, unreadable-array",
    "timed, .json, unreadable-array"
  })
  void truncatedFilesAreReportedAndStopNothing(String collection, String ending, String kind)
      throws IOException {
    Path damaged = file(collection, ending);
    try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
      channel.truncate(40);
    }
    Files.delete(root.resolve("collections/custom_time.lock"));
    assertThat(kinds(check(1))).containsExactly("missing-lock-file");
    for (int level = 2; level <= 4; level++) {
      JsonNode report = check(level);
      assertThat(kinds(report)).containsExactlyInAnyOrder("missing-lock-file", kind);
      report
          .get("findings")
          .forEach(finding -> {
            if (finding.get("kind").asString().equals(kind)) {
              assertThat(finding.get("file").asString())
                  .isEqualTo(root.relativize(damaged).toString());
              assertThat(finding.get("array").asString())
                  .isEqualTo(damaged.getFileName().toString().replace(ending, ""));
            }
          });
    }
  }

  @Test
  void linksAreComparedWithArraysAndRepaired() throws IOException {
    Path data = file("weather", ".hdf5");
    Path link = link(data);
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("/srv/old/collections/x").resolve(data.getFileName()));
    Path tile = file("tiles", ".hdf5");
    Path relative = link(tile);
    Files.delete(relative);
    Files.createSymbolicLink(relative, relative.getParent().relativize(tile));
    Path virtual = file("timed", ".json");
    Files.delete(link(virtual));
    Path surplus = root.resolve("collections/weather/array_symlinks/elsewhere");
    Files.createDirectories(surplus);
    Files.createSymbolicLink(surplus.resolve(data.getFileName()), data);
    Path dangling =
        root.resolve(
            "collections/weather/array_symlinks/no/00000000-0000-4000-8000-000000000000.hdf5");
    Files.createDirectories(dangling.getParent());
    Files.createSymbolicLink(dangling, Path.of("/nowhere"));
    Path foreign = root.resolve("collections/weather/array_symlinks/readme.txt");
    Files.writeString(foreign, "x");

    assertThat(kinds(check(2))).isEmpty();
    List<String> all =
        List.of(
            "stale-link",
            "stale-link",
            "missing-link",
            "surplus-link",
            "dangling-link",
            "foreign-link");
    assertThat(kinds(check(3))).containsExactlyInAnyOrderElementsOf(all);
    JsonNode repair = check("/api/v1/integrity", "{\"level\": 3, \"repair_links\": true}");
    assertThat(kinds(repair)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(repair.get("repaired").asInt()).isEqualTo(5);
    assertThat(kinds(check(3))).containsExactly("foreign-link");
    assertThat(Files.readSymbolicLink(link)).isEqualTo(data);
    assertThat(Files.readSymbolicLink(relative)).isEqualTo(tile);
    assertThat(surplus).doesNotExist();
    assertThat(dangling.getParent()).doesNotExist();
  }

  @Test
  void linkToAnotherArrayAndSecondKeyAreFound() throws IOException {
    List<Path> two = links(root.resolve("collections/weather")).subList(0, 2);
    Path first = Files.readSymbolicLink(two.get(0));
    Files.delete(two.get(0));
    Files.createSymbolicLink(two.get(0), Files.readSymbolicLink(two.get(1)));
    assertThat(kinds(check(3))).containsExactly("foreign-link");
    check("/api/v1/integrity", "{\"level\": 3, \"repair_links\": true}");
    assertThat(Files.readSymbolicLink(two.get(0))).isEqualTo(first);
    Files.move(two.get(0), two.get(1).resolveSibling(two.get(0).getFileName()));
    assertThat(kinds(check(3))).containsExactlyInAnyOrder("missing-link", "surplus-link");
  }

  @Test
  void tilesWithoutVirtualArrayAreFound() throws IOException {
    Path virtual = file("tiles", ".json");
    Files.delete(link(virtual));
    Files.delete(virtual);
    List<String> kinds = kinds(check(3));
    assertThat(kinds).isNotEmpty().containsOnly("orphan-tile");
    assertThat(kinds(check(2))).isEmpty();
  }

  @Test
  void lastCellIsComparedWithTheSchemaAtLevelFour() throws IOException {
    Path document = root.resolve("collections/weather/weather.json");
    String text = Files.readString(document);
    Files.writeString(document, text.replace("numpy.float64", "numpy.float32"));
    assertThat(kinds(check(3))).isEmpty();
    assertThat(kinds(check(4))).isNotEmpty().containsOnly("wrong-type");
    Files.writeString(document, text.replace("\"size\": 7,", "\"size\": 8,"));
    assertThat(kinds(check(4))).isNotEmpty().containsOnly("wrong-type");
  }

  @Test
  void stopOnErrorEndsAtTheFirstFinding() throws IOException {
    Files.delete(root.resolve("collections/weather.lock"));
    Files.delete(root.resolve("collections/tiles.lock"));
    JsonNode report = check("/api/v1/integrity", "{\"level\": 4, \"stop_on_error\": true}");
    assertThat(kinds(report)).containsExactly("missing-lock-file");
    assertThat(report.get("complete").asBoolean()).isFalse();
  }

  @Test
  void oneCollectionIsCheckedAlone() throws IOException {
    Files.delete(root.resolve("collections/weather.lock"));
    assertThat(kinds(check(COLLECTIONS + "/tiles/integrity", "{\"level\": 4}"))).isEmpty();
    JsonNode report = check(COLLECTIONS + "/weather/integrity", "{}");
    assertThat(kinds(report)).containsExactly("missing-lock-file");
    assertThat(report.get("collections").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /collections/none/integrity",
        "GET | /collections/none/size",
        "GET | /locks?collection=none",
        "DELETE | /locks?collection=none"
      })
  void unknownCollectionIsNotFound(String method, String path) throws IOException {
    api.json(method, "/api/v1" + path, "{}").problem(404, "collection-not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"level\": 0}", "{\"level\": 5}", "{\"level\": \"4\"}", "{\"level\": 1.5}",
        "{\"levels\": 1}", "{\"stop_on_error\": 1}", "[]", "{\"repair_links\": true}"
      })
  void senselessChecksAreRefused(String body) throws IOException {
    api.json("POST", "/api/v1/integrity", body).problem(400, "invalid-request");
  }

  @Test
  void sizeIsTheSumOfTheArrayFiles() throws IOException {
    long all = 0;
    for (String name : List.of("weather", "tiles")) {
      long bytes = 0;
      try (Stream<Path> files = Files.walk(root.resolve("collections").resolve(name))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          bytes += file.toString().contains("_data/") ? Files.size(file) : 0;
        }
      }
      JsonNode size = api.get(COLLECTIONS + "/" + name + "/size").expect(200).json();
      assertThat(size.get("bytes").asLong()).isEqualTo(bytes).isPositive();
      all += bytes;
    }
    assertThat(api.get("/api/v1/size").json().get("bytes").asLong()).isGreaterThan(all);
  }

  @Test
  void lockFilesOfDeadProcessesAreListedReportedAndCleared() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    long alive = ProcessHandle.current().pid();
    Path data = file("weather", ".hdf5");
    String id = data.getFileName().toString().replace(".hdf5", "");
    String uuid = "0f0f0f0f-0000-4000-8000-000000000000";
    Path stale =
        Files.createFile(
            data.resolveSibling(id + ":" + uuid + ":" + ended.pid() + ":77.arrayreadlock"));
    Path tile = file("tiles", ".hdf5");
    Path writing =
        Files.createFile(tile.resolveSibling(tile.getFileName() + ":" + alive + ".varraylock"));
    Path odd = Files.createFile(tile.resolveSibling("x.arrayreadlock"));

    JsonNode items = api.get("/api/v1/locks").expect(200).json().get("items");
    assertThat(items).hasSize(3);
    JsonNode read =
        api.get("/api/v1/locks?collection=weather").expect(200).json().get("items").get(0);
    assertThat(read.get("file").asString()).isEqualTo(root.relativize(stale).toString());
    assertThat(read.get("array").asString()).isEqualTo(id);
    assertThat(read.get("kind").asString()).isEqualTo("arrayreadlock");
    assertThat(read.get("pid").asLong()).isEqualTo(ended.pid());
    assertThat(read.get("tid").asLong()).isEqualTo(77);
    assertThat(read.get("alive").asBoolean()).isFalse();
    assertThat(read.get("age_seconds").asDouble()).isBetween(0.0, 600.0);

    assertThat(kinds(check(1))).isEmpty();
    assertThat(kinds(check(2))).containsExactly("stale-lock", "stale-lock");
    api.get(COLLECTIONS + "/weather/arrays/" + id + "/subset?slice=0,0,0,0").expect(200);
    api.json("PUT", COLLECTIONS + "/weather/arrays/" + id + "/subset?slice=0,0,0,0", "1")
        .expect(204);

    assertThat(
            api.delete("/api/v1/locks?collection=tiles").expect(200).json().get("removed").asInt())
        .isEqualTo(1);
    assertThat(odd).doesNotExist();
    assertThat(writing).exists();
    assertThat(stale).exists();
    assertThat(api.delete("/api/v1/locks").json().get("removed").asInt()).isEqualTo(1);
    assertThat(writing).exists();
    assertThat(api.delete("/api/v1/locks?force=true").json().get("removed").asInt()).isEqualTo(1);
    assertThat(api.get("/api/v1/locks").json().get("items")).isEmpty();
  }

  @Test
  void locksOfRequestsAreListedAndStay() throws IOException {
    LockKey key = new LockKey("weather", "0f0f0f0f-0000-4000-8000-000000000000");
    try (HeldLock held =
        storage.locks().acquire(key, LockMode.WRITE, Duration.ofSeconds(1), "a test")) {
      api.delete("/api/v1/locks?force=true").expect(200);
      JsonNode item = api.get("/api/v1/locks").json().get("items").get(0);
      assertThat(item.get("kind").asString()).isEqualTo("write");
      assertThat(item.get("holder").asString()).isEqualTo("a test");
      assertThat(item.get("array").asString()).isEqualTo(key.array());
      assertThat(item.get("file").isNull()).isTrue();
      assertThat(api.get("/api/v1/locks?collection=tiles").json().get("items")).isEmpty();
    }
    assertThat(api.get("/api/v1/locks").json().get("items")).isEmpty();
  }

  @Test
  void lockedArrayIsListedAndRead() throws IOException {
    String id = file("weather", ".hdf5").getFileName().toString().replace(".hdf5", "");
    LockKey key = new LockKey("weather", id);
    try (HeldLock held =
        storage.locks().acquire(key, LockMode.WRITE, Duration.ofSeconds(1), "a test")) {
      JsonNode listed = api.get(COLLECTIONS + "/weather/arrays").expect(200).json().get("items");
      assertThat(listed.size()).isGreaterThan(2);
      api.get(COLLECTIONS + "/weather/arrays/" + id).expect(200);
      api.get(COLLECTIONS + "/weather/arrays/" + id + "/subset?slice=0,0,0").expect(200);
    }
  }

  @Test
  void unreadableCollectionDoesNotHideTheOthers() throws IOException {
    Files.writeString(root.resolve("collections/tiles/tiles.json"), "{\"name\":");
    List<String> readable = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    for (JsonNode item : api.get(COLLECTIONS).expect(200).json().get("items")) {
      (item.has("readable") ? damaged : readable).add(item.get("name").asString());
    }
    assertThat(damaged).containsExactly("tiles");
    assertThat(readable).hasSize(5);
    api.get(COLLECTIONS + "/weather").expect(200);
  }

  @Test
  void deletedCollectionLeavesNothing() throws IOException {
    api.delete(COLLECTIONS + "/weather").expect(204);
    assertThat(root.resolve("collections/weather")).doesNotExist();
    assertThat(root.resolve("collections/weather.lock")).doesNotExist();
    assertThat(kinds(check(4))).isEmpty();
  }

  @Test
  void readingChangesNoFile() throws IOException {
    List<String> before = files();
    for (JsonNode item : api.get(COLLECTIONS + "/weather/arrays").json().get("items")) {
      String array = COLLECTIONS + "/weather/arrays/" + item.get("id").asString();
      api.get(array + "/subset?format=npy").expect(200);
      api.get(array + "/subset/description").expect(200);
    }
    assertThat(files()).isEqualTo(before).hasSizeGreaterThan(20);
  }

  /** Every file with its size and time. */
  private List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root.resolve("collections"))) {
      for (Path file : all.sorted().toList()) {
        boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        files.add(
            file + (regular ? " " + Files.size(file) + " " + Files.getLastModifiedTime(file) : ""));
      }
    }
    return files;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "array | 16 | | 201",
        "array | 17 | | 422",
        "varray | 32 | , \"vgrid\": [2, 1] | 201",
        "varray | 34 | , \"vgrid\": [2, 1] | 422"
      })
  void arraysAndTilesBeyondTheLimitAreRefusedWithNothingLeft(
      String kind, int size, String grid, int status) throws IOException {
    String body =
        """
        {"name": "large", "kind": "%s", "dtype": "float64",
         "dimensions": [{"name": "y", "size": %d}, {"name": "x", "size": 8}]%s}
        """
            .formatted(kind, size, grid == null ? "" : grid);
    if (status == 201) {
      api.json("POST", COLLECTIONS, body).expect(201);
      return;
    }
    JsonNode problem = api.json("POST", COLLECTIONS, body).problem(422, "invalid-schema");
    assertThat(problem.get("limit").asLong()).isEqualTo(1024);
    assertThat(problem.get("requested").asLong()).isEqualTo(17 * 8 * 8);
    assertThat(root.resolve("collections/large")).doesNotExist();
    assertThat(root.resolve("collections/large.lock")).doesNotExist();
    api.get(COLLECTIONS + "/large").problem(404, "collection-not-found");
  }
}
