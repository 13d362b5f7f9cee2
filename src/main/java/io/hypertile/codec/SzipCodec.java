package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The chunk's bytes (4, little-endian) and a CCSDS 121.0 stream of its pixels. Pixels of 32 and 64
 * bits are coded byte by byte, all first bytes first. A scanline is filled up to whole blocks, and
 * each is coded for itself.
 */
public final class SzipCodec implements Codec {
  /** The most pixels of a block. */
  public static final int MOST_PIXELS_A_BLOCK = 32;

  /** The most blocks of a scanline that an encoder should make. */
  public static final int MOST_BLOCKS_A_LINE = 128;

  private static final int LONGEST_LINE = 1 << 20;
  private static final int HEAD = 4;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final boolean isPredicted;
  private final boolean isBigEndian;
  private final int pixelsPerBlock;
  private final int pixelsPerLine;

  /** Samples that a pixel is coded as: 1, or one for each of its bytes. */
  private final int planes;

  private final int sampleBits;

  /**
   * Coding of pixels.
   *
   * @param isPredicted whether differences to the left neighbour are coded
   * @param bits of a pixel: 8, 16, 32 or 64
   * @param pixelsPerBlock 1 to 32
   * @param pixelsPerLine 1 to 1,048,576
   */
  public record Settings(
      boolean isPredicted, boolean isBigEndian, int bits, int pixelsPerBlock, int pixelsPerLine) {}

  /**
   * A codec.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public SzipCodec(Settings settings) {
    this.isPredicted = settings.isPredicted();
    this.isBigEndian = settings.isBigEndian();
    this.pixelsPerBlock = settings.pixelsPerBlock();
    this.pixelsPerLine = settings.pixelsPerLine();
    int bits = settings.bits();
    boolean isSane =
        pixelsPerBlock > 0
            && pixelsPerBlock <= MOST_PIXELS_A_BLOCK
            && pixelsPerLine > 0
            && pixelsPerLine <= LONGEST_LINE;
    boolean isKnown = bits == 8 || bits == 16 || bits == 32 || bits == 64;
    if (!isSane || !isKnown) {
      throw new IllegalArgumentException("szip with " + settings);
    }
    this.planes = bits > 16 ? bits / 8 : 1;
    this.sampleBits = planes > 1 ? 8 : bits;
  }

  private int sampleBytes() {
    return sampleBits / 8;
  }

  private int paddedLine() {
    return Math.ceilDiv(pixelsPerLine, pixelsPerBlock) * pixelsPerBlock;
  }

  @Override
  public long largestEncoded(long size) {
    // At worst each pair of 8-bit pixels costs a block's 3 bits more, and a line its filling.
    return HEAD + 2 * size + (size / MOST_PIXELS_A_BLOCK + 2) * MOST_PIXELS_A_BLOCK;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    if (source.byteSize() < HEAD) {
      throw new CodecException("the szip stream is cut short");
    }
    long size = source.get(INT, 0) & 0xffffffffL;
    if (size > target.byteSize() || size % (sampleBytes() * planes) != 0) {
      throw new CodecException("an szip stream of " + size + " bytes");
    }
    MemorySegment chunk = target.asSlice(0, size);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = planes > 1 ? arena.allocate(size) : chunk;
      decodeLines(new AecDecoder(source.asSlice(HEAD), sampleBits), samples);
      if (planes > 1) {
        new ByteTranspose(planes).unshuffle(samples, chunk);
      }
    }
    return size;
  }

  private void decodeLines(AecDecoder decoder, MemorySegment samples) throws CodecException {
    long count = samples.byteSize() / sampleBytes();
    int[] line = new int[paddedLine()];
    for (long at = 0; at < count; at += pixelsPerLine) {
      int wanted = (int) Math.min(pixelsPerLine, count - at);
      int blocks = Math.ceilDiv(wanted, pixelsPerBlock);
      decoder.decode(line, pixelsPerBlock, blocks, isPredicted);
      for (int i = 0; i < wanted; i++) {
        put(samples, at + i, line[i]);
      }
    }
  }

  private void put(MemorySegment samples, long index, int sample) {
    if (sampleBytes() == 1) {
      samples.set(ValueLayout.JAVA_BYTE, index, (byte) sample);
      return;
    }
    int upper = isBigEndian ? 0 : 1;
    samples.set(ValueLayout.JAVA_BYTE, 2 * index + upper, (byte) (sample >> 8));
    samples.set(ValueLayout.JAVA_BYTE, 2 * index + 1 - upper, (byte) sample);
  }

  private int get(MemorySegment samples, long index) {
    if (sampleBytes() == 1) {
      return samples.get(ValueLayout.JAVA_BYTE, index) & 0xff;
    }
    int upper = isBigEndian ? 0 : 1;
    return (samples.get(ValueLayout.JAVA_BYTE, 2 * index + upper) & 0xff) << 8
        | samples.get(ValueLayout.JAVA_BYTE, 2 * index + 1 - upper) & 0xff;
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    target.set(INT, 0, (int) source.byteSize());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = source;
      if (planes > 1) {
        samples = arena.allocate(source.byteSize());
        new ByteTranspose(planes).shuffle(source, samples);
      }
      AecEncoder encoder = new AecEncoder(target.asSlice(HEAD), sampleBits);
      long count = samples.byteSize() / sampleBytes();
      int[] line = new int[paddedLine()];
      for (long at = 0; at < count; at += pixelsPerLine) {
        int given = (int) Math.min(pixelsPerLine, count - at);
        int blocks = Math.ceilDiv(given, pixelsPerBlock);
        for (int i = 0; i < blocks * pixelsPerBlock; i++) {
          // The filling repeats the last sample, whose difference costs nothing.
          line[i] = get(samples, at + Math.min(i, given - 1));
        }
        encoder.encode(line, pixelsPerBlock, blocks, isPredicted);
      }
      return HEAD + encoder.finish();
    }
  }
}
