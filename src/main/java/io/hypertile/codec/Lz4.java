package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * LZ4 blocks without a frame: by the library that comes with the dependency, where it can be
 * loaded, and else by Java, several times as slow.
 */
final class Lz4 {
  private static final LZ4Factory FACTORY = factory();

  private Lz4() {}

  /**
   * The fastest there is. The dependency's own choice takes Java whenever another class loader than
   * the system's has loaded it, as in the packaged jar.
   */
  private static LZ4Factory factory() {
    try {
      return LZ4Factory.nativeInstance();
    } catch (LinkageError | AssertionError | RuntimeException e) {
      System.getLogger(Lz4.class.getName())
          .log(System.Logger.Level.DEBUG, "LZ4 by Java, as its library cannot be loaded", e);
      return LZ4Factory.fastestJavaInstance();
    }
  }

  static long largestEncoded(long size) {
    return size + size / 255 + 16;
  }

  /** Decodes a block to the start of the target; gives the bytes written. */
  static int decode(MemorySegment source, MemorySegment target) throws CodecException {
    ByteBuffer to = target.asByteBuffer();
    try {
      return FACTORY
          .safeDecompressor()
          .decompress(source.asByteBuffer(), 0, (int) source.byteSize(), to, 0, to.capacity());
    } catch (LZ4Exception e) {
      throw new CodecException("not an LZ4 block of the chunk", e);
    }
  }

  /** Encodes a block to the start of the target; gives the bytes written. */
  static int encode(MemorySegment source, MemorySegment target) {
    ByteBuffer to = target.asByteBuffer();
    return FACTORY
        .fastCompressor()
        .compress(source.asByteBuffer(), 0, (int) source.byteSize(), to, 0, to.capacity());
  }
}
