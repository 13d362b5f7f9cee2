package io.hypertile.reading;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;
import io.hypertile.slice.Selection.AxisSelection;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Copies the selected cells out of a box that covers them. */
final class Gather {
  private final Selection selection;
  private final Source source;
  private final long[] from;
  private final Target target;
  private final int cellSize;
  private final long[] sourceStrides;
  private final long[] targetStrides;

  /** A box of the array with its cells in C order. */
  record Source(Region region, MemorySegment cells) {}

  /** The part of a slab that gets the cells; counted from the slab's first result. */
  record Target(Region part, Shape slab, MemorySegment cells) {}

  private Gather(Selection selection, Source source, long[] from, Target target, int cellSize) {
    this.selection = selection;
    this.source = source;
    this.from = from;
    this.target = target;
    this.cellSize = cellSize;
    this.sourceStrides = source.region().shape().strides();
    this.targetStrides = target.slab().strides();
  }

  /**
   * Copies as many results as the target's part has, beginning with the given ones.
   *
   * @param from first result on each axis, counted from the selection's first
   */
  static void gather(Selection selection, Source source, long[] from, Target target, int cellSize) {
    Gather gather = new Gather(selection, source, from, target, cellSize);
    int line = gather.longestAxis();
    gather.walk(0, line, 0, 0);
  }

  /** The axis whose results are copied in the innermost loop: the longest that has a stride. */
  private int longestAxis() {
    int longest = from.length - 1;
    long most = 0;
    for (int axis = from.length - 1; axis >= 0; axis--) {
      boolean strided = !(selection.axes().get(axis) instanceof AxisSelection.Positions);
      if (strided && target.part().length(axis) > most) {
        longest = axis;
        most = target.part().length(axis);
      }
    }
    return longest;
  }

  private void walk(int axis, int line, long sourceCell, long targetCell) {
    if (axis == from.length) {
      copyLine(line, sourceCell * cellSize, targetCell * cellSize);
      return;
    }
    long first = targetCell + target.part().start(axis) * targetStrides[axis];
    if (axis == line) {
      walk(axis + 1, line, sourceCell, first);
      return;
    }
    for (long n = 0; n < target.part().length(axis); n++) {
      walk(
          axis + 1,
          line,
          sourceCell + offset(axis, n) * sourceStrides[axis],
          first + n * targetStrides[axis]);
    }
  }

  /** Position of the n-th result of the part on an axis, counted from the covering box. */
  private long offset(int axis, long n) {
    return selection.axes().get(axis).position(from[axis] + n) - source.region().start(axis);
  }

  private void copyLine(int line, long sourceByte, long targetByte) {
    long count = target.part().length(line);
    long targetStep = targetStrides[line] * cellSize;
    if (selection.axes().get(line) instanceof AxisSelection.Positions) {
      for (long n = 0; n < count; n++) {
        long at = sourceByte + offset(line, n) * sourceStrides[line] * cellSize;
        copyCells(at, 0, targetByte + n * targetStep, 0, 1);
      }
      return;
    }
    long step = count == 1 ? 1 : offset(line, 1) - offset(line, 0);
    long begin = sourceByte + offset(line, 0) * sourceStrides[line] * cellSize;
    copyCells(begin, step * sourceStrides[line] * cellSize, targetByte, targetStep, count);
  }

  private void copyCells(long from, long fromStep, long to, long toStep, long count) {
    MemorySegment in = source.cells();
    MemorySegment out = target.cells();
    if (count == 1 || (fromStep == cellSize && toStep == cellSize)) {
      MemorySegment.copy(in, from, out, to, count * cellSize);
      return;
    }
    switch (cellSize) {
      case 1 -> {
        for (long n = 0; n < count; n++) {
          out.set(
              ValueLayout.JAVA_BYTE,
              to + n * toStep,
              in.get(ValueLayout.JAVA_BYTE, from + n * fromStep));
        }
      }
      case 2 -> {
        for (long n = 0; n < count; n++) {
          out.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              to + n * toStep,
              in.get(ValueLayout.JAVA_SHORT_UNALIGNED, from + n * fromStep));
        }
      }
      case 4 -> {
        for (long n = 0; n < count; n++) {
          out.set(
              ValueLayout.JAVA_INT_UNALIGNED,
              to + n * toStep,
              in.get(ValueLayout.JAVA_INT_UNALIGNED, from + n * fromStep));
        }
      }
      default -> {
        for (long n = 0; n < count; n++) {
          copyCell(from + n * fromStep, to + n * toStep);
        }
      }
    }
  }

  /** Copies one cell of a size of its own. */
  private void copyCell(long from, long to) {
    MemorySegment in = source.cells();
    MemorySegment out = target.cells();
    if (cellSize % Long.BYTES != 0) {
      MemorySegment.copy(in, from, out, to, cellSize);
      return;
    }
    for (int part = 0; part < cellSize; part += Long.BYTES) {
      out.set(
          ValueLayout.JAVA_LONG_UNALIGNED,
          to + part,
          in.get(ValueLayout.JAVA_LONG_UNALIGNED, from + part));
    }
  }
}
