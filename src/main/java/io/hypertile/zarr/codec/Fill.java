package io.hypertile.zarr.codec;

import java.lang.foreign.MemorySegment;

/** Cells of the fill value, compared and written as bits. */
public final class Fill {
  private Fill() {}

  /** Fills memory with copies of a cell, by doubling what is filled. */
  public static void put(MemorySegment cells, MemorySegment fill) {
    long filled = Math.min(fill.byteSize(), cells.byteSize());
    MemorySegment.copy(fill, 0, cells, 0, filled);
    while (filled < cells.byteSize()) {
      long count = Math.min(filled, cells.byteSize() - filled);
      MemorySegment.copy(cells, 0, cells, filled, count);
      filled += count;
    }
  }

  /** Whether memory holds nothing but copies of a cell. */
  public static boolean isAll(MemorySegment cells, MemorySegment fill) {
    long size = fill.byteSize();
    if (cells.byteSize() == 0) {
      return true;
    }
    boolean isFirst = MemorySegment.mismatch(cells, 0, size, fill, 0, size) < 0;
    long rest = cells.byteSize() - size;
    // Memory that equals itself one cell further on repeats its first cell.
    return isFirst && MemorySegment.mismatch(cells, 0, rest, cells, size, size + rest) < 0;
  }
}
