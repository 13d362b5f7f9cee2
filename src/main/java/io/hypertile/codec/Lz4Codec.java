package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * LZ4 blocks in a frame, as HDF5's plug-in for LZ4 makes it: chunk's bytes (8), block size (4),
 * then for each block its stored size (4) and bytes, all numbers big-endian. A block that would not
 * shrink is stored as it is.
 *
 * @param blockBytes bytes that are encoded as one; fewer than 4096 stand for all of them
 */
public record Lz4Codec(int blockBytes) implements Codec {
  /** The most bytes of a block. */
  public static final int LARGEST_BLOCK = 1 << 30;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int HEAD = 12;
  private static final int LEAST_BLOCK = 4096;

  @Override
  public long largestEncoded(long size) {
    return HEAD + size + size / 64 + 64;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    if (source.byteSize() < HEAD) {
      throw new CodecException("the LZ4 frame is cut short");
    }
    long size = source.get(LONG, 0);
    long block = source.get(INT, 8) & 0xffffffffL;
    if (size < 0 || size > target.byteSize() || block == 0 && size > 0) {
      throw new CodecException("an LZ4 frame of " + size + " bytes in blocks of " + block);
    }
    long at = HEAD;
    long out = 0;
    while (out < size) {
      long wanted = Math.min(block, size - out);
      long stored = at + 4 <= source.byteSize() ? source.get(INT, at) & 0xffffffffL : -1;
      at += 4;
      if (stored < 0 || stored > source.byteSize() - at) {
        throw new CodecException("the LZ4 frame is cut short");
      }
      MemorySegment from = source.asSlice(at, stored);
      MemorySegment to = target.asSlice(out, wanted);
      if (stored == wanted) {
        to.copyFrom(from);
      } else if (Lz4.decode(from, to) != wanted) {
        throw new CodecException("an LZ4 block holds less than it should");
      }
      at += stored;
      out += wanted;
    }
    return size;
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    long size = source.byteSize();
    long block = Math.min(blockBytes < LEAST_BLOCK ? LARGEST_BLOCK : blockBytes, Math.max(size, 1));
    target.set(LONG, 0, size);
    target.set(INT, 8, (int) block);
    long out = HEAD;
    for (long at = 0; at < size; at += block) {
      MemorySegment from = source.asSlice(at, Math.min(block, size - at));
      int stored = Lz4.encode(from, target.asSlice(out + 4));
      if (stored >= from.byteSize()) {
        stored = (int) from.byteSize();
        MemorySegment.copy(from, 0, target, out + 4, stored);
      }
      target.set(INT, out, stored);
      out += 4 + stored;
    }
    return out;
  }
}
