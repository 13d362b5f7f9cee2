package io.hypertile.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilingTest {
  private static Tiling tiling(String shape, String grid) {
    return Tiling.of(shape(shape), new TileGrid(shape(grid)));
  }

  private static Shape shape(String text) {
    return Shape.of(longs(text));
  }

  private static long[] longs(String text) {
    String[] parts = text.split(" ");
    long[] values = new long[parts.length];
    for (int at = 0; at < values.length; at++) {
      values[at] = Long.parseLong(parts[at]);
    }
    return values;
  }

  /** A box as {@code start:stop} for each axis. */
  private static Region box(String text) {
    String[] axes = text.split(" ");
    long[] start = new long[axes.length];
    long[] stop = new long[axes.length];
    for (int axis = 0; axis < axes.length; axis++) {
      start[axis] = Long.parseLong(axes[axis].split(":")[0]);
      stop[axis] = Long.parseLong(axes[axis].split(":")[1]);
    }
    return Region.of(start, stop);
  }

  private static String text(Region region) {
    List<String> axes = new ArrayList<>();
    for (int axis = 0; axis < region.rank(); axis++) {
      axes.add(region.start(axis) + ":" + region.stop(axis));
    }
    return String.join(" ", axes);
  }

  /** The parts as {@code number=cells of the array/cells of the tile}. */
  @ParameterizedTest
  @CsvSource({
    "10, 5, 0:10, 0=0:2/0:2 1=2:4/0:2 2=4:6/0:2 3=6:8/0:2 4=8:10/0:2",
    "10, 5, 3:4, 1=3:4/1:2",
    "10, 5, 4:6, 2=4:6/0:2",
    "10, 5, 3:7, 1=3:4/1:2 2=4:6/0:2 3=6:7/0:1",
    "10, 1, 3:7, 0=3:7/3:7",
    "3, 3, 1:3, 1=1:2/0:1 2=2:3/0:1",
    "4 6, 2 3, 0:1 0:1, 0=0:1 0:1/0:1 0:1",
    "4 6, 2 3, 3:4 5:6, 5=3:4 5:6/1:2 1:2",
    "4 6, 2 3, 1:3 1:3, 0=1:2 1:2/1:2 1:2 1=1:2 2:3/1:2 0:1 3=2:3 1:2/0:1 1:2 4=2:3 2:3/0:1 0:1",
    "4 6, 2 3, 2:4 0:6, 3=2:4 0:2/0:2 0:2 4=2:4 2:4/0:2 0:2 5=2:4 4:6/0:2 0:2",
    "4 6, 1 3, 0:4 3:5, 1=0:4 3:4/0:4 1:2 2=0:4 4:5/0:4 0:1",
    "2 4 2, 2 2 1, 0:2 1:3 0:1, 0=0:1 1:2 0:1/0:1 1:2 0:1 1=0:1 2:3 0:1/0:1 0:1 0:1"
        + " 2=1:2 1:2 0:1/0:1 1:2 0:1 3=1:2 2:3 0:1/0:1 0:1 0:1",
    "2 4 2, 1 1 1, 0:2 1:3 0:1, 0=0:2 1:3 0:1/0:2 1:3 0:1"
  })
  void forEachGivesTheCellsOfEachTile(String shape, String grid, String box, String expected) {
    List<String> parts = new ArrayList<>();
    tiling(shape, grid)
        .forEach(
            box(box),
            part -> parts.add(part.number() + "=" + text(part.box()) + "/" + text(part.inTile())));
    assertThat(String.join(" ", parts)).isEqualTo(expected);
    assertThat(tiling(shape, grid).count(box(box))).isEqualTo(parts.size());
  }

  @Test
  void partsOfAnyBoxCoverItOnce() {
    Random random = TestSeed.random();
    for (int round = 0; round < 300; round++) {
      int rank = 1 + random.nextInt(4);
      long[] grid = new long[rank];
      long[] shape = new long[rank];
      long[] start = new long[rank];
      long[] stop = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        grid[axis] = 1 + random.nextInt(4);
        shape[axis] = grid[axis] * (1 + random.nextInt(3));
        start[axis] = random.nextInt((int) shape[axis]);
        stop[axis] = start[axis] + 1 + random.nextInt((int) (shape[axis] - start[axis]));
      }
      Tiling tiling = Tiling.of(Shape.of(shape), new TileGrid(Shape.of(grid)));
      Region box = Region.of(start, stop);
      Set<Long> numbers = new HashSet<>();
      long[] cells = {0};
      tiling.forEach(
          box,
          part -> {
            assertThat(numbers.add(part.number())).isTrue();
            assertThat(part.number()).isBetween(0L, tiling.counts().cells() - 1);
            assertThat(box.contains(part.box())).isTrue();
            assertThat(part.bounds().contains(part.box())).isTrue();
            assertThat(tiling.bounds(part.number())).isEqualTo(part.bounds());
            cells[0] += part.box().cells();
          });
      assertThat(cells[0]).isEqualTo(box.cells());
      assertThat(tiling.count(box)).isEqualTo(numbers.size());
      for (long number = 0; number < tiling.counts().cells(); number++) {
        assertThat(tiling.touches(number, box)).isEqualTo(numbers.contains(number));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4 6, 2 3, 0, 0-0", "4 6, 2 3, 5, 1-2", "10, 5, 3, 3", "2 4 24, 2 2 12, 47, 1-1-11"})
  void namesAreTheNumbersOfTheTile(String shape, String grid, long number, String name) {
    assertThat(tiling(shape, grid).name(number)).isEqualTo(name);
    assertThat(tiling(shape, grid).findNumber(name)).hasValue(number);
    assertThat(tiling(shape, grid).number(tiling(shape, grid).position(number))).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "2-0",
    "0-3",
    "0",
    "0-0-0",
    "-",
    "0-",
    "-0",
    "00-0",
    "+1-0",
    "1-+0",
    "a-0",
    "0--1",
    "''",
    "99999999999999999999-0",
    "1.0-0",
    "١-0",
    "0-0.hdf5"
  })
  void namesOfNoTileAreNotFound(String name) {
    assertThat(tiling("4 6", "2 3").findNumber(name)).isEqualTo(OptionalLong.empty());
  }
}
