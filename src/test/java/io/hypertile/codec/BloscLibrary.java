package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Locale;

/** The library c-blosc, called on native memory in the calling thread. */
final class BloscLibrary {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;

  private final MethodHandle compress;
  private final MethodHandle decompress;

  /**
   * Loads the library.
   *
   * @param name a file, or a name that the dynamic linker finds
   */
  @SuppressWarnings("restricted")
  BloscLibrary(String name) {
    SymbolLookup symbols =
        name.contains("/")
            ? SymbolLookup.libraryLookup(Path.of(name), Arena.global())
            : SymbolLookup.libraryLookup(name, Arena.global());
    ValueLayout pointer = ValueLayout.ADDRESS;
    Linker linker = Linker.nativeLinker();
    this.compress =
        linker.downcallHandle(
            symbols.findOrThrow("blosc_compress_ctx"),
            FunctionDescriptor.of(
                INT, INT, INT, SIZE, SIZE, pointer, pointer, SIZE, pointer, SIZE, INT));
    this.decompress =
        linker.downcallHandle(
            symbols.findOrThrow("blosc_decompress_ctx"),
            FunctionDescriptor.of(INT, pointer, pointer, SIZE, INT));
  }

  /** Encodes with the settings of a codec of ours; gives the bytes written. */
  int encode(BloscCodec codec, MemorySegment source, MemorySegment target) {
    try (Arena arena = Arena.ofConfined()) {
      int size =
          (int)
              compress.invokeExact(
                  codec.level(),
                  codec.shuffling().ordinal(),
                  (long) codec.typeSize(),
                  source.byteSize(),
                  source,
                  target,
                  target.byteSize(),
                  arena.allocateFrom(codec.compressor().name().toLowerCase(Locale.ROOT)),
                  0L,
                  1);
      return requireDone(size);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Decodes a container. */
  int decode(MemorySegment source, MemorySegment target) {
    try {
      return requireDone((int) decompress.invokeExact(source, target, target.byteSize(), 1));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int requireDone(int size) {
    if (size <= 0) {
      throw new IllegalStateException("c-blosc says " + size);
    }
    return size;
  }
}
