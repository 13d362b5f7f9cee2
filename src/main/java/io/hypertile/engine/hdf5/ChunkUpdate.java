package io.hypertile.engine.hdf5;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Encodes the chunks of a box side by side and counts the empty cells before and after. For one
 * use.
 */
final class ChunkUpdate {
  /** Memory for encoders at work, unless a single one needs more. */
  private static final long ENCODER_MEMORY = 64L << 20;

  private static final int BUFFERS_OF_AN_ENCODER = 5;

  private final WriteTask task;
  private final BoxCells box;
  private final CodecPool pool;
  private final CellReading stored;
  private final MergedCells merged;
  private final DataPlan.Chunked plan;
  private final long knownEmpty;
  private long oldFill;

  ChunkUpdate(WriteTask task, OpenFile before, BoxCells box, CodecPool pool) {
    this.task = task;
    this.box = box;
    this.pool = pool;
    this.stored = before.cells(task.schema());
    this.merged = new MergedCells(task, stored::read, Optional.of(box.cells()));
    ArrayFile file = before.metadata();
    Layout.Chunked layout = (Layout.Chunked) file.data().orElseThrow().layout();
    this.plan =
        DataPlan.chunked(
            task.schema().dtype(), task.shape(), layout.chunkShape(), layout.filters());
    this.knownEmpty = file.emptyCells().orElseThrow().value();
  }

  /** A chunk as encoded, and how many of the cells it loses were empty. */
  private record Result(ChunkEncoder.Encoded encoded, long oldFill) {}

  private record Pending(long chunk, ChunkEncoder encoder, Future<Result> result) {}

  /** Encodes all chunks and puts them in their places. */
  void run(ChunkPlacing placing) throws IOException {
    List<ChunkEncoder> encoders = new ArrayList<>();
    Deque<ChunkEncoder> idle = new ArrayDeque<>();
    Deque<Pending> pending = new ArrayDeque<>();
    try {
      ChunkCursor cursor = new ChunkCursor(task.shape(), plan.chunkShape(), task.region());
      while (cursor.next()) {
        if (idle.isEmpty() && encoders.size() < mostEncoders()) {
          encoders.add(new ChunkEncoder(plan, merged, task.fill()));
          idle.add(encoders.getLast());
        }
        if (idle.isEmpty()) {
          idle.add(store(placing, pending.remove()));
        }
        ChunkEncoder encoder = idle.remove();
        Region box = cursor.box();
        long[] position = gridPosition(cursor.chunk());
        pending.add(
            new Pending(
                cursor.chunk(), encoder, pool.submit(() -> encode(encoder, position, box))));
      }
      while (!pending.isEmpty()) {
        store(placing, pending.remove());
      }
    } finally {
      pending.forEach(left -> ChunkedFile.settle(left.result()));
      encoders.forEach(ChunkEncoder::close);
    }
  }

  private int mostEncoders() {
    long fitting = ENCODER_MEMORY / (BUFFERS_OF_AN_ENCODER * plan.chunkBytes());
    return Math.clamp(fitting, 1, pool.size() + 1);
  }

  private long[] gridPosition(long chunk) {
    Shape grid = ChunkTable.gridOf(plan.shape(), plan.chunkShape());
    long[] strides = grid.strides();
    long[] position = new long[grid.rank()];
    for (int axis = 0; axis < position.length; axis++) {
      position[axis] = chunk / strides[axis] % grid.length(axis);
    }
    return position;
  }

  private Result encode(ChunkEncoder encoder, long[] position, Region box) {
    long fill = knownEmpty == 0 ? 0 : countOld(box);
    return new Result(encoder.encode(position), fill);
  }

  private long countOld(Region box) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cells = arena.allocate(box.cells() * task.cellSize(), 64);
      stored.read(box, cells);
      return task.fill().count(cells);
    }
  }

  private ChunkEncoder store(ChunkPlacing placing, Pending pending) throws IOException {
    Result result = ChunkedFile.await(pending.result());
    placing.put(pending.chunk(), result.encoded().bytes(), result.encoded().mask());
    oldFill += result.oldFill();
    return pending.encoder();
  }

  /** Number of empty cells after the update; what the box proves bounds a wrong old number. */
  long emptyCells() {
    long full = task.region().cells() - box.fillCells();
    return Math.clamp(
        knownEmpty - oldFill + box.fillCells(), box.fillCells(), task.arrayCells() - full);
  }
}
