package io.hypertile.deker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.engine.ArrayReader;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.StorageOptions;
import io.hypertile.schema.StorageOptions.Chunks;
import io.hypertile.schema.StorageOptions.Compression;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every compression a collection can ask for is written, updated and read back (rule 83). */
class CompressionTest {
  private static final Shape SHAPE = Shape.of(13, 40, 11);

  @TempDir Path root;

  static Stream<Compression> compressions() {
    return Stream.of(
        new Compression.None(),
        new Compression.Gzip(0),
        new Compression.Gzip(4),
        new Compression.Gzip(9),
        new Compression.Lzf(),
        new Compression.Szip("nn", 16),
        new Compression.Szip("ec", 8),
        new Compression.Plugin("blosc", List.of(0, 0, 0, 0, 5, 1, 1)),
        new Compression.Plugin("blosc", List.of(0, 0, 0, 0, 5, 1, 5)),
        new Compression.Plugin("zstd", List.of(6)),
        new Compression.Plugin("lz4", List.of()),
        new Compression.Plugin("bzip2", List.of()),
        new Compression.Plugin("bitshuffle", List.of(0, 2)));
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void writtenCellsAreReadBackAfterUpdatesAndReopening(Compression compression) {
    for (DType dtype : List.of(DType.UINT8, DType.INT16, DType.FLOAT32, DType.FLOAT64)) {
      Collection collection = collection(dtype, compression);
      ArrayHeader header = new ArrayHeader(ArrayId.random(), Attributes.none(), Attributes.none());
      byte[] expected = new byte[(int) SHAPE.bytes(dtype)];
      TestSeed.random(dtype.ordinal()).nextBytes(expected);
      try (Hdf5Storage storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT)) {
        storage.collections().create(collection);
        storage.arrays().create(collection, header);
        storage
            .arrays()
            .write(
                collection, header.id(), Region.whole(SHAPE), source(expected), Precondition.NONE);
        Region box = Region.of(new long[] {3, 5, 2}, new long[] {9, 30, 7});
        byte[] patch = new byte[(int) box.shape().bytes(dtype)];
        storage.arrays().write(collection, header.id(), box, source(patch), Precondition.NONE);
        overlay(expected, box, dtype.size());
        assertThat(read(storage, collection, header.id())).isEqualTo(expected);
      }
      try (Hdf5Storage storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT)) {
        assertThat(read(storage, collection, header.id())).isEqualTo(expected);
      }
    }
  }

  private static Collection collection(DType dtype, Compression compression) {
    List<Dimension> dimensions =
        List.of(
            new Dimension.Plain("a", 13),
            new Dimension.Plain("b", 40),
            new Dimension.Plain("c", 11));
    return new Collection(
        new CollectionName("c_" + dtype.numpyName()),
        new ArraySchema(dtype, FillValue.defaultOf(dtype), dimensions, List.of()),
        Optional.of(new StorageOptions(new Chunks.Manual(Shape.of(4, 16, 11)), compression)));
  }

  private static void overlay(byte[] cells, Region box, int cellSize) {
    for (long a = box.start(0); a < box.stop(0); a++) {
      for (long b = box.start(1); b < box.stop(1); b++) {
        for (long c = box.start(2); c < box.stop(2); c++) {
          int at = (int) ((a * 40 + b) * 11 + c) * cellSize;
          java.util.Arrays.fill(cells, at, at + cellSize, (byte) 0);
        }
      }
    }
  }

  private static byte[] read(Hdf5Storage storage, Collection collection, ArrayId id) {
    try (ArrayReader reader =
            storage.arrays().open(collection, id, Region.whole(collection.arrays().shape()));
        Arena arena = Arena.ofConfined()) {
      MemorySegment cells = arena.allocate(SHAPE.bytes(collection.arrays().dtype()), 64);
      reader.read(Region.whole(SHAPE), cells);
      return cells.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static CellSource source(byte[] bytes) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    return target -> {
      int length = Math.min(left.remaining(), target.remaining());
      target.put(left.slice().limit(length));
      left.position(left.position() + length);
      return length == 0 ? -1 : length;
    };
  }
}
