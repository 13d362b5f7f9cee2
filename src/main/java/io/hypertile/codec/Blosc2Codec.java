package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Filter 32026: a contiguous Blosc2 frame of one chunk, by the library libblosc2. Frames of arrays
 * with several axes are read; plain ones are written.
 */
final class Blosc2Codec implements Codec {
  private static final int FILTER_REVISION = 1;
  private static final int DEFAULT_LEVEL = 5;
  private static final int BIT_SHUFFLE = 2;
  private static final int LARGEST_TYPE = 255;

  /** Positions of the parameters that a file stores; a collection's options have the same. */
  private static final int TYPE_SIZE = 2;

  private static final int LEVEL = 4;
  private static final int SHUFFLE = 5;
  private static final int COMPRESSOR = 6;

  /** Compressors as parameters number them; 3 was one that the library has no more. */
  private static final int GONE = 3;

  private static final int ZSTD = 5;

  private final Optional<Blosc2> library;

  Blosc2Codec() {
    this(Blosc2.find(Blosc2.LIBRARIES));
  }

  /** A codec that uses the library, or refuses by name where the machine has none. */
  Blosc2Codec(Optional<Blosc2> library) {
    this.library = library;
  }

  @Override
  public int number() {
    return Codecs.BLOSC2;
  }

  @Override
  public String name() {
    return "blosc2";
  }

  @Override
  public Optional<String> missing() {
    return library.isPresent()
        ? Optional.empty()
        : Optional.of("libblosc2 (Debian and Ubuntu: apt-get install libblosc2-dev)");
  }

  @Override
  public List<Integer> parameters(List<Integer> options, int cellSize, long chunkBytes) {
    Options.requireAtMost(name(), options, 7);
    return List.of(
        FILTER_REVISION,
        0,
        cellSize,
        (int) chunkBytes,
        Options.option(name(), options, LEVEL, 0, 9, DEFAULT_LEVEL),
        Options.option(name(), options, SHUFFLE, 0, BIT_SHUFFLE, 1),
        Options.option(name(), options, COMPRESSOR, 0, ZSTD, 0));
  }

  @Override
  public long largestEncoded(long size) {
    return size + size / 4 + 8192;
  }

  @Override
  public long decode(MemorySegment source, MemorySegment target, List<Integer> parameters)
      throws CodecException {
    Blosc2Frame head = Blosc2Frame.parse(source, target.byteSize());
    Blosc2 blosc2 = library.orElseThrow();
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
  public long encode(MemorySegment source, MemorySegment target, List<Integer> parameters) {
    int typeSize = parameter(parameters, TYPE_SIZE, 1);
    int shuffle = parameter(parameters, SHUFFLE, 1);
    int compressor = parameter(parameters, COMPRESSOR, 0);
    Blosc2.Settings settings =
        new Blosc2.Settings(
            compressor < 0 || compressor > ZSTD || compressor == GONE ? 0 : compressor,
            Math.clamp(parameter(parameters, LEVEL, DEFAULT_LEVEL), 0, 9),
            shuffle < 0 || shuffle > BIT_SHUFFLE ? 1 : shuffle,
            typeSize < 1 || typeSize > LARGEST_TYPE ? 1 : typeSize);
    Blosc2 blosc2 = library.orElseThrow();
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

  private static int parameter(List<Integer> parameters, int index, int missing) {
    return index < parameters.size() ? parameters.get(index) : missing;
  }
}
