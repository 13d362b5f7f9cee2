package io.hypertile.partition.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.RowRanges;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are picked from arrays whose cells are their own numbers. */
class PickedRowsTest {
  private static final Random RANDOM = TestSeed.random();

  /** Cells that are their places in C order. */
  private record Numbers(ArraySpec spec) implements CellArray, CellReader {
    @Override
    public String name() {
      return "numbers";
    }

    @Override
    public Version version() {
      return new Version("1");
    }

    @Override
    public CellReader open(Region bounds) {
      return this;
    }

    @Override
    public Optional<Shape> chunkShape() {
      return Optional.empty();
    }

    @Override
    public void read(Region region, CellBlock target) {
      long[] at = {0};
      visit(region, 0, 0, number -> target.cells().set(CellLayouts.LONG, 8 * at[0]++, number));
    }

    private void visit(Region region, int axis, long number, java.util.function.LongConsumer use) {
      if (axis == region.rank()) {
        use.accept(number);
        return;
      }
      for (long at = region.start(axis); at < region.stop(axis); at++) {
        visit(region, axis + 1, number * spec.shape().length(axis) + at, use);
      }
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void boxesHaveTheCellsOfTheRowsThatArePicked(int axis) {
    for (int tries = 0; tries < 40; tries++) {
      long[] shape = {1 + RANDOM.nextInt(4), 1 + RANDOM.nextInt(4), 1 + RANDOM.nextInt(4)};
      shape[axis] = 1 + RANDOM.nextInt(tries % 4 == 0 ? 30_000 : 60);
      Numbers numbers = numbers(shape);
      List<PartitionRows.RowRange> ranges = ranges(shape[axis]);
      List<Long> rows = new ArrayList<>();
      RowRanges.Builder picks = new RowRanges.Builder();
      ranges.forEach(range -> {
        picks.add(range.start(), range.stop());
        for (long row = range.start(); row < range.stop(); row++) {
          rows.add(row);
        }
      });
      try (CellArray picked = new PickedArray(numbers, axis, picks.build())) {
        assertThat(picked.spec().shape().length(axis)).isEqualTo(rows.size());
        check(picked, numbers, axis, rows);
      }
    }
  }

  private static Numbers numbers(long[] shape) {
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      axes.add(new Axis.Plain("d" + i, shape[i]));
    }
    return new Numbers(new ArraySpec(DType.INT64, FillValue.defaultOf(DType.INT64), axes));
  }

  private static List<PartitionRows.RowRange> ranges(long length) {
    List<PartitionRows.RowRange> ranges = new ArrayList<>();
    long at = RANDOM.nextInt(3);
    while (at < length) {
      long stop = Math.min(length, at + 1 + RANDOM.nextInt(20));
      ranges.add(new PartitionRows.RowRange(at, stop));
      at = stop + (RANDOM.nextInt(4) == 0 ? 12_000 : RANDOM.nextInt(5));
    }
    return ranges;
  }

  private static void check(CellArray picked, Numbers numbers, int axis, List<Long> rows) {
    Shape shape = picked.spec().shape();
    try (CellReader reader = picked.open(Region.whole(shape));
        Arena arena = Arena.ofShared()) {
      for (int tries = 0; tries < 4; tries++) {
        long[] start = new long[3];
        long[] stop = new long[3];
        for (int i = 0; i < 3; i++) {
          start[i] = tries == 0 ? 0 : RANDOM.nextLong(shape.length(i) + 1);
          stop[i] =
              tries == 0
                  ? shape.length(i)
                  : start[i] + RANDOM.nextLong(shape.length(i) - start[i] + 1);
        }
        Region box = Region.of(start, stop);
        MemorySegment target = arena.allocate(Math.max(8, 8 * box.cells()), 8);
        reader.read(box, target.asSlice(0, 8 * box.cells()));
        long at = 0;
        for (long i = start[0]; i < stop[0]; i++) {
          for (long j = start[1]; j < stop[1]; j++) {
            for (long k = start[2]; k < stop[2]; k++) {
              long[] place = {i, j, k};
              place[axis] = rows.get((int) place[axis]);
              long expected =
                  (place[0] * numbers.spec().shape().length(1) + place[1])
                          * numbers.spec().shape().length(2)
                      + place[2];
              if (target.get(CellLayouts.LONG, 8 * at++) != expected) {
                assertThat(target.get(CellLayouts.LONG, 8 * at - 8)).isEqualTo(expected);
              }
            }
          }
        }
      }
    }
  }
}
