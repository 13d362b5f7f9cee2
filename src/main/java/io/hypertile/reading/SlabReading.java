package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellBlock;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;

/** Reads slabs of one result. Immutable. */
interface SlabReading {
  /** Bytes of memory needed beside a slab; 0 when every slab is read straight. */
  long scratchBytes();

  /**
   * Reads a slab.
   *
   * @param memory memory for it
   * @param helpers threads that may take a part in it
   */
  void read(Slab slab, CellReader reader, Memory memory, Executor helpers);

  /**
   * Memory for a slab.
   *
   * @param target gets the slab's cells in C order; of exactly its size
   * @param scratch at least {@link #scratchBytes} bytes, of any content
   */
  record Memory(CellBlock target, MemorySegment scratch) {}
}
