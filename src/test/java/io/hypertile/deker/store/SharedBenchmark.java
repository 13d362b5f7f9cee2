package io.hypertile.deker.store;

import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.source;

import io.hypertile.array.Precondition;
import io.hypertile.engine.ArrayReader;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import org.springframework.util.FileSystemUtils;

/**
 * Opening, reading and closing, and writing, a box of 4 KB, where the storage is shared with Deker
 * and where it is not, by turns, with the cost of the same bytes without a storage.
 */
public final class SharedBenchmark {
  private static final int ROUNDS = 40;
  private static final int TIMES = 50;

  /** Among the steps, the one that makes the file that the first reads. */
  private static final int FORCED = 4;

  private static final Shape SHAPE = Shape.of(1024, 1024);
  private static final Region BOX = Region.of(new long[] {100, 200}, new long[] {116, 264});

  private SharedBenchmark() {}

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  /** One storage with an array. */
  private record Subject(Hdf5Storage storage, Collection collection, ArrayId id, byte[] cells) {
    static Subject at(Path root, boolean shared) {
      Hdf5Storage storage =
          Hdf5Storage.open(root, new Hdf5Settings(Duration.ofSeconds(10), 512, shared));
      Collection collection = keyed("v", DType.INT32, SHAPE, null);
      storage.collections().create(collection);
      ArrayId id = storage.arrays().create(collection, header(1)).header().id();
      Region whole = Region.whole(SHAPE);
      storage
          .arrays()
          .write(collection, id, whole, source(pattern(collection, whole, 1)), Precondition.NONE);
      return new Subject(storage, collection, id, pattern(collection, BOX, 2));
    }

    /** Another array of the same storage, which nobody writes meanwhile. */
    Subject still() {
      ArrayId other = storage.arrays().create(collection, header(2)).header().id();
      Region whole = Region.whole(SHAPE);
      storage
          .arrays()
          .write(
              collection, other, whole, source(pattern(collection, whole, 1)), Precondition.NONE);
      return new Subject(storage, collection, other, cells);
    }

    void read(MemorySegment target) {
      try (ArrayReader reader =
          storage.arrays().open(collection, id, Region.whole(collection.arrays().shape()))) {
        reader.read(BOX, target);
      }
    }

    void write() {
      storage.arrays().write(collection, id, BOX, source(cells), Precondition.NONE);
    }
  }

  /** Prints medians in microseconds. */
  public static void main(String[] arguments) throws IOException {
    Path directory =
        Files.createTempDirectory(
            Path.of(arguments.length > 0 ? arguments[0] : "target"), "shared");
    Path plain = directory.resolve("floor");
    Subject alone = Subject.at(directory.resolve("alone"), false);
    Subject shared = Subject.at(directory.resolve("shared"), true);
    Subject still = shared.still();
    try (Arena arena = Arena.ofConfined();
        FileChannel floor =
            FileChannel.open(
                plain,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      MemorySegment target = arena.allocate(BOX.cells() * 4, 64);
      ByteBuffer bytes = target.asByteBuffer();
      Step[] steps = {
        () -> floor.read(bytes.clear(), 0),
        () -> alone.read(target),
        () -> shared.read(target),
        () -> still.read(target),
        () -> {
          floor.write(bytes.clear(), 0);
          floor.force(false);
        },
        alone::write,
        shared::write
      };
      steps[FORCED].run();
      String[] names = {
        "read, pread",
        "read, alone",
        "read, shared",
        "read, shared, not written",
        "write, pwrite + fdatasync",
        "write, alone",
        "write, shared"
      };
      long[][] nanos = new long[steps.length][ROUNDS * TIMES];
      for (int round = -2; round < ROUNDS; round++) {
        for (int step = 0; step < steps.length; step++) {
          for (int time = 0; time < TIMES; time++) {
            long start = System.nanoTime();
            steps[step].run();
            nanos[step][Math.max(0, round) * TIMES + time] = System.nanoTime() - start;
          }
        }
      }
      for (int step = 0; step < steps.length; step++) {
        Arrays.sort(nanos[step]);
        System.out.printf(
            "%-28s p50 %8.1f us   p99 %8.1f us%n",
            names[step],
            nanos[step][nanos[step].length / 2] / 1e3,
            nanos[step][nanos[step].length * 99 / 100] / 1e3);
      }
    } finally {
      alone.storage().close();
      shared.storage().close();
      FileSystemUtils.deleteRecursively(directory);
    }
  }
}
