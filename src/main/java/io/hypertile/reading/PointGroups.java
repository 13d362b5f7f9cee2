package io.hypertile.reading;

import io.hypertile.ndarray.Shape;
import io.hypertile.slice.PointSelection;
import java.util.Optional;

/**
 * Shares points out among the boxes that they are read through: those of one chunk where there are
 * chunks, else neighbours on the last of their axes. Immutable.
 */
final class PointGroups {
  private final PointSelection points;
  private final long[] lengths;
  private final long[] counts;
  private final boolean chunked;
  private final long gap;
  private final long span;

  /**
   * Groups of points.
   *
   * @param chunks shape of the array's chunks; empty when it has none
   * @param gap most positions between neighbours that are read and thrown away
   * @param span most positions that neighbours without chunks cover, at least 1
   */
  PointGroups(PointSelection points, Optional<Shape> chunks, long gap, long span) {
    this.points = points;
    this.chunked = chunks.isPresent();
    this.gap = gap;
    this.span = span;
    this.lengths = new long[points.columns()];
    this.counts = new long[points.columns()];
    for (int column = 0; column < lengths.length; column++) {
      int axis = points.axis(column);
      long size = points.others().shape().length(axis);
      lengths[column] = chunks.isPresent() ? Math.min(chunks.get().length(axis), size) : 1;
      counts[column] = Math.ceilDiv(size, lengths[column]);
    }
  }

  /** Most cells that a group's box has on the axes of the points. */
  long mostCells() {
    if (!chunked) {
      return Math.min(span, counts[counts.length - 1]);
    }
    long cells = 1;
    for (long length : lengths) {
      cells *= length;
    }
    return cells;
  }

  /** Number of groups of all points. */
  long count() {
    int[] order = order(0, points.count());
    long groups = 0;
    for (int at = 0; at < order.length; at = end(order, at)) {
      groups++;
    }
    return groups;
  }

  /** Points from one (inclusive) to another (exclusive), those of a group beside one another. */
  int[] order(int from, int to) {
    long[] keys = new long[to - from];
    int[] order = new int[to - from];
    for (int n = 0; n < order.length; n++) {
      order[n] = n;
      keys[n] = key(from + n);
    }
    sort(order, keys);
    for (int n = 0; n < order.length; n++) {
      order[n] += from;
    }
    return order;
  }

  /** One past the last of the group that begins at a place of the order. */
  int end(int[] order, int at) {
    long key = key(order[at]);
    int end = at + 1;
    if (chunked) {
      while (end < order.length && key(order[end]) == key) {
        end++;
      }
      return end;
    }
    int last = counts.length - 1;
    long low = points.position(last, order[at]);
    long before = low;
    for (; end < order.length; end++) {
      long position = points.position(last, order[end]);
      boolean sameRow = key(order[end]) - key == position - low;
      if (!sameRow || position - before - 1 > gap || position - low >= span) {
        break;
      }
      before = position;
    }
    return end;
  }

  /** The number of a point's chunk, or of its cell, among those on the axes of the points. */
  private long key(int point) {
    long key = 0;
    for (int column = 0; column < counts.length; column++) {
      key = key * counts[column] + points.position(column, point) / lengths[column];
    }
    return key;
  }

  /** Sorts numbers by their keys; equal ones keep their order. */
  private static void sort(int[] order, long[] keys) {
    int[] from = order;
    int[] to = new int[order.length];
    for (int width = 1; width < order.length; width *= 2) {
      for (int start = 0; start < order.length; start += 2 * width) {
        int middle = Math.min(start + width, order.length);
        int end = Math.min(middle + width, order.length);
        int left = start;
        int right = middle;
        for (int n = start; n < end; n++) {
          boolean takesLeft =
              left < middle && (right >= end || keys[from[left]] <= keys[from[right]]);
          to[n] = takesLeft ? from[left++] : from[right++];
        }
      }
      int[] swapped = from;
      from = to;
      to = swapped;
    }
    if (from != order) {
      System.arraycopy(from, 0, order, 0, order.length);
    }
  }
}
