package io.hypertile.dataset.columns;

import io.hypertile.store.SharedState.NotedRows;

/** Rows of a run in which there is a dataset. */
final class ThereRun extends Run {
  private static final long[] UNUSED = {0};

  private final long[] there = new long[NotedRows.RUN / Long.SIZE];

  ThereRun(Object known, NotedRows rows, int number) {
    super(known, UNUSED);
    for (int at = 0; at < NotedRows.RUN; at++) {
      long row = (long) number * NotedRows.RUN + at;
      if (row < rows.rows() && rows.isThere(row)) {
        there[at / Long.SIZE] |= 1L << at % Long.SIZE;
      }
    }
  }

  /**
   * The first row from one on in which there is a dataset; {@link NotedRows#RUN} if no row has one.
   */
  int next(int from) {
    for (int word = from / Long.SIZE; word < there.length; word++) {
      long left = there[word] & (word == from / Long.SIZE ? -1L << from % Long.SIZE : -1L);
      if (left != 0) {
        return word * Long.SIZE + Long.numberOfTrailingZeros(left);
      }
    }
    return NotedRows.RUN;
  }

  @Override
  long ownBytes() {
    return 16 + (long) there.length * Long.BYTES;
  }
}
