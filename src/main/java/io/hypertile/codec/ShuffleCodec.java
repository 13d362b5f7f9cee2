package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Filter 2: the first bytes of all elements, then the second bytes, and so on. */
final class ShuffleCodec implements Codec {
  @Override
  public int number() {
    return Codecs.SHUFFLE;
  }

  @Override
  public String name() {
    return "shuffle";
  }

  @Override
  public List<Integer> parameters(List<Integer> options, int cellSize, long chunkBytes) {
    Options.requireAtMost("shuffle", options, 0);
    return List.of(cellSize);
  }

  @Override
  public long largestEncoded(long size) {
    return size;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target, List<Integer> parameters)
      throws CodecException {
    if (source.byteSize() > target.byteSize()) {
      throw new CodecException("the chunk has more than " + target.byteSize() + " bytes");
    }
    int elementSize = parameters.isEmpty() ? 0 : parameters.getFirst();
    if (elementSize <= 0) {
      throw new CodecException("shuffle of elements of " + elementSize + " bytes");
    }
    ByteTranspose.unshuffle(source, target, elementSize);
    return source.byteSize();
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target, List<Integer> parameters) {
    ByteTranspose.shuffle(source, target, parameters.getFirst());
    return source.byteSize();
  }
}
