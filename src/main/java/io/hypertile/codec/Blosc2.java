package io.hypertile.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Frames by the library libblosc2, where the machine has it. Only functions and fields that are the
 * same in all its versions from 2.7 to 3.3 are used. Thread-safe: every call has a frame of its own
 * and works in the calling thread.
 */
final class Blosc2 {
  /** Names under which systems have the library; the interface used here is in all of them. */
  static final List<String> LIBRARIES =
      List.of(
          "libblosc2.so",
          "libblosc2.so.9",
          "libblosc2.so.8",
          "libblosc2.so.7",
          "libblosc2.so.6",
          "libblosc2.so.5",
          "libblosc2.so.4",
          "libblosc2.so.3",
          "libblosc2.so.2");

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfBoolean BOOL = ValueLayout.JAVA_BOOLEAN;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /** More than any version's structure of parameters has; fields that are not set are 0. */
  private static final long ROOM = 512;

  /** Fields of {@code blosc2_cparams}. */
  private static final int CODEC = 0;

  private static final int LEVEL = 2;
  private static final int TYPE_SIZE = 8;
  private static final int THREADS = 12;
  private static final int SPLIT_MODE = 20;
  private static final int LAST_FILTER = 32 + 5;

  /** Blocks are split as versions of all ages read them. */
  private static final int COMPATIBLE_SPLIT = 4;

  /** Fields of {@code blosc2_storage}. */
  private static final int CONTIGUOUS = 0;

  private static final int PARAMETERS = 16;

  private final MethodHandle newFrame;
  private final MethodHandle append;
  private final MethodHandle toBuffer;
  private final MethodHandle fromBuffer;
  private final MethodHandle chunkOf;
  private final MethodHandle decodeChunk;
  private final MethodHandle free;
  private final MethodHandle release;
  private final MethodHandle arrayFromBuffer;
  private final MethodHandle decodeArray;
  private final MethodHandle freeArray;

  /**
   * Settings with which a frame is made.
   *
   * @param codec as Blosc numbers compressors
   * @param level 0 to 9
   * @param shuffle 0 none, 1 bytes, 2 bits
   * @param typeSize bytes of a cell
   */
  record Settings(int codec, int level, int shuffle, int typeSize) {}

