package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A box that lies with different strides in two arrays, and the loops that copy it. Axes that are
 * neighbours without a gap in both arrays are one axis here, so that runs and rows are as long as
 * they can be. Runs of a few bytes have loops, for a bulk copy costs several times a load and a
 * store. Takes no memory for runs. For one thread and one use.
 */
final class BoxStrides {
  private final MemorySegment source;
  private final MemorySegment target;
  private final long cellSize;
  // Axes from the innermost on; strides in bytes.
  private long[] lengths = new long[8];
  private long[] sourceSteps = new long[8];
  private long[] targetSteps = new long[8];
  private int axes;

  BoxStrides(MemorySegment source, MemorySegment target, int cellSize) {
    this.source = source;
    this.target = target;
    this.cellSize = cellSize;
  }

  /** Adds the next axis outwards; strides in cells. */
  void addOuterAxis(long length, long sourceStride, long targetStride) {
    if (length == 1) {
      return;
    }
    long sourceStep = sourceStride * cellSize;
    long targetStep = targetStride * cellSize;
    int last = axes - 1;
    if (axes > 0
        && sourceStep == lengths[last] * sourceSteps[last]
        && targetStep == lengths[last] * targetSteps[last]) {
      lengths[last] *= length;
      return;
    }
    if (axes == lengths.length) {
      lengths = Arrays.copyOf(lengths, 2 * axes);
      sourceSteps = Arrays.copyOf(sourceSteps, 2 * axes);
      targetSteps = Arrays.copyOf(targetSteps, 2 * axes);
    }
    lengths[axes] = length;
    sourceSteps[axes] = sourceStep;
    targetSteps[axes++] = targetStep;
  }

  /** Copies the box whose first cell is at these cells of the arrays. */
  void copy(long sourceCell, long targetCell) {
    boolean hasRuns = axes > 0 && sourceSteps[0] == cellSize && targetSteps[0] == cellSize;
    long run = hasRuns ? lengths[0] * cellSize : cellSize;
    int row = hasRuns ? 1 : 0;
    long from = sourceCell * cellSize;
    long to = targetCell * cellSize;
    if (row >= axes) {
      copyRow(from, 0, to, 0, run, 1);
      return;
    }
    long[] done = new long[axes];
    while (true) {
      copyRow(from, sourceSteps[row], to, targetSteps[row], run, lengths[row]);
      int axis = row + 1;
      while (axis < axes && ++done[axis] == lengths[axis]) {
        done[axis] = 0;
        from -= (lengths[axis] - 1) * sourceSteps[axis];
        to -= (lengths[axis] - 1) * targetSteps[axis];
        axis++;
      }
      if (axis >= axes) {
        return;
      }
      from += sourceSteps[axis];
      to += targetSteps[axis];
    }
  }

  /** Copies runs that follow one another with fixed steps; all numbers are bytes. */
  private void copyRow(long from, long fromStep, long to, long toStep, long run, long count) {
    if (run == 8) {
      copyLongs(from, fromStep, to, toStep, count);
    } else if (run == 4) {
      copyInts(from, fromStep, to, toStep, count);
    } else if (run == 16) {
      copyPairs(from, fromStep, to, toStep, count);
    } else if (run == 32) {
      copyQuads(from, fromStep, to, toStep, count);
    } else if (run == 2) {
      copyShorts(from, fromStep, to, toStep, count);
    } else if (run == 1) {
      copyBytes(from, fromStep, to, toStep, count);
    } else {
      copyRuns(from, fromStep, to, toStep, run, count);
    }
  }

  private void copyRuns(long from, long fromStep, long to, long toStep, long run, long count) {
    for (long n = 0; n < count; n++) {
      MemorySegment.copy(source, from + n * fromStep, target, to + n * toStep, run);
    }
  }

  private void copyBytes(long from, long fromStep, long to, long toStep, long count) {
    for (long n = 0; n < count; n++) {
      byte cell = source.get(ValueLayout.JAVA_BYTE, from + n * fromStep);
      target.set(ValueLayout.JAVA_BYTE, to + n * toStep, cell);
    }
  }

  private void copyShorts(long from, long fromStep, long to, long toStep, long count) {
    for (long n = 0; n < count; n++) {
      short cell = source.get(ValueLayout.JAVA_SHORT_UNALIGNED, from + n * fromStep);
      target.set(ValueLayout.JAVA_SHORT_UNALIGNED, to + n * toStep, cell);
    }
  }

  private void copyInts(long from, long fromStep, long to, long toStep, long count) {
    for (long n = 0; n < count; n++) {
      int cell = source.get(ValueLayout.JAVA_INT_UNALIGNED, from + n * fromStep);
      target.set(ValueLayout.JAVA_INT_UNALIGNED, to + n * toStep, cell);
    }
  }

  private void copyLongs(long from, long fromStep, long to, long toStep, long count) {
    for (long n = 0; n < count; n++) {
      long cell = source.get(ValueLayout.JAVA_LONG_UNALIGNED, from + n * fromStep);
      target.set(ValueLayout.JAVA_LONG_UNALIGNED, to + n * toStep, cell);
    }
  }

  private void copyPairs(long from, long fromStep, long to, long toStep, long count) {
    for (long n = 0; n < count; n++) {
      long at = from + n * fromStep;
      long low = source.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
      long high = source.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8);
      target.set(ValueLayout.JAVA_LONG_UNALIGNED, to + n * toStep, low);
      target.set(ValueLayout.JAVA_LONG_UNALIGNED, to + n * toStep + 8, high);
    }
  }

  private void copyQuads(long from, long fromStep, long to, long toStep, long count) {
    for (long n = 0; n < count; n++) {
      long in = from + n * fromStep;
      long out = to + n * toStep;
      long first = source.get(ValueLayout.JAVA_LONG_UNALIGNED, in);
      long second = source.get(ValueLayout.JAVA_LONG_UNALIGNED, in + 8);
      long third = source.get(ValueLayout.JAVA_LONG_UNALIGNED, in + 16);
      long fourth = source.get(ValueLayout.JAVA_LONG_UNALIGNED, in + 24);
      target.set(ValueLayout.JAVA_LONG_UNALIGNED, out, first);
      target.set(ValueLayout.JAVA_LONG_UNALIGNED, out + 8, second);
      target.set(ValueLayout.JAVA_LONG_UNALIGNED, out + 16, third);
      target.set(ValueLayout.JAVA_LONG_UNALIGNED, out + 24, fourth);
    }
  }
}
