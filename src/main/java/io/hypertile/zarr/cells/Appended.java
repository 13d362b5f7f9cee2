package io.hypertile.zarr.cells;

import io.hypertile.array.Version;
import io.hypertile.ndarray.Region;

/**
 * Cells that were added to an array.
 *
 * @param version the array's version now
 * @param box where they are
 */
public record Appended(Version version, Region box) {}
