package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4JNIFastResetCompressor;
import org.jspecify.annotations.Nullable;

/**
 * LZ4 blocks without a frame: by the library that comes with the dependency, where it can be
 * loaded, and else by Java, several times as slow.
 */
final class Lz4 {
  private static final @Nullable LZ4Factory NATIVE = findNative();
  private static final LZ4Factory FACTORY =
      NATIVE == null ? LZ4Factory.fastestJavaInstance() : NATIVE;

  private Lz4() {}

  /**
   * The library; null if it cannot be loaded. The dependency's own choice does not try to whenever
   * another class loader than the system's has loaded it, as in the packaged jar.
   */
  private static @Nullable LZ4Factory findNative() {
    try {
      return LZ4Factory.nativeInstance();
    } catch (LinkageError | AssertionError | RuntimeException e) {
      System.getLogger(Lz4.class.getName())
          .log(System.Logger.Level.DEBUG, "LZ4 by Java, as its library cannot be loaded", e);
      return null;
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

  /**
   * Encodes a block to the start of the target, the faster the greater a number from 1 on is; gives
   * the bytes written. Java knows only one speed.
   */
  static int encode(MemorySegment source, MemorySegment target, int acceleration) {
    if (NATIVE == null || acceleration == 1) {
      return encode(source, target);
    }
    ByteBuffer to = target.asByteBuffer();
    try (LZ4JNIFastResetCompressor compressor = NATIVE.fastResetCompressor(acceleration)) {
      return compressor.compress(
          source.asByteBuffer(), 0, (int) source.byteSize(), to, 0, to.capacity());
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
