package io.hypertile.codec;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * Filter 4: the chunk's bytes (4, little-endian) and a CCSDS 121.0 stream of its pixels. Pixels of
 * 32 and 64 bits are coded byte by byte, all first bytes first. A scanline is filled up to whole
 * blocks, and each is coded for itself.
 */
final class SzipCodec implements Codec {
  /** Coding by entropy alone, as options name it. */
  static final int ENTROPY = 4;

  /** Coding of differences to the neighbour, as options name it. */
  static final int NEAREST_NEIGHBOUR = 32;

  private static final int BIG_ENDIAN = 16;

  /** Least significant byte first, no header, and the 13 split positions allowed. */
  private static final int USUAL_FLAGS = 8 | 128 | 1;

  private static final int MOST_PIXELS_A_BLOCK = 32;
  private static final int MOST_BLOCKS_A_LINE = 128;
  private static final int LONGEST_LINE = 1 << 20;
  private static final int HEAD = 4;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public int number() {
    return Codecs.SZIP;
  }

  @Override
  public String name() {
    return "szip";
  }

  @Override
  public List<Integer> parameters(List<Integer> options, int cellSize, long chunkBytes) {
    Options.requireAtMost("szip", options, 2);
    int coding = Options.option("szip", options, 0, ENTROPY, NEAREST_NEIGHBOUR, NEAREST_NEIGHBOUR);
    int pixels = Options.option("szip", options, 1, 2, MOST_PIXELS_A_BLOCK, 8);
    long cells = chunkBytes / cellSize;
    boolean isCell = cellSize == 1 || cellSize == 2 || cellSize == 4 || cellSize == 8;
    boolean isCoding = coding == ENTROPY || coding == NEAREST_NEIGHBOUR;
    if (!isCell || !isCoding || pixels % 2 != 0 || cells < pixels) {
      throw new ServiceException(
          ErrorCode.INVALID_SCHEMA,
          "Compression szip takes ec or nn, an even number of pixels from 2 to 32 that is not more"
              + " than the cells of a chunk, and cells of 1, 2, 4 or 8 bytes.",
          Map.of("compression", "szip"),
          null);
    }
    int line = (int) Math.min((long) pixels * MOST_BLOCKS_A_LINE, cells);
    return List.of(coding | USUAL_FLAGS, pixels, 8 * cellSize, line);
  }

  @Override
  public long largestEncoded(long size) {
    // At worst each pair of 8-bit pixels costs a block's 3 bits more, and a line its filling.
    return HEAD + 2 * size + (size / MOST_PIXELS_A_BLOCK + 2) * MOST_PIXELS_A_BLOCK;
  }

  /** How a chunk is cut. */
  private record Lines(
      int flags, int pixelsPerBlock, int sampleBits, int planes, int samplesPerLine) {

    static Lines of(List<Integer> parameters) throws CodecException {
      if (parameters.size() < 4) {
        throw new CodecException("szip without its four parameters");
      }
      int pixels = parameters.get(1);
      int bits = parameters.get(2);
      int line = parameters.get(3);
      boolean isSane =
          pixels > 0 && pixels <= MOST_PIXELS_A_BLOCK && line > 0 && line <= LONGEST_LINE;
      boolean isKnown = bits == 8 || bits == 16 || bits == 32 || bits == 64;
      if (!isSane || !isKnown) {
        throw new CodecException("szip with the parameters " + parameters);
      }
      int planes = bits > 16 ? bits / 8 : 1;
      return new Lines(parameters.get(0), pixels, planes > 1 ? 8 : bits, planes, line);
    }

    int sampleBytes() {
      return sampleBits / 8;
    }

    boolean isPredicted() {
      return (flags & NEAREST_NEIGHBOUR) != 0;
    }

    boolean isBigEndian() {
      return (flags & BIG_ENDIAN) != 0;
    }

    int paddedLine() {
      return Math.ceilDiv(samplesPerLine, pixelsPerBlock) * pixelsPerBlock;
    }
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target, List<Integer> parameters)
      throws CodecException {
    Lines lines = Lines.of(parameters);
    if (source.byteSize() < HEAD) {
      throw new CodecException("the szip stream is cut short");
    }
    long size = source.get(INT, 0) & 0xffffffffL;
    if (size > target.byteSize() || size % (lines.sampleBytes() * lines.planes()) != 0) {
      throw new CodecException("an szip stream of " + size + " bytes");
    }
    MemorySegment chunk = target.asSlice(0, size);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = lines.planes() > 1 ? arena.allocate(size) : chunk;
      decodeLines(lines, new AecDecoder(source.asSlice(HEAD), lines.sampleBits()), samples);
      if (lines.planes() > 1) {
        ByteTranspose.unshuffle(samples, chunk, lines.planes());
      }
    }
    return size;
  }

  private static void decodeLines(Lines lines, AecDecoder decoder, MemorySegment samples)
      throws CodecException {
    long count = samples.byteSize() / lines.sampleBytes();
    int[] line = new int[lines.paddedLine()];
    for (long at = 0; at < count; at += lines.samplesPerLine()) {
      int wanted = (int) Math.min(lines.samplesPerLine(), count - at);
      int blocks = Math.ceilDiv(wanted, lines.pixelsPerBlock());
      decoder.decode(line, lines.pixelsPerBlock(), blocks, lines.isPredicted());
      for (int i = 0; i < wanted; i++) {
        put(samples, at + i, line[i], lines);
      }
    }
  }

  private static void put(MemorySegment samples, long index, int sample, Lines lines) {
    if (lines.sampleBytes() == 1) {
      samples.set(ValueLayout.JAVA_BYTE, index, (byte) sample);
      return;
    }
    int upper = lines.isBigEndian() ? 0 : 1;
    samples.set(ValueLayout.JAVA_BYTE, 2 * index + upper, (byte) (sample >> 8));
    samples.set(ValueLayout.JAVA_BYTE, 2 * index + 1 - upper, (byte) sample);
  }

  private static int get(MemorySegment samples, long index, Lines lines) {
    if (lines.sampleBytes() == 1) {
      return samples.get(ValueLayout.JAVA_BYTE, index) & 0xff;
    }
    int upper = lines.isBigEndian() ? 0 : 1;
    return (samples.get(ValueLayout.JAVA_BYTE, 2 * index + upper) & 0xff) << 8
        | samples.get(ValueLayout.JAVA_BYTE, 2 * index + 1 - upper) & 0xff;
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target, List<Integer> parameters) {
    Lines lines;
    try {
      lines = Lines.of(parameters);
    } catch (CodecException e) {
      return -1;
    }
    target.set(INT, 0, (int) source.byteSize());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = source;
      if (lines.planes() > 1) {
        samples = arena.allocate(source.byteSize());
        ByteTranspose.shuffle(source, samples, lines.planes());
      }
      AecEncoder encoder = new AecEncoder(target.asSlice(HEAD), lines.sampleBits());
      long count = samples.byteSize() / lines.sampleBytes();
      int[] line = new int[lines.paddedLine()];
      for (long at = 0; at < count; at += lines.samplesPerLine()) {
        int given = (int) Math.min(lines.samplesPerLine(), count - at);
        int blocks = Math.ceilDiv(given, lines.pixelsPerBlock());
        for (int i = 0; i < blocks * lines.pixelsPerBlock(); i++) {
          // The filling repeats the last sample, whose difference costs nothing.
          line[i] = get(samples, at + Math.min(i, given - 1), lines);
        }
        encoder.encode(line, lines.pixelsPerBlock(), blocks, lines.isPredicted());
      }
      return HEAD + encoder.finish();
    }
  }
}
