package io.hypertile.partition.engine;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.RowMerge;
import io.hypertile.partition.RowRanges;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArray;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The order of the rows of partitions after an insert, by the values of the axis.
 *
 * @param rows that are inserted
 * @param merge what becomes of rows that are there
 */
record RowOrder(PartitionParts parts, InsertedRows rows, MergeStrategy merge) {
  /** The rows of a partition in their order: those that are there from 0, then inserted ones. */
  RowRanges merged(PinnedState state, StorePrefix place, long thereRows, RowRanges inserted) {
    if (thereRows == 0) {
      return inserted;
    }
    RowMerge.AxisValues none = RowMerge.AxisValues.of(new long[Math.toIntExact(thereRows)]);
    RowMerge.AxisValues some = RowMerge.AxisValues.of(new long[Math.toIntExact(inserted.count())]);
    if (merge.needsAxis()) {
      String axis = parts.form().axis();
      none = thereValues(state, place.child(axis), thereRows);
      some = insertedValues(rows.find(axis).orElseThrow(), inserted);
    }
    int[] order = new RowMerge(none, some).rows(merge);
    return inserted.behind(thereRows, order);
  }

  private RowMerge.AxisValues thereValues(PinnedState state, StorePrefix place, long thereRows) {
    try (ZarrArray array = parts.arrays().find(place, state::open);
        CellReader reader = array.open(Region.whole(array.spec().shape()));
        Arena arena = Arena.ofConfined()) {
      MemorySegment cells = arena.allocate(thereRows * array.spec().dtype().size(), Long.BYTES);
      reader.read(Region.whole(Shape.of(thereRows)), cells);
      return RowValues.values(array.spec().dtype(), cells, thereRows);
    }
  }

  private static RowMerge.AxisValues insertedValues(InsertedRows.Variable variable, RowRanges own) {
    int size = variable.dtype().size();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cells = arena.allocate(own.count() * size, Long.BYTES);
      long[] at = {0};
      own.forEach(
          0,
          own.count(),
          (start, stop) -> {
            long bytes = (stop - start) * size;
            MemorySegment.copy(variable.cells(), start * size, cells, at[0], bytes);
            at[0] += bytes;
          });
      return RowValues.values(variable.dtype(), cells, own.count());
    }
  }
}
