package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Filter 32001: a Blosc 1 container. Every compressor that Blosc names is decoded except Snappy;
 * Zstandard and zlib are encoded as such and all others as LZ4, which the container says.
 */
final class BloscCodec implements Codec {
  private static final int FILTER_VERSION = 2;
  private static final int BLOSC_VERSION = 2;
  private static final int BLOCK_BYTES = 256 << 10;
  private static final int DEFAULT_LEVEL = 5;
  private static final int LARGEST_TYPE = 255;
  private static final int BIT_SHUFFLE = 2;

  /** Positions of the parameters that a file stores; a collection's options have the same. */
  private static final int TYPE_SIZE = 2;

  private static final int LEVEL = 4;
  private static final int SHUFFLE = 5;
  private static final int COMPRESSOR = 6;

  /** Compressors as parameters number them. */
  private static final int ZLIB = 4;

  private static final int ZSTD = 5;

  @Override
  public int number() {
    return Codecs.BLOSC;
  }

  @Override
  public String name() {
    return "blosc";
  }

  @Override
  public List<Integer> parameters(List<Integer> options, int cellSize, long chunkBytes) {
    Options.requireAtMost("blosc", options, 7);
    return List.of(
        FILTER_VERSION,
        BLOSC_VERSION,
        cellSize,
        (int) chunkBytes,
        Options.option("blosc", options, LEVEL, 0, 9, DEFAULT_LEVEL),
        Options.option("blosc", options, SHUFFLE, 0, BIT_SHUFFLE, 1),
        Options.option("blosc", options, COMPRESSOR, 0, ZSTD, 0));
  }

  @Override
  public long largestEncoded(long size) {
    return BloscHead.SIZE + size + size / 64 + 1024;
  }

  private static int parameter(List<Integer> parameters, int index, int missing) {
    return index < parameters.size() ? parameters.get(index) : missing;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target, List<Integer> parameters)
      throws CodecException {
    BloscHead head = BloscHead.parse(source, target.byteSize());
    MemorySegment chunk = target.asSlice(0, head.bytes());
    if (head.isCopied()) {
      if (source.byteSize() - BloscHead.SIZE < head.bytes()) {
        throw new CodecException("the Blosc container is cut short");
      }
      MemorySegment.copy(source, BloscHead.SIZE, chunk, 0, head.bytes());
      return head.bytes();
    }
    try (Arena arena = Arena.ofConfined()) {
      long room = Math.min(head.blockBytes(), head.bytes());
      BloscBlock block = new BloscBlock(head, source, arena.allocate(room), arena.allocate(room));
      for (int number = 0; number < head.blockCount(); number++) {
        block.decode(number, chunk);
      }
    }
    return head.bytes();
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target, List<Integer> parameters) {
    int asked = parameter(parameters, TYPE_SIZE, 1);
    int typeSize = asked < 1 || asked > LARGEST_TYPE ? 1 : asked;
    int level = parameter(parameters, LEVEL, DEFAULT_LEVEL);
    int shuffle = parameter(parameters, SHUFFLE, 1);
    int shuffleFlag = shuffle == BIT_SHUFFLE ? BloscHead.BIT_SHUFFLED : 0;
    if (shuffle == 1 && typeSize > 1) {
      shuffleFlag = BloscHead.SHUFFLED;
    }
    BloscHead.Format format =
        switch (parameter(parameters, COMPRESSOR, 0)) {
          case ZLIB -> BloscHead.Format.ZLIB;
          case ZSTD -> BloscHead.Format.ZSTD;
          default -> BloscHead.Format.LZ4;
        };
    int size = Math.toIntExact(source.byteSize());
    int blockBytes = Math.max(Math.min(size, BLOCK_BYTES / typeSize / 8 * 8 * typeSize), 1);
    int flags = shuffleFlag | BloscHead.NOT_SPLIT | format.ordinal() << BloscHead.FORMAT_SHIFT;
    BloscHead head = new BloscHead(flags, typeSize, size, blockBytes, 0);
    long stored = level == 0 ? size : encodeBlocks(head, source, target, level);
    if (stored >= size) {
      return copy(head, source, target);
    }
    head.withStored((int) stored).put(target);
    return stored;
  }

  private static long encodeBlocks(
      BloscHead head, MemorySegment source, MemorySegment target, int level) {
    try (Arena arena = Arena.ofConfined()) {
      BloscBlock block =
          new BloscBlock(
              head, source, arena.allocate(head.blockBytes()), arena.allocate(head.blockBytes()));
      long out = BloscHead.SIZE + 4L * head.blockCount();
      for (int number = 0; number < head.blockCount() && out < head.bytes(); number++) {
        target.set(BloscHead.INT, BloscHead.SIZE + 4L * number, (int) out);
        out = block.encode(number, target, out, level);
      }
      return out;
    }
  }

  private static long copy(BloscHead head, MemorySegment source, MemorySegment target) {
    int stored = BloscHead.SIZE + head.bytes();
    new BloscHead(BloscHead.COPIED, head.typeSize(), head.bytes(), head.blockBytes(), stored)
        .put(target);
    MemorySegment.copy(source, 0, target, BloscHead.SIZE, head.bytes());
    return stored;
  }
}
