package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Bytes followed by a checksum of them in 4 bytes, little-endian. Thread-safe. */
sealed interface ChecksumCodec extends Codec permits Crc32cCodec, Fletcher32Codec {
  /** Size of the checksum in bytes. */
  int SIZE = 4;

  /** Form of the stored checksum. */
  ValueLayout.OfInt STORED = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Computes the checksum of bytes. */
  int checksum(MemorySegment bytes);

  /** Whether a stored checksum fits the one that was computed. */
  default boolean isAccepted(int stored, int computed) {
    return stored == computed;
  }

  @Override
  default long largestEncoded(long size) {
    return size + SIZE;
  }

  @Override
  default long decode(MemorySegment source, MemorySegment target) throws CodecException {
    long size = source.byteSize() - SIZE;
    if (size < 0 || size > target.byteSize()) {
      throw new CodecException(source.byteSize() + " bytes cannot be a chunk and its checksum");
    }
    int stored = source.get(STORED, size);
    int computed = checksum(source.asSlice(0, size));
    if (!isAccepted(stored, computed)) {
      throw new CodecException(
          "the checksum is %08x and the file says %08x".formatted(computed, stored));
    }
    MemorySegment.copy(source, 0, target, 0, size);
    return size;
  }

  @Override
  default long encode(MemorySegment source, MemorySegment target) {
    long size = source.byteSize();
    MemorySegment.copy(source, 0, target, 0, size);
    target.set(STORED, size, checksum(source));
    return size + SIZE;
  }
}
