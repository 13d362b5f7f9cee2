package io.hypertile.zarr.engine;

import io.hypertile.engine.StorageFixtures;
import io.hypertile.engine.TestStorage;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Collection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Makes many arrays in files with one call, clears them, and makes some one by one. */
public final class CreationBenchmark {
  private static final int ARRAYS = 1_201;
  private static final int SINGLE = 200;
  private static final int ROUNDS = 5;
  private static final long NANOS_OF_A_MILLI = 1_000_000;

  private CreationBenchmark() {}

  /** Takes the directory below which it works. */
  public static void main(String[] args) throws Exception {
    Path root = Files.createTempDirectory(Path.of(args[0]), "creation");
    Collection collection = StorageFixtures.keyed("c", DType.INT16, Shape.of(8, 8), null);
    try (TestStorage storage = OpenedZarr.inFiles(root)) {
      storage.collections().create(collection);
      for (int round = 0; round < ROUNDS; round++) {
        List<ArrayHeader> headers =
            IntStream.range(0, ARRAYS).mapToObj(StorageFixtures::header).toList();
        long start = System.nanoTime();
        storage.arrays().createAll(collection, headers);
        long made = System.nanoTime();
        storage.collections().clear(collection.name());
        System.out.printf(
            "%d arrays: made in %d ms, cleared in %d ms%n",
            ARRAYS,
            (made - start) / NANOS_OF_A_MILLI,
            (System.nanoTime() - made) / NANOS_OF_A_MILLI);
      }
      long start = System.nanoTime();
      for (int number = 0; number < SINGLE; number++) {
        storage.arrays().create(collection, StorageFixtures.header(number));
      }
      System.out.printf(
          "%d one by one: %d ms%n", SINGLE, (System.nanoTime() - start) / NANOS_OF_A_MILLI);
    }
  }
}
