package io.hypertile.hdf5;

import io.hypertile.ndarray.Shape;
import java.util.Optional;

/**
 * The dataset {@code data} of an array file.
 *
 * @param datatype element type as stored
 * @param shape lengths of the axes
 * @param layout place of the cells
 * @param fill the file's value of cells without storage, one stored element; empty when the file
 *     leaves it undefined
 * @param hasOwnFill whether that value was set, and is not the format's default of zeros
 * @param isExtendable whether the file lets an axis grow
 * @param hasAttributes whether the dataset has attributes
 * @param place place of the header
 */
public record StoredCells(
    Datatype datatype,
    Shape shape,
    DataLayout layout,
    Optional<byte[]> fill,
    boolean hasOwnFill,
    boolean isExtendable,
    boolean hasAttributes,
    ArrayFile.DatasetHeader place) {}
