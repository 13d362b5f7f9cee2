package io.hypertile.dataset;

import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;

/**
 * A box of an array of a dataset, and the memory that its cells go to.
 *
 * @param region a box within the array
 * @param target native memory of exactly the box's bytes
 */
public record ArrayBox(DatasetName dataset, ArrayName array, Region region, CellBlock target) {}
