package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writers and readers of arrays on a server that is killed under them, and what the writers know of
 * their arrays. Every write of a box carries one number in all its cells, so a torn box shows two.
 */
final class CrashLoad {
  private static final int ROWS = 40;
  private static final int COLUMNS = 5000;
  private static final String COLLECTIONS = "/api/v1/collections";

  private static final String PLAIN = "\"kind\": \"array\", ";
  private static final String CHUNKS =
      "\"options\": {\"chunks\": [7, 600], \"compression\": \"gzip\"}, ";

  private static final String ZARR = "\"storage\": \"zarr\", ";

  /** Eight tiles, so that every box lies over borders. */
  private static final String TILED = "\"kind\": \"varray\", \"vgrid\": [2, 4], ";

  /** How each writer's array is stored, and how many rows the writer's box has. */
  private static final List<Map.Entry<String, Integer>> WRITERS =
      List.of(
          Map.entry(PLAIN, ROWS),
          Map.entry(PLAIN, 30),
          Map.entry(PLAIN, 2),
          Map.entry(PLAIN + CHUNKS, 30),
          Map.entry(PLAIN + CHUNKS, ROWS),
          Map.entry(TILED, ROWS),
          Map.entry(TILED, 30),
          Map.entry(TILED + CHUNKS, 30),
          Map.entry(TILED + CHUNKS, ROWS),
          Map.entry(PLAIN + ZARR, 30),
          Map.entry(PLAIN + ZARR, ROWS),
          Map.entry(PLAIN + ZARR + CHUNKS, 30),
          Map.entry(PLAIN + ZARR + CHUNKS, ROWS),
          Map.entry(TILED + ZARR, 30),
          Map.entry(TILED + ZARR + CHUNKS, 30));

  private final List<Writer> writers = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  private final Random drawn = TestSeed.random(1);

  /** Makes an array for each writer. */
  static CrashLoad create(ServerProcess server) throws Exception {
    CrashLoad load = new CrashLoad();
    for (Map.Entry<String, Integer> writer : WRITERS) {
      String name = "crash" + load.writers.size();
      createCollection(server, name, writer.getKey());
      load.writers.add(new Writer(createArray(server, name), writer.getValue()));
    }
    return load;
  }

  /** The last number of which the server has acknowledged the writing, and the last one sent. */
  private static final class Count {
    volatile long acknowledged;
    volatile long sent;

    void require(long found, String what, String array) {
      assertThat(found).as("the last %s of %s", what, array).isBetween(acknowledged, sent);
      acknowledged = found;
    }
  }

  /** What one writer knows of its array. */
  private static final class Writer {
    final String array;
    final int boxRows;
    final Count cells = new Count();
    final Count attribute = new Count();

    Writer(String array, int boxRows) {
      this.array = array;
      this.boxRows = boxRows;
    }

    String subset() {
      String slice = boxRows == ROWS ? "" : "?slice=3:" + (3 + boxRows) + ",100:" + (COLUMNS - 7);
      return array + "/subset" + slice;
    }

    int columns() {
      return boxRows == ROWS ? COLUMNS : COLUMNS - 107;
    }
  }

  private static void createCollection(ServerProcess server, String name, String kind)
      throws Exception {
    String document =
        """
        {"name": "%s", %s"dtype": "int64",
         "attributes": [{"name": "n", "dtype": "int", "primary": false}],
         "dimensions": [{"name": "y", "size": %d}, {"name": "x", "size": %d}]}\
        """
            .formatted(name, kind, ROWS, COLUMNS);
    assertThat(server.post(COLLECTIONS, document).statusCode()).isEqualTo(201);
  }

  /** The path of a new array. */
  private static String createArray(ServerProcess server, String collection) throws Exception {
    HttpResponse<byte[]> created =
        server.post(COLLECTIONS + "/" + collection + "/arrays", attribute(0));
    assertThat(created.statusCode()).isEqualTo(201);
    return created.headers().firstValue("Location").orElseThrow();
  }

  /**
   * Writes all arrays at once until the server is killed.
   *
   * @param readers threads that read them meanwhile
   * @param millis how long it writes at least
   */
  void runUntilKilled(ServerProcess server, int readers, long millis) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<Callable<Void>> works = new ArrayList<>();
    for (Writer writer : writers) {
      works.add(() -> write(server, writer));
    }
    works.add(() -> writeAttribute(server));
    for (int reader = 0; reader < readers; reader++) {
      works.add(() -> read(server));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(works.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (Callable<Void> work : works) {
        running.add(threads.submit(() -> repeat(work, stop)));
      }
      TimeUnit.MILLISECONDS.sleep(millis);
      awaitFirstWrites();
      server.kill();
      stop.set(true);
      for (Future<?> working : running) {
        working.get();
      }
    }
  }

