package io.hypertile.zarr.cells;

import io.hypertile.array.Version;

/**
 * Space that was made free in an array.
 *
 * @param version the array's version after it
 * @param shards shards with holes that were written again, without them
 * @param removed objects of chunks outside of the array that were removed
 * @param bytes bytes that the objects have fewer than before
 */
public record Compacted(Version version, long shards, long removed, long bytes) {}
