package io.hypertile.zarr.view;

/**
 * Sizes of the chunks that stored cells are shown in.
 *
 * @param target bytes that a chunk has about where cells are stored as they are; at least 1
 * @param most bytes that a chunk may have so that stored chunks and tiles stay whole
 */
public record ChunkSizes(long target, long most) {}
