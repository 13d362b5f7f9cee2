package io.hypertile.dataset.store;

import java.util.List;

/**
 * Choice of the segments that are merged: neighbours of one size or smaller, when there are many of
 * that size, small ones first. So each byte is copied once for each size, and the segments of a
 * collection are few whatever the number of its commits: some of each size, and large ones.
 */
final class MergePolicy {
  /** Neighbours of one size from which on they are merged. */
  static final int MOST = 8;

  /** Bytes of a segment that is not merged any more. */
  static final long LARGE = 256L << 20;

  /** Files of a segment that is not merged any more: their names are in memory meanwhile. */
  static final long MANY_FILES = 100_000;

  private static final long SMALLEST = 16L << 10;
  private static final int GROWTH = 8;

  private MergePolicy() {}

  /**
   * Segments to merge next, neighbours in order; none if there is no need.
   *
   * @param most neighbours of one size from which on they are merged
   */
  static List<Segment> choose(List<Segment> segments, int most) {
    for (long size = SMALLEST; size < GROWTH * LARGE; size *= GROWTH) {
      int start = 0;
      while (start < segments.size()) {
        int stop = end(segments, start, Math.min(size, LARGE));
        if (isWorth(segments.subList(start, stop), size, most)) {
          return List.copyOf(segments.subList(start, stop));
        }
        start = Math.max(start + 1, stop);
      }
    }
    return List.of();
  }

  private static boolean isWorth(List<Segment> neighbours, long size, int most) {
    long least = size == SMALLEST ? 0 : size / GROWTH;
    long ofSize = neighbours.stream().filter(each -> each.bytes() > least).count();
    return ofSize >= most || neighbours.size() >= most * most;
  }

  /** Position behind the neighbours from one on that are small enough, together as well. */
  private static int end(List<Segment> segments, int start, long size) {
    long bytes = 0;
    long files = 0;
    int at = start;
    while (at < segments.size()) {
      Segment next = segments.get(at);
      bytes += next.bytes();
      files += next.files();
      if (next.bytes() > size || bytes > LARGE || files > MANY_FILES) {
        break;
      }
      at++;
    }
    return at;
  }
}
