package io.hypertile.encode.arrow;

import java.io.IOException;
import java.io.OutputStream;

/** Buffers of a message, each filled up with zeros to a whole number of eight bytes. */
final class ArrowBuffers {
  private static final int ALIGNMENT = 8;

  private ArrowBuffers() {}

  /** Size of a buffer with what fills it up. */
  static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Whether a size is that of buffers that are filled up. */
  static boolean isPadded(long bytes) {
    return bytes % ALIGNMENT == 0;
  }

  /** Bytes that hold a bit for each of some rows. */
  static int bitBytes(int rows) {
    return (rows + Byte.SIZE - 1) / Byte.SIZE;
  }

  static void setBit(byte[] bits, int at) {
    bits[at / Byte.SIZE] |= (byte) (1 << at % Byte.SIZE);
  }

  /** Writes the first bytes of an array as a buffer. */
  static void write(byte[] buffer, long bytes, OutputStream out) throws IOException {
    out.write(buffer, 0, (int) bytes);
    pad(bytes, out);
  }

  /** Fills up a buffer of which some bytes were written. */
  static void pad(long bytes, OutputStream out) throws IOException {
    out.write(new byte[(int) (padded(bytes) - bytes)]);
  }
}
