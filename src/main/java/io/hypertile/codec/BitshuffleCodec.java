package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Bit shuffle of blocks of elements, each block then stored as it is, as an LZ4 block or as a
 * Zstandard frame. Compressed chunks begin with their bytes (8) and the block's bytes (4), and each
 * block with its stored size (4), big-endian. Elements that do not fill a group of 8 follow as they
 * are.
 *
 * @param elementSize bytes of an element, 1 to 65,536
 * @param blockElements elements of a block, a multiple of 8; 0 for as many as fill 8 KiB
 * @param packing steps applied to each block
 * @param level of Zstandard
 */
public record BitshuffleCodec(int elementSize, int blockElements, Packing packing, int level)
    implements Codec {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int HEAD = 12;
  private static final int TARGET_BLOCK_BYTES = 8192;
  private static final int LEAST_DEFAULT_BLOCK = 128;
  private static final int LARGEST_ELEMENT = 1 << 16;

  /** Compression of a block. */
  public enum Packing {
    /** Nothing. */
    NONE,

    /** An LZ4 block. */
    LZ4,

    /** A Zstandard frame. */
    ZSTD
  }

  /** Checks the size of elements. */
  public BitshuffleCodec {
    if (elementSize < 1 || elementSize > LARGEST_ELEMENT) {
      throw new IllegalArgumentException("bit shuffle of elements of " + elementSize + " bytes");
    }
  }

  @Override
  public long largestEncoded(long size) {
    // The smallest blocks have 128 bytes and may grow by less than as many.
    return HEAD + 2 * size + 1024;
  }

  private static long defaultBlock(int elementSize) {
    return Math.max(TARGET_BLOCK_BYTES / elementSize & ~7, LEAST_DEFAULT_BLOCK);
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    boolean isPlain = packing == Packing.NONE;
    if (!isPlain && source.byteSize() < HEAD) {
      throw new CodecException("the bit shuffle frame is cut short");
    }
    long size = isPlain ? source.byteSize() : source.get(LONG, 0);
    long block = isPlain ? blockElements : (source.get(INT, 8) & 0xffffffffL) / elementSize;
    if (block == 0) {
      block = defaultBlock(elementSize);
    }
    if (size < 0 || size > target.byteSize() || block < 0 || block % 8 != 0) {
      throw new CodecException("bit shuffle of " + size + " bytes in blocks of " + block);
    }
    Blocks blocks = new Blocks(elementSize, block, packing);
    try (Arena arena = Arena.ofConfined()) {
      blocks.decode(source, isPlain ? 0 : HEAD, target.asSlice(0, size), arena);
    }
    return size;
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    // A frame tells its block size, so that the smallest blocks need not be obeyed.
    long least = packing == Packing.NONE ? 1 : LEAST_DEFAULT_BLOCK;
    long block = blockElements < least ? defaultBlock(elementSize) : blockElements & ~7;
    Blocks blocks = new Blocks(elementSize, block, packing);
    long start = 0;
    if (packing != Packing.NONE) {
      target.set(LONG, 0, source.byteSize());
      target.set(INT, 8, (int) (block * elementSize));
      start = HEAD;
    }
    try (Arena arena = Arena.ofConfined()) {
      return blocks.encode(source, target, start, level, arena);
    }
  }

  /** The blocks of a chunk; block sizes are in elements. */
  private record Blocks(int elementSize, long block, Packing packing) {

    /** Elements of the block that begins with an element; 0 when fewer than 8 are left. */
    private long elementsAt(long element, long count) {
      return Math.min(block, count - element & ~7L);
    }

    private long largest(MemorySegment chunk) {
      return Math.min(block * elementSize, chunk.byteSize());
    }

    void decode(MemorySegment source, long start, MemorySegment target, Arena arena)
        throws CodecException {
      MemorySegment rows = arena.allocate(largest(target));
      BitTranspose bits = new BitTranspose(elementSize);
      long count = target.byteSize() / elementSize;
      long at = start;
      long element = 0;
      for (long n; (n = elementsAt(element, count)) > 0; element += n) {
        long bytes = n * elementSize;
        long stored = bytes;
        if (packing != Packing.NONE) {
          stored = at + 4 <= source.byteSize() ? source.get(INT, at) & 0xffffffffL : -1;
          at += 4;
        }
        if (stored < 0 || stored > source.byteSize() - at) {
          throw new CodecException("the bit shuffle frame is cut short");
        }
        MemorySegment block = unpack(source.asSlice(at, stored), rows.asSlice(0, bytes));
        bits.unshuffle(block, target.asSlice(element * elementSize, bytes));
        at += stored;
      }
      long done = element * elementSize;
      long rest = target.byteSize() - done;
      if (rest != source.byteSize() - at) {
        throw new CodecException("the bit shuffle frame has a wrong length");
      }
      MemorySegment.copy(source, at, target, done, rest);
    }

    private MemorySegment unpack(MemorySegment stored, MemorySegment rows) throws CodecException {
      if (packing == Packing.NONE) {
        return stored;
      }
      long size =
          packing == Packing.LZ4 ? Lz4.decode(stored, rows) : ZstdCodec.decodeFrames(stored, rows);
      if (size != rows.byteSize()) {
        throw new CodecException("a bit shuffle block holds less than it should");
      }
      return rows;
    }

    long encode(MemorySegment source, MemorySegment target, long start, int level, Arena arena) {
      MemorySegment rows = arena.allocate(largest(source));
      BitTranspose bits = new BitTranspose(elementSize);
      long count = source.byteSize() / elementSize;
      long out = start;
      long element = 0;
      for (long n; (n = elementsAt(element, count)) > 0; element += n) {
        long bytes = n * elementSize;
        MemorySegment block = rows.asSlice(0, bytes);
        bits.shuffle(source.asSlice(element * elementSize, bytes), block);
        long stored =
            switch (packing) {
              case LZ4 -> Lz4.encode(block, target.asSlice(out + 4));
              case ZSTD -> ZstdCodec.encodeFrame(block, target.asSlice(out + 4), level);
              case NONE -> bytes;
            };
        if (packing == Packing.NONE) {
          MemorySegment.copy(block, 0, target, out, bytes);
        } else {
          target.set(INT, out, (int) stored);
          out += 4;
        }
        out += stored;
      }
      long done = element * elementSize;
      MemorySegment.copy(source, done, target, out, source.byteSize() - done);
      return out + source.byteSize() - done;
    }
  }
}
