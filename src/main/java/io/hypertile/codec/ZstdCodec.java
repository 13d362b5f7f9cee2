package io.hypertile.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One Zstandard frame; several, one after the other, are decoded too.
 *
 * @param level as the library takes it: from below 0 (fast) to 22 (small)
 * @param hasChecksum whether frames are written with a checksum; those that have one are checked
 */
public record ZstdCodec(int level, boolean hasChecksum) implements Codec {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /** The most bytes of a frame in front of its first block. */
  private static final int LONGEST_HEAD = 18;

  /** Frames without a checksum. */
  public ZstdCodec(int level) {
    this(level, false);
  }

  @Override
  public long largestEncoded(long size) {
    return Zstd.compressBound(size);
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    return decodeFrames(source, target);
  }

  @Override
  public long decodedSize(MemorySegment source) {
    if (source.byteSize() == 0) {
      return -1;
    }
    byte[] head = source.asSlice(0, Math.min(LONGEST_HEAD, source.byteSize())).toArray(BYTE);
    long size = Zstd.getFrameContentSize(head);
    return size < 0 ? -1 : size;
  }

  private long encodeWithChecksum(MemorySegment source, MemorySegment target) {
    byte[] frame;
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      frame = context.setLevel(level).setChecksum(true).compress(source.toArray(BYTE));
    }
    MemorySegment.copy(frame, 0, target, BYTE, 0, frame.length);
    return frame.length;
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
      return ZstdContexts.decoding(
          target.byteSize(),
          context ->
              context.decompressDirectByteBuffer(
                  target.asByteBuffer(),
                  0,
                  (int) target.byteSize(),
                  source.asByteBuffer(),
                  0,
                  (int) source.byteSize()));
    } catch (ZstdException e) {
      if (e.getErrorCode() == Zstd.errDstSizeTooSmall()) {
        throw new OverfullException("the Zstandard frame holds more than the chunk");
      }
      throw new CodecException("not a Zstandard frame of the chunk: " + e.getMessage(), e);
    }
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    return hasChecksum ? encodeWithChecksum(source, target) : encodeFrame(source, target, level);
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
    return ZstdContexts.encoding(
        source.byteSize(),
        level,
        context ->
            context.compressDirectByteBuffer(
                target.asByteBuffer(),
                0,
                (int) target.byteSize(),
                source.asByteBuffer(),
                0,
                (int) source.byteSize()));
  }
}
