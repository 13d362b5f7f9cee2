package io.hypertile.deker.store.write;

import io.hypertile.chunk.ChunkEncoder;
import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.chunk.EncoderRing;
import io.hypertile.chunk.RegionSource;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.hdf5.cells.ArrayEncoding;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes in the cells of a whole array and has one row of chunks encoded while the next comes in, so
 * that the body is neither staged nor ever in memory as a whole. A row is what one step of the grid
 * along the first axis holds. For one thread and one use; must be closed.
 */
final class ChunkIntake implements AutoCloseable {
  /** Rows in memory together; arrays with larger ones are staged. */
  private static final long MOST_BYTES = 48L << 20;

  private final WriteTask task;
  private final DataPlan.Chunked plan;
  private final CodecPool pool;
  private final List<NativeBuffer> buffers = new ArrayList<>();

  private ChunkIntake(WriteTask task, DataPlan.Chunked plan, CodecPool pool) {
    this.task = task;
    this.plan = plan;
    this.pool = pool;
  }

  /**
   * The memory that a task's array needs; empty when it is small, or there is no memory.
   *
   * @param plan storage of the chunks
   */
  static Optional<ChunkIntake> tryTake(WriteTask task, DataPlan.Chunked plan, CodecPool pool) {
    if (task.bytes() <= StagedCells.LARGEST_IN_MEMORY) {
      return Optional.empty();
    }
    ChunkIntake intake = new ChunkIntake(task, plan, pool);
    return intake.take() ? Optional.of(intake) : Optional.empty();
  }

  private boolean take() {
    Shape grid = new ChunkGrid(plan.shape(), plan.chunkShape()).counts();
    long rows = grid.length(0);
    long chunksOfRow = grid.cells() / rows;
    // Enough rows for every encoder, and one that comes in; or at least for all that encode at
    // once.
    int encoders = EncoderRing.mostEncoders(plan.chunkBytes(), pool);
    long wanted = 1 + Math.ceilDiv(encoders, chunksOfRow);
    long least = 1 + Math.ceilDiv(Math.min(encoders, pool.size()), chunksOfRow);
    long count = Math.min(rows, Math.min(wanted, MOST_BYTES / rowBytes()));
    if (count < Math.min(rows, least)) {
      return false;
    }
    while (buffers.size() < count) {
      Optional<NativeBuffer> buffer = pool.memory().tryTake(rowBytes());
      if (buffer.isEmpty()) {
        close();
        return false;
      }
      buffers.add(buffer.get());
    }
    return true;
  }

  private long rowBytes() {
    return task.bytes() / plan.shape().length(0) * plan.chunkShape().length(0);
  }

  /**
   * Reads a source to its end and encodes its cells.
   *
   * @return number of them that equal the fill value
   * @throws io.hypertile.error.ServiceException {@code shape-mismatch} if it gives fewer or more;
   *     whatever the source throws
   */
  long encode(CellSource source, EncoderRing.ChunkSink store) throws IOException {
    long step = plan.chunkShape().length(0);
    long chunksOfRow = new ChunkGrid(plan.shape(), plan.chunkShape()).counts().strides()[0];
    try (EncoderRing<ChunkEncoder> ring = ArrayEncoding.ring(plan, task.fill(), pool, store)) {
      ByteBuffer buffer = buffers.getFirst().bytes().asByteBuffer();
      long done = 0;
      for (long row = 0; done < task.bytes(); row++) {
        ring.storeBefore((row - buffers.size() + 1) * chunksOfRow);
        Region box = row(row * step);
        long bytes = box.cells() * task.cellSize();
        MemorySegment cells = buffers.get((int) (row % buffers.size())).bytes().asSlice(0, bytes);
        buffer = cells.asByteBuffer();
        CellPump.read(source, buffer, task.bytes(), done);
        done += bytes;
        ArrayEncoding.add(ring, plan, box, new Row(cells, box, task.cellSize()));
      }
      ring.storeAll();
      CellPump.requireEnd(source, buffer, task.bytes());
      return ring.fillCells();
    }
  }

  private Region row(long first) {
    long[] start = new long[plan.shape().rank()];
    long[] stop = plan.shape().toArray();
    start[0] = first;
    stop[0] = Math.min(stop[0], first + plan.chunkShape().length(0));
    return Region.of(start, stop);
  }

  /** A row's cells. */
  private record Row(MemorySegment cells, Region box, int cellSize) implements RegionSource {
    @Override
    public void read(Region region, MemorySegment target, DecodedChunks memory) {
      RegionCopy.copy(
          cells,
          box.shape(),
          region.relativeTo(box),
          target,
          region.shape(),
          new long[region.rank()],
          cellSize);
    }

    @Override
    public Optional<MemorySegment> find(Region region) {
      return RegionCopy.findRun(cells, box.shape(), region.relativeTo(box), cellSize);
    }
  }

  @Override
  public void close() {
    buffers.forEach(NativeBuffer::close);
    buffers.clear();
  }
}
