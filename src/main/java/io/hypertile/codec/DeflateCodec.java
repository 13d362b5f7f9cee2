package io.hypertile.codec;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Filter 1: a zlib stream. Made and read by libdeflate where the machine has it; what that cannot
 * do, or there is no libdeflate, by {@code java.util.zip}, so that the same streams are accepted
 * everywhere. How small chunks get differs a little between the two.
 */
final class DeflateCodec implements Codec {
  private static final int DEFAULT_LEVEL = 4;

  private final Optional<Libdeflate> fast;
  private final ZlibStreams zlib = new ZlibStreams();

  /** A codec with libdeflate when it is there. */
  DeflateCodec() {
    this(Libdeflate.find(Libdeflate.LIBRARY));
  }

  DeflateCodec(Optional<Libdeflate> fast) {
    this.fast = fast;
  }

  /** Whether libdeflate does the work. */
  boolean isFast() {
    return fast.isPresent();
  }

  @Override
  public int number() {
    return Codecs.DEFLATE;
  }

  @Override
  public String name() {
    return "deflate";
  }

  @Override
  public List<Integer> parameters(List<Integer> options, int cellSize, long chunkBytes) {
    Options.requireAtMost("gzip", options, 1);
    int level = Options.option("gzip", options, 0, 0, 9, DEFAULT_LEVEL);
    // Deker takes 0 for "not given" (deker-layout.md, "Chunks and compression").
    return List.of(level == 0 ? DEFAULT_LEVEL : level);
  }

  @Override
  public long largestEncoded(long size) {
    return size + (size >> 12) + (size >> 14) + (size >> 25) + 64;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target, List<Integer> parameters)
      throws CodecException {
    long size =
        areNative(source, target) ? fast.map(it -> it.decode(source, target)).orElse(-1L) : -1;
    // The second opinion has the message, and the last word on streams that are odd but legal.
    return size >= 0 ? size : zlib.decode(source, target);
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target, List<Integer> parameters) {
    int level = parameters.isEmpty() ? DEFAULT_LEVEL : Math.clamp(parameters.getFirst(), 0, 9);
    long size =
        areNative(source, target)
            ? fast.map(it -> it.encode(source, target, level)).orElse(-1L)
            : -1;
    return size >= 0 ? size : zlib.encode(source, target, level);
  }

  private static boolean areNative(MemorySegment source, MemorySegment target) {
    return source.isNative() && target.isNative();
  }
}
