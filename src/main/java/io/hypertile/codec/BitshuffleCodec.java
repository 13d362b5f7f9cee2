package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Filter 32008: bit shuffle of blocks of elements, each block then stored as it is, as an LZ4 block
 * or as a Zstandard frame. Compressed chunks begin with their bytes (8) and the block's bytes (4),
 * and each block with its stored size (4), big-endian. Elements that do not fill a group of 8
 * follow as they are.
 */
final class BitshuffleCodec implements Codec {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int HEAD = 12;
  private static final int TARGET_BLOCK_BYTES = 8192;
  private static final int LEAST_DEFAULT_BLOCK = 128;
  private static final int PLAIN = 0;
  private static final int WITH_LZ4 = 2;
  private static final int WITH_ZSTD = 3;
  private static final int LARGEST_ELEMENT = 1 << 16;

  /** Positions of the parameters that a file stores. */
  private static final int ELEMENT_SIZE = 2;

  private static final int BLOCK_SIZE = 3;
  private static final int COMPRESSION = 4;
  private static final int LEVEL = 5;

  @Override
  public int number() {
    return Codecs.BITSHUFFLE;
  }

  @Override
  public String name() {
    return "bitshuffle";
  }

  /** Version 0.4 of the plug-in, element size, then the options: block size, compression, level. */
  @Override
  public List<Integer> parameters(List<Integer> options, int cellSize, long chunkBytes) {
    Options.requireAtMost("bitshuffle", options, 3);
    int block = Options.option("bitshuffle", options, 0, 0, 1 << 24, 0) & ~7;
    int compression = Options.option("bitshuffle", options, 1, PLAIN, WITH_ZSTD, PLAIN);
    List<Integer> parameters = new ArrayList<>(List.of(0, 4, cellSize, block, compression));
    if (compression == WITH_ZSTD) {
      parameters.add(Options.option("bitshuffle", options, 2, 1, 22, 3));
    }
    return parameters;
  }

  @Override
  public long largestEncoded(long size) {
    // The smallest blocks have 128 bytes and may grow by less than as many.
    return HEAD + 2 * size + 1024;
  }

  private static int parameter(List<Integer> parameters, int index) {
    return index < parameters.size() ? parameters.get(index) : 0;
  }

  private static long defaultBlock(int elementSize) {
    return Math.max(TARGET_BLOCK_BYTES / elementSize & ~7, LEAST_DEFAULT_BLOCK);
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target, List<Integer> parameters)
      throws CodecException {
    int elementSize = parameter(parameters, ELEMENT_SIZE);
    if (elementSize <= 0 || elementSize > LARGEST_ELEMENT) {
      throw new CodecException("bit shuffle of elements of " + elementSize + " bytes");
    }
    int compression = parameter(parameters, COMPRESSION);
    boolean isPlain = compression == PLAIN;
    if (!isPlain && compression != WITH_LZ4 && compression != WITH_ZSTD) {
      throw new CodecException("bit shuffle with compression " + compression);
    }
    if (!isPlain && source.byteSize() < HEAD) {
      throw new CodecException("the bit shuffle frame is cut short");
    }
    long size = isPlain ? source.byteSize() : source.get(LONG, 0);
    long block =
        isPlain
            ? parameter(parameters, BLOCK_SIZE)
            : (source.get(INT, 8) & 0xffffffffL) / elementSize;
    if (block == 0) {
      block = defaultBlock(elementSize);
    }
    if (size < 0 || size > target.byteSize() || block < 0 || block % 8 != 0) {
      throw new CodecException("bit shuffle of " + size + " bytes in blocks of " + block);
    }
    Blocks blocks = new Blocks(elementSize, block, compression);
    try (Arena arena = Arena.ofConfined()) {
      blocks.decode(source, isPlain ? 0 : HEAD, target.asSlice(0, size), arena);
    }
    return size;
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target, List<Integer> parameters) {
    int elementSize = parameter(parameters, ELEMENT_SIZE);
    int asked = parameter(parameters, BLOCK_SIZE);
    int compression = parameter(parameters, COMPRESSION);
    // A frame tells its block size, so that the smallest blocks need not be obeyed.
    long least = compression == PLAIN ? 1 : LEAST_DEFAULT_BLOCK;
    long block = asked < least ? defaultBlock(elementSize) : asked & ~7;
    Blocks blocks = new Blocks(elementSize, block, compression);
    long start = 0;
    if (compression != PLAIN) {
      target.set(LONG, 0, source.byteSize());
      target.set(INT, 8, (int) (block * elementSize));
      start = HEAD;
    }
    try (Arena arena = Arena.ofConfined()) {
      return blocks.encode(source, target, start, parameter(parameters, LEVEL), arena);
    }
  }

