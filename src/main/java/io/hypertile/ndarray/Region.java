package io.hypertile.ndarray;

import java.util.Arrays;
import java.util.Optional;

/** A box of cells: on each axis the positions from start (inclusive) to stop (exclusive). */
public final class Region {
  private final long[] start;
  private final long[] stop;

  private Region(long[] start, long[] stop) {
    this.start = start;
    this.stop = stop;
  }

  /**
   * The box from start to stop.
   *
   * @throws IllegalArgumentException if the ranks differ, a start is negative or past its stop
   */
  public static Region of(long[] start, long[] stop) {
    if (start.length != stop.length) {
      throw new IllegalArgumentException("start and stop differ in rank");
    }
    for (int axis = 0; axis < start.length; axis++) {
      if (start[axis] < 0 || start[axis] > stop[axis]) {
        throw new IllegalArgumentException(
            "no box from " + Arrays.toString(start) + " to " + Arrays.toString(stop));
      }
    }
    return new Region(start.clone(), stop.clone());
  }

  /** The box of all cells of a shape. */
  public static Region whole(Shape shape) {
    return new Region(new long[shape.rank()], shape.toArray());
  }

  /** The box of a shape whose first cell is at start. */
  public static Region at(long[] start, Shape shape) {
    long[] stop = start.clone();
    for (int axis = 0; axis < stop.length; axis++) {
      stop[axis] += shape.length(axis);
    }
    return of(start, stop);
  }

  /** Number of axes. */
  public int rank() {
    return start.length;
  }

  /** First position on an axis. */
  public long start(int axis) {
    return start[axis];
  }

  /** One past the last position on an axis. */
  public long stop(int axis) {
    return stop[axis];
  }

  /** Number of positions on an axis. */
  public long length(int axis) {
    return stop[axis] - start[axis];
  }

  /** Lengths of the box. */
  public Shape shape() {
    long[] lengths = new long[start.length];
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = length(axis);
    }
    return Shape.of(lengths);
  }

  /** Number of cells. */
  public long cells() {
    return shape().cells();
  }

  /** Whether the box holds no cell. */
  public boolean isEmpty() {
    for (int axis = 0; axis < start.length; axis++) {
      if (start[axis] == stop[axis]) {
        return true;
      }
    }
    return false;
  }

  /** Whether the box is every cell of the shape. */
  public boolean isWhole(Shape shape) {
    return equals(whole(shape));
  }

  /** Whether its cells are one stretch of an array of some shape, in C order. */
  public boolean isRunOf(Shape shape) {
    boolean single = true;
    for (int axis = 0; axis < start.length; axis++) {
      if (!single && length(axis) != shape.length(axis)) {
        return false;
      }
      single &= length(axis) == 1;
    }
    return true;
  }

  /** Whether every cell of the other box is in this one. */
  public boolean contains(Region other) {
    for (int axis = 0; axis < start.length; axis++) {
      if (other.start[axis] < start[axis] || other.stop[axis] > stop[axis]) {
        return false;
      }
    }
    return true;
  }

  /** The cells in both boxes; empty when there are none. */
  public Optional<Region> intersection(Region other) {
    long[] from = new long[start.length];
    long[] to = new long[start.length];
    for (int axis = 0; axis < start.length; axis++) {
      from[axis] = Math.max(start[axis], other.start[axis]);
      to[axis] = Math.min(stop[axis], other.stop[axis]);
      if (from[axis] >= to[axis]) {
        return Optional.empty();
      }
    }
    return Optional.of(new Region(from, to));
  }

  /**
   * The smallest box with all cells of both.
   *
   * @param other a box with as many axes
   */
  public Region hull(Region other) {
    long[] from = start.clone();
    long[] to = stop.clone();
    for (int axis = 0; axis < from.length; axis++) {
      from[axis] = Math.min(from[axis], other.start[axis]);
      to[axis] = Math.max(to[axis], other.stop[axis]);
    }
    return of(from, to);
  }

  /** The box with other bounds on one axis. */
  public Region along(int axis, long from, long to) {
    long[] first = start.clone();
    long[] last = stop.clone();
    first[axis] = from;
    last[axis] = to;
    return of(first, last);
  }

  /** The same cells counted from the first cell of the other box, which must contain this one. */
  public Region relativeTo(Region origin) {
    long[] from = start.clone();
    long[] to = stop.clone();
    for (int axis = 0; axis < from.length; axis++) {
      from[axis] -= origin.start[axis];
      to[axis] -= origin.start[axis];
    }
    return of(from, to);
  }

  /** A copy of the first positions. */
  public long[] startArray() {
    return start.clone();
  }

  /** A copy of the positions one past the last. */
  public long[] stopArray() {
    return stop.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Region region
        && Arrays.equals(start, region.start)
        && Arrays.equals(stop, region.stop);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(start) + Arrays.hashCode(stop);
  }

  /** The box in slice notation, such as {@code [0:24,10:20]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int axis = 0; axis < start.length; axis++) {
      text.append(axis == 0 ? "" : ",").append(start[axis]).append(':').append(stop[axis]);
    }
    return text.append(']').toString();
  }
}
