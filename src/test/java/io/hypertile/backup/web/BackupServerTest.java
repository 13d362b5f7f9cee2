package io.hypertile.backup.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import io.hypertile.backup.Restore;
import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Backups that a server makes under load, and a server on what is restored of them. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupServerTest {
  private static final String BACKUP = "/api/v1/backup";
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final int ROWS = 24;
  private static final int COLUMNS = 400;
  private static final long MOST_WAITING = 60_000;

  private static final List<String> FORMS =
      List.of(
          "'kind': 'array',",
          "'kind': 'array', 'options': {'chunks': [7, 60], 'compression': 'gzip'},",
          "'kind': 'varray', 'vgrid': [2, 4],",
          "'kind': 'array', 'storage': 'zarr', 'options': {'chunks': [7, 60], 'compression': 'gzip'},");

  @TempDir static Path directory;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> directory.resolve("root").toString());
    registry.add("hypertile.backup.directory", () -> directory.resolve("backups").toString());
    registry.add("hypertile.backup.keep", () -> "2");
    registry.add("hypertile.stores.disk.url", () -> "file://" + directory.resolve("disk"));
    registry.add("hypertile.stores.seen.url", () -> "file://" + directory.resolve("seen"));
    registry.add("hypertile.stores.seen.read-only", () -> "true");
    registry.add("hypertile.stores.heap.url", () -> "memory:");
  }

  @BeforeEach
  void client() {
    api = new ApiClient(port);
  }

  private Answer post(String path, String json) throws IOException {
    return api.json("POST", path, json.replace('\'', '"'));
  }

  /** Begins a backup and waits for its end. */
  private JsonNode backup(String target) throws Exception {
    return backupBy("{'target': '%s'}", target);
  }

  private JsonNode backupBy(String order, String target) throws Exception {
    JsonNode begun = post(BACKUP, order.formatted(target)).expect(202).json();
    assertThat(begun.get("status").asString()).isEqualTo("running");
    assertThat(begun.get("target").asString()).isEqualTo(target);
    long end = System.currentTimeMillis() + MOST_WAITING;
    JsonNode state = begun;
    while (state.get("status").asString().equals("running") && System.currentTimeMillis() < end) {
      Thread.sleep(20);
      state = api.get(BACKUP).expect(200).json();
    }
    assertThat(state.get("status").asString()).as(state::toString).isEqualTo("done");
    return state;
  }

  @Test
  @Order(1)
  void nothingIsKnownOfBackupsBeforeTheFirst() throws IOException {
    assertThat(api.get(BACKUP).expect(200).text()).isEqualTo("{\"status\":\"none\"}");
    assertThat(api.get("/actuator/prometheus").text())
        .contains("hypertile_backup_last_success_seconds 0.0");
  }

  @Test
  @Order(2)
  void targetsAreNamesAndNoPaths() throws IOException {
    for (String name : List.of("", ".", "..", "../x", "/etc", "a/b", "A", "a b", "x.y", "-a")) {
      post(BACKUP, "{'target': '" + name + "'}").problem(400, "invalid-name");
    }
    post(BACKUP, "{}").problem(400, "invalid-request");
    post(BACKUP, "{'target': 7}").problem(400, "invalid-request");
    post(BACKUP, "{'target': 'a', 'directory': '/x'}").problem(400, "invalid-request");
    post(BACKUP, "{'target'").problem(400, "malformed-body");
    post(BACKUP + "?target=a", "{'target': 'a'}").problem(400, "invalid-request");
    assertThat(directory.resolve("backups")).doesNotExist();
  }

  @Test
  @Order(3)
  void whatIsRestoredIsOfOneMomentAndServed() throws Exception {
    List<Writer> writers = new ArrayList<>();
    for (int number = 0; number < FORMS.size(); number++) {
      writers.add(writer("w" + number, FORMS.get(number)));
    }
    writers.add(datasets());
    AtomicBoolean isEnded = new AtomicBoolean();
    List<JsonNode> backups = new ArrayList<>();
    List<long[]> least = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (Writer writer : writers) {
        running.add(
            threads.submit(() -> {
              while (!isEnded.get()) {
                writer.step();
              }
              return null;
            }));
      }
      try {
        for (int round = 0; round < 3; round++) {
          Thread.sleep(150);
          least.add(writers.stream().mapToLong(writer -> writer.done).toArray());
          backups.add(backup("load"));
        }
      } finally {
        isEnded.set(true);
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    Path target = directory.resolve("backups/load");
    assertThat(target.resolve(backups.getFirst().get("backup").asString())).doesNotExist();
    for (int round = 1; round < 3; round++) {
      Path restored = directory.resolve("restored" + round);
      Restore.open(target.resolve(backups.get(round).get("backup").asString())).into(restored);
      check(restored, writers, least.get(round));
    }
    assertThat(api.get("/actuator/prometheus").text())
        .containsPattern("hypertile_backup_last_success_seconds 1\\.\\d+E9")
        .contains("hypertile_backup_failed 0.0");
    assertThat(api.get(BACKUP).json().get("last_success"))
        .isEqualTo(backups.getLast().get("moment"));
  }

  @Test
  @Order(4)
  void storesInFilesAreBackedUpByThemselves() throws Exception {
    String ofDisk = "{'target': '%s', 'store': 'disk'}";
    String success = api.get(BACKUP).json().path("last_success").asString("");
    Writer writer = writer("d", "'kind': 'array', 'storage': 'zarr', 'store': 'disk',");
    AtomicBoolean isEnded = new AtomicBoolean();
    JsonNode made;
    long least;
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> running =
          threads.submit(() -> {
            while (!isEnded.get()) {
              writer.step();
            }
            return null;
          });
      try {
        backupBy(ofDisk, "disk");
        least = writer.done;
        made = backupBy(ofDisk, "disk");
      } finally {
        isEnded.set(true);
      }
      running.get();
    }
    assertThat(made.get("store").asString()).isEqualTo("disk");
    assertThat(made.path("last_success").asString("")).isEqualTo(success);
    post(BACKUP, "{'target': 'disk'}").expect(202);
    JsonNode other = api.get(BACKUP).json();
    for (int looks = 0; other.get("status").asString().equals("running") && looks < 600; looks++) {
      Thread.sleep(20);
      other = api.get(BACKUP).json();
    }
    assertThat(other.path("reason").asString()).contains("has backups of the store disk");
    Path restored = directory.resolve("disk-restored");
    Restore.open(directory.resolve("backups/disk/" + made.get("backup").asString())).into(restored);
    check(
        directory.resolve("empty"),
        List.of(writer),
        new long[] {least},
        "--hypertile.stores.disk.url=file://" + restored);
  }

  @Test
  @Order(5)
  void otherStoresAreNotBackedUp() throws IOException {
    post(BACKUP, "{'target': 'x', 'store': 'none'}").problem(404, "not-found");
    post(BACKUP, "{'target': 'x', 'store': '../x'}").problem(404, "not-found");
    for (String store : List.of("seen", "heap")) {
      post(BACKUP, "{'target': 'x', 'store': '%s'}".formatted(store))
          .problem(422, "unsupported-storage");
    }
    assertThat(directory.resolve("backups/x")).doesNotExist();
  }

  private Writer writer(String name, String form) throws IOException {
    post(
            COLLECTIONS,
            """
            {'name': '%s', %s 'dtype': 'int64',
             'attributes': [{'name': 'k', 'dtype': 'int', 'primary': true},
                            {'name': 'n', 'dtype': 'int', 'primary': false}],
             'dimensions': [{'name': 'y', 'size': %d}, {'name': 'x', 'size': %d}]}
            """
                .formatted(name, form, ROWS, COLUMNS))
        .expect(201);
    post(COLLECTIONS + "/" + name + "/arrays", "{'primary_attributes': {'k': 1}}").expect(201);
    return new Writer(api, COLLECTIONS + "/" + name + "/arrays/~1");
  }

  private Writer datasets() throws IOException {
    post(COLLECTIONS, "{'name': 'sets', 'kind': 'dataset'}").expect(201);
    post(
            COLLECTIONS + "/sets/datasets",
            """
            {'name': 'one', 'arrays': [{'name': 'cells', 'dtype': 'int64',
             'dimensions': ['y', 'x'], 'shape': [%d, %d], 'chunk_shape': [7, 60]}]}
            """
                .formatted(ROWS, COLUMNS))
        .expect(201);
    return new Writer(api, COLLECTIONS + "/sets/datasets/one/arrays/cells");
  }

  /** One who writes the next number into all cells of an array. */
  private static final class Writer {
    private final ApiClient api;
    private final String array;
    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private volatile long done;
    private volatile long begun;

    Writer(ApiClient api, String array) throws IOException {
      this.api = api;
      this.array = array;
      step();
    }

    void step() throws IOException {
      begun = done + 1;
      ByteBuffer cells = ByteBuffer.allocate(8 * ROWS * COLUMNS).order(ByteOrder.LITTLE_ENDIAN);
      while (cells.hasRemaining()) {
        cells.putLong(begun);
      }
      Answer answer = api.body("PUT", array + "/subset", "application/octet-stream", cells.array());
      answer.expect(204);
      versions.put(answer.header("ETag"), begun);
      done = begun;
    }
  }

  private static void check(Path root, List<Writer> writers, long[] least, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--server.port=0", "--hypertile.storage.root=" + root));
    try (var context =
        new SpringApplicationBuilder(HypertileApplication.class)
            .run(arguments.toArray(String[]::new))) {
      ApiClient api =
          new ApiClient(((WebServerApplicationContext) context).getWebServer().getPort());
      assertThat(post(api, "/api/v1/integrity", "{'level': 4}").json().get("findings")).isEmpty();
      for (int number = 0; number < writers.size(); number++) {
        Writer writer = writers.get(number);
        Answer answer = api.get(writer.array + "/subset.raw").expect(200);
        LongBuffer cells =
            ByteBuffer.wrap(answer.response().body()).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        long value = cells.get(0);
        assertThat(cells.remaining()).isEqualTo(ROWS * COLUMNS);
        for (int at = 0; at < cells.remaining(); at++) {
          assertThat(cells.get(at)).isEqualTo(value);
        }
        assertThat(value).isBetween(least[number], writer.begun);
        assertThat(writer.versions)
            .as("an array of a version has the cells that it was given with it")
            .containsEntry(api.get(writer.array).expect(200).header("ETag"), value);
        api.delete(writer.array + "/subset?slice=0").expect(204);
      }
    }
  }

  private static Answer post(ApiClient api, String path, String json) throws IOException {
    return api.json("POST", path, json.replace('\'', '"'));
  }
}
