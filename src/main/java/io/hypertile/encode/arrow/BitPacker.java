package io.hypertile.encode.arrow;

import java.io.IOException;
import java.io.OutputStream;

/** Packs bits into bytes, the first into the lowest, and writes these in pieces. For one thread. */
final class BitPacker {
  private static final int PIECE = 64 << 10;

  private final byte[] piece = new byte[PIECE];
  private int filled;
  private int bits;
  private int count;
  private long bytes;

  void put(boolean isSet, OutputStream out) throws IOException {
    bits |= isSet ? 1 << count : 0;
    if (++count == Byte.SIZE) {
      putByte(out);
    }
  }

  private void putByte(OutputStream out) throws IOException {
    piece[filled++] = (byte) bits;
    bytes++;
    bits = 0;
    count = 0;
    if (filled == PIECE) {
      flush(out);
    }
  }

  private void flush(OutputStream out) throws IOException {
    out.write(piece, 0, filled);
    filled = 0;
  }

  /**
   * Writes what is left, the last byte filled up with zeros; the next bit begins a new byte.
   *
   * @return number of bytes since the last end
   */
  long end(OutputStream out) throws IOException {
    if (count > 0) {
      putByte(out);
    }
    flush(out);
    long ended = bytes;
    bytes = 0;
    return ended;
  }
}
