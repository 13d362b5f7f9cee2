package io.hypertile.reading;

import io.hypertile.array.CellArray;
import io.hypertile.ndarray.Region;

/**
 * A reading of the object that holds a chunk, undecoded.
 *
 * @param array the array as it was found
 * @param box cells of the chunk, those within the array
 * @param position number of the chunk on each axis; not to be changed
 * @param weight bytes that are likely read
 */
public record PlannedObject(CellArray array, Region box, long[] position, long weight) {}