  /** The blocks of a chunk; block sizes are in elements. */
  private record Blocks(int elementSize, long block, int compression) {

    /** Elements of the block that begins with an element; 0 when fewer than 8 are left. */
    private long elementsAt(long element, long count) {
      return Math.min(block, count - element & ~7L);
    }

    private long largest(MemorySegment chunk) {
      return Math.min(block * elementSize, chunk.byteSize());
    }

    void decode(MemorySegment source, long start, MemorySegment target, Arena arena)
        throws CodecException {
      MemorySegment rows = arena.allocate(largest(target));
      MemorySegment scratch = arena.allocate(largest(target));
      long count = target.byteSize() / elementSize;
      long at = start;
      long element = 0;
      for (long n; (n = elementsAt(element, count)) > 0; element += n) {
        long bytes = n * elementSize;
        long stored = bytes;
        if (compression != PLAIN) {
          stored = at + 4 <= source.byteSize() ? source.get(INT, at) & 0xffffffffL : -1;
          at += 4;
        }
        if (stored < 0 || stored > source.byteSize() - at) {
          throw new CodecException("the bit shuffle frame is cut short");
        }
        MemorySegment block = unpack(source.asSlice(at, stored), rows.asSlice(0, bytes));
        BitTranspose.unshuffle(
            block,
            target.asSlice(element * elementSize, bytes),
            scratch.asSlice(0, bytes),
            elementSize);
        at += stored;
      }
      long done = element * elementSize;
      long rest = target.byteSize() - done;
      if (rest != source.byteSize() - at) {
        throw new CodecException("the bit shuffle frame has a wrong length");
      }
      MemorySegment.copy(source, at, target, done, rest);
    }

    private MemorySegment unpack(MemorySegment stored, MemorySegment rows) throws CodecException {
      if (compression == PLAIN) {
        return stored;
      }
      long size =
          compression == WITH_LZ4 ? Lz4.decode(stored, rows) : ZstdCodec.decode(stored, rows);
      if (size != rows.byteSize()) {
        throw new CodecException("a bit shuffle block holds less than it should");
      }
      return rows;
    }

    long encode(MemorySegment source, MemorySegment target, long start, int level, Arena arena) {
      MemorySegment rows = arena.allocate(largest(source));
      MemorySegment scratch = arena.allocate(largest(source));
      long count = source.byteSize() / elementSize;
      long out = start;
      long element = 0;
      for (long n; (n = elementsAt(element, count)) > 0; element += n) {
        long bytes = n * elementSize;
        MemorySegment block = rows.asSlice(0, bytes);
        BitTranspose.shuffle(
            source.asSlice(element * elementSize, bytes),
            block,
            scratch.asSlice(0, bytes),
            elementSize);
        long stored =
            switch (compression) {
              case WITH_LZ4 -> Lz4.encode(block, target.asSlice(out + 4));
              case WITH_ZSTD -> ZstdCodec.encode(block, target.asSlice(out + 4), level);
              default -> bytes;
            };
        if (compression == PLAIN) {
          MemorySegment.copy(block, 0, target, out, bytes);
        } else {
          target.set(INT, out, (int) stored);
          out += 4;
        }
        out += stored;
      }
      long done = element * elementSize;
      MemorySegment.copy(source, done, target, out, source.byteSize() - done);
      return out + source.byteSize() - done;
    }
  }
}
