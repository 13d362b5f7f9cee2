package io.hypertile.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One Zstandard frame; several, one after the other, are decoded too.
 *
 * @param level as the library takes it: from below 0 (fast) to 22 (small)
 */
public record ZstdCodec(int level) implements Codec {
  @Override
  public long largestEncoded(long size) {
    return Zstd.compressBound(size);
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    return decodeFrames(source, target);
  }

  /** Decodes one frame, or several one after the other. */
  static long decodeFrames(MemorySegment source, MemorySegment target) throws CodecException {
    if (!source.isNative() || !target.isNative()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment nativeTarget = arena.allocate(target.byteSize());
        long size = decodeFrames(arena.allocate(source.byteSize()).copyFrom(source), nativeTarget);
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
  public long encode(MemorySegment source, MemorySegment target) {
    return encodeFrame(source, target, level);
  }

  /** Encodes to one frame. */
  static long encodeFrame(MemorySegment source, MemorySegment target, int level) {
    if (!source.isNative() || !target.isNative()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment nativeTarget = arena.allocate(target.byteSize());
        long size =
            encodeFrame(arena.allocate(source.byteSize()).copyFrom(source), nativeTarget, level);
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
