package io.hypertile.deker.store.write;

import io.hypertile.chunk.CellSlabs;
import io.hypertile.chunk.ChunkEncoder;
import io.hypertile.chunk.RegionSource;
import io.hypertile.deker.store.files.WriteTask;
import io.hypertile.hdf5.Patch;
import io.hypertile.hdf5.cells.ArrayEncoding;
import io.hypertile.hdf5.image.ArrayFileImage;
import io.hypertile.hdf5.image.DataPlan;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An array file in the making, at a path of its own: first the cells, as one run or as chunks, then
 * the head before them. For one thread; on disk when finished.
 */
public final class NewFile implements AutoCloseable {
  private final WriteBehind file;
  private final DataPlan plan;
  private final long cells;
  private final @Nullable ChunkSequence chunks;
  private long position;

  private NewFile(WriteBehind file, DataPlan plan, long cells) {
    this.file = file;
    this.plan = plan;
    this.cells = cells;
    this.position = cells;
    this.chunks =
        plan instanceof DataPlan.Chunked chunked ? new ChunkSequence(file, chunked, cells) : null;
  }

  /**
   * Begins a file.
   *
   * @param meta the metadata text as it will be
   */
  static NewFile begin(Path path, DataPlan plan, byte[] meta) throws IOException {
    long cells = ArrayFileImage.create(meta, 0, Optional.of(plan)).data().orElseThrow().cells();
    return new NewFile(new WriteBehind(create(path)), plan, cells);
  }

  /**
   * Begins a file whose metadata text may get somewhat longer while the cells come in.
   *
   * @param meta the metadata text as it is now
   */
  static NewFile beginWithRoom(Path path, DataPlan plan, byte[] meta) throws IOException {
    long cells = ArrayFileImage.create(meta, 0, Optional.of(plan)).data().orElseThrow().cells();
    long room = plan instanceof DataPlan.Chunked ? DataPlan.ALIGNMENT : 0;
    return new NewFile(new WriteBehind(create(path)), plan, cells + room);
  }

  /** Makes a file without cells, forced to disk. */
  static void writeEmpty(Path path, byte[] meta, long emptyCells) throws IOException {
    try (WriteBehind file = new WriteBehind(create(path))) {
      file.write(ArrayFileImage.create(meta, emptyCells, Optional.empty()).head(), 0);
      file.force(true);
    }
  }

  /** Makes a file with one run of cells, forced to disk. */
  public static void writeRun(Path path, WriteTask task, byte[] meta, RegionSource cells)
      throws IOException {
    DataPlan plan = DataPlan.contiguous(task.schema().dtype(), task.shape());
    try (NewFile file = begin(path, plan, meta)) {
      file.finish(meta, CellSlabs.copyArray(cells, task.shape(), task.fill(), file::append));
    }
  }

  /** Makes a file with one run of cells that are all at hand, forced to disk. */
  public static void writeRun(Path path, WriteTask task, byte[] meta, BoxCells cells)
      throws IOException {
    DataPlan plan = DataPlan.contiguous(task.schema().dtype(), task.shape());
    try (NewFile file = begin(path, plan, meta)) {
      long bytes = cells.cells().byteSize();
      for (long done = 0; done < bytes; done += CellSlabs.BYTES) {
        long length = Math.min(CellSlabs.BYTES, bytes - done);
        file.append(cells.cells().asSlice(done, length).asByteBuffer());
      }
      file.finish(meta, cells.fillCells());
    }
  }

  /** Makes a file with all cells in chunks, forced to disk. */
  public static void writeChunks(
      Path path, WriteTask task, DataPlan.Chunked plan, byte[] meta, ArrayEncoding encoding)
      throws IOException {
    try (NewFile file = begin(path, plan, meta)) {
      file.finish(meta, encoding.encode(plan, task.fill(), file::appendChunk));
    }
  }

  private static FileChannel create(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Writes the next cells of the run. */
  void append(ByteBuffer next) throws IOException {
    int length = next.remaining();
    file.write(next, position);
    position += length;
  }

  /** Writes the next chunk. */
  void appendChunk(long chunk, ChunkEncoder.EncodedChunk encoded) throws IOException {
    appendChunk(chunk, encoded.bytes(), encoded.mask());
  }

  /**
   * Writes the next chunk.
   *
   * @param chunk its number in the grid
   * @param bytes as stored
   * @param mask bit i set when filter i was left out
   */
  void appendChunk(long chunk, MemorySegment bytes, int mask) throws IOException {
    sequence().append(chunk, bytes, mask);
  }

  private ChunkSequence sequence() {
    if (chunks == null) {
      throw new IllegalStateException("the cells are one run");
    }
    return chunks;
  }

  /** Forces the cells to disk but for a few, so that finishing is short. */
  void forceMost() throws IOException {
    file.forceMost();
  }

  /**
   * Writes the head and forces the file to disk.
   *
   * @return false if the text is so much longer than expected that the cells would have to move;
   *     nothing was written then
   */
  boolean finish(byte[] meta, long emptyCells) throws IOException {
    ArrayFileImage image = ArrayFileImage.create(meta, emptyCells, Optional.of(plan));
    DataPlan.Placement place = image.data().orElseThrow();
    if (chunks == null ? place.cells() != cells : place.cells() > cells) {
      return false;
    }
    file.write(image.head(), 0);
    if (chunks != null) {
      chunks.writeIndex(place.tree(), 0);
      Patch end = ArrayFileImage.endPatch(chunks.end());
      file.write(end.bytes(), end.position());
    }
    file.force(true);
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
