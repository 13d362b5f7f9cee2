package io.hypertile.dataset;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.CodecSpec;
import java.util.List;
import java.util.Optional;

/**
 * Declaration of an array of a dataset: everything but its cells (atlas-rules.md 14 to 32). Its
 * maker has checked that the lists are of one length and that the chunks have cells. Immutable.
 *
 * @param name unique within the dataset
 * @param dtype type of the cells
 * @param dimensions names of the axes, outermost first; none of a single cell
 * @param shape lengths of the axes; 0 for one that is to grow
 * @param chunkShape cells of a chunk along each axis, at least 1
 * @param fill the fill value that was declared; without one, cells never written are zeros, empty
 *     texts or NaT, and still count as null
 * @param codecs from cells to bytes; empty for the collection's
 * @param attributes of the array, {@code axis_of} among them where it says of which axis it has the
 *     coordinates
 */
public record ArrayDefinition(
    ArrayName name,
    CellType dtype,
    List<String> dimensions,
    Shape shape,
    Shape chunkShape,
    Optional<FillValue> fill,
    Optional<List<CodecSpec>> codecs,
    TypedAttributes attributes) {
  public ArrayDefinition {
    dimensions = List.copyOf(dimensions);
    codecs = codecs.map(List::copyOf);
  }
}
