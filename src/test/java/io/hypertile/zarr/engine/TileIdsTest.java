package io.hypertile.zarr.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.schema.ArrayId;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TileIdsTest {
  @Test
  void numbersAreFoundAgain() {
    Random random = TestSeed.random();
    for (int round = 0; round < 1_000; round++) {
      ArrayId array = ArrayId.random();
      long number = random.nextLong(1L << random.nextInt(1, 60));
      ArrayId tile = TileIds.of(array, number);
      assertThat(TileIds.number(array, tile, number + 1)).hasValue(number);
      assertThat(TileIds.number(array, tile, number)).isEmpty();
      assertThat(TileIds.number(ArrayId.random(), tile, number + 1)).isEmpty();
    }
  }

  @Test
  void tilesOfArraysWithIdsBesideEachOtherHaveIdsOfTheirOwn() {
    Set<ArrayId> ids = new HashSet<>();
    for (int array = 0; array < 100; array++) {
      ArrayId id = new ArrayId("ABCDEF00-0000-8000-8000-%012x".formatted(array));
      assertThat(ids.add(id)).isTrue();
      for (int number = 0; number < 100; number++) {
        ArrayId tile = TileIds.of(id, number);
        assertThat(ids.add(tile)).isTrue();
        assertThat(TileIds.number(id, tile, 100)).hasValue(number);
      }
    }
  }
}
