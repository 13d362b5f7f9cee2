package io.hypertile.engine;

import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;

/**
 * A tile that is kept for a virtual array.
 *
 * @param number its number in C order of the grid, from 0
 * @param id its id
 * @param bounds its cells, in positions of the virtual array
 * @param hasData whether it holds cells; a tile without them reads as fill values
 */
public record StoredTile(long number, ArrayId id, Region bounds, boolean hasData) {}
