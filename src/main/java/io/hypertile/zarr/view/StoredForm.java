package io.hypertile.zarr.view;

import io.hypertile.ndarray.Shape;
import java.util.Optional;

/**
 * The form in which cells are stored, as far as it decides which boxes of them are read well.
 *
 * @param tile shape of the files that the array is made of, which divides its shape; the array's
 *     shape where it is one file
 * @param chunk shape of the chunks of a file; empty where its cells are one run
 */
public record StoredForm(Shape tile, Optional<Shape> chunk) {}
