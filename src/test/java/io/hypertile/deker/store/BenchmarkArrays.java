package io.hypertile.deker.store;

import io.hypertile.TemporaryDirectory;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.ChunkCursor;
import io.hypertile.codec.Codec;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.DeflateCodec;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmarks of the engine share: a storage, 50 MB of decimals such as a forecast has, and
 * the same cells as encoded chunks.
 */
final class BenchmarkArrays implements AutoCloseable {
  /** Steps, latitudes, longitudes, variables. */
  static final Shape SHAPE = Shape.of(24, 181, 360, 4);

  /** Chunks whose cells are scattered over the answer: 72 of 703 KB. */
  static final Shape BOXES = Shape.of(4, 61, 90, 4);

  /** Chunks that are one run of the answer: 24 of 2 MB. */
  static final Shape STEPS = Shape.of(1, 181, 360, 4);

  /** Storage in chunks with deflate 4. */
  static StorageOptions deflated(Shape chunkShape) {
    return new StorageOptions(
        new StorageOptions.Chunks.Manual(chunkShape), new StorageOptions.Compression.Gzip(4));
  }

  static final Codec CODEC = new DeflateCodec(4);

  private final TemporaryDirectory root = TemporaryDirectory.create("benchmark");
  private final Arena arena = Arena.ofShared();
  private final Hdf5Storage storage;
  private final MemorySegment cells;

  BenchmarkArrays() {
    this.storage = Hdf5Storage.open(root.path(), Hdf5Settings.DEFAULT);
    this.cells = arena.allocate(SHAPE.bytes(DType.FLOAT64), 4096);
    Random random = new Random(1);
    long at = 0;
    for (int step = 0; step < SHAPE.length(0); step++) {
      for (int y = 0; y < SHAPE.length(1); y++) {
        for (int x = 0; x < SHAPE.length(2); x++) {
          for (int v = 0; v < SHAPE.length(3); v++) {
            double value =
                280 + 10 * v + 15 * Math.sin(y / 30.0 + step / 8.0) + 5 * Math.cos(x / 40.0);
            double rounded = Math.round((value + random.nextGaussian() / 5) * 10) / 10.0;
            cells.setAtIndex(ValueLayout.JAVA_DOUBLE, at++, rounded);
          }
        }
      }
    }
  }

  /** An array of the storage. */
  record Stored(Collection collection, ArrayId id) {}

  Hdf5Storage storage() {
    return storage;
  }

  /** All cells in C order. */
  MemorySegment cells() {
    return cells;
  }

  Arena arena() {
    return arena;
  }

  /** Memory for the answer, its pages there already. */
  MemorySegment target() {
    MemorySegment target = arena.allocate(cells.byteSize(), 4096);
    target.fill((byte) 1);
    return target;
  }

  /** A new array with all cells. */
  Stored store(String name, @Nullable StorageOptions options) {
    Collection collection = StorageFixtures.keyed(name, DType.FLOAT64, SHAPE, options);
    storage.collections().create(collection);
    ArrayId id = storage.arrays().create(collection, StorageFixtures.header(1)).header().id();
    Stored stored = new Stored(collection, id);
    write(stored);
    return stored;
  }

  /** Writes all cells of an array. */
  void write(Stored array) {
    storage
        .arrays()
        .write(array.collection(), array.id(), Region.whole(SHAPE), source(), Precondition.NONE);
  }

  private CellSource source() {
    ByteBuffer rest = cells.asByteBuffer();
    return target -> {
      if (!rest.hasRemaining()) {
        return -1;
      }
      int count = Math.min(target.remaining(), rest.remaining());
      target.put(rest.slice().limit(count));
      rest.position(rest.position() + count);
      return count;
    };
  }

  /** Cells of every chunk, those past the edge 0. */
  List<MemorySegment> chunks(Shape chunkShape) {
    List<MemorySegment> chunks = new ArrayList<>();
    ChunkCursor cursor = new ChunkCursor(new ChunkGrid(SHAPE, chunkShape), Region.whole(SHAPE));
    while (cursor.next()) {
      MemorySegment chunk = arena.allocate(chunkShape.bytes(DType.FLOAT64), 64);
      Region box = cursor.chunkRegion();
      RegionCopy.copy(cells, SHAPE, box, chunk, chunkShape, new long[SHAPE.rank()], 8);
      chunks.add(chunk);
    }
    return chunks;
  }

  /** Where each chunk's cells are in the array. */
  static List<Region> places(Shape chunkShape) {
    List<Region> places = new ArrayList<>();
    ChunkCursor cursor = new ChunkCursor(new ChunkGrid(SHAPE, chunkShape), Region.whole(SHAPE));
    while (cursor.next()) {
      places.add(cursor.chunkRegion());
    }
    return places;
  }

  /** Chunks as the codec stores them. */
  List<MemorySegment> encoded(List<MemorySegment> chunks) {
    List<MemorySegment> encoded = new ArrayList<>();
    MemorySegment room = encodeRoom(arena, chunks.getFirst().byteSize());
    for (MemorySegment chunk : chunks) {
      long size = CODEC.encode(chunk, room);
      encoded.add(arena.allocate(size, 64).copyFrom(room.asSlice(0, size)));
    }
    return encoded;
  }

  /** Writes chunks to a new file, forces it to disk and deletes it. */
  void force(List<MemorySegment> chunks) throws IOException {
    Path path = root.path().resolve("forced");
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (MemorySegment chunk : chunks) {
        ByteBuffer bytes = chunk.asByteBuffer();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      channel.force(true);
    }
    Files.delete(path);
  }

  static MemorySegment encodeRoom(Arena arena, long chunkBytes) {
    return arena.allocate(CODEC.largestEncoded(chunkBytes), 64);
  }

  static void decode(MemorySegment encoded, MemorySegment room) {
    try {
      CODEC.decode(encoded, room);
    } catch (CodecException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Decodes a chunk to its place among all cells, by way of a room of its own if it is no run.
   *
   * @param place the chunk's cells in the array
   */
  static void decodeInto(
      MemorySegment target, Region place, MemorySegment encoded, MemorySegment room) {
    MemorySegment run = RegionCopy.findRun(target, SHAPE, place, 8).orElse(null);
    if (run != null) {
      decode(encoded, run);
      return;
    }
    decode(encoded, room);
    RegionCopy.copy(room, BOXES, Region.whole(place.shape()), target, SHAPE, place.startArray(), 8);
  }

  /** The file of an array. */
  Path file(Stored array) throws IOException {
    try (Stream<Path> files = Files.walk(root.path())) {
      return files
          .filter(path -> Files.isRegularFile(path) && path.toString().contains(array.id().text()))
          .findFirst()
          .orElseThrow();
    }
  }

  @Override
  public void close() {
    storage.close();
    arena.close();
    root.close();
  }
}
