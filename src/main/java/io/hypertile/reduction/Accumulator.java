package io.hypertile.reduction;

/** State of all results while cells come in, in native memory that was zero. Used by one thread. */
interface Accumulator {
  /** Adds cells of a block, from one (inclusive) to another (exclusive), to one result. */
  void add(Block block, int from, int to, long result);

  /** Adds each of the first cells of a block to a result of its own, beginning with one. */
  default void each(Block block, int count, long first) {
    for (int i = 0; i < count; i++) {
      add(block, i, i + 1, first + i);
    }
  }

  /** Number of a result as float64, NaN for null; of no use for whole numbers. */
  double real(long result);

  /** Number of a result as a whole one; of no use for floats. */
  long whole(long result);
}
