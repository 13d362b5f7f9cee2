package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The one place that copies boxes of cells between arrays in memory, and that lists the runs of
 * bytes a box occupies. All arrays are in C order.
 */
public final class RegionCopy {
  private RegionCopy() {}

  /** Takes a run of cells that are neighbours in the array and in the box. */
  @FunctionalInterface
  public interface RunConsumer<E extends Exception> {
    /**
     * Takes one run.
     *
     * @param arrayCell first cell of the run in the array, in C order
     * @param boxCell first cell of the run in the box, in C order
     * @param cells length of the run
     */
    void accept(long arrayCell, long boxCell, long cells) throws E;
  }

  /**
   * Calls the consumer for every run of the region in an array of the shape, in C order. Axes that
   * the region covers whole are folded into the run, so a region of whole rows is one run.
   */
  public static <E extends Exception> void forEachRun(
      Shape shape, Region region, RunConsumer<E> consumer) throws E {
    if (region.isEmpty()) {
      return;
    }
    int split = firstFoldedAxis(shape, region);
    long[] strides = shape.strides();
    long[] lengths = region.shape().toArray();
    long[] done = new long[lengths.length];
    long arrayCell = 0;
    for (int axis = 0; axis < lengths.length; axis++) {
      arrayCell += region.start(axis) * strides[axis];
    }
    long run = 1;
    for (int axis = split; axis < lengths.length; axis++) {
      run *= lengths[axis];
    }
    long boxCell = 0;
    while (true) {
      consumer.accept(arrayCell, boxCell, run);
      boxCell += run;
      int axis = split - 1;
      while (axis >= 0 && ++done[axis] == lengths[axis]) {
        done[axis] = 0;
        arrayCell -= (lengths[axis] - 1) * strides[axis];
        axis--;
      }
      if (axis < 0) {
        return;
      }
      arrayCell += strides[axis];
    }
  }

  /** Cells in each run of {@link #forEachRun}; 0 for an empty region. */
  public static long runLength(Shape shape, Region region) {
    if (region.isEmpty()) {
      return 0;
    }
    long run = 1;
    for (int axis = firstFoldedAxis(shape, region); axis < shape.rank(); axis++) {
      run *= region.length(axis);
    }
    return run;
  }

  /**
   * The memory of a box whose cells follow one another in an array; empty when they do not, or the
   * box is empty.
   *
   * @param array cells of the array, C order
   * @param cellSize bytes of a cell
   */
  public static Optional<MemorySegment> findRun(
      MemorySegment array, Shape shape, Region region, int cellSize) {
    if (region.isEmpty() || !isRun(shape, region)) {
      return Optional.empty();
    }
    long first = 0;
    long[] strides = shape.strides();
    for (int axis = 0; axis < strides.length; axis++) {
      first += region.start(axis) * strides[axis];
    }
    return Optional.of(array.asSlice(first * cellSize, region.cells() * cellSize));
  }

  /** Whether axes are covered whole behind the first one that is longer than a cell. */
  private static boolean isRun(Shape shape, Region region) {
    boolean isSingle = true;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (!isSingle && region.length(axis) != shape.length(axis)) {
        return false;
      }
      isSingle &= region.length(axis) == 1;
    }
    return true;
  }

  /** The outermost axis of a run: all axes after it are covered whole. */
  private static int firstFoldedAxis(Shape shape, Region region) {
    int axis = Math.max(shape.rank() - 1, 0);
    while (axis > 0 && region.length(axis) == shape.length(axis)) {
      axis--;
    }
    return axis;
  }

  /**
   * Copies the cells of a box from one array to another.
   *
   * @param source cells of the source array, C order
   * @param sourceShape shape of the source array
   * @param sourceRegion the box in the source array
   * @param target cells of the target array, C order
   * @param targetShape shape of the target array, of the same rank
   * @param targetStart place for the box's first cell in the target array
   * @param cellSize bytes of a cell
   * @throws IndexOutOfBoundsException if the box is not within one of the arrays' memory
   */
  public static void copy(
      MemorySegment source,
      Shape sourceShape,
      Region sourceRegion,
      MemorySegment target,
      Shape targetShape,
      long[] targetStart,
      int cellSize) {
    BoxStrides box = new BoxStrides(source, target, cellSize);
    long[] sourceStrides = sourceShape.strides();
    long[] targetStrides = targetShape.strides();
    long sourceCell = 0;
    long targetCell = 0;
    for (int axis = sourceRegion.rank() - 1; axis >= 0; axis--) {
      if (sourceRegion.length(axis) == 0) {
        return;
      }
      sourceCell += sourceRegion.start(axis) * sourceStrides[axis];
      targetCell += targetStart[axis] * targetStrides[axis];
      box.addOuterAxis(sourceRegion.length(axis), sourceStrides[axis], targetStrides[axis]);
    }
    box.copy(sourceCell, targetCell);
  }
}
