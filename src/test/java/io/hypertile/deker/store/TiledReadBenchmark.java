package io.hypertile.deker.store;

import io.hypertile.TemporaryDirectory;
import io.hypertile.array.Precondition;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.StorageFixtures;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionSlabs;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.StorageOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Reads 96 MB from one file and from 10 times 10 tiles, whole and slab by slab as answers are sent.
 * Everything is in the page cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
public class TiledReadBenchmark {
  private static final Shape SHAPE = Shape.of(4000, 3000);
  private static final Region ALL = Region.whole(SHAPE);

  /** How the array is kept. */
  @Param({"ONE_FILE", "TILES"})
  public String kept;

  /** How cells are stored. */
  @Param({"CONTIGUOUS", "GZIP"})
  public String storage;

  /** Bytes read at a time. */
  @Param({"1048576", "100000000"})
  public long slab;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(ALL.cells() * Double.BYTES, 64);
  private TemporaryDirectory root;
  private Hdf5Storage opened;
  private Collection collection;
  private ArrayId id;

  /** Runs all benchmarks of the class. */
  public static void main(String[] args) throws RunnerException {
    new Runner(new OptionsBuilder().include(TiledReadBenchmark.class.getSimpleName()).build())
        .run();
  }

  /** Makes the array. */
  @Setup
  public void write() {
    root = TemporaryDirectory.create("benchmark");
    opened = Hdf5Storage.open(root.path(), Hdf5Settings.DEFAULT);
    StorageOptions gzip =
        new StorageOptions(
            new StorageOptions.Chunks.Manual(Shape.of(100, 150)),
            new StorageOptions.Compression.Gzip(1));
    Collection plain =
        StorageFixtures.keyed(
            "c", DType.FLOAT64, SHAPE, storage.equals("GZIP") ? gzip : StorageOptions.CONTIGUOUS);
    collection = kept.equals("TILES") ? StorageFixtures.tiled(plain, Shape.of(10, 10)) : plain;
    opened.collections().create(collection);
    id = opened.arrays().create(collection, StorageFixtures.header(1)).header().id();
    byte[] cells = new byte[Math.toIntExact(buffer.byteSize())];
    new Random(1).nextBytes(cells);
    opened
        .arrays()
        .write(collection, id, ALL, StorageFixtures.source(cells, 1 << 20), Precondition.NONE);
  }

  /** Removes it. */
  @TearDown
  public void remove() {
    opened.close();
    root.close();
  }

  /** Reads every cell. */
  @Benchmark
  public byte readAll() {
    try (ArrayReader reader = opened.arrays().open(collection, id, ALL)) {
      RegionSlabs.forEach(
          ALL,
          slab / Double.BYTES,
          region -> reader.read(region, buffer.asSlice(0, region.cells() * Double.BYTES)));
    }
    return buffer.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0);
  }
}
