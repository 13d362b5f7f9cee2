package io.hypertile.engine.hdf5;

import io.hypertile.ndarray.Region;
import java.io.IOException;

/**
 * All cells of an array, to be encoded.
 *
 * @param cells gives them
 * @param pool encodes chunks side by side
 */
record ArrayEncoding(RegionSource cells, CodecPool pool) {
  /**
   * Encodes all chunks in the order of the grid.
   *
   * @param plan how they are stored
   * @return how many of the cells equal the fill value
   */
  long encode(DataPlan.Chunked plan, WriteTask task, EncoderRing.Store store) throws IOException {
    try (EncoderRing ring = new EncoderRing(plan, task.fill(), pool, store)) {
      add(ring, plan, Region.whole(plan.shape()), cells);
      ring.storeAll();
      return ring.fillCells();
    }
  }

  /** Has the chunks of a box encoded, a box of whole ones. */
  static void add(EncoderRing ring, DataPlan.Chunked plan, Region box, RegionSource cells)
      throws IOException {
    ChunkCursor cursor = new ChunkCursor(plan.shape(), plan.chunkShape(), box);
    while (cursor.next()) {
      Region chunk = cursor.chunkRegion();
      ring.add(cursor.chunk(), encoder -> encoder.encode(chunk, cells));
    }
  }
}
