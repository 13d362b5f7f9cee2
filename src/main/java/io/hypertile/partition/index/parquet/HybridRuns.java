package io.hypertile.partition.index.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Small numbers as Parquet's hybrid of runs and packed bits. */
final class HybridRuns {
  private static final int GROUP = 8;

  private HybridRuns() {}

  /** Bits of the numbers from 0 on below another. */
  static int width(int count) {
    return count <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
  }

  /** Writes numbers as runs alone. */
  static void write(int[] values, int width, ByteArrayOutputStream out) {
    int start = 0;
    while (start < values.length) {
      int stop = start + 1;
      while (stop < values.length && values[stop] == values[start]) {
        stop++;
      }
      long head = (long) (stop - start) << 1;
      while (head > 0x7f) {
        out.write((int) (head & 0x7f | 0x80));
        head >>>= 7;
      }
      out.write((int) head);
      for (int shift = 0; shift < width; shift += Byte.SIZE) {
        out.write(values[start] >>> shift);
      }
      start = stop;
    }
  }

  /**
   * Reads numbers.
   *
   * @param width bits of a number, up to 32
   * @param target filled with as many as it has places
   */
  static void read(ByteBuffer in, int width, int[] target) throws ParquetFault {
    int at = 0;
    while (at < target.length) {
      long head = varint(in);
      long length = head >>> 1;
      if ((head & 1) == 0) {
        int value = little(in, (width + Byte.SIZE - 1) / Byte.SIZE);
        if (length == 0 || length > target.length - at) {
          throw new ParquetFault("a run is longer than its page");
        }
        Arrays.fill(target, at, at + (int) length, value);
        at += (int) length;
      } else {
        at = packed(in, width, length, target, at);
      }
    }
  }

  /** Numbers in groups of eight, of which those behind the last may be padding. */
  private static int packed(ByteBuffer in, int width, long groups, int[] target, int from)
      throws ParquetFault {
    if (groups == 0 || groups * width > in.remaining()) {
      throw new ParquetFault("packed numbers are longer than their page");
    }
    int end = (int) Math.min(target.length, from + groups * GROUP);
    long waiting = 0;
    int bits = 0;
    int stop = in.position() + (int) (groups * width);
    for (int at = from; at < end; at++) {
      while (bits < width) {
        waiting |= (in.get() & 0xffL) << bits;
        bits += Byte.SIZE;
      }
      target[at] = (int) (waiting & (1L << width) - 1);
      waiting >>>= width;
      bits -= width;
    }
    in.position(stop);
    return end;
  }

  private static int little(ByteBuffer in, int count) throws ParquetFault {
    if (in.remaining() < count) {
      throw new ParquetFault("a page is cut short");
    }
    int value = 0;
    for (int i = 0; i < count; i++) {
      value |= (in.get() & 0xff) << Byte.SIZE * i;
    }
    return value;
  }

  private static long varint(ByteBuffer in) throws ParquetFault {
    long value = 0;
    for (int shift = 0; shift <= 28; shift += 7) {
      int part = little(in, 1);
      value |= (part & 0x7fL) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new ParquetFault("a run has no length");
  }
}
