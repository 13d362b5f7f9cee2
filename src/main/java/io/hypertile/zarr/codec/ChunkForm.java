package io.hypertile.zarr.codec;

import io.hypertile.ndarray.Shape;

/**
 * The chunk that a codec gets when it encodes.
 *
 * @param shape of the chunk
 * @param cell description of its cells
 */
public record ChunkForm(Shape shape, CellForm cell) {}
