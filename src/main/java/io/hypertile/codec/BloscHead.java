package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The first 16 bytes of a Blosc 1 container.
 *
 * @param flags shuffles, splitting, and the format in the upper 3 bits
 * @param typeSize bytes of an element
 * @param bytes bytes of the chunk
 * @param blockBytes bytes of every block but the last
 * @param stored bytes of the container
 */
record BloscHead(int flags, int typeSize, int bytes, int blockBytes, int stored) {
  static final int SIZE = 16;
  static final int SHUFFLED = 0x01;
  static final int COPIED = 0x02;
  static final int BIT_SHUFFLED = 0x04;
  static final int NOT_SPLIT = 0x10;
  static final int FORMAT_SHIFT = 5;
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final int VERSION = 2;
  private static final int MOST_SPLITS = 16;
  private static final int LEAST_SPLIT = 128;

  /** Compressed formats by their number in the flags. */
  enum Format {
    BLOSCLZ,
    LZ4,
    SNAPPY,
    ZLIB,
    ZSTD
  }

  /**
   * Parses and checks a head.
   *
   * @param most bytes that the chunk may have
   */
  static BloscHead parse(MemorySegment container, long most) throws CodecException {
    if (container.byteSize() < SIZE) {
      throw new CodecException("the Blosc container is cut short");
    }
    int version = container.get(BYTE, 0);
    if (version != VERSION && version != 1) {
      throw new CodecException("a Blosc container of version " + version);
    }
    BloscHead head =
        new BloscHead(
            container.get(BYTE, 2) & 0xff,
            container.get(BYTE, 3) & 0xff,
            container.get(INT, 4),
            container.get(INT, 8),
            container.get(INT, 12));
    boolean isSane =
        head.bytes >= 0
            && head.bytes <= most
            && head.typeSize > 0
            && (head.blockBytes > 0 || head.blockBytes == 0 && head.bytes == 0)
            && head.flags >> FORMAT_SHIFT < Format.values().length;
    if (!isSane) {
      throw new CodecException("not a Blosc container of the chunk: " + head);
    }
    if (head.format() == Format.SNAPPY && !head.isCopied()) {
      throw new UnsupportedCodingException("snappy");
    }
    return head;
  }

  Format format() {
    return Format.values()[flags >> FORMAT_SHIFT];
  }

  boolean isCopied() {
    return (flags & COPIED) != 0;
  }

  int blockCount() {
    return bytes == 0 ? 0 : Math.ceilDiv(bytes, blockBytes);
  }

  int bytesOf(int block) {
    return Math.min(blockBytes, bytes - block * blockBytes);
  }

  /** Streams that a block is stored in: one for each byte of an element, or one for all. */
  int streamsOf(int block) {
    boolean isSplit =
        (flags & NOT_SPLIT) == 0
            && typeSize <= MOST_SPLITS
            && blockBytes / typeSize >= LEAST_SPLIT
            && bytesOf(block) == blockBytes;
    return isSplit ? typeSize : 1;
  }

  BloscHead withStored(int size) {
    return new BloscHead(flags, typeSize, bytes, blockBytes, size);
  }

  void put(MemorySegment container) {
    int formatVersion = 1;
    container.set(BYTE, 0, (byte) VERSION);
    container.set(BYTE, 1, (byte) formatVersion);
    container.set(BYTE, 2, (byte) flags);
    container.set(BYTE, 3, (byte) typeSize);
    container.set(INT, 4, bytes);
    container.set(INT, 8, blockBytes);
    container.set(INT, 12, stored);
  }
}
