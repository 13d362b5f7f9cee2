package io.hypertile.engine.hdf5;

import io.hypertile.ndarray.Shape;
import java.util.Optional;

/**
 * The dataset {@code data} of an array file.
 *
 * @param datatype element type as stored
 * @param shape lengths of the axes
 * @param layout where the cells are
 * @param fill the file's own value of cells without storage, one stored element; empty when it has
 *     none of its own
 * @param place where the header stands
 */
record StoredCells(
    Datatype datatype,
    Shape shape,
    Layout layout,
    Optional<byte[]> fill,
    ArrayFile.DatasetPlace place) {}
