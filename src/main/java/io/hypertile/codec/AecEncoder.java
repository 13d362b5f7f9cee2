package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Encodes samples of 8 or 16 bits for CCSDS 121.0-B. Of the codings that a block may have it uses
 * splitting at the best bit, and none; any decoder takes these.
 */
final class AecEncoder {
  private final MemorySegment target;
  private final int sampleBits;
  private final int idBits;
  private long bitPosition;

  AecEncoder(MemorySegment target, int sampleBits) {
    this.target = target;
    this.sampleBits = sampleBits;
    this.idBits = sampleBits > 8 ? 4 : 3;
  }

  /**
   * Encodes a scanline of whole blocks.
   *
   * @param isPredicted whether to code differences to the left neighbour
   */
  void encode(int[] line, int blockSize, int blocks, boolean isPredicted) {
    int[] codes = line;
    if (isPredicted) {
      codes = differences(line, blocks * blockSize);
    }
    for (int block = 0; block < blocks; block++) {
      encodeBlock(codes, block * blockSize, blockSize, isPredicted && block == 0);
    }
  }

  /** Fills the last byte up; gives the bytes written. */
  long finish() {
    while ((bitPosition & 7) != 0) {
      put(0, 1);
    }
    return bitPosition >> 3;
  }

  private int[] differences(int[] line, int count) {
    int most = (1 << sampleBits) - 1;
    int[] codes = new int[count];
    codes[0] = line[0];
    for (int i = 1; i < count; i++) {
      int left = line[i - 1];
      int difference = line[i] - left;
      int reach = Math.min(left, most - left);
      if (Math.abs(difference) > reach) {
        codes[i] = reach + Math.abs(difference);
      } else {
        codes[i] = difference >= 0 ? 2 * difference : -2 * difference - 1;
      }
    }
    return codes;
  }

  private void encodeBlock(int[] codes, int start, int size, boolean hasReference) {
    int first = hasReference ? start + 1 : start;
    int stop = start + size;
    int best = -1;
    long bestBits = (long) sampleBits * (stop - first);
    // The greatest identifier means that the block is stored as it is.
    for (int split = 0; split < Math.min(sampleBits, (1 << idBits) - 2); split++) {
      long bits = 0;
      for (int i = first; i < stop; i++) {
        bits += (codes[i] >> split) + 1 + split;
      }
      if (bits < bestBits) {
        best = split;
        bestBits = bits;
      }
    }
    put(best < 0 ? (1 << idBits) - 1 : best + 1, idBits);
    if (best < 0) {
      for (int i = start; i < stop; i++) {
        put(codes[i], sampleBits);
      }
      return;
    }
    if (hasReference) {
      put(codes[start], sampleBits);
    }
    for (int i = first; i < stop; i++) {
      for (int zeros = codes[i] >> best; zeros > 0; zeros--) {
        put(0, 1);
      }
      put(1, 1);
    }
    for (int i = first; i < stop; i++) {
      put(codes[i] & (1 << best) - 1, best);
    }
  }

  private void put(int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      long at = bitPosition >> 3;
      int shift = 7 - (int) (bitPosition & 7);
      int octet = shift == 7 ? 0 : target.get(ValueLayout.JAVA_BYTE, at);
      target.set(ValueLayout.JAVA_BYTE, at, (byte) (octet | (value >> i & 1) << shift));
      bitPosition++;
    }
  }
}
