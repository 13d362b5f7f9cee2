package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Streams of zlib by the library libdeflate, where the machine has it: about twice as fast as
 * {@code java.util.zip} both ways. The library's compressors and decompressors serve one thread at
 * a time; as many as there are processors are kept for reuse. Thread-safe.
 */
final class Libdeflate {
  /** The library's name wherever its interface is the one used here. */
  static final String LIBRARY = "libdeflate.so.0";

  private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final MethodHandle allocDecompressor;
  private final MethodHandle decompress;
  private final MethodHandle freeDecompressor;
  private final MethodHandle allocCompressor;
  private final MethodHandle compress;
  private final MethodHandle freeCompressor;
  private final Queue<Decompressor> decompressors;
  private final Queue<Compressor> compressors;

  /**
   * A decompressor.
   *
   * @param size a place for the size of what it wrote
   */
  private record Decompressor(MemorySegment handle, MemorySegment size) {}

  private record Compressor(MemorySegment handle, int level) {}

  private Libdeflate(SymbolLookup library) {
    ValueLayout pointer = ValueLayout.ADDRESS;
    this.allocDecompressor =
        function(library, "libdeflate_alloc_decompressor", FunctionDescriptor.of(pointer));
    this.decompress =
        function(
            library,
            "libdeflate_zlib_decompress",
            FunctionDescriptor.of(INT, pointer, pointer, SIZE, pointer, SIZE, pointer));
    this.freeDecompressor =
        function(library, "libdeflate_free_decompressor", FunctionDescriptor.ofVoid(pointer));
    this.allocCompressor =
        function(library, "libdeflate_alloc_compressor", FunctionDescriptor.of(pointer, INT));
    this.compress =
        function(
            library,
            "libdeflate_zlib_compress",
            FunctionDescriptor.of(SIZE, pointer, pointer, SIZE, pointer, SIZE));
    this.freeCompressor =
        function(library, "libdeflate_free_compressor", FunctionDescriptor.ofVoid(pointer));
    int kept = Math.max(2, Runtime.getRuntime().availableProcessors());
    this.decompressors = new ArrayBlockingQueue<>(kept);
    this.compressors = new ArrayBlockingQueue<>(kept);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  /**
   * The library; empty when the machine does not have it, or this process may not call native code.
   *
   * @param name the library as the dynamic linker finds it
   */
  @SuppressWarnings("restricted")
  static Optional<Libdeflate> find(String name) {
    try {
      return Optional.of(new Libdeflate(SymbolLookup.libraryLookup(name, Arena.global())));
    } catch (IllegalArgumentException
        | IllegalCallerException
        | NoSuchElementException
        | UnsupportedOperationException e) {
      System.getLogger(Libdeflate.class.getName())
          .log(System.Logger.Level.DEBUG, "no " + name + ", deflate is done by java.util.zip", e);
      return Optional.empty();
    }
  }

  /**
   * Decodes a stream to the start of the target; both are native memory.
   *
   * @return bytes written; -1 if the library does not take the stream, or it holds more than the
   *     target takes
   */
  long decode(MemorySegment source, MemorySegment target) {
    Decompressor decompressor = decompressor();
    if (decompressor == null) {
      return -1;
    }
    try {
      int result =
          (int)
              decompress.invokeExact(
                  decompressor.handle(),
                  source,
                  source.byteSize(),
                  target,
                  target.byteSize(),
                  decompressor.size());
      return result == 0 ? decompressor.size().get(SIZE, 0) : -1;
    } catch (Throwable e) {
      throw failure(e);
    } finally {
      if (!decompressors.offer(decompressor)) {
        free(freeDecompressor, decompressor.handle());
      }
    }
  }

  private @Nullable Decompressor decompressor() {
    Decompressor kept = decompressors.poll();
    if (kept != null) {
      return kept;
    }
    try {
      MemorySegment handle = (MemorySegment) allocDecompressor.invokeExact();
      boolean isMade = !handle.equals(MemorySegment.NULL);
      return isMade ? new Decompressor(handle, Arena.ofAuto().allocate(SIZE)) : null;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * Encodes to a stream at the start of the target; both are native memory.
   *
   * @param level 0 to 9
   * @return bytes written; -1 if the target is too small for what the library makes
   */
  long encode(MemorySegment source, MemorySegment target, int level) {
    Compressor compressor = compressor(level);
    if (compressor == null) {
      return -1;
    }
    try {
      long size =
          (long)
              compress.invokeExact(
                  compressor.handle(), source, source.byteSize(), target, target.byteSize());
      return size == 0 ? -1 : size;
    } catch (Throwable e) {
      throw failure(e);
    } finally {
      if (!compressors.offer(compressor)) {
        free(freeCompressor, compressor.handle());
      }
    }
  }

  private @Nullable Compressor compressor(int level) {
    Compressor kept = compressors.poll();
    if (kept != null && kept.level() == level) {
      return kept;
    }
    if (kept != null) {
      free(freeCompressor, kept.handle());
    }
    try {
      MemorySegment handle = (MemorySegment) allocCompressor.invokeExact(level);
      return handle.equals(MemorySegment.NULL) ? null : new Compressor(handle, level);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static void free(MethodHandle function, MemorySegment handle) {
    try {
      function.invokeExact(handle);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException failure -> failure;
      case Error failure -> throw failure;
      case Throwable failure -> new IllegalStateException(failure);
    };
  }
}
