package io.hypertile.reduction;

import io.hypertile.array.CellReader;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a reduction along its first axes into several, each of neighbouring results, so that the
 * state of one fits the caches of a processor while all of its cells come in. Arrays in chunks are
 * not cut, as chunks would be decoded for several parts. Pure.
 */
final class ReductionParts {
  /** Bytes of neighbouring cells that are read together: as many as are read well by themselves. */
  private static final long RUN = 128 << 10;

  /** Rows below each other that are worth the cut. */
  private static final long FEWEST_ROWS = 4;

  private ReductionParts() {}

  /** The parts in the order of their results, of cells of a reader; one where it is not cut. */
  static List<Reduction> of(Reduction reduction, CellReader reader) {
    boolean isRun = reader.chunkShape().isEmpty() && reader.stretches().isEmpty();
    List<Reduction.Along> along = reduction.along();
    int cut = firstKept(along);
    if (!isRun || cut == 0 || cut == along.size() || !isKeptFrom(along, cut)) {
      return List.of(reduction);
    }
    long rows = 1;
    for (Reduction.Along axis : along.subList(0, cut)) {
      rows *= axis.count();
    }
    long inner = reduction.dtype().size();
    for (Reduction.Along axis : along.subList(cut + 1, along.size())) {
      inner *= axis.count();
    }
    long length = Math.max(1, RUN / inner);
    boolean isPlain =
        reduction.cells().axes().get(cut) instanceof AxisSelection.Range range && range.step() == 1;
    if (!isPlain || rows < FEWEST_ROWS || inner > RUN || length >= along.get(cut).count()) {
      return List.of(reduction);
    }
    return cut(reduction, cut, length);
  }

  /** Number of axes at the start that are reduced whole. */
  private static int firstKept(List<Reduction.Along> along) {
    int axis = 0;
    while (axis < along.size() && along.get(axis).group() == along.get(axis).count()) {
      axis++;
    }
    return axis;
  }

  private static boolean isKeptFrom(List<Reduction.Along> along, int first) {
    return along.subList(first, along.size()).stream().allMatch(axis -> axis.group() == 1);
  }

  private static List<Reduction> cut(Reduction whole, int axis, long length) {
    AxisSelection.Range range = (AxisSelection.Range) whole.cells().axes().get(axis);
    List<Reduction> parts = new ArrayList<>();
    for (long start = range.start(); start < range.stop(); start += length) {
      long stop = Math.min(range.stop(), start + length);
      List<Reduction.Along> along = new ArrayList<>(whole.along());
      along.set(axis, new Reduction.Along(stop - start, 1, false));
      Selection cells = whole.cells().along(axis, start, stop);
      parts.add(new Reduction(whole.operation(), whole.quantile(), whole.dtype(), cells, along));
    }
    return parts;
  }
}
