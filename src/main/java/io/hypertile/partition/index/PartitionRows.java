package io.hypertile.partition.index;

import io.hypertile.partition.PartitionKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of one partition that a look-up found.
 *
 * @param key of the partition
 * @param ranges in ascending order, none empty
 */
public record PartitionRows(PartitionKey key, List<RowRange> ranges) {
  /** Copies the list. */
  public PartitionRows {
    ranges = List.copyOf(ranges);
  }

  /** Number of rows. */
  public long count() {
    return ranges.stream().mapToLong(range -> range.stop() - range.start()).sum();
  }

  /**
   * Rows that follow each other.
   *
   * @param start the first
   * @param stop the one behind the last
   */
  public record RowRange(long start, long stop) {}

  /** Collects ranges. For one thread. */
  static final class Builder {
    private long[] bounds = new long[8];
    private int size;

    void add(long start, long stop) {
      if (size == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * size);
      }
      bounds[size++] = start;
      bounds[size++] = stop;
    }

    PartitionRows build(PartitionKey key) {
      return new PartitionRows(
          key,
          IntStream.range(0, size / 2)
              .mapToObj(i -> new RowRange(bounds[2 * i], bounds[2 * i + 1]))
              .toList());
    }
  }
}
