package io.hypertile.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Filter 32015: one Zstandard frame. */
final class ZstdCodec implements Codec {
  private static final int DEFAULT_LEVEL = 3;

  @Override
  public int number() {
    return Codecs.ZSTD;
  }

  @Override
  public String name() {
    return "zstd";
  }

  @Override
  public List<Integer> parameters(List<Integer> options, int cellSize, long chunkBytes) {
    Options.requireAtMost("zstd", options, 1);
    return List.of(Options.option("zstd", options, 0, 1, 22, DEFAULT_LEVEL));
  }

  @Override
  public long largestEncoded(long size) {
    return Zstd.compressBound(size);
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target, List<Integer> parameters)
      throws CodecException {
    return decode(source, target);
  }

  /** Decodes one frame, or several one after the other. */
  static long decode(MemorySegment source, MemorySegment target) throws CodecException {
    if (!source.isNative() || !target.isNative()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment nativeTarget = arena.allocate(target.byteSize());
        long size = decode(arena.allocate(source.byteSize()).copyFrom(source), nativeTarget);
        MemorySegment.copy(nativeTarget, 0, target, 0, size);
        return size;
      }
    }
    try {
      return Zstd.decompressDirectByteBuffer(
          target.asByteBuffer(),
          0,
          (int) target.byteSize(),
          source.asByteBuffer(),
          0,
          (int) source.byteSize());
    } catch (ZstdException e) {
      throw new CodecException("not a Zstandard frame of the chunk: " + e.getMessage(), e);
    }
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target, List<Integer> parameters) {
    return encode(source, target, parameters.isEmpty() ? DEFAULT_LEVEL : parameters.getFirst());
  }

  /** Encodes to one frame. */
  static long encode(MemorySegment source, MemorySegment target, int level) {
    if (!source.isNative() || !target.isNative()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment nativeTarget = arena.allocate(target.byteSize());
        long size = encode(arena.allocate(source.byteSize()).copyFrom(source), nativeTarget, level);
        MemorySegment.copy(nativeTarget, 0, target, 0, size);
        return size;
      }
    }
    return Zstd.compressDirectByteBuffer(
        target.asByteBuffer(),
        0,
        (int) target.byteSize(),
        source.asByteBuffer(),
        0,
        (int) source.byteSize(),
        level);
  }
}
