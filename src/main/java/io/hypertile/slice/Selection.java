package io.hypertile.slice;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cells selected from an array: for each axis, outermost first, the positions taken. Selections on
 * several axes combine orthogonally. Empty only where an axis of the array is.
 *
 * @param shape shape of the array
 * @param axes the part to take on each axis, in order; as many as the shape has axes
 */
public record Selection(Shape shape, List<AxisSelection> axes) {
  /** Positions taken on one axis. */
  public sealed interface AxisSelection {
    /** Number of positions taken. */
    long count();

    /** The array position of the n-th position taken, n from 0. */
    long position(long n);

    /** One position; the axis is dropped from the result. */
    record Index(long at) implements AxisSelection {
      @Override
      public long count() {
        return 1;
      }

      @Override
      public long position(long n) {
        return at;
      }
    }

    /** Positions from start (inclusive) to stop (exclusive) by step (positive). */
    record Range(long start, long stop, long step) implements AxisSelection {
      @Override
      public long count() {
        return Math.ceilDiv(stop - start, step);
      }

      @Override
      public long position(long n) {
        return start + n * step;
      }
    }

    /** Listed positions in the order given, possibly repeated. */
    record Positions(List<Long> positions) implements AxisSelection {
      @Override
      public long count() {
        return positions.size();
      }

      @Override
      public long position(long n) {
        return positions.get((int) n);
      }
    }

    /**
     * Steps from a start by a step (positive) past the end of an axis, where they continue at
     * position 0; none of them twice.
     *
     * @param start first position
     * @param count number of positions, at least 2; some of them lie before the end, others after
     * @param step positions from one to the next
     * @param size length of the axis
     */
    record Wrapped(long start, long count, long step, long size) implements AxisSelection {
      @Override
      public long position(long n) {
        return Long.remainderUnsigned(start + n * step, size);
      }

      /** Number of positions before the end of the axis. */
      public long beforeSeam() {
        return Math.ceilDiv(size - start, step);
      }
    }

    /**
     * Its first positions.
     *
     * @param count from 1 to the number there are
     */
    default AxisSelection first(long count) {
      return switch (this) {
        case Index index -> index;
        case Range range -> new Range(range.start, range.position(count - 1) + 1, range.step);
        case Positions list -> new Positions(List.copyOf(list.positions.subList(0, (int) count)));
        case Wrapped all ->
            count <= all.beforeSeam()
                ? new Range(all.start, all.position(count - 1) + 1, all.step)
                : new Wrapped(all.start, count, all.step, all.size);
      };
    }
  }

  /** Everything. */
  public static Selection whole(Shape shape) {
    List<AxisSelection> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      axes.add(new AxisSelection.Range(0, shape.length(axis), 1));
    }
    return new Selection(shape, List.copyOf(axes));
  }

  /** The selection with all positions from one up to another on one axis. */
  public Selection along(int axis, long from, long to) {
    List<AxisSelection> others = new ArrayList<>(axes);
    others.set(axis, new AxisSelection.Range(from, to, 1));
    return new Selection(shape, List.copyOf(others));
  }

  /** Shape of the result: one axis for each range or list, none for an index. */
  public Shape resultShape() {
    return Shape.of(
        axes.stream()
            .filter(axis -> !(axis instanceof AxisSelection.Index))
            .mapToLong(AxisSelection::count)
            .toArray());
  }

  /** Shape of the result with axes of length 1 in place of the dropped ones. */
  public Shape fullShape() {
    return Shape.of(axes.stream().mapToLong(AxisSelection::count).toArray());
  }

  /** Number of cells selected. */
  public long cells() {
    return fullShape().cells();
  }

  /** The selection as a box; empty when it has a step above 1 or a list. */
  public Optional<Region> asRegion() {
    long[] start = new long[axes.size()];
    long[] stop = new long[axes.size()];
    for (int axis = 0; axis < start.length; axis++) {
      switch (axes.get(axis)) {
        case AxisSelection.Index index -> {
          start[axis] = index.at();
          stop[axis] = index.at() + 1;
        }
        case AxisSelection.Range range -> {
          if (range.step() != 1) {
            return Optional.empty();
          }
          start[axis] = range.start();
          stop[axis] = range.stop();
        }
        case AxisSelection.Positions ignored -> {
          return Optional.empty();
        }
        case AxisSelection.Wrapped ignored -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(Region.of(start, stop));
  }
}
