package io.hypertile.zarr.web;

import io.hypertile.reading.PlannedChunk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Frames of Zstandard (RFC 8878). Chunks that are not stored as one become a frame of blocks that
 * are not compressed, which costs a copy and three bytes for each block.
 */
final class ZstdFrames implements PlannedChunk.Frames {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MAGIC = 0xFD2FB528;

  /** Frame_Header_Descriptor: a single segment, whose size stands in 8 bytes; no checksum. */
  private static final byte DESCRIPTOR = (byte) 0b1110_0000;

  private static final int HEADER = 13;
  private static final int BLOCK_HEADER = 3;

  /** Block_Maximum_Size. */
  private static final long BLOCK = 128 << 10;

  @Override
  public String codec() {
    return "zstd";
  }

  @Override
  public long mostBytes(long plain) {
    return HEADER + plain + BLOCK_HEADER * Math.max(1, Math.ceilDiv(plain, BLOCK));
  }

  @Override
  public long wrap(MemorySegment plain, MemorySegment target) {
    target.set(INT, 0, MAGIC);
    target.set(ValueLayout.JAVA_BYTE, 4, DESCRIPTOR);
    target.set(LONG, 5, plain.byteSize());
    long at = HEADER;
    for (long from = 0; from < plain.byteSize(); from += BLOCK) {
      long size = Math.min(BLOCK, plain.byteSize() - from);
      int header = (int) size << 3 | (from + size == plain.byteSize() ? 1 : 0);
      target.set(ValueLayout.JAVA_BYTE, at, (byte) header);
      target.set(ValueLayout.JAVA_BYTE, at + 1, (byte) (header >>> 8));
      target.set(ValueLayout.JAVA_BYTE, at + 2, (byte) (header >>> 16));
      MemorySegment.copy(plain, from, target, at + BLOCK_HEADER, size);
      at += BLOCK_HEADER + size;
    }
    return at;
  }
}