  /** A busy machine may take longer than the first kill's delay to answer every writer once. */
  private void awaitFirstWrites() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (writers.stream().anyMatch(writer -> writer.cells.acknowledged == 0)
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Works until it is told to stop, or the server is gone. */
  private static Void repeat(Callable<Void> work, AtomicBoolean stop) throws Exception {
    while (!stop.get()) {
      try {
        work.call();
      } catch (IOException e) {
        return null;
      }
    }
    return null;
  }

  private static Void write(ServerProcess server, Writer writer) throws Exception {
    long number = writer.cells.sent + 1;
    writer.cells.sent = number;
    byte[] body = npy(writer.boxRows, writer.columns(), number);
    HttpResponse<byte[]> answer = server.put(writer.subset(), "application/x-npy", body);
    assertThat(answer.statusCode()).as(() -> text(answer)).isEqualTo(204);
    writer.cells.acknowledged = number;
    return null;
  }

  /** One array after the other, also over the kills: it waits for the writers of each. */
  private Void writeAttribute(ServerProcess server) throws Exception {
    Writer writer = writers.get(turn.getAndIncrement() % writers.size());
    long number = writer.attribute.sent + 1;
    writer.attribute.sent = number;
    HttpResponse<byte[]> answer =
        server.send(
            HttpRequest.newBuilder(server.uri(writer.array))
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(attribute(number))));
    assertThat(answer.statusCode()).as(() -> text(answer)).isEqualTo(200);
    writer.attribute.acknowledged = number;
    return null;
  }

  private static String attribute(long number) {
    return "{\"custom_attributes\": {\"n\": " + number + "}}";
  }

  private static long storedAttribute(ServerProcess server, Writer writer) throws Exception {
    HttpResponse<byte[]> answer = server.get(writer.array);
    assertThat(answer.statusCode()).as(() -> text(answer)).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).at("/custom_attributes/n").asLong();
  }

  private Void read(ServerProcess server) throws Exception {
    Writer writer = writers.get(drawn.nextInt(writers.size()));
    long before = writer.cells.acknowledged;
    long found = number(server, writer);
    assertThat(found).as("read from %s", writer.array).isBetween(before, writer.cells.sent);
    return null;
  }

  /** Fails if a write that was acknowledged is not there, or one is torn. */
  void check(ServerProcess server) throws Exception {
    for (Writer writer : writers) {
      writer.cells.require(number(server, writer), "write", writer.array);
      writer.attribute.require(storedAttribute(server, writer), "attribute", writer.array);
    }
  }

  /** Fails if a writer had no write acknowledged, or no attribute was written. */
  void requireWritten() {
    for (Writer writer : writers) {
      assertThat(writer.cells.acknowledged).as("writes of %s", writer.array).isPositive();
    }
    assertThat(writers).as("attributes").anyMatch(writer -> writer.attribute.acknowledged > 0);
  }

  /** The number that all cells of a writer's box carry; 0 where nothing has been written. */
  private static long number(ServerProcess server, Writer writer) throws Exception {
    String format = writer.subset().contains("?") ? "&format=npy" : "?format=npy";
    HttpResponse<byte[]> answer = server.get(writer.subset() + format);
    assertThat(answer.statusCode()).as(() -> text(answer)).isEqualTo(200);
    ByteBuffer cells = ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN);
    cells.position(10 + cells.getShort(8));
    assertThat(cells.remaining()).isEqualTo(writer.boxRows * writer.columns() * Long.BYTES);
    long first = cells.getLong();
    while (cells.hasRemaining()) {
      long cell = cells.getLong();
      if (cell != first) {
        fail("a torn box of %s: %d and %d", writer.array, first, cell);
      }
    }
    return first == Long.MIN_VALUE ? 0 : first;
  }

  private static String text(HttpResponse<byte[]> answer) {
    return answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static byte[] npy(int rows, int columns, long value) throws IOException {
    String dictionary =
        "{'descr': '<i8', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, columns);
    String header = dictionary + " ".repeat(117 - dictionary.length()) + "\n";
    ByteArrayOutputStream npy = new ByteArrayOutputStream();
    npy.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
    npy.write(header.getBytes(StandardCharsets.US_ASCII));
    ByteBuffer cells =
        ByteBuffer.allocate(rows * columns * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (cells.hasRemaining()) {
      cells.putLong(value);
    }
    npy.write(cells.array());
    return npy.toByteArray();
  }
}
