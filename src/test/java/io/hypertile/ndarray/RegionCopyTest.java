package io.hypertile.ndarray;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of random boxes against copies cell by cell. */
class RegionCopyTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8, 16, 32})
  void copyMovesExactlyTheBox(int cellSize) {
    Random random = TestSeed.random();
    for (int round = 0; round < 400; round++) {
      int rank = random.nextInt(5);
      long[] length = new long[rank];
      long[] sourceStart = new long[rank];
      long[] sourceShape = new long[rank];
      long[] targetStart = new long[rank];
      long[] targetShape = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        length[axis] = random.nextInt(5);
        sourceStart[axis] = random.nextInt(3) * random.nextInt(2);
        targetStart[axis] = random.nextInt(3) * random.nextInt(2);
        sourceShape[axis] = sourceStart[axis] + length[axis] + random.nextInt(3) / 2;
        targetShape[axis] = targetStart[axis] + length[axis] + random.nextInt(3) / 2;
      }
      Shape from = Shape.of(sourceShape);
      Shape to = Shape.of(targetShape);
      byte[] source = new byte[(int) from.cells() * cellSize];
      byte[] target = new byte[(int) to.cells() * cellSize];
      random.nextBytes(source);
      random.nextBytes(target);
      byte[] expected = target.clone();
      Region box = Region.at(sourceStart, Shape.of(length));
      copyCellByCell(source, from, box, expected, to, targetStart, cellSize);
      RegionCopy.copy(
          MemorySegment.ofArray(source),
          from,
          box,
          MemorySegment.ofArray(target),
          to,
          targetStart,
          cellSize);
      assertThat(target)
          .as("round %d: %s of %s to %s", round, box, from, Arrays.toString(targetStart))
          .isEqualTo(expected);
    }
  }

  private static void copyCellByCell(
      byte[] source, Shape from, Region box, byte[] target, Shape to, long[] start, int size) {
    long[] at = new long[from.rank()];
    for (long cell = 0; cell < box.cells(); cell++) {
      long sourceCell = 0;
      long targetCell = 0;
      long rest = cell;
      for (int axis = at.length - 1; axis >= 0; axis--) {
        at[axis] = rest % box.length(axis);
        rest /= box.length(axis);
      }
      for (int axis = 0; axis < at.length; axis++) {
        sourceCell = sourceCell * from.length(axis) + box.start(axis) + at[axis];
        targetCell = targetCell * to.length(axis) + start[axis] + at[axis];
      }
      System.arraycopy(source, (int) sourceCell * size, target, (int) targetCell * size, size);
    }
  }

  @Test
  void forEachRunListsTheCellsOfTheBoxInOrder() {
    Shape shape = Shape.of(3, 4, 5);
    Region region = Region.of(new long[] {1, 1, 0}, new long[] {3, 3, 5});
    StringBuilder runs = new StringBuilder();
    RegionCopy.forEachRun(
        shape,
        region,
        (arrayCell, boxCell, cells) ->
            runs.append(arrayCell)
                .append('>')
                .append(boxCell)
                .append('x')
                .append(cells)
                .append(' '));
    assertThat(runs.toString()).isEqualTo("25>0x10 45>10x10 ");
  }
}
