package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** The bytes followed by their CRC-32C (4, little-endian). */
public record Crc32cCodec() implements ChecksumCodec {
  @Override
  public long decodedSize(MemorySegment source) {
    return source.byteSize() - SIZE;
  }

  @Override
  public int checksum(MemorySegment bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.asByteBuffer());
    return (int) sum.getValue();
  }
}
