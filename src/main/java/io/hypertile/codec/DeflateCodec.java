package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A zlib stream. Made and read by libdeflate where the machine has it; otherwise, and where
 * libdeflate cannot do it, by {@code java.util.zip}, so that the same streams are accepted
 * everywhere. The two compress a little differently.
 */
public final class DeflateCodec implements Codec {
  /** The least level: streams that hold the bytes as they are. */
  public static final int LEAST_LEVEL = 0;

  /** The greatest level: smallest and slowest. */
  public static final int GREATEST_LEVEL = 9;

  private static final Optional<Libdeflate> LIBRARY = Libdeflate.find(Libdeflate.LIBRARY);
  private static final ZlibStreams ZLIB = new ZlibStreams();

  private final int level;
  private final Optional<Libdeflate> fast;

  /**
   * A codec with libdeflate when it is there.
   *
   * @param level 0 to 9
   */
  public DeflateCodec(int level) {
    this(level, LIBRARY);
  }

  DeflateCodec(int level, Optional<Libdeflate> fast) {
    if (level < LEAST_LEVEL || level > GREATEST_LEVEL) {
      throw new IllegalArgumentException("deflate with the level " + level);
    }
    this.level = level;
    this.fast = fast;
  }

  /** The same codec with another level. */
  DeflateCodec withLevel(int other) {
    return new DeflateCodec(other, fast);
  }

  /** Whether libdeflate does the work. */
  boolean isFast() {
    return fast.isPresent();
  }

  @Override
  public long largestEncoded(long size) {
    return size + (size >> 12) + (size >> 14) + (size >> 25) + 64;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    long size =
        areNative(source, target) ? fast.map(it -> it.decode(source, target)).orElse(-1L) : -1;
    // The second opinion has the message, and the last word on streams that are odd but legal.
    return size >= 0 ? size : ZLIB.decode(source, target);
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    long size =
        areNative(source, target)
            ? fast.map(it -> it.encode(source, target, level)).orElse(-1L)
            : -1;
    return size >= 0 ? size : ZLIB.encode(source, target, level);
  }

  private static boolean areNative(MemorySegment source, MemorySegment target) {
    return source.isNative() && target.isNative();
  }
}
