package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.KilledProgram;
import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StoreName;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.named.StoreLocation;
import io.hypertile.store.named.StoreOpener;
import io.hypertile.store.named.StoreSettings;
import io.hypertile.store.named.Stores;
import io.hypertile.store.s3.S3Server;
import io.hypertile.zarr.NodeDocument;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers on one store of S3, each a process that is killed again and again while all of them write
 * the same arrays: no write that was answered is lost, none is torn, and what was read and written
 * of an array has an order.
 */
@Timeout(600)
class ReplicasKillTest {
  private static final int SERVERS = 3;
  private static final int KILLS = 2;
  private static final int THREADS = 2;

  /** Values that one server writes, at most. */
  private static final long RANGE = 1_000_000;

  /** An array of which every write changes all chunks. */
  private static final StorePrefix WHOLE = new StorePrefix("whole");

  private static final Shape WHOLE_SHAPE = Shape.of(8);

  /** An array of whose cells each thread has one, several in a chunk. */
  private static final StorePrefix CELLS = new StorePrefix("cells");

  private static final Shape CELLS_SHAPE = Shape.of(SERVERS * THREADS);

  private static final String DOCUMENT =
      """
      {"zarr_format": 3, "node_type": "array", "shape": [%d], "data_type": "int64",
       "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4]}},
       "chunk_key_encoding": {"name": "default"}, "fill_value": 0,
       "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]}
      """;

  @TempDir private Path output;

  /** The arrays of a store, as one server has them. */
  private record Opened(Stores stores, CodecPool pool, ZarrArrays arrays) implements AutoCloseable {
    private static Opened at(URI address, Path scratch) {
      System.setProperty("aws.accessKeyId", "test");
      System.setProperty("aws.secretAccessKey", "test");
      StoreName name = new StoreName("lake");
      StoreSettings settings =
          new StoreSettings(
              name,
              StoreLocation.parse("s3://" + S3Server.BUCKET + "/shared"),
              false,
              Optional.of(address),
              Optional.of("us-east-1"),
              Optional.empty(),
              false,
              Duration.ofSeconds(10));
      StoreOpener opener = new StoreOpener(Map.of(), MemoryBudget.only(MemoryUse.LOG, 16L << 20));
      Stores stores = new Stores(List.of(settings), opener);
      CodecPool pool = ZarrStores.pool();
      AtomicLong files = new AtomicLong();
      ZarrArrays arrays =
          new ZarrArrays(
              stores.require(name).revisions(),
              pool,
              ZarrArrays.FAR_AWAY,
              () -> scratch.resolve(ProcessHandle.current().pid() + "-" + files.incrementAndGet()));
      return new Opened(stores, pool, arrays);
    }

    private void create(StorePrefix place, Shape shape) {
      byte[] document = DOCUMENT.formatted(shape.length(0)).getBytes(StandardCharsets.UTF_8);
      arrays.create(place, NodeDocument.parse("test", document));
    }

    private void write(StorePrefix place, Region box, long value) {
      ByteBuffer bytes =
          ByteBuffer.allocate((int) box.cells() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        bytes.putLong(value);
      }
      bytes.flip();
      CellSource source =
          target -> {
            int count = Math.min(bytes.remaining(), target.remaining());
            target.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
            return count == 0 ? -1 : count;
          };
      arrays.write(place, box, source, Precondition.NONE);
    }

    private long[] read(StorePrefix place) {
      try (ZarrCells cells = arrays.cells(place)) {
        byte[] bytes = ZarrStores.read(cells, Region.whole(cells.shape()));
        long[] values = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
        return values;
      }
    }

    @Override
    public void close() {
      pool.close();
      stores.close();
    }
  }

  /** Writes and reads with several threads until it is killed, and says all that it does. */
  static final class Replica {
    private Replica() {}

    public static void main(String[] arguments) {
      int server = Integer.parseInt(arguments[1]);
      long first = Long.parseLong(arguments[2]);
      try (Opened opened = Opened.at(URI.create(arguments[0]), Path.of(arguments[3]));
          ExecutorService threads = Executors.newCachedThreadPool()) {
        for (int thread = 0; thread < THREADS; thread++) {
          int own = server * THREADS + thread;
          threads.submit(() -> forever(() -> counting(opened, own)));
        }
        threads.submit(() -> forever(() -> writing(opened, first)));
        forever(() -> reading(opened));
      }
    }

