package io.hypertile.engine.hdf5;

import java.lang.foreign.MemorySegment;

/**
 * New cells of a box.
 *
 * @param cells the cells in C order
 * @param fillCells how many of them equal the fill value
 */
record BoxCells(MemorySegment cells, long fillCells) {}