  private Blosc2(SymbolLookup library) throws Throwable {
    ValueLayout pointer = ValueLayout.ADDRESS;
    function(library, "blosc2_init", FunctionDescriptor.ofVoid()).invokeExact();
    this.newFrame = function(library, "blosc2_schunk_new", FunctionDescriptor.of(pointer, pointer));
    this.append =
        function(
            library,
            "blosc2_schunk_append_buffer",
            FunctionDescriptor.of(LONG, pointer, pointer, INT));
    this.toBuffer =
        function(
            library,
            "blosc2_schunk_to_buffer",
            FunctionDescriptor.of(LONG, pointer, pointer, pointer));
    this.fromBuffer =
        function(
            library,
            "blosc2_schunk_from_buffer",
            FunctionDescriptor.of(pointer, pointer, LONG, BOOL));
    this.chunkOf =
        function(
            library,
            "blosc2_schunk_get_chunk",
            FunctionDescriptor.of(INT, pointer, LONG, pointer, pointer));
    this.decodeChunk =
        function(
            library,
            "blosc2_schunk_decompress_chunk",
            FunctionDescriptor.of(INT, pointer, LONG, pointer, INT));
    this.free = function(library, "blosc2_schunk_free", FunctionDescriptor.of(INT, pointer));
    // Memory that the library returns belongs to the C library.
    this.release =
        function(Linker.nativeLinker().defaultLookup(), "free", FunctionDescriptor.ofVoid(pointer));
    this.arrayFromBuffer =
        function(
            library, "b2nd_from_cframe", FunctionDescriptor.of(INT, pointer, LONG, BOOL, pointer));
    this.decodeArray =
        function(library, "b2nd_to_cbuffer", FunctionDescriptor.of(INT, pointer, pointer, LONG));
    this.freeArray = function(library, "b2nd_free", FunctionDescriptor.of(INT, pointer));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  /**
   * The library; empty when the machine does not have it, or this process may not call native code.
   *
   * @param names the library as the dynamic linker may find it, best first
   */
  static Optional<Blosc2> find(List<String> names) {
    return names.stream().flatMap(name -> find(name).stream()).findFirst();
  }

  @SuppressWarnings("restricted")
  private static Optional<Blosc2> find(String name) {
    try {
      return Optional.of(new Blosc2(SymbolLookup.libraryLookup(name, Arena.global())));
    } catch (IllegalArgumentException
        | IllegalCallerException
        | NoSuchElementException
        | UnsupportedOperationException e) {
      System.getLogger(Blosc2.class.getName())
          .log(System.Logger.Level.DEBUG, "no " + name + " for Blosc2", e);
      return Optional.empty();
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * Decodes a frame to the start of the target; both are native memory.
   *
   * @param head what the frame's header says, checked
   * @return bytes written
   */
  long decode(MemorySegment frame, Blosc2Frame head, MemorySegment target) throws CodecException {
    try (Arena arena = Arena.ofConfined()) {
      return head.isArray()
          ? decodeArray(frame, head, target, arena)
          : decodeFrame(frame, head, target, arena);
    }
  }

  private long decodeFrame(MemorySegment frame, Blosc2Frame head, MemorySegment target, Arena arena)
      throws CodecException {
    try {
      MemorySegment handle = (MemorySegment) fromBuffer.invokeExact(frame, frame.byteSize(), false);
      if (handle.equals(MemorySegment.NULL)) {
        throw new CodecException("not a Blosc2 frame");
      }
      try {
        requireBuiltIn(handle, frame.byteSize(), arena);
        int bytes = (int) decodeChunk.invokeExact(handle, 0L, target, head.bytes());
        return requireAll(bytes, head);
      } finally {
        int ignored = (int) free.invokeExact(handle);
      }
    } catch (CodecException e) {
      throw e;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private long decodeArray(MemorySegment frame, Blosc2Frame head, MemorySegment target, Arena arena)
      throws CodecException {
    MemorySegment place = arena.allocate(ValueLayout.ADDRESS);
    try {
      int opened = (int) arrayFromBuffer.invokeExact(frame, frame.byteSize(), false, place);
      MemorySegment handle = place.get(ValueLayout.ADDRESS, 0);
      if (opened != 0 || handle.equals(MemorySegment.NULL)) {
        throw new CodecException("not a Blosc2 array");
      }
      try {
        requireBuiltIn(pointerAt(handle), frame.byteSize(), arena);
        int done = (int) decodeArray.invokeExact(handle, target, (long) head.bytes());
        return requireAll(done == 0 ? head.bytes() : done, head);
      } finally {
        int ignored = (int) freeArray.invokeExact(handle);
      }
    } catch (CodecException e) {
      throw e;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** The frame of an array is what its structure begins with. */
  @SuppressWarnings("restricted")
  private static MemorySegment pointerAt(MemorySegment handle) {
    return handle.reinterpret(ValueLayout.ADDRESS.byteSize()).get(ValueLayout.ADDRESS, 0);
  }

  /** Checks the chunk that the frame's offsets lead to. */
  @SuppressWarnings("restricted")
  private void requireBuiltIn(MemorySegment handle, long room, Arena arena) throws Throwable {
    MemorySegment place = arena.allocate(ValueLayout.ADDRESS);
    MemorySegment isOurs = arena.allocate(BOOL);
    int size = (int) chunkOf.invokeExact(handle, 0L, place, isOurs);
    if (size < Blosc2Frame.CHUNK_HEAD) {
      throw new CodecException("the Blosc2 frame has no such chunk");
    }
    MemorySegment chunk = place.get(ValueLayout.ADDRESS, 0).reinterpret(Blosc2Frame.CHUNK_HEAD);
    boolean isRepeated = isOurs.get(BOOL, 0);
    try {
      Blosc2Frame.requireBuiltIn(chunk, Math.max(room, size));
    } finally {
      if (isRepeated) {
        release.invokeExact(chunk);
      }
    }
  }

  private static long requireAll(int bytes, Blosc2Frame head) throws CodecException {
    if (bytes != head.bytes()) {
      throw new CodecException("the Blosc2 frame cannot be decoded (" + bytes + ")");
    }
    return bytes;
  }

  /**
   * Encodes to a frame at the start of the target; both are native memory.
   *
   * @return bytes written; -1 if the frame would not be smaller than the source, or does not fit
   */
  @SuppressWarnings("restricted")
  long encode(MemorySegment source, MemorySegment target, Settings settings) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = (MemorySegment) newFrame.invokeExact(storage(settings, arena));
      if (handle.equals(MemorySegment.NULL)) {
        return -1;
      }
      try {
        MemorySegment place = arena.allocate(ValueLayout.ADDRESS);
        MemorySegment isOurs = arena.allocate(BOOL);
        long chunks = (long) append.invokeExact(handle, source, (int) source.byteSize());
        long size = chunks == 1 ? (long) toBuffer.invokeExact(handle, place, isOurs) : -1;
        if (size <= 0 || size >= source.byteSize() || size > target.byteSize()) {
          return -1;
        }
        MemorySegment frame = place.get(ValueLayout.ADDRESS, 0).reinterpret(size);
        MemorySegment.copy(frame, 0, target, 0, size);
        return size;
      } finally {
        int ignored = (int) free.invokeExact(handle);
      }
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static MemorySegment storage(Settings settings, Arena arena) {
    MemorySegment parameters = arena.allocate(ROOM, Long.BYTES);
    parameters.set(BYTE, CODEC, (byte) settings.codec());
    parameters.set(BYTE, LEVEL, (byte) settings.level());
    parameters.set(INT, TYPE_SIZE, settings.typeSize());
    parameters.set(ValueLayout.JAVA_SHORT, THREADS, (short) 1);
    parameters.set(INT, SPLIT_MODE, COMPATIBLE_SPLIT);
    parameters.set(BYTE, LAST_FILTER, (byte) settings.shuffle());
    MemorySegment storage = arena.allocate(ROOM, Long.BYTES);
    storage.set(BOOL, CONTIGUOUS, true);
    storage.set(ValueLayout.ADDRESS, PARAMETERS, parameters);
    return storage;
  }

  private static RuntimeException failure(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException failure -> failure;
      case Error failure -> throw failure;
      case Throwable failure -> new IllegalStateException(failure);
    };
  }
}
