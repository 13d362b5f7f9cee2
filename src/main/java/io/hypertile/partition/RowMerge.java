package io.hypertile.partition;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Rows of a partition after an insert, by the values of the axis. Rows are numbered: those that are
 * there from 0, then those that are inserted. What it takes grows with the rows, not with the
 * cells.
 */
public final class RowMerge {
  private final AxisValues there;
  private final AxisValues inserted;

  /**
   * Values of the axis for some rows, and their order.
   *
   * <p>Whole numbers and times are given as they are, floats by {@link #ofFloats}.
   */
  public static final class AxisValues {
    private final long[] order;
    private final double[] floats;

    private AxisValues(long[] order, double[] floats) {
      this.order = order;
      this.floats = floats;
    }

    /** Whole numbers, or times in one unit. */
    public static AxisValues of(long... values) {
      return new AxisValues(values, new double[0]);
    }

    /** Floats; NaN is above all others and equals itself. */
    public static AxisValues ofFloats(double... values) {
      long[] order = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        long bits = Double.doubleToLongBits(values[i] == 0 ? 0.0 : values[i]);
        order[i] = bits ^ ((bits >> 63) & Long.MAX_VALUE);
      }
      return new AxisValues(order, values);
    }

    /** Number of rows. */
    public int count() {
      return order.length;
    }

    private boolean isFloat() {
      return floats.length > 0;
    }
  }

  /**
   * A merge of rows.
   *
   * @param there values of the rows that are there
   * @param inserted values of the new ones, of the same type
   */
  public RowMerge(AxisValues there, AxisValues inserted) {
    this.there = there;
    this.inserted = inserted;
  }

  /** Numbers of the rows that result, in their order. */
  public int[] rows(MergeStrategy strategy) {
    int count = there.count();
    int all = count + inserted.count();
    if (inserted.count() == 0) {
      return IntStream.range(0, count).toArray();
    }
    if (count == 0 || strategy instanceof MergeStrategy.Replace) {
      return IntStream.range(count, all).toArray();
    }
    return switch (strategy) {
      case MergeStrategy.Replace ignored -> throw new IllegalStateException();
      case MergeStrategy.Concat ignored -> IntStream.range(0, all).toArray();
      case MergeStrategy.TimeSeries ignored -> {
        long least = Arrays.stream(inserted.order).min().orElseThrow();
        long greatest = Arrays.stream(inserted.order).max().orElseThrow();
        yield sorted(row -> there.order[row] < least || there.order[row] > greatest);
      }
      case MergeStrategy.Upsert ignored -> {
        long[] known = sortedInserted();
        yield sorted(row -> Arrays.binarySearch(known, there.order[row]) < 0);
      }
      case MergeStrategy.UpsertWithin(double tolerance) -> {
        long[] known = sortedInserted();
        double[] floats = Arrays.stream(inserted.floats).sorted().toArray();
        yield sorted(row -> nearest(row, known, floats) > tolerance);
      }
    };
  }

  private long[] sortedInserted() {
    return Arrays.stream(inserted.order).sorted().toArray();
  }

  /** Distance of a row that is there to the nearest new one; unsigned beyond 63 bits. */
  private double nearest(int row, long[] known, double[] floats) {
    int at = Arrays.binarySearch(known, there.order[row]);
    if (at >= 0) {
      return 0;
    }
    int above = -at - 1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = Math.max(0, above - 1); i <= above && i < known.length; i++) {
      double distance =
          there.isFloat()
              ? Math.abs(floats[i] - there.floats[row])
              : unsignedDistance(known[i], there.order[row]);
      // A float that is no number is near to none.
      least = Double.isNaN(distance) ? least : Math.min(least, distance);
    }
    return least;
  }

  private static double unsignedDistance(long a, long b) {
    long distance = Math.max(a, b) - Math.min(a, b);
    return distance >= 0 ? distance : (distance >>> 1) * 2.0 + (distance & 1);
  }

  /** The kept rows and all new ones by their values; equal ones stay in the order they came in. */
  private int[] sorted(IntPredicate isKept) {
    int count = there.count();
    int[] rows =
        IntStream.concat(
                IntStream.range(0, count).filter(isKept),
                IntStream.range(count, count + inserted.count()))
            .toArray();
    int[] spare = new int[rows.length];
    for (int width = 1; width < rows.length; width *= 2) {
      for (int from = 0; from < rows.length; from += 2 * width) {
        int middle = Math.min(from + width, rows.length);
        merge(rows, from, middle, Math.min(middle + width, rows.length), spare);
      }
    }
    return rows;
  }

  /** Merges two sorted stretches that lie side by side; most often they are in order already. */
  private void merge(int[] rows, int from, int middle, int to, int[] spare) {
    if (middle == to || order(rows[middle - 1]) <= order(rows[middle])) {
      return;
    }
    System.arraycopy(rows, from, spare, from, to - from);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean isLeft = right == to || left < middle && order(spare[left]) <= order(spare[right]);
      rows[i] = isLeft ? spare[left++] : spare[right++];
    }
  }

  private long order(int row) {
    return row < there.count() ? there.order[row] : inserted.order[row - there.count()];
  }
}
