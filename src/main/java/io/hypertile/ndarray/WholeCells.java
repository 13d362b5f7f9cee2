package io.hypertile.ndarray;

import java.lang.foreign.MemorySegment;

/**
 * All cells of a source, of one size, that lie in memory already.
 *
 * @param cells in C order, little endian, at any address; valid until what the source reads from is
 *     closed
 * @param check fails as reading the source would, if the cells are not what they should be; to be
 *     called before they are used, once and from any thread
 */
public record WholeCells(MemorySegment cells, Runnable check) {}
