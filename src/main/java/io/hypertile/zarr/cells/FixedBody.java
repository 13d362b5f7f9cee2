package io.hypertile.zarr.cells;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/** Cells of one size. For one thread. */
final class FixedBody implements BodyCells {
  /** Bytes taken at a time. */
  private static final int STEP = 1 << 20;

  private final CellSource source;
  private final int cellBytes;
  private final long bytes;
  private long done;

  /**
   * Cells to take.
   *
   * @param bytes what the source must give
   */
  FixedBody(CellSource source, int cellBytes, long bytes) {
    this.source = source;
    this.cellBytes = cellBytes;
    this.bytes = bytes;
  }

  @Override
  public Taken takeAll(MemoryShare share, ScratchFiles files) throws IOException {
    return bytes <= MOST_IN_MEMORY ? take(bytes, share) : take(bytes, files);
  }

  @Override
  public Taken take(long cells, MemoryShare share, ScratchFiles files) throws IOException {
    return take(cells * cellBytes, share);
  }

  @Override
  public Optional<Taken> tryTake(long cells, MemoryShare share) throws IOException {
    Optional<NativeBuffer> buffer = share.tryTake(cells * cellBytes);
    return buffer.isEmpty() ? Optional.empty() : Optional.of(take(cells * cellBytes, buffer.get()));
  }

  /** Takes the next bytes into memory. */
  private Taken take(long size, MemoryShare share) throws IOException {
    return take(size, share.take(size));
  }

  private Taken take(long size, NativeBuffer buffer) throws IOException {
    boolean isTaken = false;
    try {
      MemorySegment cells = buffer.bytes().asSlice(0, size);
      for (long at = 0; at < size; at += STEP) {
        read(cells.asSlice(at, Math.min(STEP, size - at)).asByteBuffer());
      }
      isTaken = true;
      return new Taken(CellBlock.of(cells), buffer);
    } finally {
      if (!isTaken) {
        buffer.close();
      }
    }
  }

  /** Takes the next bytes to disk. */
  private Taken take(long size, ScratchFiles files) throws IOException {
    Path file = files.next();
    Arena arena = Arena.ofShared();
    boolean isTaken = false;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      Files.delete(file);
      ByteBuffer buffer = ByteBuffer.allocateDirect(STEP);
      for (long at = 0; at < size; at += STEP) {
        read(buffer.clear().limit((int) Math.min(STEP, size - at)));
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      MemorySegment cells = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      isTaken = true;
      return new Taken(CellBlock.of(cells), arena::close);
    } finally {
      if (!isTaken) {
        arena.close();
      }
    }
  }

  private void read(ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      int count = source.read(target);
      if (count < 0) {
        throw mismatch("only " + done);
      }
      done += count;
    }
  }

  @Override
  public void requireEnd() throws IOException {
    if (source.read(ByteBuffer.allocate(1)) > 0) {
      throw mismatch("more");
    }
  }

  private ServiceException mismatch(String found) {
    return new ServiceException(
        ErrorCode.SHAPE_MISMATCH,
        "The cells written have " + found + " bytes, and the box has " + bytes + ".",
        Map.of("expected", bytes),
        null);
  }
}
