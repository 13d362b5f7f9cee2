package io.hypertile.partition.expression;

import io.hypertile.ndarray.Region;

/** A place in a slab, counted in C order. For one thread. */
final class Place {
  private final long[] lengths;
  private final long[] index;
  private long number;

  /** The first place of slabs of some number of axes. */
  Place(int rank) {
    this.lengths = new long[rank];
    this.index = new long[rank];
  }

  /** Moves to the first place of a slab. */
  void moveTo(Region slab) {
    number = 0;
    for (int axis = 0; axis < index.length; axis++) {
      lengths[axis] = slab.length(axis);
      index[axis] = 0;
    }
  }

  /** Moves to another place of a slab of the same rank. */
  void moveTo(Place other) {
    number = other.number;
    System.arraycopy(other.lengths, 0, lengths, 0, index.length);
    System.arraycopy(other.index, 0, index, 0, index.length);
  }

  /** Number of the place in the slab. */
  long number() {
    return number;
  }

  /**
   * Places up to the end of the last axes, at most so many.
   *
   * @param from number of the first of these axes
   */
  int run(int most, int from) {
    long places = 1;
    long at = 0;
    for (int axis = from; axis < index.length; axis++) {
      at = at * lengths[axis] + index[axis];
      places *= lengths[axis];
    }
    return (int) Math.min(most, places - at);
  }

  /** Distance of the place from the first one in memory of some strides. */
  long offset(long[] strides) {
    long offset = 0;
    for (int axis = 0; axis < index.length; axis++) {
      offset += index[axis] * strides[axis];
    }
    return offset;
  }

  /** Moves on by a number of places. */
  void advance(long count) {
    number += count;
    long left = count;
    for (int axis = index.length - 1; axis >= 0 && left > 0; axis--) {
      long position = index[axis] + left;
      index[axis] = position % lengths[axis];
      left = position / lengths[axis];
    }
  }
}
