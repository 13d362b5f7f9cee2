package io.hypertile.hdf5.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.deker.store.Hdf5Settings;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.error.CorruptDataException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.RegionSlabs;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads of many chunks by several threads, and reads through mappings. */
class ChunkReadTest {
  private static final Shape SHAPE = Shape.of(24, 37, 50, 4);
  private static final int THREADS = 6;

  @TempDir private Path root;

  /** Chunk shapes with their compression. */
  static Stream<Arguments> storages() {
    StorageOptions.Compression gzip = new StorageOptions.Compression.Gzip(1);
    StorageOptions.Compression none = new StorageOptions.Compression.None();
    return Stream.of(
        Arguments.of(Shape.of(1, 37, 50, 4), gzip),
        Arguments.of(Shape.of(5, 10, 20, 3), gzip),
        Arguments.of(Shape.of(24, 37, 50, 1), gzip),
        Arguments.of(Shape.of(24, 1, 1, 1), gzip),
        Arguments.of(Shape.of(1, 37, 50, 4), none),
        Arguments.of(Shape.of(5, 10, 20, 3), none));
  }

  @ParameterizedTest
  @MethodSource("storages")
  void manyThreadsReadWhatWasWritten(Shape chunks, StorageOptions.Compression compression)
      throws Exception {
    StorageOptions options =
        new StorageOptions(new StorageOptions.Chunks.Manual(chunks), compression);
    try (Written written = Written.to(root, options);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> reads = new ArrayList<>();
      for (int n = 0; n < THREADS; n++) {
        int seed = n;
        reads.add(
            threads.submit(() -> {
              written.readBoxes(TestSeed.random(seed));
              written.readSlabs(20_000L + 7777L * seed);
            }));
      }
      for (Future<?> read : reads) {
        assertThat(read.get()).isNull();
      }
    }
  }

  @Test
  void contiguousBoxesAreReadAsWritten() throws Exception {
    try (Written written = Written.to(root, null)) {
      written.readBoxes(TestSeed.random());
      written.readSlabs(12_345);
    }
  }

