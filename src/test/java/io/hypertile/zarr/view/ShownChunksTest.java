package io.hypertile.zarr.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownChunksTest {
  private static final ChunkSizes SIZES = new ChunkSizes(1 << 20, 64 << 20);

  private static Shape shape(String text) {
    return Shape.of(Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray());
  }

  private static Shape chunk(Shape array, Shape tile, Optional<Shape> stored, int cellBytes) {
    return ShownChunks.of(array, new StoredForm(tile, stored), cellBytes, SIZES).chunkShape();
  }

  @ParameterizedTest
  @CsvSource({
    // One run of the file: whole inner axes, then equal parts of the next one.
    "24 181 1440, 24 181 1440, '', 8, 1 91 1440",
    "24 181 360 4, 24 181 360 4, '', 8, 1 91 360 4",
    "10, 10, '', 8, 10",
    "1000000, 1000000, '', 8, 125000",
    "5 1 1 4000000, 5 1 1 4000000, '', 1, 1 1 1 1000000",
    // Whole stored chunks, several of them where they are small.
    "100 1000, 100 1000, 10 100, 8, 100 1000",
    "1000 1000, 1000 1000, 10 100, 8, 130 1000",
    "64 1024 1024, 64 1024 1024, 1 1024 1024, 8, 1 1024 1024",
    "7 7, 7 7, 100 100, 8, 7 7",
    // Within the tile, in equal parts of it.
    "100 400 1000, 50 200 1000, '', 8, 1 100 1000",
    "20 10007, 20 10007, '', 200, 1 5004",
    "20 20014, 20 10007, '', 200, 1 10007",
    "4 300, 2 100, 2 30, 8, 2 100",
    "4 300, 2 100, 1 25, 800, 2 100",
  })
  void chunksAreReadWell(String array, String tile, String stored, int cellBytes, String expected) {
    Optional<Shape> chunks = stored.isEmpty() ? Optional.empty() : Optional.of(shape(stored));
    assertThat(chunk(shape(array), shape(tile), chunks, cellBytes)).isEqualTo(shape(expected));
  }

  /** Largest lengths there can be must not take longer than a request may. */
  @Test
  void lengthsWithoutEndAreChosenAtOnce() {
    long prime = 999_999_999_999_989L;
    Shape tile = Shape.of(1, prime);
    assertThat(chunk(Shape.of(2, prime), tile, Optional.empty(), 8).length(0)).isEqualTo(1);
    Shape large = Shape.of(prime, 3);
    assertThat(chunk(Shape.of(prime * 2, 3), large, Optional.empty(), 8).length(1)).isEqualTo(3);
  }

  @Test
  void noChunkLiesInTwoTilesOrCutsAStoredChunk() {
    Random random = TestSeed.random();
    for (int round = 0; round < 2_000; round++) {
      int rank = 1 + random.nextInt(4);
      long[] tile = LongStream.generate(() -> 1 + random.nextInt(90)).limit(rank).toArray();
      long[] array = tile.clone();
      long[] stored = tile.clone();
      for (int axis = 0; axis < rank; axis++) {
        array[axis] *= 1 + random.nextInt(3);
        stored[axis] = 1 + random.nextInt((int) tile[axis]);
      }
      int cellBytes = 1 << random.nextInt(6);
      Optional<Shape> chunks =
          random.nextBoolean() ? Optional.of(Shape.of(stored)) : Optional.empty();
      ChunkSizes sizes = new ChunkSizes(1 << (8 + random.nextInt(10)), 64 << 20);
      ChunkGrid grid =
          ShownChunks.of(Shape.of(array), new StoredForm(Shape.of(tile), chunks), cellBytes, sizes);
      for (int axis = 0; axis < rank; axis++) {
        long length = grid.chunkShape().length(axis);
        assertThat(length).isBetween(1L, array[axis]);
        boolean tiled = array[axis] != tile[axis];
        assertThat(!tiled || tile[axis] % length == 0).as("tile %s of %s", tile, grid).isTrue();
        boolean whole = length == tile[axis] || length % stored[axis] == 0;
        boolean large = Shape.of(tile).cells() * cellBytes > sizes.most();
        assertThat(chunks.isEmpty() || large || whole).as("stored %s of %s", chunks, grid).isTrue();
      }
      assertThat(grid.chunkShape().cells() * cellBytes).isLessThanOrEqualTo(sizes.most());
    }
  }
}
