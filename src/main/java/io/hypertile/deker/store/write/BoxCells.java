package io.hypertile.deker.store.write;

import java.lang.foreign.MemorySegment;

/**
 * New cells of a box.
 *
 * @param cells the cells in C order
 * @param fillCells number of them that equal the fill value
 */
public record BoxCells(MemorySegment cells, long fillCells) {}
