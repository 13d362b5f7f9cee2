package io.hypertile.deker.store.write;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.chunk.ChunkEncoder;
import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.EncoderRing;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.cells.ArrayEncoding;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Encodes the chunks of a box side by side and counts the empty cells before and after. For one
 * use.
 */
final class ChunkUpdate {
  private final WriteTask task;
  private final BoxCells box;
  private final CodecPool pool;
  private final CellReading stored;
  private final MergedCells merged;
  private final DataPlan.Chunked plan;
  private final long knownEmpty;
  private final LongAdder oldFill = new LongAdder();

  /**
   * An update.
   *
   * @param knownEmpty number of empty cells before it
   */
  ChunkUpdate(WriteTask task, OpenFile before, long knownEmpty, BoxCells box, CodecPool pool) {
    this.task = task;
    this.box = box;
    this.pool = pool;
    this.stored = before.cells(task.schema());
    this.merged = new MergedCells(task, stored::read, Optional.of(box.cells()));
    ArrayFile file = before.metadata();
    DataLayout.Chunked layout = (DataLayout.Chunked) file.data().orElseThrow().layout();
    this.plan =
        DataPlan.chunked(
            task.schema().dtype(), task.shape(), layout.chunkShape(), layout.filters());
    this.knownEmpty = knownEmpty;
  }

  /** Encodes all chunks and puts them in their places. */
  void run(ChunkPlacing placing) throws IOException {
    EncoderRing.ChunkSink store =
        (chunk, encoded) -> placing.put(chunk, encoded.bytes(), encoded.mask());
    try (EncoderRing<ChunkEncoder> ring = ArrayEncoding.ring(plan, task.fill(), pool, store)) {
      ChunkCursor cursor =
          new ChunkCursor(new ChunkGrid(task.shape(), plan.chunkShape()), task.region());
      while (cursor.next()) {
        Region chunk = cursor.chunkRegion();
        Region replaced = cursor.box();
        ring.add(
            cursor.chunk(),
            encoder -> {
              countOld(replaced);
              return encoder.encode(chunk, merged);
            });
      }
      ring.storeAll();
    }
  }

  private void countOld(Region replaced) {
    if (knownEmpty == 0) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cells = arena.allocate(replaced.cells() * task.cellSize(), 64);
      stored.read(replaced, cells);
      oldFill.add(task.fill().count(cells));
    }
  }

  /** Number of empty cells after the update; the cells of the box bound a wrong old number. */
  long emptyCells() {
    long full = task.region().cells() - box.fillCells();
    return Math.clamp(
        knownEmpty - oldFill.sum() + box.fillCells(), box.fillCells(), task.arrayCells() - full);
  }
}
