package io.hypertile.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatherTest {
  private static final Shape SHAPE = Shape.of(7, 9);

  /** A byte that tells cell and place. */
  private static byte at(long row, long column, int place) {
    return (byte) (31 * (row * 9 + column) + 7 * place);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 20, 24, 28, 40})
  void cellsOfAnySizeAreTakenByStepsAndNothingBesideThem(int size) {
    byte[] source = new byte[7 * 9 * size];
    for (int n = 0; n < source.length; n++) {
      source[n] = at(n / size / 9, n / size % 9, n % size);
    }
    for (Selection selection :
        List.of(
            selection(range(1, 7, 2), range(0, 9, 1)),
            selection(range(0, 7, 1), range(2, 9, 3)),
            selection(range(0, 7, 3), range(8, 9, 1)),
            selection(new AxisSelection.Positions(List.of(6L, 0L, 6L)), range(1, 9, 2)))) {
      long rows = selection.axes().get(0).count();
      long columns = selection.axes().get(1).count();
      byte[] target = new byte[(int) (rows * columns) * size + 8];
      MemorySegment cells = MemorySegment.ofArray(target).asSlice(0, target.length - 8);
      Shape results = Shape.of((int) rows, (int) columns);
      Gather.gather(
          selection,
          new Gather.Source(Region.whole(SHAPE), MemorySegment.ofArray(source)),
          new long[] {0, 0},
          new Gather.Target(Region.whole(results), results, cells),
          size);
      for (int n = 0; n < rows * columns * size; n++) {
        long row = selection.axes().get(0).position(n / size / columns);
        long column = selection.axes().get(1).position(n / size % columns);
        assertThat(target[n]).as("byte %d", n).isEqualTo(at(row, column, n % size));
      }
    }
  }

  private static AxisSelection range(long start, long stop, long step) {
    return new AxisSelection.Range(start, stop, step);
  }

  private static Selection selection(AxisSelection... axes) {
    return new Selection(SHAPE, List.of(axes));
  }
}
