package io.hypertile.zarr.cells;

import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.ZstdCodec;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
import io.hypertile.zarr.NodeDocument;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Reading and writing 50 MB of 32 chunks against the codec alone on two threads, and against bare
 * files. Run the main method with the test class path; {@code -Dbench.root} names a directory on
 * the disk to measure.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx256m", "--enable-native-access=ALL-UNNAMED"})
public class ZarrBenchmark {
  private static final int CHUNKS = 32;
  private static final Shape SHAPE = Shape.of(CHUNKS, 400, 976);
  private static final long CHUNK = 400 * 976 * Float.BYTES;
  private static final long BYTES = CHUNKS * CHUNK;
  private static final String PLAIN =
      "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"}}";
  private static final String ZSTD =
      PLAIN + ", {\"name\": \"zstd\", \"configuration\": {\"level\": 3, \"checksum\": false}}";
  private static final String SHARD =
      "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [1, 400, 976],"
          + " \"codecs\": ["
          + ZSTD
          + "], \"index_codecs\": ["
          + PLAIN
          + ", {\"name\": \"crc32c\"}]}}";

  private final Arena arena = Arena.ofShared();
  private final MemorySegment cells = arena.allocate(BYTES, 64);
  private final MemorySegment target = arena.allocate(BYTES, 64);
  private final MemorySegment[] stored = new MemorySegment[CHUNKS];
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final ZstdCodec codec = new ZstdCodec(3, false);
  private Path root;
  private Journal journal;
  private CodecPool pool;
  private ZarrArrays arrays;

  @Setup(Level.Trial)
  public void make() throws IOException {
    Random random = new Random(1);
    for (long at = 0; at < BYTES / Float.BYTES; at++) {
      double wave = 15 + 10 * Math.sin(at / 976.0) + random.nextGaussian();
      cells.setAtIndex(ValueLayout.JAVA_FLOAT, at, Math.round(wave * 100) / 100f);
    }
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      MemorySegment room = arena.allocate(codec.largestEncoded(CHUNK), 64);
      stored[chunk] = room.asSlice(0, codec.encode(cells.asSlice(chunk * CHUNK, CHUNK), room));
    }
    root = Files.createTempDirectory(Path.of(System.getProperty("bench.root", "target")), "bench");
    journal = Journal.open(root, JournalSettings.standard());
    pool = ZarrStores.pool();
    arrays =
        new ZarrArrays(
            new LocalStore("bench", journal, RootPath.of("lake")).revisions(),
            pool,
            ReadAhead.LOCAL,
            () -> journal.temporary(".cells").resolve(root));
    create("plain", 1, PLAIN);
    create("zstd", 1, ZSTD);
    create("sharded", CHUNKS, SHARD);
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      writeFile("raw" + chunk, cells.asSlice(chunk * CHUNK, CHUNK));
    }
  }

  private void create(String name, int rows, String codecs) {
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [32, 400, 976], "data_type": "float32",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [%d, 400, 976]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 0, "codecs": [%s]}
        """
            .formatted(rows, codecs);
    arrays.create(
        new StorePrefix(name),
        NodeDocument.parse("bench", document.getBytes(StandardCharsets.UTF_8)));
    write(name);
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    threads.shutdown();
    pool.close();
    journal.close();
    arena.close();
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void read(String name) {
    try (ZarrCells array = arrays.cells(new StorePrefix(name))) {
      array.read(Region.whole(SHAPE), target);
    }
  }

  private void write(String name) {
    ByteBuffer bytes = cells.asByteBuffer();
    CellSource source =
        to -> {
          int count = Math.min(bytes.remaining(), to.remaining());
          to.put(bytes.slice().limit(count));
          bytes.position(bytes.position() + count);
          return count == 0 ? -1 : count;
        };
    try (ZarrArray array = arrays.find(new StorePrefix(name))) {
      array.write(Region.whole(SHAPE), source, Precondition.NONE);
    }
  }

  private void writeFile(String name, MemorySegment bytes) throws IOException {
    try (FileChannel file =
        FileChannel.open(root.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(bytes.asByteBuffer());
      file.force(true);
    }
  }

  private void onTwoThreads(ChunkWork work) throws Exception {
    AtomicInteger next = new AtomicInteger();
    Callable<Boolean> part =
        () -> {
          for (int chunk = next.getAndIncrement(); chunk < CHUNKS; chunk = next.getAndIncrement()) {
            work.accept(chunk);
          }
          return true;
        };
    var other = threads.submit(part);
    threads.submit(part).get();
    other.get();
  }

  private interface ChunkWork {
    void accept(int chunk) throws IOException, CodecException;
  }

  @Benchmark
  public void decodeAlone() throws Exception {
    onTwoThreads(chunk -> codec.decode(stored[chunk], target.asSlice(chunk * CHUNK, CHUNK)));
  }

  @Benchmark
  public void readChunked() {
    read("zstd");
  }

  @Benchmark
  public void readSharded() {
    read("sharded");
  }

  @Benchmark
  public void preadAlone() throws Exception {
    onTwoThreads(chunk -> {
      try (FileChannel file = FileChannel.open(root.resolve("raw" + chunk))) {
        file.read(target.asSlice(chunk * CHUNK, CHUNK).asByteBuffer());
      }
    });
  }

  @Benchmark
  public void readPlain() {
    read("plain");
  }

  /** The codec on two threads, then 32 files that are forced one after the other. */
  @Benchmark
  public void encodeAndForceAlone() throws Exception {
    MemorySegment[] encoded = new MemorySegment[CHUNKS];
    try (Arena own = Arena.ofShared()) {
      onTwoThreads(chunk -> {
        MemorySegment room = own.allocate(codec.largestEncoded(CHUNK), 64);
        MemorySegment from = cells.asSlice(chunk * CHUNK, CHUNK);
        encoded[chunk] = room.asSlice(0, codec.encode(from, room));
      });
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        writeFile("written" + chunk, encoded[chunk]);
      }
    }
  }

  @Benchmark
  public void writeChunked() {
    write("zstd");
  }

  @Benchmark
  public void writeSharded() {
    write("sharded");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    new Runner(new OptionsBuilder().include(ZarrBenchmark.class.getSimpleName()).build()).run();
  }
}
