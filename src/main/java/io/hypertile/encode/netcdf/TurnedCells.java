package io.hypertile.encode.netcdf;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Writes cells big endian. Holds a buffer of a fixed size; used by one thread. */
final class TurnedCells {
  private static final int BUFFER = 32 * 1024;

  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final byte[] buffer = new byte[BUFFER];
  private final MemorySegment turned = MemorySegment.ofArray(buffer);

  /**
   * Writes cells.
   *
   * @param size bytes of a cell: 1, 2, 4 or 8
   */
  void write(MemorySegment cells, int size, OutputStream out) throws IOException {
    for (long at = 0; at < cells.byteSize(); at += BUFFER) {
      int count = (int) Math.min(BUFFER, cells.byteSize() - at);
      turn(cells, at, count / size, size);
      out.write(buffer, 0, count);
    }
  }

  private void turn(MemorySegment cells, long at, int count, int size) {
    switch (size) {
      case 1 -> turn(cells, at, count, ValueLayout.JAVA_BYTE);
      case 2 -> turn(cells, at, count, ValueLayout.JAVA_SHORT_UNALIGNED);
      case 4 -> turn(cells, at, count, ValueLayout.JAVA_INT_UNALIGNED);
      case 8 -> turn(cells, at, count, ValueLayout.JAVA_LONG_UNALIGNED);
      default -> throw new IllegalStateException("no cells have " + size + " bytes");
    }
  }

  private void turn(MemorySegment cells, long at, int count, ValueLayout number) {
    ValueLayout from = number.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout to = number.withOrder(ByteOrder.BIG_ENDIAN);
    MemorySegment.copy(cells, from, at, turned, to, 0, count);
  }

  /** Writes floats of 16 bits as such of 32, which hold the same values. */
  void widen(MemorySegment cells, OutputStream out) throws IOException {
    int most = BUFFER / Float.BYTES;
    long total = cells.byteSize() / Short.BYTES;
    for (long first = 0; first < total; first += most) {
      int count = (int) Math.min(most, total - first);
      for (int n = 0; n < count; n++) {
        short half = cells.get(HALF, (first + n) * Short.BYTES);
        turned.set(FLOAT, (long) n * Float.BYTES, Float.float16ToFloat(half));
      }
      out.write(buffer, 0, count * Float.BYTES);
    }
  }
}
