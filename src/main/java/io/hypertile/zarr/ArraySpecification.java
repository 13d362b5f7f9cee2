package io.hypertile.zarr;

import io.hypertile.ndarray.ChunkGrid;
import java.util.List;
import java.util.Optional;

/**
 * Facts needed to find and decode the chunks of an array. Immutable.
 *
 * @param grid its chunks; their number and the bytes of one are below 2^63
 * @param type the cells
 * @param fill cells that were never written; empty where an array of format 2 leaves it open
 * @param keys names of chunks
 * @param codecs from cells to bytes, in the order of encoding, as format 3 names them; at least one
 */
public record ArraySpecification(
    ChunkGrid grid,
    ZarrType type,
    Optional<ZarrFill> fill,
    ChunkKeys keys,
    List<CodecSpec> codecs) {
  /** Copies the list. */
  public ArraySpecification {
    codecs = List.copyOf(codecs);
  }

  /** Whether chunks of both are stored alike, whatever the shapes of the arrays are. */
  public boolean isLike(ArraySpecification other) {
    return type.equals(other.type)
        && codecs.equals(other.codecs)
        && keys.equals(other.keys)
        && fill.equals(other.fill)
        && grid.chunkShape().equals(other.grid.chunkShape());
  }
}
