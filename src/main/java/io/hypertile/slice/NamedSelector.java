package io.hypertile.slice;

import io.hypertile.slice.SliceExpression.Selector;

/**
 * A selector for one axis by name.
 *
 * @param name name of a dimension, or of the scale of one
 * @param reading how it is read, {@link Reading#SEL} or {@link Reading#ISEL}
 * @param selector the part to take
 */
public record NamedSelector(String name, Reading reading, Selector selector) {}
