package io.hypertile.reduction;

import java.lang.foreign.MemorySegment;

/**
 * Rows of cells, one behind the other.
 *
 * @param cells memory of all of them
 * @param length cells of a row
 * @param count number of rows
 */
record CellRows(MemorySegment cells, long length, long count) {}
