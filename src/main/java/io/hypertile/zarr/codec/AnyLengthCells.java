package io.hypertile.zarr.codec;

import io.hypertile.codec.CodecException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellHeap;
import io.hypertile.ndarray.Utf8;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Cells of any length as a chunk holds them: their number (4 bytes, little-endian), then for each
 * its length (4) and its bytes.
 */
final class AnyLengthCells {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private AnyLengthCells() {}

  /**
   * Takes the cells of a chunk. No more memory is taken than the chunk's bytes have.
   *
   * @param bytes the whole chunk
   * @param cells gets the cells, as many as the chunk must have
   * @param isText whether they must be UTF-8
   * @throws CodecException if there are others, or lengths do not add up
   */
  static void decode(MemorySegment bytes, CellBlock cells, boolean isText) throws CodecException {
    long size = bytes.byteSize();
    long count = cells.count();
    long stored = size < INT.byteSize() ? -1 : bytes.get(INT, 0) & 0xffffffffL;
    long content = size - INT.byteSize() * (count + 1);
    if (stored != count || content < 0) {
      throw new CodecException("the chunk has " + stored + " cells for " + count);
    }
    CellHeap.Room room = cells.heapOfCells().take(content);
    long at = INT.byteSize();
    long taken = 0;
    for (long cell = 0; cell < count; cell++) {
      long length = at > size - INT.byteSize() ? -1 : bytes.get(INT, at) & 0xffffffffL;
      at += INT.byteSize();
      if (length < 0 || length > Math.min(size - at, content - taken)) {
        throw new CodecException("cell " + cell + " is cut short");
      }
      if (isText && !Utf8.isValid(bytes.asSlice(at, length))) {
        throw new CodecException("cell " + cell + " is no text in UTF-8");
      }
      MemorySegment.copy(bytes, at, room.bytes(), taken, length);
      cells.put(cell, room.place() + taken, length);
      taken += length;
      at += length;
    }
    if (at != size) {
      throw new CodecException(size - at + " bytes follow the last cell");
    }
  }

  /** Bytes of cells when they are encoded. */
  static long encodedSize(CellBlock cells) {
    return INT.byteSize() * (cells.count() + 1) + cells.totalBytes();
  }

  /** Encodes cells to a target of exactly their bytes. */
  static void encode(CellBlock cells, MemorySegment target) {
    target.set(INT, 0, Math.toIntExact(cells.count()));
    long at = INT.byteSize();
    for (long cell = 0; cell < cells.count(); cell++) {
      long length = cells.length(cell);
      target.set(INT, at, (int) length);
      at += INT.byteSize();
      MemorySegment.copy(cells.bytes(cell), 0, target, at, length);
      at += length;
    }
  }
}
