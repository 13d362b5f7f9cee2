package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cells in memory, in C order: of one size and little-endian, or of any length. A cell of any
 * length is a reference, its place in a heap (8 bytes) and its length (8), so that boxes of such
 * cells are cut, turned and gathered as those of numbers are, whatever their length. Several blocks
 * may have one heap. As many threads may change a block as change different cells of it.
 *
 * @param cells the cells, or references
 * @param heap what references lead to; null for cells of one size
 */
public record CellBlock(MemorySegment cells, @Nullable CellHeap heap) {
  /** Bytes of a reference. */
  public static final int REFERENCE = 16;

  /** Bytes of cells that are taken into a heap together, unless a single one has more. */
  private static final long ADOPTED = 256 << 10;

  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  /** Cells of one size. */
  public static CellBlock of(MemorySegment cells) {
    return new CellBlock(cells, null);
  }

  /** Whether cells are references. */
  public boolean isAnyLength() {
    return heap != null;
  }

  /** Other cells with the same heap. */
  public CellBlock with(MemorySegment others) {
    return new CellBlock(others, heap);
  }

  /** Some of the cells, counted in bytes of {@link #cells}. */
  public CellBlock slice(long from, long bytes) {
    return with(cells.asSlice(from, bytes));
  }

  /** Number of references. */
  public long count() {
    return cells.byteSize() / REFERENCE;
  }

  /** Length of a cell of any length. */
  public long length(long index) {
    return cells.get(CellLayouts.LONG, index * REFERENCE + Long.BYTES);
  }

  /** The bytes of a cell of any length, valid as long as the heap is. */
  public MemorySegment bytes(long index) {
    long length = length(index);
    return length == 0 ? NOTHING : heapOfCells().bytes(place(index), length);
  }

  private long place(long index) {
    return cells.get(CellLayouts.LONG, index * REFERENCE);
  }

  /** Makes a cell the reference to bytes of the heap. */
  public void put(long index, long place, long length) {
    cells.set(CellLayouts.LONG, index * REFERENCE, place);
    cells.set(CellLayouts.LONG, index * REFERENCE + Long.BYTES, length);
  }

  /** The heap of cells of any length. */
  public CellHeap heapOfCells() {
    return Objects.requireNonNull(heap, "cells of one size have no heap");
  }

  /** Bytes of all cells of any length together. */
  public long totalBytes() {
    long total = 0;
    for (long index = 0; index < count(); index++) {
      total += length(index);
    }
    return total;
  }

  /**
   * Makes all cells one value.
   *
   * @param cell as many bytes as each cell has, or those of a cell of any length
   */
  public void fill(MemorySegment cell) {
    if (cells.byteSize() == 0) {
      return;
    }
    if (heap == null) {
      repeat(cell);
      return;
    }
    long length = cell.byteSize();
    CellHeap.Room room = heap.take(length);
    MemorySegment.copy(cell, 0, room.bytes(), 0, length);
    put(0, room.place(), length);
    repeat(cells.asSlice(0, REFERENCE));
  }

  /** Fills by doubling what is filled: it takes no store per cell and no temporary. */
  private void repeat(MemorySegment cell) {
    long filled = Math.min(cell.byteSize(), cells.byteSize());
    MemorySegment.copy(cell, 0, cells, 0, filled);
    while (filled < cells.byteSize()) {
      long count = Math.min(filled, cells.byteSize() - filled);
      MemorySegment.copy(cells, 0, cells, filled, count);
      filled += count;
    }
  }

  /** Whether all cells are one value, as bits; see {@link #fill}. */
  public boolean isAll(MemorySegment cell) {
    if (cells.byteSize() == 0) {
      return true;
    }
    if (heap != null) {
      return isEach(cell);
    }
    long size = cell.byteSize();
    boolean isFirst = MemorySegment.mismatch(cells, 0, size, cell, 0, size) < 0;
    long rest = cells.byteSize() - size;
    // Memory that equals itself one cell further on repeats its first cell.
    return isFirst && MemorySegment.mismatch(cells, 0, rest, cells, size, size + rest) < 0;
  }

  private boolean isEach(MemorySegment cell) {
    for (long index = 0; index < count(); index++) {
      if (length(index) != cell.byteSize() || bytes(index).mismatch(cell) >= 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Takes the bytes of cells that are references to another heap into this block's own, in place.
   * Does nothing to cells of one size.
   *
   * @param shape of this block
   * @param region the cells
   * @param from the heap that they refer to
   */
  public void adopt(Shape shape, Region region, @Nullable CellHeap from) {
    if (from == null || from == heap) {
      return;
    }
    RegionCopy.forEachRun(
        shape, region, (cell, boxCell, count) -> adoptRun(from, cell, cell + count));
  }

  private void adoptRun(CellHeap from, long start, long stop) {
    long index = start;
    while (index < stop) {
      long end = index;
      long bytes = 0;
      while (end < stop && (end == index || bytes + length(end) <= ADOPTED)) {
        bytes += length(end++);
      }
      CellHeap.Room room = heapOfCells().take(bytes);
      long at = 0;
      for (; index < end; index++) {
        long length = length(index);
        if (length > 0) {
          MemorySegment.copy(from.bytes(place(index), length), 0, room.bytes(), at, length);
        }
        put(index, room.place() + at, length);
        at += length;
      }
    }
  }
}
