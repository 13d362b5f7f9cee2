package io.hypertile.partition.engine;

import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.CellLayouts;
import io.hypertile.ndarray.Region;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.RowCondition;
import io.hypertile.partition.RowRanges;
import io.hypertile.partition.expression.Evaluation;
import io.hypertile.partition.expression.Expression;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A condition of rows of a state, evaluated a stretch of rows after the other.
 *
 * @param expression a truth value for each row
 */
record OpenCondition(PartitionsState state, Expression expression) implements RowCondition {
  /** Rows that are looked at together. */
  private static final long STRETCH = 1 << 18;

  /** Most ranges of the rows of a partition. */
  private static final int MOST_RANGES = 1 << 20;

  private static final long RANGE_BYTES = 2 * Long.BYTES;

  @Override
  public RowRanges rows(PartitionKey key) {
    long rows = state.partition(key).rows();
    RowRanges.Builder found = new RowRanges.Builder();
    try (Arena arena = Arena.ofConfined();
        Evaluation evaluation =
            new Evaluation(
                List.of(expression), variable -> NamedVariables.open(state, key, variable), rows)) {
      MemorySegment truths = arena.allocate(Math.max(1, Math.min(rows, STRETCH)));
      for (long start = 0; start < rows; start += STRETCH) {
        long stop = Math.min(rows, start + STRETCH);
        Region box = Region.of(new long[] {start}, new long[] {stop});
        evaluation.read(expression, box, truths.asSlice(0, stop - start));
        add(truths, start, stop, found);
        requireFew(found, key);
      }
    }
    return found.build();
  }

  private static void add(MemorySegment truths, long start, long stop, RowRanges.Builder found) {
    long row = start;
    while (row < stop) {
      long from = row;
      boolean isTrue = truths.get(CellLayouts.BYTE, row - start) != 0;
      while (row < stop && truths.get(CellLayouts.BYTE, row - start) != 0 == isTrue) {
        row++;
      }
      if (isTrue) {
        found.add(from, row);
      }
    }
  }

  private static void requireFew(RowRanges.Builder found, PartitionKey key) {
    TooLarge.requireResult(
        found.ranges() * RANGE_BYTES,
        MOST_RANGES * RANGE_BYTES,
        "The condition holds for rows in more than %d stretches of the partition %s; read its rows"
                .formatted(MOST_RANGES, key.path())
            + " without it.");
  }
}
