package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;

/**
 * State of all results while cells come in, in native memory that was zero, except for sums, which
 * clear what they use. Used by one thread.
 */
interface Accumulator {
  /** Adds cells of a block, from one (inclusive) to another (exclusive), to one result. */
  void add(Block block, int from, int to, long result);

  /** Adds each of the first cells of a block to a result of its own, beginning with one. */
  default void each(Block block, int count, long first) {
    for (int i = 0; i < count; i++) {
      add(block, i, i + 1, first + i);
    }
  }

  /**
   * Keeps the state of some results at hand, which cells are added to several times.
   *
   * @param first of them
   * @param count at most as many as a block has cells
   */
  default void hold(long first, int count) {}

  /** Puts the state that is at hand back. */
  default void release() {}

  /**
   * Adds rows of cells by a way without blocks, where an accumulator has one.
   *
   * @param first cell of each row, and its result
   * @param count neighbouring cells of each row, at most as many as a block has
   * @return whether that was done; nothing was added otherwise
   */
  default boolean isAdded(CellRows rows, long first, int count) {
    return false;
  }

  /** Number of a result as float64, NaN for null, where results are floats up to 64 bits. */
  default double real(long result) {
    throw new IllegalStateException("results are no float64");
  }

  /**
   * Numbers of neighbouring results as {@link #real} has them.
   *
   * @param count at most as many as a block has cells
   * @param target room for them
   */
  default void reals(long first, int count, double[] target) {
    for (int i = 0; i < count; i++) {
      target[i] = real(first + i);
    }
  }

  /** Number of a result as a whole one, where results are whole numbers. */
  default long whole(long result) {
    throw new IllegalStateException("results are no whole numbers");
  }

  /** Whether no number was chosen for a result, where results are chosen whole numbers. */
  default boolean isNone(long result) {
    throw new IllegalStateException("results are not chosen");
  }

  /** Writes a result, where results are complex or 80-bit numbers or made of these. */
  default void put(long result, MemorySegment target, long offset) {
    throw new IllegalStateException("results are numbers of up to 64 bits");
  }
}
