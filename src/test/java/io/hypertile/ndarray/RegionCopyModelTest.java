package io.hypertile.ndarray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of boxes against a loop over single cells. */
class RegionCopyModelTest {
  private static final int ROUNDS = 400;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8, 16, 32})
  void copyIsACopyCellByCell(int cellSize) {
    Random random = TestSeed.random();
    try (Arena arena = Arena.ofConfined()) {
      for (int round = 0; round < ROUNDS; round++) {
        Case drawn = Case.draw(random);
        byte[] source = new byte[(int) drawn.sourceShape.cells() * cellSize];
        byte[] target = new byte[(int) drawn.targetShape.cells() * cellSize];
        random.nextBytes(source);
        random.nextBytes(target);
        byte[] expected = drawn.copyByCell(source, target.clone(), cellSize);
        boolean isHeap = random.nextBoolean();
        MemorySegment from = isHeap ? MemorySegment.ofArray(source) : nativeCopy(arena, source);
        MemorySegment to =
            random.nextBoolean() ? MemorySegment.ofArray(target) : nativeCopy(arena, target);
        RegionCopy.copy(
            from, drawn.sourceShape, drawn.region, to, drawn.targetShape, drawn.start, cellSize);
        assertThat(to.toArray(ValueLayout.JAVA_BYTE)).as("%s", drawn).isEqualTo(expected);
      }
    }
  }

  @Test
  void forEachRunListsEveryCellOnceInOrder() {
    Random random = TestSeed.random();
    for (int round = 0; round < ROUNDS; round++) {
      Case drawn = Case.draw(random);
      List<Long> listed = new ArrayList<>();
      long[] boxCells = {0};
      RegionCopy.forEachRun(
          drawn.sourceShape,
          drawn.region,
          (arrayCell, boxCell, cells) -> {
            assertThat(boxCell).isEqualTo(boxCells[0]);
            assertThat(cells).isEqualTo(RegionCopy.runLength(drawn.sourceShape, drawn.region));
            for (long n = 0; n < cells; n++) {
              listed.add(arrayCell + n);
            }
            boxCells[0] += cells;
          });
      assertThat(listed).as("%s", drawn).isEqualTo(drawn.sourceCells());
    }
  }

  @Test
  void copyWhenMemoryIsTooSmallThrows() {
    Shape shape = Shape.of(4, 4);
    MemorySegment source = MemorySegment.ofArray(new byte[16]);
    MemorySegment target = MemorySegment.ofArray(new byte[15]);
    assertThatThrownBy(() ->
            RegionCopy.copy(source, shape, Region.whole(shape), target, shape, new long[2], 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static MemorySegment nativeCopy(Arena arena, byte[] bytes) {
    return arena
        .allocate(Math.max(1, bytes.length))
        .asSlice(0, bytes.length)
        .copyFrom(MemorySegment.ofArray(bytes));
  }

  /** A box in one array and its place in another. */
  private record Case(Shape sourceShape, Region region, Shape targetShape, long[] start) {
    static Case draw(Random random) {
      int rank = random.nextInt(5);
      long[] source = new long[rank];
      long[] target = new long[rank];
      long[] from = new long[rank];
      long[] to = new long[rank];
      long[] start = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        source[axis] = 1 + random.nextInt(6);
        boolean isWhole = random.nextInt(3) == 0;
        from[axis] = isWhole ? 0 : random.nextInt((int) source[axis]);
        long most = source[axis] - from[axis];
        to[axis] = isWhole ? source[axis] : from[axis] + random.nextInt((int) most + 1);
        if (to[axis] == from[axis] && random.nextInt(4) > 0) {
          to[axis]++;
        }
        long length = to[axis] - from[axis];
        target[axis] = length + (random.nextInt(3) == 0 ? 0 : random.nextInt(4));
        start[axis] = random.nextInt((int) (target[axis] - length) + 1);
      }
      return new Case(Shape.of(source), Region.of(from, to), Shape.of(target), start);
    }

    List<Long> sourceCells() {
      List<Long> cells = new ArrayList<>();
      list(sourceShape, region.startArray(), 0, 0, cells);
      return cells;
    }

    private void list(Shape shape, long[] first, int axis, long cell, List<Long> cells) {
      if (axis == region.rank()) {
        cells.add(cell);
        return;
      }
      for (long n = 0; n < region.length(axis); n++) {
        list(shape, first, axis + 1, cell * shape.length(axis) + first[axis] + n, cells);
      }
    }

    byte[] copyByCell(byte[] source, byte[] target, int cellSize) {
      List<Long> from = sourceCells();
      List<Long> to = new ArrayList<>();
      list(targetShape, start, 0, 0, to);
      for (int n = 0; n < from.size(); n++) {
        int at = from.get(n).intValue() * cellSize;
        System.arraycopy(source, at, target, to.get(n).intValue() * cellSize, cellSize);
      }
      return target;
    }
  }
}
