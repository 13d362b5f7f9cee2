package io.hypertile.dataset.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs of bytes of a segment that are copied to another one, and where they come to lie. For one
 * thread.
 */
final class RunMap {
  /** Dead bytes between two that are copied which are copied as well, to read in larger pieces. */
  private static final long SMALL_GAP = 1 << 10;

  private final List<Run> runs = new ArrayList<>();

  /**
   * A run.
   *
   * @param start first byte
   * @param end position behind the last
   * @param target where it comes to lie
   */
  record Run(long start, long end, long target) {
    long length() {
      return end - start;
    }
  }

  /** Adds bytes that are needed; in any order, also twice. */
  void add(long start, long end) {
    runs.add(new Run(start, end, -1));
  }

  /**
   * Joins what lies together.
   *
   * @param target where the first run comes to lie
   * @return position behind the last one
   */
  long arrange(long target) {
    List<Run> sorted = new ArrayList<>(runs);
    sorted.sort(Comparator.comparingLong(Run::start));
    runs.clear();
    long position = target;
    for (int at = 0; at < sorted.size(); ) {
      long start = sorted.get(at).start();
      long end = start;
      while (at < sorted.size() && sorted.get(at).start() <= end + SMALL_GAP) {
        end = Math.max(end, sorted.get(at++).end());
      }
      runs.add(new Run(start, end, position));
      position += end - start;
    }
    return position;
  }

  /** The runs in order. */
  List<Run> runs() {
    return runs;
  }

  /** Position that a byte of a run comes to. */
  long target(long offset) {
    int low = 0;
    int high = runs.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (runs.get(middle).start() <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Run run = runs.get(low);
    if (offset < run.start() || offset > run.end()) {
      throw new IllegalArgumentException("no run has the byte at " + offset);
    }
    return offset - run.start() + run.target();
  }
}
