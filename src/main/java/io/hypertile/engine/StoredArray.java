package io.hypertile.engine;

import io.hypertile.schema.ArrayHeader;

/**
 * An array as it is stored at one moment.
 *
 * @param header id and attributes
 * @param version version of cells and attributes
 * @param hasData whether cells are stored; without them all are fill values
 */
public record StoredArray(ArrayHeader header, Version version, boolean hasData) {}
