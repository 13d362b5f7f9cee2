package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** One LZ4 block behind the number of bytes it decodes to: 4 bytes, little endian. */
public record SizedLz4Codec() implements Codec {
  private static final ValueLayout.OfInt SIZE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int HEAD = Integer.BYTES;

  @Override
  public long largestEncoded(long size) {
    return HEAD + Lz4.largestEncoded(size);
  }

  @Override
  public long decodedSize(MemorySegment source) {
    return source.byteSize() < HEAD ? -1 : Integer.toUnsignedLong(source.get(SIZE, 0));
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    long size = decodedSize(source);
    if (size < 0) {
      throw new CodecException("the LZ4 block is cut short");
    }
    if (size > target.byteSize()) {
      throw new OverfullException("the LZ4 block holds more than the chunk");
    }
    long decoded = Lz4.decode(source.asSlice(HEAD), target.asSlice(0, size));
    if (decoded != size) {
      throw new CodecException("the LZ4 block holds less than it should");
    }
    return size;
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    target.set(SIZE, 0, (int) source.byteSize());
    return HEAD + Lz4.encode(source, target.asSlice(HEAD));
  }
}
