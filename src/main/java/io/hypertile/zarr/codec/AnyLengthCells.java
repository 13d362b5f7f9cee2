package io.hypertile.zarr.codec;

import io.hypertile.codec.CodecException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Cells of any length as a chunk holds them: their number (4 bytes, little-endian), then for each
 * its length (4) and its bytes. Only the places of the cells are on the heap.
 */
public final class AnyLengthCells {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private final int[] starts;

  private AnyLengthCells(MemorySegment bytes, int[] starts) {
    this.bytes = bytes;
    this.starts = starts;
  }

  /**
   * The cells of a chunk.
   *
   * @param count the required number
   * @throws CodecException if there are others, or lengths do not add up
   */
  static AnyLengthCells parse(MemorySegment bytes, int count) throws CodecException {
    long size = bytes.byteSize();
    long stored = size < INT.byteSize() ? -1 : bytes.get(INT, 0) & 0xffffffffL;
    // Each cell takes 4 bytes at least: the memory for them is no larger than the bytes read.
    if (stored != count || (size - INT.byteSize()) / INT.byteSize() < count) {
      throw new CodecException("the chunk has " + stored + " cells for " + count);
    }
    int[] starts = new int[count];
    long at = INT.byteSize();
    for (int cell = 0; cell < count; cell++) {
      long length = at > size - INT.byteSize() ? -1 : bytes.get(INT, at) & 0xffffffffL;
      if (length < 0 || length > size - at - INT.byteSize()) {
        throw new CodecException("cell " + cell + " is cut short");
      }
      starts[cell] = (int) at;
      at += INT.byteSize() + length;
    }
    if (at != size) {
      throw new CodecException(size - at + " bytes follow the last cell");
    }
    return new AnyLengthCells(bytes, starts);
  }

  /** Number of cells. */
  public int count() {
    return starts.length;
  }

  /** The bytes of a cell; valid as long as the memory that was decoded to. */
  public MemorySegment cell(int index) {
    return bytes.asSlice(starts[index] + INT.byteSize(), bytes.get(INT, starts[index]));
  }

  /** Bytes that an encoder needs for cells of a size in all. */
  static long encodedSize(long count, long cellBytes) {
    return INT.byteSize() * (count + 1) + cellBytes;
  }

  /** Writes cells to the start of the target, in order; gives the bytes written. */
  static long write(Iterable<MemorySegment> cells, MemorySegment target) {
    int count = 0;
    long at = INT.byteSize();
    for (MemorySegment cell : cells) {
      target.set(INT, at, (int) cell.byteSize());
      MemorySegment.copy(cell, 0, target, at + INT.byteSize(), cell.byteSize());
      at += INT.byteSize() + cell.byteSize();
      count++;
    }
    target.set(INT, 0, count);
    return at;
  }
}
