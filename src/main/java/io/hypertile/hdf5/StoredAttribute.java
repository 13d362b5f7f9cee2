package io.hypertile.hdf5;

import io.hypertile.ndarray.Shape;

/**
 * An attribute of an object as it is stored.
 *
 * @param shape lengths of its axes; rank 0 for a single value
 * @param isNull whether it has no value at all
 * @param bytes its values in C order; those of any length are references to the global heap
 */
public record StoredAttribute(
    String name, Datatype type, Shape shape, boolean isNull, byte[] bytes) {}
