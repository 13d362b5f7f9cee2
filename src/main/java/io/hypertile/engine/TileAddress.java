package io.hypertile.engine;

import io.hypertile.schema.ArrayId;

/**
 * A tile of a virtual array, whether it is kept or not.
 *
 * @param array id of the virtual array
 * @param number number of the tile in C order of the grid, from 0
 */
public record TileAddress(ArrayId array, long number) {}
