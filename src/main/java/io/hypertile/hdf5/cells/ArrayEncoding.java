package io.hypertile.hdf5.cells;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.chunk.ChunkEncoder;
import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.EncoderRing;
import io.hypertile.chunk.RegionSource;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import java.io.IOException;

/**
 * All cells of an array, to be encoded.
 *
 * @param cells gives them
 * @param pool encodes chunks side by side
 */
public record ArrayEncoding(RegionSource cells, CodecPool pool) {
  /**
   * Encodes all chunks in the order of the grid.
   *
   * @param plan their storage
   * @param fill what cells past the edge of the array hold
   * @param store takes the chunks
   * @return number of the cells that equal the fill value
   */
  public long encode(DataPlan.Chunked plan, FillValue fill, EncoderRing.ChunkSink store)
      throws IOException {
    try (EncoderRing<ChunkEncoder> ring = ring(plan, fill, pool, store)) {
      add(ring, plan, Region.whole(plan.shape()), cells);
      ring.storeAll();
      return ring.fillCells();
    }
  }

  /** A ring of encoders for a plan; the caller closes it. */
  public static EncoderRing<ChunkEncoder> ring(
      DataPlan.Chunked plan, FillValue fill, CodecPool pool, EncoderRing.ChunkSink store) {
    return new EncoderRing<>(
        plan.chunkBytes(), () -> new PipelineEncoder(plan, fill, pool.memory()), pool, store);
  }

  /** Has the chunks of a box encoded, a box of whole ones. */
  public static void add(
      EncoderRing<ChunkEncoder> ring, DataPlan.Chunked plan, Region box, RegionSource cells)
      throws IOException {
    ChunkCursor cursor = new ChunkCursor(new ChunkGrid(plan.shape(), plan.chunkShape()), box);
    while (cursor.next()) {
      Region chunk = cursor.chunkRegion();
      ring.add(cursor.chunk(), encoder -> encoder.encode(chunk, cells));
    }
  }
}
