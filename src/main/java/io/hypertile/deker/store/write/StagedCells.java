package io.hypertile.deker.store.write;

import io.hypertile.journal.Journal;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A known number of bytes of cells, put aside in order and then used in any order: few in native
 * memory, many in a mapped file that has no name any more. For one thread until sealed.
 */
public final class StagedCells implements AutoCloseable {
  /** More bytes than this go to a file. */
  static final long LARGEST_IN_MEMORY = 4L << 20;

  private final Arena arena;
  private final long bytes;
  private final @Nullable MemorySegment memory;
  private final @Nullable FileChannel channel;
  private @Nullable MemorySegment sealed;
  private long done;
  private long fillCells;

  /** Room for so many bytes, in an arena that outlives the reading of them. */
  public StagedCells(long bytes, Journal journal, Arena arena) throws IOException {
    this(bytes, journal, arena, LARGEST_IN_MEMORY);
  }

  /**
   * Room for so many bytes.
   *
   * @param arena outlives the reading of them
   * @param inMemory more bytes than this go to a file
   */
  public StagedCells(long bytes, Journal journal, Arena arena, long inMemory) throws IOException {
    this.arena = arena;
    this.bytes = bytes;
    if (bytes <= inMemory) {
      memory = arena.allocate(bytes, 64);
      channel = null;
    } else {
      memory = null;
      Path file = journal.temporary(".cells").resolve(journal.root());
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      Files.delete(file);
    }
  }

  /** Reads a source of so many bytes to its end; closing frees them. */
  static StagedCells stage(CellSource source, long bytes, FillValue fill, Journal journal)
      throws IOException {
    StagedCells staged = new StagedCells(bytes, journal, Arena.ofShared());
    try {
      staged.fillCells = CellPump.pump(source, bytes, fill, staged::append);
      staged.seal();
      return staged;
    } catch (IOException | RuntimeException e) {
      staged.arena.close();
      throw e;
    } finally {
      staged.closeChannel();
    }
  }

  /** Adds bytes after those added last. */
  public void append(ByteBuffer cells) throws IOException {
    put(cells, done);
  }

  /** Adds bytes at their place; every place is filled once. */
  public void put(ByteBuffer cells, long position) throws IOException {
    int length = cells.remaining();
    if (memory != null) {
      MemorySegment.copy(MemorySegment.ofBuffer(cells), 0, memory, position, length);
    } else {
      while (cells.hasRemaining() && channel != null) {
        channel.write(cells, position + length - cells.remaining());
      }
    }
    done += length;
  }

  /** Ends the adding; all bytes must have come. */
  public MemorySegment seal() throws IOException {
    if (done != bytes) {
      throw new IllegalStateException(done + " of " + bytes + " bytes were staged");
    }
    if (sealed == null) {
      sealed =
          channel == null ? memory : channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena);
      closeChannel();
    }
    return cells();
  }

  /** The cells in C order, once sealed. */
  public MemorySegment cells() {
    if (sealed == null) {
      throw new IllegalStateException("not sealed");
    }
    return sealed;
  }

  /** The cells that were read from a source. */
  BoxCells box() {
    return new BoxCells(cells(), fillCells);
  }

  /** Closes the file, whose bytes stay readable once sealed. */
  public void closeChannel() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