    private static void forever(Runnable task) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        e.printStackTrace();
        throw e;
      }
    }

    /** Raises a number in one cell. */
    private static void counting(Opened opened, int cell) {
      long value = opened.read(CELLS)[cell];
      System.out.println("found " + cell + " " + value);
      Region box = Region.at(new long[] {cell}, Shape.of(1));
      while (true) {
        value++;
        opened.write(CELLS, box, value);
        System.out.println("cell " + cell + " " + value);
      }
    }

    private static void writing(Opened opened, long first) {
      for (long value = first; ; value++) {
        System.out.println("begun " + value + " " + System.nanoTime());
        opened.write(WHOLE, Region.whole(WHOLE_SHAPE), value);
        System.out.println("written " + value + " " + System.nanoTime());
      }
    }

    private static void reading(Opened opened) {
      while (true) {
        long start = System.nanoTime();
        long[] values = opened.read(WHOLE);
        long end = System.nanoTime();
        boolean isTorn = LongStream.of(values).anyMatch(value -> value != values[0]);
        System.out.println((isTorn ? "torn " : "read ") + values[0] + " " + start + " " + end);
      }
    }
  }

  @Test
  void noAnsweredWriteIsLostOrTornAndAllHaveAnOrder() throws Exception {
    RegisterHistory history = new RegisterHistory();
    Map<Integer, Long> answered = new HashMap<>();
    try (S3Server server = S3Server.usual();
        Opened opened = Opened.at(server.address(), output)) {
      opened.create(WHOLE, WHOLE_SHAPE);
      opened.create(CELLS, CELLS_SHAPE);
      history.begun(0, Long.MIN_VALUE);
      history.written(0, System.nanoTime());
      List<Future<List<List<String>>>> runs = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(SERVERS)) {
        for (int replica = 0; replica < SERVERS; replica++) {
          int own = replica;
          runs.add(threads.submit(() -> killed(server.address(), own)));
        }
      }
      for (Future<List<List<String>>> run : runs) {
        for (List<String> said : run.get()) {
          said.forEach(line -> note(line.split(" "), history, answered));
        }
      }
      long[] last = readNoted(opened, history);
      assertThat(last).containsOnly(last[0]);
      long[] cells = opened.read(CELLS);
      answered.forEach((cell, value) -> assertThat(cells[cell]).isGreaterThanOrEqualTo(value));
      assertThat(answered).hasSize(SERVERS * THREADS);
    }
    assertThat(history.fault()).isEmpty();
  }

  /** Lines of one server in each of its lives. */
  private List<List<String>> killed(URI address, int server) throws Exception {
    RandomGenerator random = TestSeed.random(server);
    List<List<String>> lives = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      long first = 1 + (server * (long) KILLS + kill) * RANGE;
      List<String> arguments =
          List.of(
              address.toString(),
              Integer.toString(server),
              Long.toString(first),
              output.toString());
      lives.add(
          KilledProgram.lines(
              Replica.class,
              arguments,
              output,
              enough(server, 60 + random.nextInt(60)),
              random.nextInt(20_000_000)));
    }
    return lives;
  }

  /** Whether a server has said so many lines, and each of its threads that it wrote. */
  private static Predicate<List<String>> enough(int server, int least) {
    return said ->
        said.size() > least
            && said.stream().anyMatch(line -> line.startsWith("written "))
            && IntStream.range(0, THREADS)
                .allMatch(thread -> {
                  String own = "cell " + (server * THREADS + thread) + " ";
                  return said.stream().anyMatch(line -> line.startsWith(own));
                });
  }

  private static void note(String[] words, RegisterHistory history, Map<Integer, Long> answered) {
    switch (words[0]) {
      case "begun" -> history.begun(Long.parseLong(words[1]), Long.parseLong(words[2]));
      case "written" -> history.written(Long.parseLong(words[1]), Long.parseLong(words[2]));
      case "read" ->
          history.read(
              Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
      case "found" ->
          assertThat(Long.parseLong(words[2]))
              .isGreaterThanOrEqualTo(answered.getOrDefault(Integer.parseInt(words[1]), 0L));
      case "cell" -> answered.put(Integer.parseInt(words[1]), Long.parseLong(words[2]));
      default -> throw new AssertionError(String.join(" ", words));
    }
  }

  private static long[] readNoted(Opened opened, RegisterHistory history) {
    long start = System.nanoTime();
    long[] values = opened.read(WHOLE);
    history.read(values[0], start, System.nanoTime());
    return values;
  }
}
