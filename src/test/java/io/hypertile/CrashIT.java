package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the packaged server while it writes, again and again, and looks after each restart whether
 * every acknowledged write is there and none is torn. Every write of a box carries one number in
 * all its cells, so a torn box shows two.
 */
class CrashIT {
  private static final int KILLS = 12;
  private static final int ROWS = 40;
  private static final int COLUMNS = 5000;
  private static final String COLLECTIONS = "/api/v1/collections";

  private static final String PLAIN = "\"kind\": \"array\", ";
  private static final String CHUNKS =
      "\"options\": {\"chunks\": [7, 600], \"compression\": \"gzip\"}, ";

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
          Map.entry(TILED + CHUNKS, ROWS));

  @TempDir Path directory;

  /** What one writer knows of its array: the last number acknowledged, and the last one sent. */
  private static final class Writer {
    final String array;
    final int boxRows;
    volatile long acknowledged;
    volatile long sent;

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

  @Test
  void killsLoseNoAcknowledgedWriteAndTearNone() throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("CrashIT seed " + seed);
    Random random = new Random(seed);
    Path root = Files.createDirectory(directory.resolve("root"));
    List<Writer> writers = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(root, List.of())) {
      for (Map.Entry<String, Integer> writer : WRITERS) {
        String name = "crash" + writers.size();
        createCollection(server, name, writer.getKey());
        writers.add(new Writer(createArray(server, name), writer.getValue()));
      }
    }
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = ServerProcess.start(root, List.of())) {
        for (Writer writer : writers) {
          check(server, writer);
        }
        writeUntilKilled(server, writers, 200 + random.nextInt(1200));
      }
    }
    try (ServerProcess server = ServerProcess.start(root, List.of())) {
      for (Writer writer : writers) {
        check(server, writer);
        assertThat(writer.acknowledged).as("writes of %s", writer.array).isPositive();
      }
    }
  }

  private static void createCollection(ServerProcess server, String name, String kind)
      throws Exception {
    String document =
        """
        {"name": "%s", %s"dtype": "int64",
         "dimensions": [{"name": "y", "size": %d}, {"name": "x", "size": %d}]}\
        """
            .formatted(name, kind, ROWS, COLUMNS);
    assertThat(server.post(COLLECTIONS, document).statusCode()).isEqualTo(201);
  }

  /** The path of a new array. */
  private static String createArray(ServerProcess server, String collection) throws Exception {
    HttpResponse<byte[]> created = server.post(COLLECTIONS + "/" + collection + "/arrays", "{}");
    assertThat(created.statusCode()).isEqualTo(201);
    return created.headers().firstValue("Location").orElseThrow();
  }

  private static void writeUntilKilled(ServerProcess server, List<Writer> writers, long millis)
      throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (Writer writer : writers) {
        running.add(threads.submit(() -> write(server, writer, stop)));
      }
      TimeUnit.MILLISECONDS.sleep(millis);
      awaitFirstWrites(writers);
      server.kill();
      stop.set(true);
      for (Future<?> writing : running) {
        writing.get();
      }
    }
  }

  /** A busy machine may take longer than the first kill's delay to answer every writer once. */
  private static void awaitFirstWrites(List<Writer> writers) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (writers.stream().anyMatch(writer -> writer.acknowledged == 0)
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static Void write(ServerProcess server, Writer writer, AtomicBoolean stop)
      throws Exception {
    while (!stop.get()) {
      writer.sent = writer.sent + 1;
      try {
        HttpResponse<byte[]> answer =
            server.put(
                writer.subset(),
                "application/x-npy",
                npy(writer.boxRows, writer.columns(), writer.sent));
        assertThat(answer.statusCode()).as(() -> text(answer)).isEqualTo(204);
        writer.acknowledged = writer.sent;
      } catch (IOException e) {
        return null;
      }
    }
    return null;
  }

  private static void check(ServerProcess server, Writer writer) throws Exception {
    String format = writer.subset().contains("?") ? "&format=npy" : "?format=npy";
    HttpResponse<byte[]> answer = server.get(writer.subset() + format);
    assertThat(answer.statusCode()).as(() -> text(answer)).isEqualTo(200);
    ByteBuffer cells = ByteBuffer.wrap(answer.body()).order(ByteOrder.LITTLE_ENDIAN);
    cells.position(10 + cells.getShort(8));
    assertThat(cells.remaining()).isEqualTo(writer.boxRows * writer.columns() * Long.BYTES);
    long first = cells.getLong();
    while (cells.hasRemaining()) {
      assertThat(cells.getLong()).as("a torn box of %s", writer.array).isEqualTo(first);
    }
    if (writer.sent > 0 && first != Long.MIN_VALUE) {
      assertThat(first).isBetween(writer.acknowledged, writer.sent);
    } else {
      assertThat(writer.acknowledged).as("%s lost its writes", writer.array).isZero();
    }
    writer.acknowledged = Math.max(writer.acknowledged, first);
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
