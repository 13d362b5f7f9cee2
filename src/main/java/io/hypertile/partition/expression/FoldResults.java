package io.hypertile.partition.expression;

import io.hypertile.ndarray.CellType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Results of a reduction.
 *
 * @param type of the memory: float64 or int64
 * @param axes that are left
 * @param lengths of these
 * @param values eight bytes each, in C order
 * @param missing a byte for each, not 0 where there is no value
 */
record FoldResults(
    CellType type,
    List<NamedAxis> axes,
    long[] lengths,
    MemorySegment values,
    MemorySegment missing) {
  FoldResults {
    axes = List.copyOf(axes);
  }
}
