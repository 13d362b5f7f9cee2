package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Requests at the same time: who waits, who does not, and what each of them sees. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.lock-timeout=5s")
@DirtiesContext
class SimultaneousRequestsTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 20;
  private static final int CELLS = 4096;
  private static final String DOCUMENT =
      """
      {"name": "%s", "kind": "%s", "dtype": "float64",
       "dimensions": [{"name": "y", "size": 16}, {"name": "x", "size": 256}],
       "attributes": [{"name": "n", "dtype": "int", "primary": true}]%s}
      """;

  @TempDir static Path root;

  @LocalServerPort int port;
  @Autowired Hdf5Storage storage;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", () -> root.resolve("storage").toString());
  }

  @BeforeEach
  void deleteCollections() {
    api = new ApiClient(port);
    storage.collections().list().forEach(storage.collections()::delete);
  }

  private String create(String name, String kind, String more, int arrays) throws IOException {
    api.json("POST", COLLECTIONS, DOCUMENT.formatted(name, kind, more)).expect(201);
    for (int number = 0; number < arrays; number++) {
      createArray(name, number).expect(201);
    }
    return COLLECTIONS + "/" + name + "/arrays/";
  }

  private Answer createArray(String name, int number) throws IOException {
    String body = "{\"primary_attributes\": {\"n\": " + number + "}}";
    return api.json("POST", COLLECTIONS + "/" + name + "/arrays", body);
  }

  /** Runs the work in as many threads as there are clients; gives what each of them made. */
  private static <T> List<T> together(java.util.function.IntFunction<Callable<T>> work)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(CLIENTS);
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Callable<T> task = work.apply(client);
        futures.add(
            threads.submit(() -> {
              start.await();
              return task.call();
            }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  private int put(String path, String body) throws IOException {
    return api.json("PUT", path, body).status();
  }

  private double[] cells(String path) throws IOException {
    return ApiClient.values(api.get(path + "/subset?format=npy").expect(200).response().body());
  }

  @Test
  void readersOfOneArrayDoNotDisturbOneAnother() throws Exception {
    String array = create("c", "array", "", 1) + "~0";
    assertThat(put(array + "/subset", "4.5")).isEqualTo(204);
    List<Boolean> right =
        together(client ->
            () -> {
              boolean same = true;
              for (int round = 0; round < ROUNDS; round++) {
                same &= Arrays.stream(cells(array)).allMatch(cell -> cell == 4.5);
              }
              return same;
            });
    assertThat(right).hasSize(CLIENTS).containsOnly(true);
  }

  @Test
  void readersSeeWholeWritesOnly() throws Exception {
    String array = create("c", "array", "", 1) + "~0";
    assertThat(put(array + "/subset", "0")).isEqualTo(204);
    AtomicBoolean done = new AtomicBoolean();
    List<Integer> counts =
        together(client ->
            () -> {
              int reads = 0;
              for (int round = 1; client == 0 && round <= 5 * ROUNDS; round++) {
                assertThat(put(array + "/subset", "" + round)).isEqualTo(204);
              }
              done.compareAndSet(false, client == 0);
              while (client > 0 && (!done.get() || reads == 0)) {
                double[] cells = cells(array);
                assertThat(cells).hasSize(CELLS).containsOnly(cells[0]);
                reads++;
              }
              return reads;
            });
    assertThat(counts.subList(1, CLIENTS)).allMatch(reads -> reads > 0);
  }

  @Test
  void lockedArrayAnswers423AfterTheDeadline() throws IOException {
    String arrays = create("c", "array", "", 1);
    String id = api.get(arrays + "~0").json().get("id").asString();
    LockKey key = new LockKey("c", id);
    try (HeldLock held =
        storage.locks().acquire(key, LockMode.WRITE, Duration.ofSeconds(1), "a test")) {
      Answer refused = api.json("PUT", arrays + "~0/subset", "1");
      refused.problem(423, "locked");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      cells(arrays + "~0");
    }
    assertThat(put(arrays + "~0/subset", "1")).isEqualTo(204);
  }

  @Test
  void writersOfDifferentArraysAllSucceed() throws Exception {
    String arrays = create("c", "array", "", CLIENTS);
    List<Boolean> right =
        together(client ->
            () -> {
              boolean all = true;
              for (int round = 0; round < ROUNDS; round++) {
                int value = client * ROUNDS + round;
                all &= put(arrays + "~" + client + "/subset", "" + value) == 204;
                all &= Arrays.stream(cells(arrays + "~" + client)).allMatch(c -> c == value);
              }
              return all;
            });
    assertThat(right).hasSize(CLIENTS).containsOnly(true);
  }

  @Test
  void ofSimultaneousCreationsOneSucceeds() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String name = "c" + round;
      List<Integer> collections =
          together(client ->
              () -> api.json("POST", COLLECTIONS, DOCUMENT.formatted(name, "array", "")).status());
      assertThat(collections).containsOnlyOnce(201).containsOnly(201, 409);
      List<Integer> arrays = together(client -> () -> createArray(name, 7).status());
      assertThat(arrays).containsOnlyOnce(201).containsOnly(201, 409);
      assertThat(api.get(COLLECTIONS + "/" + name + "/arrays").json().get("items")).hasSize(1);
    }
  }

  /** Boxes of two rows each cover tiles of their own or share them with a neighbour's. */
  @Test
  void writersOfOneVirtualArrayAllSucceed() throws Exception {
    String array = create("v", "varray", ", \"vgrid\": [4, 2]", 1) + "~0";
    List<Boolean> right =
        together(client ->
            () -> {
              boolean all = true;
              String box = array + "/subset?slice=" + 2 * client + ":" + 2 * (client + 1);
              for (int round = 1; round <= ROUNDS; round++) {
                all &= put(box, "" + (client * ROUNDS + round)) == 204;
              }
              return all;
            });
    assertThat(right).hasSize(CLIENTS).containsOnly(true);
    double[] cells = cells(array);
    assertThat(cells).hasSize(CELLS);
    for (int at = 0; at < CELLS; at++) {
      int client = at / (2 * 256);
      assertThat(cells[at]).isEqualTo((client + 1) * ROUNDS);
    }
    List<Integer> same = together(client -> () -> put(array + "/subset", "" + client));
    assertThat(same).containsOnly(204);
    double[] last = cells(array);
    assertThat(last).containsOnly(last[0]);
  }
}
