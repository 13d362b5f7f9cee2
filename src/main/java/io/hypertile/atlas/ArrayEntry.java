package io.hypertile.atlas;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Statement of one layer about the array of a dataset.
 *
 * @param type empty for a type whose cells nothing writes, or that is not known
 * @param chunks the chunks that the layer has
 * @param isDeleted whether the layer deletes the array
 * @param attributes numbers of keys and values in the layer's dictionaries, in turn
 */
record ArrayEntry(
    Optional<CellType> type,
    List<String> dimensions,
    Shape shape,
    Shape chunkShape,
    List<Chunk> chunks,
    Optional<FillValue> fill,
    boolean isDeleted,
    List<Integer> attributes) {
  /**
   * A chunk.
   *
   * @param position place in the grid of chunks
   * @param block number of its block
   * @param offset of its first byte in the decoded block
   * @param size bytes of it
   */
  record Chunk(List<Long> position, long block, long offset, long size) {}
}
