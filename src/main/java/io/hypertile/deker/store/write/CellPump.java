package io.hypertile.deker.store.write;

import io.hypertile.chunk.CellSlabs;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Moves the cells of a source to where they are staged, a bufferful at a time, and counts those
 * that equal the fill value on the way. Checks that the source gives exactly the bytes announced.
 */
public final class CellPump {
  private CellPump() {}

  /**
   * Reads a source to its end.
   *
   * @param bytes what the source must give
   * @param fill the fill value, whose dtype is that of the cells
   * @return number of cells equal to the fill value
   * @throws ServiceException {@code shape-mismatch} if it gives fewer or more bytes; whatever the
   *     source throws
   */
  public static long pump(CellSource source, long bytes, FillValue fill, CellSlabs.Sink sink)
      throws IOException {
    int cellSize = fill.dtype().size();
    long size = Math.min(bytes, CellSlabs.BYTES / cellSize * cellSize);
    long fillCells = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.max(size, cellSize), 64);
      ByteBuffer buffer = memory.asByteBuffer();
      for (long done = 0; done < bytes; done += buffer.limit()) {
        buffer.clear().limit((int) Math.min(size, bytes - done));
        read(source, buffer, bytes, done);
        fillCells += fill.count(memory.asSlice(0, buffer.limit()));
        sink.append(buffer.flip());
      }
      requireEnd(source, buffer, bytes);
    }
    return fillCells;
  }

  /**
   * Fills a buffer from its position to its limit.
   *
   * @param bytes what the source must give in all
   * @param done what it gave before the buffer's first byte
   * @throws ServiceException {@code shape-mismatch} if it gives fewer
   */
  public static void read(CellSource source, ByteBuffer buffer, long bytes, long done)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (source.read(buffer) < 0) {
        throw mismatch("only " + (done + buffer.position()), bytes);
      }
    }
  }

  /**
   * Checks that a source has no more bytes.
   *
   * @param buffer of at least one byte, whose content is lost
   * @throws ServiceException {@code shape-mismatch} if it has
   */
  public static void requireEnd(CellSource source, ByteBuffer buffer, long bytes)
      throws IOException {
    if (source.read(buffer.clear().limit(1)) > 0) {
      throw mismatch("more", bytes);
    }
  }

  private static ServiceException mismatch(String found, long expected) {
    return new ServiceException(
        ErrorCode.SHAPE_MISMATCH,
        "The cells written have " + found + " bytes, and the box has " + expected + ".",
        Map.of("expected", expected),
        null);
  }
}
