package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.ndarray.CellType;
import java.util.concurrent.Executor;

/**
 * Division of a result into slabs in the order in which its cells are handed on. Immutable; slabs
 * are worked out when asked for.
 */
public sealed interface SlabPlan permits ReadPlan, JoinedPlan, SinglePlan {
  /** Type of the cells. */
  CellType dtype();

  /** Bytes of all cells of the result. */
  long resultBytes();

  /** Number of slabs, at least 1. */
  long slabs();

  /**
   * Position of a slab in the result.
   *
   * @param n its number, from 0
   * @return bytes of the cells before it
   */
  long offset(long n);

  /**
   * The slab that holds a byte of the result.
   *
   * @param offset number of the byte, from 0
   */
  long slabAt(long offset);

  /** Bytes of one slab. */
  long bytes(long n);

  /** Bytes of the largest slab. */
  long slabBytes();

  /** Bytes of memory needed beside a slab; 0 when every slab is read straight. */
  long scratchBytes();

  /**
   * Slabs that are read while an earlier one is handed on, at most as many as there are others; 0
   * when there is one slab.
   */
  int ahead();

  /**
   * Reads a slab.
   *
   * @param n its number, from 0
   * @param memory memory for it
   * @param helpers threads that may take a part in it
   */
  void read(long n, CellReader reader, SlabReading.Memory memory, Executor helpers);
}
