package io.hypertile.reading;

import io.hypertile.slice.Selection.AxisSelection;

/**
 * Cuts the positions that a slab takes on one axis into runs: stretches of neighbouring results
 * whose positions lie close enough together to be covered by one read.
 */
final class AxisRuns {
  private final AxisSelection axis;
  private final Merging merging;

  /**
   * When neighbours go into one run.
   *
   * @param maxGap most positions between two neighbours that are read and thrown away
   * @param maxLength most positions that one run may cover, at least 1
   * @param chunk length of a chunk on the axis; neighbours in the same or the next chunk may always
   *     be merged; 0 when there are no chunks
   */
  record Merging(long maxGap, long maxLength, long chunk) {}

  AxisRuns(AxisSelection axis, Merging merging) {
    this.axis = axis;
    this.merging = merging;
  }

  /**
   * One past the last result of the run that begins at a result.
   *
   * @param from first result of the run
   * @param limit no run reaches past this result
   */
  long end(long from, long limit) {
    return switch (axis) {
      case AxisSelection.Index ignored -> from + 1;
      case AxisSelection.Range range -> stepEnd(range.step(), from, limit);
      case AxisSelection.Positions positions -> listEnd(positions, from, limit);
      case AxisSelection.Wrapped wrapped -> {
        long seam = wrapped.beforeSeam();
        yield stepEnd(wrapped.step(), from, from < seam ? Math.min(seam, limit) : limit);
      }
    };
  }

  /** First position that the run of results covers. */
  long low(long from, long to) {
    return switch (axis) {
      case AxisSelection.Index index -> index.at();
      case AxisSelection.Range range -> range.position(from);
      case AxisSelection.Positions positions -> extreme(positions, from, to, true);
      case AxisSelection.Wrapped wrapped -> {
        long seam = wrapped.beforeSeam();
        long first = wrapped.position(from);
        yield from < seam && seam < to ? Math.min(first, wrapped.position(seam)) : first;
      }
    };
  }

  /** One past the last position that the run of results covers. */
  long high(long from, long to) {
    return switch (axis) {
      case AxisSelection.Index index -> index.at() + 1;
      case AxisSelection.Range range -> range.position(to - 1) + 1;
      case AxisSelection.Positions positions -> extreme(positions, from, to, false) + 1;
      case AxisSelection.Wrapped wrapped -> {
        long seam = wrapped.beforeSeam();
        long last = wrapped.position(to - 1);
        yield 1 + (from < seam && seam < to ? Math.max(last, wrapped.position(seam - 1)) : last);
      }
    };
  }

  /**
   * Most positions that one run covers, whichever result it begins with.
   *
   * @param results no run has more results
   */
  long longest(long results) {
    return switch (axis) {
      case AxisSelection.Index ignored -> 1;
      case AxisSelection.Range range -> longest(range.step(), results);
      case AxisSelection.Wrapped wrapped -> longest(wrapped.step(), results);
      case AxisSelection.Positions list ->
          results == 1 ? 1 : Math.min(merging.maxLength(), longestStretch(list));
    };
  }

  /** Most positions from lowest to highest of neighbours that could be merged one by one. */
  private long longestStretch(AxisSelection.Positions list) {
    long longest = 1;
    long low = list.position(0);
    long high = low;
    for (long n = 1; n < list.count(); n++) {
      long position = list.position(n);
      boolean joined = mergeable(list.position(n - 1), position);
      low = joined ? Math.min(low, position) : position;
      high = joined ? Math.max(high, position) : position;
      longest = Math.max(longest, high - low + 1);
    }
    return longest;
  }

  private long longest(long step, long results) {
    return step * (stepEnd(step, 0, results) - 1) + 1;
  }

  private long stepEnd(long step, long from, long limit) {
    if (!mergeable(0, step)) {
      return from + 1;
    }
    long fits = 1 + (merging.maxLength() - 1) / step;
    return Math.min(limit, from + fits);
  }

  private long listEnd(AxisSelection.Positions list, long from, long limit) {
    long low = list.position(from);
    long high = low;
    long last = low;
    long to = from + 1;
    while (to < limit) {
      long next = list.position(to);
      low = Math.min(low, next);
      high = Math.max(high, next);
      if (!mergeable(last, next) || high - low >= merging.maxLength()) {
        return to;
      }
      last = next;
      to++;
    }
    return to;
  }

  private boolean mergeable(long one, long other) {
    long distance = Math.abs(one - other);
    if (distance - 1 <= merging.maxGap()) {
      return true;
    }
    return merging.chunk() > 0 && distance <= merging.chunk();
  }

  private static long extreme(AxisSelection.Positions list, long from, long to, boolean lowest) {
    long found = list.position(from);
    for (long n = from + 1; n < to; n++) {
      long position = list.position(n);
      found = lowest ? Math.min(found, position) : Math.max(found, position);
    }
    return found;
  }
}
