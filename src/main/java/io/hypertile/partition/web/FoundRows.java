package io.hypertile.partition.web;

import io.hypertile.error.TooLarge;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.RowCondition;
import io.hypertile.partition.RowRanges;
import io.hypertile.slice.Selection.AxisSelection;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Rows of which a condition holds, by their positions among all rows of some partitions. What it
 * takes grows with the stretches of such rows, not with the rows. Immutable.
 *
 * @param rows stretches that rise
 */
record FoundRows(RowRanges rows) {
  private static final int MOST_RANGES = 1 << 22;
  private static final long RANGE_BYTES = 3L * Long.BYTES;

  /**
   * The rows of some partitions of which a condition holds.
   *
   * @param condition of the state
   * @throws io.hypertile.error.ServiceException {@code result-too-large} for too many stretches
   */
  static FoundRows of(RowCondition condition, PartitionsState state, List<PartitionKey> keys) {
    RowRanges.Builder found = new RowRanges.Builder();
    long before = 0;
    for (PartitionKey key : keys) {
      long first = before;
      RowRanges rows = condition.rows(key);
      rows.forEach(0, rows.count(), (start, stop) -> found.add(first + start, first + stop));
      TooLarge.requireResult(
          found.ranges() * RANGE_BYTES,
          MOST_RANGES * RANGE_BYTES,
          "The condition holds for rows in more than %d stretches; filter fewer partitions."
              .formatted(MOST_RANGES));
      before += state.partition(key).rows();
    }
    return new FoundRows(found.build());
  }

  /** Those of the positions of a selection of which the condition holds, in their order. */
  AxisSelection within(AxisSelection axis) {
    return switch (axis) {
      case AxisSelection.Index(long at) -> has(at) ? axis : none();
      case AxisSelection.Range(long start, long stop, long step) when step == 1 ->
          between(start, stop);
      case AxisSelection.Range range -> listed(range);
      case AxisSelection.Positions list -> listed(list);
      case AxisSelection.Wrapped wrapped -> listed(wrapped);
    };
  }

  private static AxisSelection none() {
    return new AxisSelection.Range(0, 0, 1);
  }

  private boolean has(long position) {
    int range = rows.rangeFrom(position);
    return range >= 0 && position < rows.stop(range);
  }

  private AxisSelection between(long start, long stop) {
    RowRanges cut = rows.within(start, stop);
    return switch (cut.ranges()) {
      case 0 -> none();
      case 1 -> new AxisSelection.Range(cut.start(0), cut.stop(0), 1);
      default -> new AxisSelection.Positions(new Listed(cut));
    };
  }

  private AxisSelection listed(AxisSelection axis) {
    List<Long> positions = new ArrayList<>();
    for (long n = 0; n < axis.count(); n++) {
      if (has(axis.position(n))) {
        positions.add(axis.position(n));
      }
    }
    return positions.isEmpty() ? none() : new AxisSelection.Positions(List.copyOf(positions));
  }

  /** Positions one by one, which are worked out as they are asked for. */
  private static final class Listed extends AbstractList<Long> implements RandomAccess {
    private final RowRanges rows;
    private final int count;

    /** The range that was asked for last; the next one most often is in it, or behind it. */
    private volatile int recent;

    Listed(RowRanges rows) {
      this.rows = rows;
      this.count = Math.toIntExact(rows.count());
    }

    @Override
    public Long get(int index) {
      int range = recent;
      if (index < rows.place(range) || index >= rows.place(range + 1)) {
        range = rows.rangeAt(index);
        recent = range;
      }
      return rows.start(range) + index - rows.place(range);
    }

    @Override
    public int size() {
      return count;
    }
  }
}
