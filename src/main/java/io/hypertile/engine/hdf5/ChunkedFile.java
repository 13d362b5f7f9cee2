package io.hypertile.engine.hdf5;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Writes a new array file with chunks. Chunks are encoded side by side, a few at a time, and
 * written in the order of the grid; index and head follow.
 */
final class ChunkedFile {
  /** Memory for encoders at work, unless a single one needs more. */
  private static final long ENCODER_MEMORY = 64L << 20;

  private static final int BUFFERS_OF_AN_ENCODER = 4;

  private final DataPlan.Chunked plan;
  private final CodecPool pool;
  private final long[] addresses;
  private final int[] sizes;
  private final int[] masks;
  private long position;
  private long fillCells;

  private ChunkedFile(DataPlan.Chunked plan, CodecPool pool, long position) {
    this.plan = plan;
    this.pool = pool;
    this.position = position;
    int chunks = ChunkTreeImage.of(plan).chunkCount();
    this.addresses = new long[chunks];
    this.sizes = new int[chunks];
    this.masks = new int[chunks];
  }

  /** A chunk that is being encoded. */
  private record Pending(int chunk, ChunkEncoder encoder, Future<ChunkEncoder.Encoded> result) {}

  /** Writes a file and forces it to disk. */
  static void write(Path path, WriteTask task, byte[] meta, MergedCells cells, CodecPool pool)
      throws IOException {
    DataPlan.Chunked plan = ChunkPlanning.plan(task);
    Optional<DataPlan> planned = Optional.of(plan);
    DataPlan.Placement place = ArrayFileImage.create(meta, 0, planned).data().orElseThrow();
    try (FileChannel channel = NewFile.create(path)) {
      ChunkedFile file = new ChunkedFile(plan, pool, place.cells());
      file.writeChunks(channel, task, cells);
      NewFile.write(channel, ArrayFileImage.create(meta, file.fillCells, planned).head(), 0);
      file.writeIndex(channel, place.tree(), 0);
      Patch end = ArrayFileImage.endPatch(file.position);
      NewFile.write(channel, end.bytes(), end.position());
      channel.force(true);
    }
  }

  /** Where the chunks end, and how many of the cells in them equal the fill value. */
  record Written(long end, long fillCells) {}

  /**
   * Writes the chunks and their index into a file that has the dataset's header.
   *
   * @param base position that addresses in the file count from
   */
  static Written write(
      FileChannel channel, WriteTask task, DataPlan.Placement place, Merged cells, long base)
      throws IOException {
    ChunkedFile file = new ChunkedFile(ChunkPlanning.plan(task), cells.pool(), place.cells());
    file.writeChunks(channel, task, cells.cells());
    file.writeIndex(channel, place.tree(), base);
    return new Written(file.position, file.fillCells);
  }

  /** Cells, and what encodes them. */
  record Merged(MergedCells cells, CodecPool pool) {}

  private void writeIndex(FileChannel channel, long tree, long base) throws IOException {
    ChunkTreeImage.Chunks chunks = new ChunkTreeImage.Chunks(addresses, sizes, masks);
    NewFile.write(channel, ChunkTreeImage.of(plan).build(tree, base, chunks), tree);
  }

  private void writeChunks(FileChannel channel, WriteTask task, MergedCells cells)
      throws IOException {
    List<ChunkEncoder> encoders = new ArrayList<>();
    Deque<ChunkEncoder> idle = new ArrayDeque<>();
    Deque<Pending> pending = new ArrayDeque<>();
    long[] strides = ChunkTable.gridOf(plan.shape(), plan.chunkShape()).strides();
    Shape grid = ChunkTable.gridOf(plan.shape(), plan.chunkShape());
    try {
      for (int at = 0; at < encoderCount(); at++) {
        encoders.add(new ChunkEncoder(plan, cells, task.fill()));
      }
      idle.addAll(encoders);
      for (int chunk = 0; chunk < addresses.length; chunk++) {
        if (idle.isEmpty()) {
          idle.add(store(channel, pending.remove()));
        }
        ChunkEncoder encoder = idle.remove();
        long[] place = new long[grid.rank()];
        for (int axis = 0; axis < place.length; axis++) {
          place[axis] = chunk / strides[axis] % grid.length(axis);
        }
        pending.add(new Pending(chunk, encoder, pool.submit(() -> encoder.encode(place))));
      }
      while (!pending.isEmpty()) {
        store(channel, pending.remove());
      }
    } finally {
      pending.forEach(left -> settle(left.result()));
      encoders.forEach(ChunkEncoder::close);
    }
  }

  private int encoderCount() {
    long fitting = ENCODER_MEMORY / (BUFFERS_OF_AN_ENCODER * plan.chunkBytes());
    return Math.clamp(fitting, 1, Math.min(addresses.length, pool.size() + 1));
  }

  private ChunkEncoder store(FileChannel channel, Pending pending) throws IOException {
    ChunkEncoder.Encoded encoded = await(pending.result());
    addresses[pending.chunk()] = position;
    sizes[pending.chunk()] = Math.toIntExact(encoded.bytes().byteSize());
    masks[pending.chunk()] = encoded.mask();
    fillCells += encoded.fillCells();
    NewFile.write(channel, encoded.bytes().asByteBuffer(), position);
    position += encoded.bytes().byteSize();
    return pending.encoder();
  }

  /** Waits for work that is given up: its memory must not be freed under its thread. */
  static void settle(Future<?> result) {
    try {
      await(result);
    } catch (RuntimeException e) {
      System.getLogger(ChunkedFile.class.getName())
          .log(System.Logger.Level.DEBUG, "a chunk of a file that was given up", e);
    }
  }

  /** Waits whatever happens: an interrupted request must not leave threads with freed memory. */
  static <T> T await(Future<T> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new ServiceException(
          ErrorCode.INTERNAL, "A chunk could not be encoded.", Map.of(), e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
