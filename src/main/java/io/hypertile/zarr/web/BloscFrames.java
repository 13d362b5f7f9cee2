package io.hypertile.zarr.web;

import io.hypertile.reading.PlannedChunk;
import io.hypertile.zarr.CodecSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Containers of Blosc 1. Chunks that are not stored as one become one with the bytes as they are,
 * which costs a copy and 16 bytes.
 *
 * @param typeSize bytes of an element
 * @param shuffle flag of the shuffle that documents name
 */
record BloscFrames(int typeSize, int shuffle) implements PlannedChunk.Frames {
  /** Name of the codec in Zarr. */
  static final String NAME = "blosc";

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Bytes of a header: version, that of the compressor, flags, typesize, three sizes. */
  private static final int HEADER = 16;

  private static final int VERSION = 2;
  private static final int BYTES_SHUFFLED = 0x01;
  private static final int COPIED = 0x02;
  private static final int BITS_SHUFFLED = 0x04;
  private static final int FORMAT_SHIFT = 5;

  /** Snappy, which few decoders have. */
  private static final int SNAPPY = 2;

  /** Zstandard, the last of the formats. */
  private static final int LAST_FORMAT = 4;

  /** The containers that a document describes. */
  static BloscFrames of(CodecSpec codec) {
    int shuffle =
        switch (codec.configuration().path("shuffle").asString("")) {
          case "shuffle" -> BYTES_SHUFFLED;
          case "bitshuffle" -> BITS_SHUFFLED;
          default -> 0;
        };
    return new BloscFrames(codec.configuration().path("typesize").asInt(1), shuffle);
  }

  @Override
  public String codec() {
    return NAME;
  }

  @Override
  public long mostBytes(long plain) {
    return HEADER + plain;
  }

  /** Decoders go by the header, so one that says anything else than the document is not sent. */
  @Override
  public boolean isOne(MemorySegment stored, long plain) {
    if (stored.byteSize() < HEADER) {
      return false;
    }
    int version = stored.get(BYTE, 0);
    int flags = stored.get(BYTE, 2) & 0xff;
    boolean isSized =
        (stored.get(BYTE, 3) & 0xff) == typeSize
            && stored.get(INT, 4) == plain
            && stored.get(INT, 12) == stored.byteSize();
    return (version == 1 || version == VERSION) && isSized && isKnown(flags);
  }

  private boolean isKnown(int flags) {
    if ((flags & COPIED) != 0) {
      return true;
    }
    int format = flags >> FORMAT_SHIFT;
    int shuffled = flags & (BYTES_SHUFFLED | BITS_SHUFFLED);
    // Bytes of one element each are the same shuffled or not.
    boolean isShuffled =
        shuffled == shuffle || typeSize == 1 && (shuffled | shuffle) == BYTES_SHUFFLED;
    return isShuffled && format != SNAPPY && format <= LAST_FORMAT;
  }

  @Override
  public long wrap(MemorySegment plain, MemorySegment target) {
    int size = Math.toIntExact(plain.byteSize());
    target.set(BYTE, 0, (byte) VERSION);
    target.set(BYTE, 1, (byte) 1);
    target.set(BYTE, 2, (byte) COPIED);
    target.set(BYTE, 3, (byte) typeSize);
    target.set(INT, 4, size);
    target.set(INT, 8, size);
    target.set(INT, 12, HEADER + size);
    MemorySegment.copy(plain, 0, target, HEADER, size);
    return HEADER + (long) size;
  }
}
