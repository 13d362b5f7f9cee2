package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;

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
    long run = 1;
    for (int axis = split; axis < shape.rank(); axis++) {
      run *= region.length(axis);
    }
    long[] position = region.startArray();
    long boxCell = 0;
    while (true) {
      long arrayCell = 0;
      for (int axis = 0; axis < position.length; axis++) {
        arrayCell += position[axis] * strides[axis];
      }
      consumer.accept(arrayCell, boxCell, run);
      boxCell += run;
      int axis = split - 1;
      while (axis >= 0 && ++position[axis] == region.stop(axis)) {
        position[axis] = region.start(axis);
        axis--;
      }
      if (axis < 0) {
        return;
      }
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
   * @param targetStart where the box's first cell goes in the target array
   * @param cellSize bytes of a cell
   */
  public static void copy(
      MemorySegment source,
      Shape sourceShape,
      Region sourceRegion,
      MemorySegment target,
      Shape targetShape,
      long[] targetStart,
      int cellSize) {
    Region targetRegion = Region.at(targetStart, sourceRegion.shape());
    if (runLength(sourceShape, sourceRegion) <= runLength(targetShape, targetRegion)) {
      copyRuns(
          source, sourceShape, sourceRegion, target, targetShape, targetRegion, cellSize, false);
    } else {
      copyRuns(
          target, targetShape, targetRegion, source, sourceShape, sourceRegion, cellSize, true);
    }
  }

  /** Walks the runs of the array with the shorter ones; the other's runs hold a whole number. */
  private static void copyRuns(
      MemorySegment walked,
      Shape walkedShape,
      Region walkedRegion,
      MemorySegment other,
      Shape otherShape,
      Region otherRegion,
      int cellSize,
      boolean intoWalked) {
    long otherRun = runLength(otherShape, otherRegion);
    BoxCursor cursor = new BoxCursor(otherShape, otherRegion, otherRun);
    forEachRun(
        walkedShape,
        walkedRegion,
        (arrayCell, boxCell, cells) -> {
          long otherCell = cursor.arrayCell(boxCell);
          if (intoWalked) {
            MemorySegment.copy(
                other, otherCell * cellSize, walked, arrayCell * cellSize, cells * cellSize);
          } else {
            MemorySegment.copy(
                walked, arrayCell * cellSize, other, otherCell * cellSize, cells * cellSize);
          }
        });
  }

  /** Turns ascending cells of a box into cells of the array, run by run. */
  private static final class BoxCursor {
    private final Region region;
    private final long[] strides;
    private final long[] position;
    private final int split;
    private final long run;
    private long runStart;
    private long runArrayCell;

    BoxCursor(Shape shape, Region region, long run) {
      this.region = region;
      this.strides = shape.strides();
      this.position = region.startArray();
      this.split = firstFoldedAxis(shape, region);
      this.run = run;
      this.runArrayCell = arrayCellOfPosition();
    }

    long arrayCell(long boxCell) {
      while (boxCell >= runStart + run) {
        next();
      }
      return runArrayCell + (boxCell - runStart);
    }

    private void next() {
      int axis = split - 1;
      while (axis >= 0 && ++position[axis] == region.stop(axis)) {
        position[axis] = region.start(axis);
        axis--;
      }
      runStart += run;
      runArrayCell = arrayCellOfPosition();
    }

    private long arrayCellOfPosition() {
      long cell = 0;
      for (int axis = 0; axis < position.length; axis++) {
        cell += position[axis] * strides[axis];
      }
      return cell;
    }
  }
}