  @Test
  void readWhenAChunkIsDamagedNamesItAndLaterReadsWork() throws Exception {
    Shape chunks = Shape.of(1, 37, 50, 4);
    StorageOptions options =
        new StorageOptions(
            new StorageOptions.Chunks.Manual(chunks), new StorageOptions.Compression.Gzip(1));
    try (Written written = Written.to(root, options);
        Arena arena = Arena.ofShared()) {
      Path file = written.file();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[64]), channel.size() - 64);
      }
      MemorySegment target = arena.allocate(SHAPE.bytes(DType.FLOAT64));
      try (ArrayReader reader = written.open()) {
        for (int round = 0; round < 20; round++) {
          assertThatThrownBy(() -> reader.read(Region.whole(SHAPE), target))
              .isInstanceOf(CorruptDataException.class)
              .hasMessageContaining("chunk 23");
        }
        Region sound = Region.of(new long[4], new long[] {20, 37, 50, 4});
        assertThat(written.read(reader, sound)).isEqualTo(written.expected(sound));
      }
    }
  }

  @Test
  void scatteredReadWhenTheFileWasCutShortNamesIt() throws Exception {
    try (Written written = Written.to(root, null);
        ArrayReader reader = written.open()) {
      Region window = Region.of(new long[] {0, 5, 5, 1}, new long[] {24, 15, 20, 2});
      assertThat(written.read(reader, window)).isEqualTo(written.expected(window));
      try (FileChannel channel = FileChannel.open(written.file(), StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() / 2);
      }
      for (int round = 0; round < 200; round++) {
        assertThatThrownBy(() -> written.read(reader, window))
            .isInstanceOf(CorruptDataException.class)
            .hasMessageContaining("shorter");
      }
      Region front = Region.of(new long[] {0, 5, 5, 1}, new long[] {3, 15, 20, 2});
      assertThat(written.read(reader, front)).isEqualTo(written.expected(front));
    }
  }

  @Test
  void chunksOfThePresentReadAreNotDrivenOut() {
    try (DecodedChunks memory = new DecodedChunks(3 * 4096)) {
      memory.beginRead();
      for (long chunk = 0; chunk < 3; chunk++) {
        memory.keep(chunk, memory.room(4096, false).orElseThrow());
      }
      assertThat(memory.room(4096, false)).isEmpty();
      memory.beginRead();
      assertThat(memory.find(0)).isNotNull();
      memory.keep(7, memory.room(4096, false).orElseThrow());
      assertThat(memory.find(1)).isNull();
      assertThat(memory.find(2)).isNotNull();
      assertThat(memory.room(4096, false)).isEmpty();
    }
  }

  @Test
  void oneChunkIsKeptWhateverItsSize() {
    try (DecodedChunks memory = new DecodedChunks(10)) {
      memory.beginRead();
      memory.keep(3, memory.room(1 << 20, false).orElseThrow());
      assertThat(memory.find(3)).isNotNull();
      assertThat(memory.room(1 << 20, false)).isEmpty();
      memory.beginRead();
      assertThat(memory.room(1 << 20, false)).isPresent();
      assertThat(memory.find(3)).isNull();
    }
  }

  /** An array of a storage with the cells it should have. */
  private record Written(
      Path root, Hdf5Storage storage, Collection collection, ArrayId id, byte[] cells)
      implements AutoCloseable {
    static Written to(Path root, @Nullable StorageOptions options) {
      Hdf5Storage storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
      Collection collection = StorageFixtures.keyed("c", DType.FLOAT64, SHAPE, options);
      storage.collections().create(collection);
      ArrayId id = storage.arrays().create(collection, StorageFixtures.header(1)).header().id();
      byte[] cells = StorageFixtures.pattern(collection, Region.whole(SHAPE), 3);
      storage
          .arrays()
          .write(
              collection,
              id,
              Region.whole(SHAPE),
              StorageFixtures.source(cells, 1 << 20),
              Precondition.NONE);
      return new Written(root, storage, collection, id, cells);
    }

    ArrayReader open() {
      return storage.arrays().open(collection, id, Region.whole(collection.arrays().shape()));
    }

    Path file() throws IOException {
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .filter(path -> Files.isRegularFile(path) && path.toString().endsWith(".hdf5"))
            .filter(path -> path.toString().contains(id.text()))
            .findFirst()
            .orElseThrow();
      }
    }

    byte[] read(ArrayReader reader, Region region) {
      try (Arena arena = Arena.ofShared()) {
        MemorySegment target = arena.allocate(region.shape().bytes(DType.FLOAT64));
        target.fill((byte) 0x5a);
        reader.read(region, target);
        return target.toArray(ValueLayout.JAVA_BYTE);
      }
    }

    byte[] expected(Region region) {
      byte[] box = new byte[(int) region.cells() * 8];
      MemorySegment from = MemorySegment.ofArray(cells);
      RegionCopy.forEachRun(
          SHAPE,
          region,
          (arrayCell, boxCell, run) ->
              MemorySegment.copy(
                  from, arrayCell * 8, MemorySegment.ofArray(box), boxCell * 8, run * 8));
      return box;
    }

    void readBoxes(Random random) {
      try (ArrayReader reader = open()) {
        assertThat(read(reader, Region.whole(SHAPE))).isEqualTo(cells);
        for (int round = 0; round < 12; round++) {
          long[] start = new long[SHAPE.rank()];
          long[] stop = new long[SHAPE.rank()];
          for (int axis = 0; axis < start.length; axis++) {
            start[axis] = random.nextInt((int) SHAPE.length(axis));
            stop[axis] = start[axis] + 1 + random.nextInt((int) (SHAPE.length(axis) - start[axis]));
          }
          Region region = Region.of(start, stop);
          assertThat(read(reader, region)).as("%s", region).isEqualTo(expected(region));
        }
      }
    }

    void readSlabs(long maxCells) {
      try (ArrayReader reader = open()) {
        RegionSlabs.forEach(
            Region.whole(SHAPE),
            maxCells,
            slab -> assertThat(read(reader, slab)).as("%s", slab).isEqualTo(expected(slab)));
      }
    }

    @Override
    public void close() {
      storage.close();
    }
  }
}
