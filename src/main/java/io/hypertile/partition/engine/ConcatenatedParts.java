package io.hypertile.partition.engine;

import io.hypertile.array.CellReader;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Stretches of a variable, one behind the other along an axis.
 *
 * @param root head of the collection's place
 * @param axis number of the axis
 * @param all in order, none without rows
 * @param opener opens the array of a stretch; empty if there is none, and its cells are fill values
 */
record ConcatenatedParts(
    StoreKey root, int axis, List<Part> all, Function<Part, Optional<CellReader>> opener) {
  ConcatenatedParts {
    all = List.copyOf(all);
  }

  /**
   * A stretch.
   *
   * @param place of its array
   * @param version of the partition
   * @param start first position on the axis
   * @param rows positions, at least 1
   */
  record Part(StorePrefix place, String version, long start, long rows) {
    long stop() {
      return start + rows;
    }
  }

  /** Number of the stretch that has a position, which there is. */
  int at(long position) {
    int low = 0;
    int high = all.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).stop() <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
