package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The bytes followed by Fletcher's checksum of them, as HDF5 computes it. */
public record Fletcher32Codec() implements ChecksumCodec {
  private static final ValueLayout.OfShort WORD =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** The most words whose sums cannot overflow 32 bits between two reductions. */
  private static final int BLOCK = 360;

  @Override
  public boolean isAccepted(int stored, int computed) {
    // Libraries before 1.6.3 stored the bytes of each half the other way round.
    int swapped = (computed & 0x00ff00ff) << 8 | (computed >>> 8 & 0x00ff00ff);
    return stored == computed || stored == swapped;
  }

  /** Sums of big-endian 16-bit words; an odd last byte counts as the upper half of a word. */
  @Override
  public int checksum(MemorySegment bytes) {
    int first = 0;
    int second = 0;
    long words = bytes.byteSize() / 2;
    for (long word = 0; word < words; ) {
      long stop = Math.min(words, word + BLOCK);
      for (; word < stop; word++) {
        first += bytes.get(WORD, 2 * word) & 0xffff;
        second += first;
      }
      first = (first & 0xffff) + (first >>> 16);
      second = (second & 0xffff) + (second >>> 16);
    }
    if ((bytes.byteSize() & 1) != 0) {
      first += (bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1) & 0xff) << 8;
      second += first;
      first = (first & 0xffff) + (first >>> 16);
      second = (second & 0xffff) + (second >>> 16);
    }
    first = (first & 0xffff) + (first >>> 16);
    second = (second & 0xffff) + (second >>> 16);
    return second << 16 | first;
  }
}
