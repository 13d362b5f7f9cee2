package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.store.remote.CutLine;
import io.hypertile.store.s3.S3Server;
import io.hypertile.zarr.cells.RegisterHistory;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Servers on one store of S3, each with a line of its own to it, which is cut while all of them
 * write and read one array. Reads that are told an age are of a state that was the present one
 * within that time, all others of the present one, and no answered write is lost.
 */
@Timeout(600)
class StoreCutOffTest {
  private static final int SERVERS = 3;

  /** The server that makes the arrays. */
  private static final int MAKER = 2;

  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String CELLS = COLLECTIONS + "/shared/arrays/~1/subset?slice=:";
  private static final String READ = CELLS + "&layout=values";

  /** An array that nobody writes meanwhile. */
  private static final String QUIET = COLLECTIONS + "/shared/arrays/~3/subset?slice=:";

  /** An array that no server knows but the one that made it. */
  private static final String OTHER = COLLECTIONS + "/shared/arrays/~2/subset?slice=:";

  @TempDir private static Path roots;

  private static S3Server store;
  private static final List<CutLine> LINES = new ArrayList<>();
  private static final List<ConfigurableApplicationContext> SERVED = new ArrayList<>();
  private static final List<ApiClient> CLIENTS = new ArrayList<>();

  private final RegisterHistory history = new RegisterHistory();
  private final AtomicLong values = new AtomicLong();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private volatile boolean isOver;

