package io.hypertile.ndarray;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Boxes of cells. */
class RegionTest {
  @Test
  void aRunIsABoxWhoseLastCellIsAsManyPlacesBehindItsFirstAsItHasCells() {
    Random random = TestSeed.random();
    int runs = 0;
    for (int round = 0; round < 5_000; round++) {
      int rank = 1 + random.nextInt(4);
      long[] lengths = random.longs(rank, 1, 4).toArray();
      long[] start = new long[rank];
      long[] stop = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        start[axis] = random.nextLong(lengths[axis]);
        stop[axis] = start[axis] + 1 + random.nextLong(lengths[axis] - start[axis]);
      }
      Shape shape = Shape.of(lengths);
      Region box = Region.of(start, stop);
      long first = 0;
      long last = 0;
      for (int axis = 0; axis < rank; axis++) {
        first = first * lengths[axis] + start[axis];
        last = last * lengths[axis] + stop[axis] - 1;
      }
      boolean isRun = last - first + 1 == box.cells();
      assertThat(box.isRunOf(shape)).as(box + " of " + shape).isEqualTo(isRun);
      runs += isRun ? 1 : 0;
    }
    assertThat(runs).isBetween(500, 4_500);
  }
}
