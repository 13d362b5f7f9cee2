package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Decodes the adaptive entropy coder of CCSDS 121.0-B, samples of 8 or 16 bits, unsigned. */
final class AecDecoder {
  /** A run of zero blocks of this code reaches to the end of its segment. */
  private static final int REST_OF_SEGMENT = 5;

  private static final int SEGMENT = 64;
  private static final int LARGEST_PAIR = 90;

  private final MemorySegment bytes;
  private final int sampleBits;
  private final int idBits;
  private long bitPosition;

  AecDecoder(MemorySegment bytes, int sampleBits) {
    this.bytes = bytes;
    this.sampleBits = sampleBits;
    this.idBits = sampleBits > 8 ? 4 : 3;
  }

  /**
   * Decodes a scanline.
   *
   * @param line gets the samples; a run of empty blocks may fill more than was asked for
   * @param blockSize samples of a block
   * @param blocks blocks wanted
   * @param isPredicted whether samples are differences to their left neighbour
   */
  void decode(int[] line, int blockSize, int blocks, boolean isPredicted) throws CodecException {
    int block = 0;
    while (block < blocks) {
      boolean hasReference = isPredicted && block == 0;
      block += decodeBlocks(line, block, blockSize, hasReference);
    }
    if (isPredicted) {
      addPredictions(line, blocks * blockSize);
    }
  }

  /** Decodes one block or a run of empty ones; gives their number. */
  private int decodeBlocks(int[] line, int block, int blockSize, boolean hasReference)
      throws CodecException {
    int id = bits(idBits);
    int start = block * blockSize;
    int stop = start + blockSize;
    if (id == (1 << idBits) - 1) {
      for (int i = start; i < stop; i++) {
        line[i] = bits(sampleBits);
      }
      return 1;
    }
    boolean isLow = id == 0;
    boolean isPairs = isLow && bits(1) == 1;
    int first = start;
    if (hasReference) {
      line[first++] = bits(sampleBits);
    }
    if (isPairs) {
      decodePairs(line, first, start, stop);
      return 1;
    }
    if (isLow) {
      return zeroBlocks(line, first, block, blockSize);
    }
    int split = id - 1;
    for (int i = first; i < stop; i++) {
      line[i] = unary() << split;
    }
    for (int i = first; split > 0 && i < stop; i++) {
      line[i] |= bits(split);
    }
    return 1;
  }

  private void decodePairs(int[] line, int first, int start, int stop) throws CodecException {
    for (int i = first; i < stop; ) {
      int code = unary();
      if (code > LARGEST_PAIR) {
        throw new CodecException("an szip pair of the code " + code);
      }
      int sum = 0;
      while ((sum + 1) * (sum + 2) / 2 <= code) {
        sum++;
      }
      int second = code - sum * (sum + 1) / 2;
      if ((i - start) % 2 == 0) {
        line[i++] = sum - second;
      }
      if (i < stop) {
        line[i++] = second;
      }
    }
  }

  private int zeroBlocks(int[] line, int first, int block, int blockSize) throws CodecException {
    int left = line.length / blockSize - block;
    int run = unary() + 1;
    if (run == REST_OF_SEGMENT) {
      run = Math.min(left, SEGMENT - block % SEGMENT);
    } else if (run > REST_OF_SEGMENT) {
      run--;
    }
    if (run > left) {
      throw new CodecException("an szip line has more blocks than it can");
    }
    for (int i = first; i < (block + run) * blockSize; i++) {
      line[i] = 0;
    }
    return run;
  }

  private void addPredictions(int[] line, int count) {
    int most = (1 << sampleBits) - 1;
    int middle = most / 2 + 1;
    int sample = line[0];
    for (int i = 1; i < count; i++) {
      int code = line[i];
      int mask = (sample & middle) == 0 ? 0 : most;
      if ((code >> 1) + (code & 1) <= (mask ^ sample)) {
        sample += code >> 1 ^ -(code & 1);
      } else {
        sample = mask ^ code;
      }
      line[i] = sample;
    }
  }

  private int bits(int count) throws CodecException {
    if (bitPosition + count > 8 * bytes.byteSize()) {
      throw new CodecException("the szip stream is cut short");
    }
    int value = 0;
    for (int i = 0; i < count; i++) {
      int octet = bytes.get(ValueLayout.JAVA_BYTE, bitPosition >> 3);
      value = value << 1 | octet >> 7 - (int) (bitPosition & 7) & 1;
      bitPosition++;
    }
    return value;
  }

  /** Zeros in front of the next one. */
  private int unary() throws CodecException {
    int count = 0;
    while (bits(1) == 0) {
      if (++count > 1 << sampleBits) {
        throw new CodecException("an szip code is too long");
      }
    }
    return count;
  }
}
