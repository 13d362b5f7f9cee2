package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The bytes followed by their CRC-32C (4, little-endian). */
public record Crc32cCodec() implements Codec {
  /** Bytes of the checksum. */
  public static final int SUM = 4;

  private static final ValueLayout.OfInt STORED =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public long largestEncoded(long size) {
    return size + SUM;
  }

  @Override
  public long decodedSize(MemorySegment source) {
    return source.byteSize() - SUM;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    long size = source.byteSize() - SUM;
    if (size < 0 || size > target.byteSize()) {
      throw new CodecException(source.byteSize() + " bytes cannot be a chunk and its checksum");
    }
    int stored = source.get(STORED, size);
    int computed = checksum(source.asSlice(0, size));
    if (stored != computed) {
      throw new CodecException(
          "the checksum is %08x and the file says %08x".formatted(computed, stored));
    }
    MemorySegment.copy(source, 0, target, 0, size);
    return size;
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    long size = source.byteSize();
    MemorySegment.copy(source, 0, target, 0, size);
    target.set(STORED, size, checksum(source));
    return size + SUM;
  }

  private static int checksum(MemorySegment bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.asByteBuffer());
    return (int) sum.getValue();
  }
}
