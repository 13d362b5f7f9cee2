package io.hypertile.ndarray;

import java.util.Arrays;
import java.util.List;

/** Lengths of the axes of an array, outermost first. Immutable. A shape of rank 0 has one cell. */
public final class Shape {
  private final long[] lengths;

  private Shape(long[] lengths) {
    this.lengths = lengths;
  }

  /**
   * A shape of the given lengths.
   *
   * @throws IllegalArgumentException if a length is negative
   */
  public static Shape of(long... lengths) {
    for (long length : lengths) {
      if (length < 0) {
        throw new IllegalArgumentException("negative length in " + Arrays.toString(lengths));
      }
    }
    return new Shape(lengths.clone());
  }

  /** A shape of the given lengths. */
  public static Shape of(List<Long> lengths) {
    return of(lengths.stream().mapToLong(Long::longValue).toArray());
  }

  /** Number of axes. */
  public int rank() {
    return lengths.length;
  }

  /** Length of an axis, counted from 0. */
  public long length(int axis) {
    return lengths[axis];
  }

  /**
   * Number of cells.
   *
   * @throws ArithmeticException if it exceeds 2^63-1
   */
  public long cells() {
    long cells = 1;
    for (long length : lengths) {
      cells = Math.multiplyExact(cells, length);
    }
    return cells;
  }

  /**
   * Bytes of all cells.
   *
   * @throws ArithmeticException if it exceeds 2^63-1
   */
  public long bytes(CellType dtype) {
    return Math.multiplyExact(cells(), (long) dtype.size());
  }

  /** Cells between neighbours along each axis in C order; 1 for the last axis. */
  public long[] strides() {
    long[] strides = new long[lengths.length];
    long stride = 1;
    for (int axis = lengths.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= lengths[axis];
    }
    return strides;
  }

  /** A copy of the lengths. */
  public long[] toArray() {
    return lengths.clone();
  }

  /** The lengths as a list, for JSON. */
  public List<Long> toList() {
    return Arrays.stream(lengths).boxed().toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(lengths, shape.lengths);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(lengths);
  }

  @Override
  public String toString() {
    return Arrays.toString(lengths);
  }
}
