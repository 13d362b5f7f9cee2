package io.hypertile.zarr;

import io.hypertile.ndarray.ChunkGrid;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

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
  private static final Comparator<JsonNode> BY_VALUE = ArraySpecification::compare;

  /** Copies the list. */
  public ArraySpecification {
    codecs = List.copyOf(codecs);
  }

  /** Whether chunks of both are stored alike, whatever the shapes of the arrays are. */
  public boolean isLike(ArraySpecification other) {
    return type.equals(other.type)
        && isLike(codecs, other.codecs)
        && keys.equals(other.keys)
        && fill.equals(other.fill)
        && grid.chunkShape().equals(other.grid.chunkShape());
  }

  private static boolean isLike(List<CodecSpec> some, List<CodecSpec> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      CodecSpec one = some.get(i);
      CodecSpec other = others.get(i);
      if (!one.name().equals(other.name())
          || !one.configuration().equals(BY_VALUE, other.configuration())) {
        return false;
      }
    }
    return true;
  }

  /** Whole numbers are the same whatever the width that a parser, or a program, gives them. */
  private static int compare(JsonNode one, JsonNode other) {
    if (one.isIntegralNumber() && other.isIntegralNumber()) {
      return one.bigIntegerValue().compareTo(other.bigIntegerValue());
    }
    return one.equals(other) ? 0 : 1;
  }
}
