package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A Blosc 1 container. Every compressor that Blosc names is decoded except Snappy; Zstandard and
 * zlib are encoded as such and all others as LZ4, which the container says.
 *
 * @param typeSize bytes of an element, 1 to 255
 * @param level 0 (bytes as they are) to 9
 */
public record BloscCodec(int typeSize, int level, Shuffling shuffling, Compressor compressor)
    implements Codec {
  /** The most bytes of an element. */
  public static final int LARGEST_TYPE = 255;

  /** The greatest level. */
  public static final int GREATEST_LEVEL = 9;

  private static final int BLOCK_BYTES = 256 << 10;

  /** Compressors by the number that Blosc has for them. */
  public enum Compressor {
    /** Blosc's own. */
    BLOSCLZ,

    /** LZ4. */
    LZ4,

    /** LZ4, slower and smaller. */
    LZ4HC,

    /** Snappy. */
    SNAPPY,

    /** Deflate in a zlib stream. */
    ZLIB,

    /** Zstandard. */
    ZSTD
  }

  /** Checks the settings. */
  public BloscCodec {
    if (typeSize < 1 || typeSize > LARGEST_TYPE || level < 0 || level > GREATEST_LEVEL) {
      throw new IllegalArgumentException(
          "Blosc of elements of " + typeSize + " bytes with the level " + level);
    }
  }

  @Override
  public long largestEncoded(long size) {
    return BloscHead.SIZE + size + size / 64 + 1024;
  }

  @Override
  public long decodedSize(MemorySegment source) {
    return source.byteSize() < BloscHead.SIZE ? -1 : source.get(BloscHead.INT, 4) & 0xffffffffL;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    return decodePart(source, target, WantedBytes.all(target.byteSize()));
  }

  @Override
  public long decodePart(MemorySegment source, MemorySegment target, WantedBytes wanted)
      throws CodecException {
    BloscHead head = BloscHead.parse(source, target.byteSize());
    MemorySegment chunk = target.asSlice(0, head.bytes());
    if (head.isCopied()) {
      if (source.byteSize() - BloscHead.SIZE < head.bytes()) {
        throw new CodecException("the Blosc container is cut short");
      }
      MemorySegment.copy(source, BloscHead.SIZE, chunk, 0, head.bytes());
      return head.bytes();
    }
    try (Arena arena = Arena.ofConfined();
        BloscBlock block = new BloscBlock(head, source, arena)) {
      for (int number = 0; number < head.blockCount(); number++) {
        WantedBytes own = wanted.within((long) number * head.blockBytes(), head.bytesOf(number));
        if (!own.isNone()) {
          block.decode(number, chunk, own);
        }
      }
    }
    return head.bytes();
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    int shuffleFlag =
        switch (shuffling) {
          case NONE -> 0;
          case BYTES -> typeSize > 1 ? BloscHead.SHUFFLED : 0;
          case BITS -> BloscHead.BIT_SHUFFLED;
        };
    BloscHead.Format format =
        switch (compressor) {
          case ZLIB -> BloscHead.Format.ZLIB;
          case ZSTD -> BloscHead.Format.ZSTD;
          case BLOSCLZ, LZ4, LZ4HC, SNAPPY -> BloscHead.Format.LZ4;
        };
    int size = Math.toIntExact(source.byteSize());
    int blockBytes = Math.max(Math.min(size, BLOCK_BYTES / typeSize / 8 * 8 * typeSize), 1);
    int flags = shuffleFlag | BloscHead.NOT_SPLIT | format.ordinal() << BloscHead.FORMAT_SHIFT;
    BloscHead head = new BloscHead(flags, typeSize, size, blockBytes, 0);
    long stored = level == 0 ? size : encodeBlocks(head, source, target, level);
    if (stored >= size) {
      return copy(head, source, target);
    }
    head.withStored((int) stored).put(target);
    return stored;
  }

  private static long encodeBlocks(
      BloscHead head, MemorySegment source, MemorySegment target, int level) {
    try (Arena arena = Arena.ofConfined();
        BloscBlock block = new BloscBlock(head, source, arena)) {
      long out = BloscHead.SIZE + 4L * head.blockCount();
      for (int number = 0; number < head.blockCount() && out < head.bytes(); number++) {
        target.set(BloscHead.INT, BloscHead.SIZE + 4L * number, (int) out);
        out = block.encode(number, target, out, level);
      }
      return out;
    }
  }

  private static long copy(BloscHead head, MemorySegment source, MemorySegment target) {
    int stored = BloscHead.SIZE + head.bytes();
    new BloscHead(BloscHead.COPIED, head.typeSize(), head.bytes(), head.blockBytes(), stored)
        .put(target);
    MemorySegment.copy(source, 0, target, BloscHead.SIZE, head.bytes());
    return stored;
  }
}
