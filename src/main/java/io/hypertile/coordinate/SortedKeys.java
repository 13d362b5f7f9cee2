package io.hypertile.coordinate;

import java.util.OptionalLong;

/**
 * Coordinates as whole numbers in the order of their values, found by halving. Those that rise or
 * fall along the axis are searched where they are; others have an index of four bytes each. A rank
 * counts from 0 at the least one; equal ones have the ranks of their positions. Immutable.
 */
public final class SortedKeys {
  /** Order of the coordinates along the axis; equal neighbours do not break it. */
  public enum Order {
    RISING,
    FALLING,
    /** Some rise and others fall, or some are missing. */
    NONE
  }

  private final long[] keys;
  private final Order order;
  private final int[] positions;
  private final int count;
  private final boolean isUnique;

  private SortedKeys(long[] keys, Order order, int[] positions, int count) {
    this.keys = keys;
    this.order = order;
    this.positions = positions;
    this.count = count;
    this.isUnique = findsUnique();
  }

  /**
   * The keys of an axis.
   *
   * @param keys by position; not to be changed
   * @param missing key of coordinates that nothing finds, where there are such
   */
  static SortedKeys of(long[] keys, OptionalLong missing) {
    boolean rises = true;
    boolean falls = true;
    int count = 0;
    for (int n = 0; n < keys.length; n++) {
      count += isMissing(keys[n], missing) ? 0 : 1;
      rises &= n == 0 || keys[n - 1] <= keys[n];
      falls &= n == 0 || keys[n - 1] >= keys[n];
    }
    if (count == keys.length && (rises || falls)) {
      return new SortedKeys(keys, rises ? Order.RISING : Order.FALLING, new int[0], count);
    }
    int[] positions = new int[count];
    int next = 0;
    for (int n = 0; n < keys.length; n++) {
      if (!isMissing(keys[n], missing)) {
        positions[next++] = n;
      }
    }
    return new SortedKeys(keys, Order.NONE, sorted(positions, keys), count);
  }

  private static boolean isMissing(long key, OptionalLong missing) {
    return missing.isPresent() && missing.getAsLong() == key;
  }

  /**
   * Positions in the order of their keys, equal ones in their own: merged, in pieces that double.
   */
  private static int[] sorted(int[] positions, long[] keys) {
    int[] from = positions;
    int[] to = new int[positions.length];
    for (int width = 1; width < positions.length; width *= 2) {
      for (int low = 0; low < from.length; low += 2 * width) {
        int middle = Math.min(low + width, from.length);
        merge(from, to, new int[] {low, middle, Math.min(middle + width, from.length)}, keys);
      }
      int[] done = to;
      to = from;
      from = done;
    }
    return from;
  }

  private static void merge(int[] from, int[] to, int[] bounds, long[] keys) {
    int left = bounds[0];
    int right = bounds[1];
    for (int at = bounds[0]; at < bounds[2]; at++) {
      boolean isLeft =
          right >= bounds[2] || left < bounds[1] && keys[from[left]] <= keys[from[right]];
      to[at] = isLeft ? from[left++] : from[right++];
    }
  }

  private boolean findsUnique() {
    for (int rank = 1; rank < count; rank++) {
      if (key(rank - 1) == key(rank)) {
        return false;
      }
    }
    return true;
  }

  /** The order along the axis. */
  public Order order() {
    return order;
  }

  /** Whether no two coordinates are equal, those that are missing left out. */
  public boolean isUnique() {
    return isUnique;
  }

  /** Number of coordinates that can be found. */
  public int count() {
    return count;
  }

  /** Number of all, found or not. */
  public int size() {
    return keys.length;
  }

  /** The position of a rank. */
  public int position(int rank) {
    return switch (order) {
      case RISING -> rank;
      case FALLING -> count - 1 - rank;
      case NONE -> positions[rank];
    };
  }

  /** The key of a rank. */
  public long key(int rank) {
    return keys[position(rank)];
  }

  /** The last rank whose key is not above another, -1 when all are. */
  public int atMost(long key) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (key(middle) <= key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The first rank whose key is not below another, {@link #count} when all are. */
  public int atLeast(long key) {
    return key == Long.MIN_VALUE ? 0 : atMost(key - 1) + 1;
  }

  /** Bytes of the index. */
  long bytes() {
    return (long) positions.length * Integer.BYTES;
  }
}
