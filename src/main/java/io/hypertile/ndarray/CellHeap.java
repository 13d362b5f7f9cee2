package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;

/**
 * Memory for the bytes of cells that differ in length, whose places the cells beside it have. Grows
 * as cells come, and frees nothing before its owner frees it all. Thread-safe.
 */
public interface CellHeap {
  /** Most bytes of one cell. */
  long MOST_OF_A_CELL = Integer.MAX_VALUE - 64;

  /**
   * Memory that was taken.
   *
   * @param place of its first byte; those that follow have the places that follow
   * @param bytes exactly as much as was asked for, of any content
   */
  record Room(long place, MemorySegment bytes) {}

  /**
   * Takes memory for the bytes of one or more cells.
   *
   * @param bytes from 0 to {@link #MOST_OF_A_CELL}
   * @throws RuntimeException of the owner's kind, if it does not have as much
   */
  Room take(long bytes);

  /** The bytes of a cell, valid as long as the heap is. */
  MemorySegment bytes(long place, long length);
}
