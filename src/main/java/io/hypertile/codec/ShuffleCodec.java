package io.hypertile.codec;

import java.lang.foreign.MemorySegment;

/**
 * The first bytes of all elements, then the second bytes, and so on; bytes that do not fill an
 * element follow as they are.
 *
 * @param elementSize bytes of an element, at least 1
 */
public record ShuffleCodec(int elementSize) implements Codec {
  /** Checks the size. */
  public ShuffleCodec {
    if (elementSize < 1) {
      throw new IllegalArgumentException("shuffle of elements of " + elementSize + " bytes");
    }
  }

  @Override
  public long largestEncoded(long size) {
    return size;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    if (source.byteSize() > target.byteSize()) {
      throw new CodecException("the chunk has more than " + target.byteSize() + " bytes");
    }
    new ByteTranspose(elementSize).unshuffle(source, target);
    return source.byteSize();
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    new ByteTranspose(elementSize).shuffle(source, target);
    return source.byteSize();
  }
}
