package io.hypertile.zarr.cells;

import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
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
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Arrays of Zarr in a directory with the same cells, float32 with two digits in chunks of 1.5 MB:
 * {@code plain}, {@code chunked} (zstd 3) and {@code sharded} (the same in shards of 16 chunks),
 * and the floors below which no engine comes.
 */
final class BenchmarkLake implements AutoCloseable {
  private static final int ROWS = 400;
  private static final int COLUMNS = 976;
  private static final long CHUNK = ROWS * COLUMNS * Float.BYTES;
  private static final int SHARD = 16;
  private static final String PLAIN =
      "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"}}";
  private static final String ZSTD =
      PLAIN + ", {\"name\": \"zstd\", \"configuration\": {\"level\": 3, \"checksum\": false}}";
  private static final String SHARDED =
      "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [1, 400, 976],"
          + " \"codecs\": ["
          + ZSTD
          + "], \"index_codecs\": ["
          + PLAIN
          + ", {\"name\": \"crc32c\"}]}}";

  private final int chunks;
  private final Shape shape;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment cells;
  private final MemorySegment target;
  private final MemorySegment[] stored;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final ZstdCodec codec = new ZstdCodec(3, false);
  private final Path root;
  private final Journal journal;
  private final CodecPool pool;
  private final ZarrArrays arrays;

  /**
   * Makes the arrays.
   *
   * @param chunks each 1.5 MB; a multiple of 16
   */
  BenchmarkLake(int chunks) throws IOException {
    this.chunks = chunks;
    this.shape = Shape.of(chunks, ROWS, COLUMNS);
    this.cells = arena.allocate(chunks * CHUNK, 64);
    this.target = arena.allocate(chunks * CHUNK, 64);
    this.stored = new MemorySegment[chunks];
    this.root = Files.createTempDirectory(Path.of(System.getProperty("root", "target")), "bench");
    this.journal = Journal.open(root, JournalSettings.standard());
    this.pool = ZarrStores.pool();
    this.arrays =
        new ZarrArrays(
            new LocalStore("bench", journal, RootPath.of("lake")).revisions(),
            pool,
            ReadAhead.LOCAL,
            () -> journal.temporary(".cells").resolve(root));
    makeCells();
    create("plain", 1, PLAIN);
    create("chunked", 1, ZSTD);
    create("sharded", SHARD, SHARDED);
  }

  private void makeCells() throws IOException {
    Random random = new Random(1);
    for (long at = 0; at < cells.byteSize() / Float.BYTES; at++) {
      double wave = 15 + 10 * Math.sin(at / 976.0) + random.nextGaussian();
      cells.setAtIndex(ValueLayout.JAVA_FLOAT, at, Math.round(wave * 100) / 100f);
    }
    for (int chunk = 0; chunk < chunks; chunk++) {
      MemorySegment room = arena.allocate(codec.largestEncoded(CHUNK), 64);
      stored[chunk] = room.asSlice(0, codec.encode(of(cells, chunk), room));
      writeFile("raw" + chunk, of(cells, chunk));
    }
  }

  private void create(String name, int rows, String codecs) {
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [%d, 400, 976], "data_type": "float32",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [%d, 400, 976]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 0, "codecs": [%s]}
        """
            .formatted(chunks, rows, codecs);
    arrays.create(
        new StorePrefix(name),
        NodeDocument.parse("bench", document.getBytes(StandardCharsets.UTF_8)));
    write(name);
  }

  private static MemorySegment of(MemorySegment all, int chunk) {
    return all.asSlice(chunk * CHUNK, CHUNK);
  }

  /** The folder of the arrays. */
  Path folder() {
    return root.resolve("lake");
  }

  /** Bytes of the cells of an array. */
  long bytes() {
    return cells.byteSize();
  }

  /** Opens an array and reads it whole. */
  void read(String name) {
    try (ZarrCells array = arrays.cells(new StorePrefix(name))) {
      array.read(Region.whole(shape), target);
    }
  }

  /** Opens an array and reads it in slabs of four chunks to memory of its own. */
  void readInSlabs(String name) {
    int step = 4;
    try (Arena own = Arena.ofShared();
        ZarrCells array = arrays.cells(new StorePrefix(name))) {
      MemorySegment slab = own.allocate(step * CHUNK, 64);
      for (int chunk = 0; chunk < chunks; chunk += step) {
        Shape rows = Shape.of(step, ROWS, COLUMNS);
        array.read(Region.at(new long[] {chunk, 0, 0}, rows), slab);
        MemorySegment wanted = cells.asSlice(chunk * CHUNK, slab.byteSize());
        if (slab.asSlice(0, 4096).mismatch(wanted.asSlice(0, 4096)) >= 0) {
          throw new IllegalStateException("other cells");
        }
      }
    }
  }

  /** Replaces all cells, durably. */
  void write(String name) {
    ByteBuffer bytes = cells.asByteBuffer();
    CellSource source =
        to -> {
          int count = Math.min(bytes.remaining(), to.remaining());
          to.put(bytes.slice().limit(count));
          bytes.position(bytes.position() + count);
          return count == 0 ? -1 : count;
        };
    try (ZarrArray array = arrays.find(new StorePrefix(name))) {
      array.write(Region.whole(shape), source, Precondition.NONE);
    }
  }

  /** Requires that the last read gave the cells. */
  void requireRead() {
    if (target.mismatch(cells) >= 0) {
      throw new IllegalStateException("other cells");
    }
  }

  private void writeFile(String name, MemorySegment bytes) throws IOException {
    try (FileChannel file =
        FileChannel.open(root.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(bytes.asByteBuffer());
      file.force(true);
    }
  }

  private interface ChunkWork {
    void accept(int chunk) throws Exception;
  }

  private void onTwoThreads(ChunkWork work) throws Exception {
    AtomicInteger next = new AtomicInteger();
    Callable<Boolean> part =
        () -> {
          for (int chunk = next.getAndIncrement(); chunk < chunks; chunk = next.getAndIncrement()) {
            work.accept(chunk);
          }
          return true;
        };
    var other = threads.submit(part);
    threads.submit(part).get();
    other.get();
  }

  /** The codec alone on two threads. */
  void decodeAlone() throws Exception {
    onTwoThreads(chunk -> codec.decode(stored[chunk], of(target, chunk)));
  }

  /** Reads files of the chunks' cells on two threads, into place. */
  void readFiles() throws Exception {
    onTwoThreads(chunk -> {
      try (FileChannel file = FileChannel.open(root.resolve("raw" + chunk))) {
        file.read(of(target, chunk).asByteBuffer());
      }
    });
  }

  /**
   * The codec on two threads, then files that are forced one after the other.
   *
   * @param perFile chunks of a file
   */
  void encodeAndForce(int perFile) throws Exception {
    encodeAndWrite(perFile, true);
  }

  /**
   * The codec on two threads, then files that are left to the system.
   *
   * @param perFile chunks of a file
   */
  void encodeAndLeave(int perFile) throws Exception {
    encodeAndWrite(perFile, false);
  }

  private void encodeAndWrite(int perFile, boolean isForced) throws Exception {
    try (Arena own = Arena.ofShared()) {
      MemorySegment[] encoded = new MemorySegment[chunks];
      onTwoThreads(chunk -> {
        MemorySegment room = own.allocate(codec.largestEncoded(CHUNK), 64);
        encoded[chunk] = room.asSlice(0, codec.encode(of(cells, chunk), room));
      });
      for (int first = 0; first < chunks; first += perFile) {
        String name = "written" + perFile + "-" + first;
        Files.deleteIfExists(root.resolve(name));
        try (FileChannel file =
            FileChannel.open(
                root.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          for (int chunk = first; chunk < first + perFile; chunk++) {
            file.write(encoded[chunk].asByteBuffer());
          }
          if (isForced) {
            file.force(true);
          }
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdown();
    pool.close();
    journal.close();
    arena.close();
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
