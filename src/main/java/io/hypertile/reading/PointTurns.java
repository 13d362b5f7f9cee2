package io.hypertile.reading;

/** Groups of points that threads take one by one until none is left. Thread-safe. */
final class PointTurns {
  private final PointGroups groups;
  private final int[] order;

  // Guarded by this.
  private int at;

  /**
   * All groups of some points.
   *
   * @param order the points as {@link PointGroups#order} gives them
   */
  PointTurns(PointGroups groups, int[] order) {
    this.groups = groups;
    this.order = order;
  }

  /**
   * A group that was taken.
   *
   * @param start place of its first point in the order
   * @param end one past that of its last
   */
  record Turn(int start, int end) {
    /** Whether there is no group any more, and this is none. */
    boolean isLast() {
      return start == end;
    }
  }

  /** Takes a group. */
  synchronized Turn next() {
    int start = at;
    at = start < order.length ? groups.end(order, start) : start;
    return new Turn(start, at);
  }

  /** Leaves nothing to be taken, once a read has failed. */
  synchronized void stop() {
    at = order.length;
  }
}
