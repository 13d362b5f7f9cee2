package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellBlock;
import java.lang.foreign.MemorySegment;

/** Reads slabs of one result. Immutable. */
interface SlabReading {
  /** Bytes of memory needed beside a slab; 0 when every slab is read straight. */
  long scratchBytes();

  /**
   * Reads a slab.
   *
   * @param target gets the slab's cells in C order; of exactly its size
   * @param scratch at least {@link #scratchBytes} bytes, of any content
   */
  void read(Slab slab, CellReader reader, CellBlock target, MemorySegment scratch);
}
