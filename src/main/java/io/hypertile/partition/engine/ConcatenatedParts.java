package io.hypertile.partition.engine;

import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkStretches;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.Partition;
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
 * @param chunks shape of the chunks of each stretch; empty where cells are stored as they are
 * @param opener opens the array of a stretch; empty if nothing is stored, so that its cells are
 *     fill values
 */
record ConcatenatedParts(
    StoreKey root,
    int axis,
    List<Part> all,
    Optional<Shape> chunks,
    Function<Part, Optional<CellReader>> opener)
    implements ChunkStretches {
  ConcatenatedParts {
    all = List.copyOf(all);
  }

  /**
   * A stretch.
   *
   * @param place of its array
   * @param partition that it is part of, which has rows
   * @param variable path of the variable
   * @param start first position on the axis
   */
  record Part(StorePrefix place, Partition partition, String variable, long start) {
    String version() {
      return partition.version().text();
    }

    /** Positions, at least 1. */
    long rows() {
      return partition.rows();
    }

    long stop() {
      return start + rows();
    }
  }

  @Override
  public long start(long position) {
    return all.get(at(position)).start();
  }

  @Override
  public long stop(long position) {
    return all.get(at(position)).stop();
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
