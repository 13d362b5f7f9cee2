package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
    if (sourceRegion.isEmpty()) {
      return;
    }
    Region targetRegion = Region.at(targetStart, sourceRegion.shape());
    int split =
        Math.max(
            firstFoldedAxis(sourceShape, sourceRegion), firstFoldedAxis(targetShape, targetRegion));
    long run = cellSize;
    for (int axis = split; axis < sourceShape.rank(); axis++) {
      run *= sourceRegion.length(axis);
    }
    Walk from = new Walk(sourceShape, sourceRegion, cellSize);
    Walk to = new Walk(targetShape, targetRegion, cellSize);
    int inner = split - 1;
    if (inner < 0) {
      MemorySegment.copy(source, from.at, target, to.at, run);
      return;
    }
    long count = sourceRegion.length(inner);
    long[] done = new long[inner];
    while (true) {
      Runs runs = new Runs(count, run, from.steps[inner], to.steps[inner]);
      runs.copy(source, from.at, target, to.at);
      int axis = inner - 1;
      while (axis >= 0 && ++done[axis] == sourceRegion.length(axis)) {
        from.move(axis, 1 - done[axis]);
        to.move(axis, 1 - done[axis]);
        done[axis--] = 0;
      }
      if (axis < 0) {
        return;
      }
      from.move(axis, 1);
      to.move(axis, 1);
    }
  }

  /** A place in an array, in bytes, that moves along the axes. */
  private static final class Walk {
    private final long[] steps;
    private long at;

    Walk(Shape shape, Region region, int cellSize) {
      this.steps = shape.strides();
      for (int axis = 0; axis < steps.length; axis++) {
        steps[axis] *= cellSize;
        at += region.start(axis) * steps[axis];
      }
    }

    void move(int axis, long positions) {
      at += positions * steps[axis];
    }
  }

  /**
   * Runs of bytes that stand at equal distances in both arrays.
   *
   * @param count number of runs
   * @param size bytes of a run
   * @param sourceStep bytes from one run to the next in the source
   * @param targetStep bytes from one run to the next in the target
   */
  private record Runs(long count, long size, long sourceStep, long targetStep) {
    /** A bulk copy of a few bytes costs ten times a load and a store, so short runs have loops. */
    void copy(MemorySegment source, long sourceAt, MemorySegment target, long targetAt) {
      if (size == 8) {
        for (long i = 0; i < count; i++) {
          target.set(
              ValueLayout.JAVA_LONG_UNALIGNED,
              targetAt + i * targetStep,
              source.get(ValueLayout.JAVA_LONG_UNALIGNED, sourceAt + i * sourceStep));
        }
      } else if (size == 4) {
        for (long i = 0; i < count; i++) {
          target.set(
              ValueLayout.JAVA_INT_UNALIGNED,
              targetAt + i * targetStep,
              source.get(ValueLayout.JAVA_INT_UNALIGNED, sourceAt + i * sourceStep));
        }
      } else if (size == 2) {
        for (long i = 0; i < count; i++) {
          target.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              targetAt + i * targetStep,
              source.get(ValueLayout.JAVA_SHORT_UNALIGNED, sourceAt + i * sourceStep));
        }
      } else if (size == 1) {
        for (long i = 0; i < count; i++) {
          target.set(
              ValueLayout.JAVA_BYTE,
              targetAt + i * targetStep,
              source.get(ValueLayout.JAVA_BYTE, sourceAt + i * sourceStep));
        }
      } else {
        for (long i = 0; i < count; i++) {
          MemorySegment.copy(
              source, sourceAt + i * sourceStep, target, targetAt + i * targetStep, size);
        }
      }
    }
  }
}
