package io.hypertile.engine.hdf5;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionSlabs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An array file in the making, at a path of its own: first the cells, then the head before them.
 * For one thread; on disk when finished.
 */
final class NewFile implements AutoCloseable {
  private static final long KEPT_CHUNKS = 32L << 20;

  private final FileChannel channel;
  private final WriteTask task;
  private final DataPlan plan;
  private final long cells;
  private long position;

  private NewFile(FileChannel channel, WriteTask task, DataPlan plan, byte[] meta) {
    this.channel = channel;
    this.task = task;
    this.plan = plan;
    this.cells = ArrayFileImage.create(meta, 0, Optional.of(plan)).data().orElseThrow().cells();
    this.position = cells;
  }

  /**
   * Begins a file with one run of cells.
   *
   * @param meta the metadata text as it is expected to be
   */
  static NewFile forRun(Path path, WriteTask task, byte[] meta) throws IOException {
    DataPlan plan = DataPlan.contiguous(task.schema().dtype(), task.shape());
    return new NewFile(create(path), task, plan, meta);
  }

  /** Makes a file without cells. */
  static void writeEmpty(Path path, byte[] meta, long emptyCells) throws IOException {
    try (FileChannel channel = create(path)) {
      write(channel, ArrayFileImage.create(meta, emptyCells, Optional.empty()).head(), 0);
      channel.force(true);
    }
  }

  /** Makes a file with one run of cells, forced to disk. */
  static void writeRun(Path path, WriteTask task, byte[] meta, MergedCells cells)
      throws IOException {
    int cellSize = task.cellSize();
    long[] fillCells = {0};
    try (NewFile file = forRun(path, task, meta);
        Arena arena = Arena.ofConfined();
        DecodedChunks memory = new DecodedChunks(KEPT_CHUNKS)) {
      long maxCells = Math.max(1, EmptyCheck.SLAB_BYTES / cellSize);
      MemorySegment buffer = arena.allocate(maxCells * cellSize, 64);
      RegionSlabs.forEach(
          Region.whole(task.shape()),
          maxCells,
          slab -> {
            MemorySegment next = buffer.asSlice(0, slab.cells() * cellSize);
            cells.read(slab, next, memory);
            fillCells[0] += task.fill().count(next);
            file.append(next.asByteBuffer());
          });
      file.finish(meta, fillCells[0]);
    }
  }

  /** Makes a file with one run of cells that are all at hand, forced to disk. */
  static void writeRun(Path path, WriteTask task, byte[] meta, BoxCells cells) throws IOException {
    try (NewFile file = forRun(path, task, meta)) {
      long bytes = cells.cells().byteSize();
      for (long done = 0; done < bytes; done += EmptyCheck.SLAB_BYTES) {
        long length = Math.min(EmptyCheck.SLAB_BYTES, bytes - done);
        file.append(cells.cells().asSlice(done, length).asByteBuffer());
      }
      file.finish(meta, cells.fillCells());
    }
  }

  static FileChannel create(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
    write(channel, ByteBuffer.wrap(bytes), position);
  }

  static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /**
   * Writes all cells from a source.
   *
   * @return how many of them equal the fill value
   */
  long writeCells(CellSource source) throws IOException {
    return CellPump.pump(source, task.bytes(), task.fill(), this::append);
  }

  /** Writes the next cells of the run. */
  void append(ByteBuffer next) throws IOException {
    int length = next.remaining();
    write(channel, next, position);
    position += length;
  }

  /** Forces the cells to disk, so that finishing is short. */
  void forceCells() throws IOException {
    channel.force(false);
  }

  /**
   * Writes the head and forces the file to disk.
   *
   * @return false if the text is so much longer than expected that the cells would have to move;
   *     nothing was written then
   */
  boolean finish(byte[] meta, long emptyCells) throws IOException {
    ArrayFileImage image = ArrayFileImage.create(meta, emptyCells, Optional.of(plan));
    if (image.data().orElseThrow().cells() != cells) {
      return false;
    }
    write(channel, image.head(), 0);
    channel.force(true);
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
