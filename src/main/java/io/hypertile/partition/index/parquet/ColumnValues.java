package io.hypertile.partition.index.parquet;

import java.util.List;

/** Values of a column in one group of rows. The arrays are not to be changed. */
public sealed interface ColumnValues {
  /** Number of values. */
  int count();

  /** Whole numbers, times and truth values. */
  record Wholes(long[] values) implements ColumnValues {
    @Override
    public int count() {
      return values.length;
    }
  }

  /** Numbers. */
  record Reals(double[] values) implements ColumnValues {
    @Override
    public int count() {
      return values.length;
    }
  }

  /**
   * Texts.
   *
   * @param texts those that occur, each once where the table was written by this package
   * @param places place of each value among them
   */
  record Texts(List<String> texts, int[] places) implements ColumnValues {
    @Override
    public int count() {
      return places.length;
    }
  }
}
