package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A contiguous Blosc2 frame of one chunk, by the library libblosc2. Frames of arrays with several
 * axes are read; plain ones are written.
 *
 * @param typeSize bytes of an element, 1 to 255
 * @param level 0 to 9
 * @param compressor BloscLZ stands in for Snappy, which the library has no more
 */
public record Blosc2Codec(
    int typeSize, int level, Shuffling shuffling, BloscCodec.Compressor compressor)
    implements Codec {
  private static final Optional<Blosc2> LIBRARY = Blosc2.find(Blosc2.LIBRARIES);

  /** Checks the settings. */
  public Blosc2Codec {
    boolean isType = typeSize >= 1 && typeSize <= BloscCodec.LARGEST_TYPE;
    if (!isType || level < 0 || level > BloscCodec.GREATEST_LEVEL) {
      throw new IllegalArgumentException(
          "Blosc2 of elements of " + typeSize + " bytes with the level " + level);
    }
  }

  /** The library to install before the codec works; empty when the machine has it. */
  public static Optional<String> missing() {
    return LIBRARY.isPresent()
        ? Optional.empty()
        : Optional.of("libblosc2 (Debian and Ubuntu: apt-get install libblosc2-dev)");
  }

  @Override
  public long largestEncoded(long size) {
    return size + size / 4 + 8192;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target) throws CodecException {
    Blosc2Frame head = Blosc2Frame.parse(source, target.byteSize());
    Blosc2 blosc2 = LIBRARY.orElseThrow();
    if (source.isNative() && target.isNative()) {
      return blosc2.decode(source, head, target);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nativeTarget = arena.allocate(head.bytes());
      long size =
          blosc2.decode(arena.allocate(source.byteSize()).copyFrom(source), head, nativeTarget);
      MemorySegment.copy(nativeTarget, 0, target, 0, size);
      return size;
    }
  }

  @Override
  public long encode(MemorySegment source, MemorySegment target) {
    int codec = compressor == BloscCodec.Compressor.SNAPPY ? 0 : compressor.ordinal();
    Blosc2.Settings settings = new Blosc2.Settings(codec, level, shuffling.ordinal(), typeSize);
    Blosc2 blosc2 = LIBRARY.orElseThrow();
    if (source.isNative() && target.isNative()) {
      return blosc2.encode(source, target, settings);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nativeTarget = arena.allocate(target.byteSize());
      MemorySegment nativeSource = arena.allocate(source.byteSize()).copyFrom(source);
      long size = blosc2.encode(nativeSource, nativeTarget, settings);
      MemorySegment.copy(nativeTarget, 0, target, 0, Math.max(0, size));
      return size;
    }
  }
}
