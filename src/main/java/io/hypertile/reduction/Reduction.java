package io.hypertile.reduction;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Selection;
import java.util.List;

/**
 * Reduction bound to cells of an array. Immutable.
 *
 * @param operation what is made of the cells
 * @param quantile from 0 to 1; of no importance for other operations
 * @param dtype type of the cells
 * @param cells cells that are reduced, whole blocks of them
 * @param along what becomes of each axis of the array
 */
public record Reduction(
    Operation operation, double quantile, DType dtype, Selection cells, List<Along> along) {
  public Reduction {
    along = List.copyOf(along);
  }

  /**
   * A reduction of all cells of an array.
   *
   * @param along every axis, at least one
   */
  public static Reduction of(Operation operation, DType dtype, List<Along> along) {
    Shape shape = Shape.of(along.stream().mapToLong(Along::count).toArray());
    return new Reduction(operation, 0, dtype, Selection.whole(shape), along);
  }

  /**
   * Fate of one axis.
   *
   * @param count cells along it
   * @param group cells along it that become one, a divisor of the count
   * @param isDropped whether the result has no such axis
   */
  public record Along(long count, long group, boolean isDropped) {
    long results() {
      return count / group;
    }
  }

  /** Type of the results. */
  public DType resultType() {
    return operation.resultType(dtype);
  }

  /** Shape of the results. */
  public Shape resultShape() {
    return Shape.of(
        along.stream().filter(axis -> !axis.isDropped).mapToLong(Along::results).toArray());
  }

  /** Number of results. */
  public long results() {
    return resultShape().cells();
  }

  /** Cells of which one result is made. */
  long cellsPerResult() {
    long cells = 1;
    for (Along axis : along) {
      cells *= axis.group;
    }
    return cells;
  }

  /** Whether whole numbers are taken as such, so that all their digits count. */
  boolean isExact() {
    return dtype.isInteger() && operation.isExact();
  }

  /** Bytes of state for each result while cells come in. */
  public long stateBytes() {
    boolean isWide = Parts.areOf(dtype);
    return switch (operation) {
      case COUNT -> 8;
      case MIN, MAX, FIRST, LAST -> isWide ? 8 + dtype.size() : 16;
      case SUM -> isWide ? wideBytes(Parts.count(dtype)) : 16;
      case MEAN -> isWide ? wideBytes(Parts.count(dtype)) : 24;
      case STD -> isWide ? wideBytes(Parts.count(dtype) + 1) : 24;
      case QUANTILE -> 8 + (isWide ? dtype.size() : 8) * Math.min(cellsPerResult(), 1L << 40);
    };
  }

  /** A count and numbers. */
  private static long wideBytes(int numbers) {
    return 8 + (long) numbers * Wide.BYTES;
  }

  /** Text that tells reductions of the same cells apart. */
  public String text() {
    return operation.text() + ' ' + quantile + ' ' + along;
  }
}