  @BeforeAll
  static void start() throws IOException {
    store = S3Server.usual();
    for (int server = 0; server < SERVERS; server++) {
      CutLine line = new CutLine(store.address());
      LINES.add(line);
      ConfigurableApplicationContext context =
          new SpringApplicationBuilder(HypertileApplication.class)
              .run(
                  "--server.port=0",
                  "--hypertile.storage.root=" + roots.resolve("server" + server),
                  "--hypertile.warm-up.time=0",
                  "--hypertile.stores.lake.url=s3://" + S3Server.BUCKET + "/all",
                  "--hypertile.stores.lake.endpoint=" + line.address(),
                  "--hypertile.stores.lake.region=us-east-1",
                  "--hypertile.stores.lake.patience=500ms",
                  "--hypertile.root.store=lake",
                  "--hypertile.root.stale=5m");
      SERVED.add(context);
      String port = context.getEnvironment().getRequiredProperty("local.server.port");
      CLIENTS.add(new ApiClient(Integer.parseInt(port)));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    SERVED.forEach(ConfigurableApplicationContext::close);
    for (CutLine line : LINES) {
      line.close();
    }
    store.close();
    SERVED.clear();
    LINES.clear();
    CLIENTS.clear();
  }

  @Test
  void readsAreToldTheirAgeAndNothingAnsweredIsLost() throws Exception {
    ApiClient first = CLIENTS.getFirst();
    first
        .json(
            "POST",
            COLLECTIONS,
            """
            {"name": "shared", "kind": "array", "dtype": "int64",
             "dimensions": [{"name": "x", "size": 8}],
             "attributes": [{"name": "n", "dtype": "int", "primary": true}]}
            """)
        .expect(201);
    for (int key = 1; key <= 3; key++) {
      String document = "{\"primary_attributes\": {\"n\": " + key + "}}";
      CLIENTS.get(MAKER).json("POST", COLLECTIONS + "/shared/arrays", document).expect(201);
    }
    assertThat(write(first)).isEqualTo(204);
    first.json("PUT", QUIET, cells(7)).expect(204);
    List<Future<?>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (ApiClient client : CLIENTS) {
        runs.add(threads.submit(() -> untilItIsOver(() -> write(client))));
        runs.add(threads.submit(() -> untilItIsOver(() -> read(client))));
      }
      try {
        whileCut(List.of(CutLine.State.CLOSED, CutLine.State.SILENT, CutLine.State.WHOLE));
        whileCut(Collections.nCopies(SERVERS, CutLine.State.CLOSED));
      } finally {
        LINES.forEach(line -> line.set(CutLine.State.WHOLE));
        isOver = true;
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
    for (ApiClient client : CLIENTS) {
      await(() -> write(client), status -> status == 204);
      await(() -> client.get(QUIET), StoreCutOffTest::isFresh);
      read(client);
    }
    assertThat(history.fault()).isEmpty();
    assertThat(stale.get()).isPositive();
    assertThat(written.get()).isGreaterThan(SERVERS);
  }

  /** Puts the line of each server into a state, and looks what clients behind cut ones are told. */
  private void whileCut(List<CutLine.State> states) throws Exception {
    for (ApiClient client : CLIENTS) {
      await(() -> write(client), status -> status == 204);
      await(() -> client.get(QUIET + "&layout=values"), StoreCutOffTest::isFresh);
    }
    for (int server = 0; server < SERVERS; server++) {
      LINES.get(server).set(states.get(server));
    }
    for (int server = 0; server < SERVERS; server++) {
      if (states.get(server) != CutLine.State.WHOLE) {
        lookBehindCut(CLIENTS.get(server));
      }
    }
    LINES.forEach(line -> line.set(CutLine.State.WHOLE));
  }

  private void lookBehindCut(ApiClient client) throws Exception {
    Answer old =
        await(
            () -> client.get(QUIET + "&layout=values"), answer -> !answer.header("Age").isEmpty());
    assertThat(old.expect(200).text()).isEqualTo("[7,7,7,7,7,7,7,7]");
    assertThat(Long.parseLong(old.header("Age"))).isBetween(1L, 300L);
    fresh(client, "Cache-Control", "no-cache").problem(503, "storage-unavailable");
    fresh(client, "Cache-Control", "max-age=0").problem(503, "storage-unavailable");
    fresh(client, "If-Match", old.header("ETag")).problem(503, "storage-unavailable");
    client.json("PUT", CELLS, cells(-1)).problem(503, "storage-unavailable");
    if (client != CLIENTS.get(MAKER)) {
      assertThat(client.get(OTHER).problem(503, "storage-unavailable").get("store").asString())
          .isEqualTo("lake");
    }
    await(() -> client.get("/actuator/health"), answer -> answer.status() == 503);
  }

  private static boolean isFresh(Answer answer) {
    return answer.status() == 200 && answer.header("Age").isEmpty();
  }

  private static Answer fresh(ApiClient client, String header, String value) throws IOException {
    return client.send(client.request(QUIET).header(header, value).GET());
  }

  /** A request. */
  @FunctionalInterface
  private interface Asked<T> {
    T send() throws Exception;
  }

  /** Asks until an answer is as it must become. */
  private static <T> T await(Asked<T> asked, Predicate<T> isRight) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    T answer = asked.send();
    while (!isRight.test(answer) && System.nanoTime() < end) {
      Thread.sleep(20);
      answer = asked.send();
    }
    assertThat(answer).matches(isRight);
    return answer;
  }

  private Void untilItIsOver(Asked<?> asked) throws Exception {
    while (!isOver) {
      asked.send();
      Thread.sleep(30);
    }
    return null;
  }

  private static String cells(long value) {
    long[] all = new long[8];
    Arrays.fill(all, value);
    return Arrays.toString(all);
  }

  /** Writes a value of its own into all cells. */
  private int write(ApiClient client) throws IOException {
    long value = values.incrementAndGet();
    synchronized (history) {
      history.begun(value, System.nanoTime());
    }
    Answer answer =
        client.send(
            client
                .request(CELLS)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(cells(value))));
    long end = System.nanoTime();
    assertThat(answer.status()).as(answer::text).isIn(204, 503);
    if (answer.status() == 204) {
      written.incrementAndGet();
      synchronized (history) {
        history.written(value, end);
      }
    }
    return answer.status();
  }

  /** Reads all cells, which are of one write. */
  private int read(ApiClient client) throws IOException {
    long start = System.nanoTime();
    Answer answer = client.get(READ);
    long end = System.nanoTime();
    assertThat(answer.status()).as(answer::text).isIn(200, 503);
    if (answer.status() == 200) {
      long[] cells =
          Arrays.stream(answer.text().replaceAll("[\\[\\]\\s]", "").split(","))
              .mapToLong(Long::parseLong)
              .toArray();
      assertThat(cells).hasSize(8).containsOnly(cells[0]);
      String age = answer.header("Age");
      long earlier = age.isEmpty() ? 0 : TimeUnit.SECONDS.toNanos(Long.parseLong(age));
      stale.addAndGet(age.isEmpty() ? 0 : 1);
      synchronized (history) {
        history.read(cells[0], start - earlier, end);
      }
    }
    return answer.status();
  }
}
