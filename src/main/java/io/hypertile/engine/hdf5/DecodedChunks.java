package io.hypertile.engine.hdf5;

import io.hypertile.codec.CodecScratch;
import io.hypertile.codec.NativeBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decoded chunks of one array that consecutive reads share, and the memory for decoding. Native
 * memory, bounded. For one thread at a time and for one version of one file; must be closed.
 */
final class DecodedChunks implements AutoCloseable {
  private final long maxBytes;
  private final CodecScratch scratch = new CodecScratch();
  private final Map<Long, MemorySegment> chunks = new LinkedHashMap<>(16, 0.75f, true);
  private final NativeBuffer stored = new NativeBuffer();
  private final NativeBuffer plain = new NativeBuffer();

  /** One for all chunks, because closing an arena is what costs; none before the first chunk. */
  private @Nullable Arena arena;

  /**
   * An empty cache.
   *
   * @param maxBytes decoded bytes to keep; one chunk is kept whatever its size
   */
  DecodedChunks(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * The cells of a chunk, from the cache or as the filler makes them.
   *
   * @param chunk its number in the grid
   * @param bytes bytes of its cells, the same in every call
   * @param filler puts the cells into the memory it is given
   */
  MemorySegment get(long chunk, long bytes, Consumer<MemorySegment> filler) {
    MemorySegment found = chunks.get(chunk);
    if (found != null) {
      return found;
    }
    MemorySegment room = room(bytes);
    boolean isFilled = false;
    try {
      filler.accept(room);
      isFilled = true;
    } finally {
      // Memory that could not be filled is kept under a number that no chunk has.
      chunks.put(isFilled ? chunk : -1L - chunk, room);
    }
    return room;
  }

  private MemorySegment room(long bytes) {
    if (!chunks.isEmpty() && (chunks.size() + 1) * bytes > maxBytes) {
      Iterator<MemorySegment> eldest = chunks.values().iterator();
      MemorySegment room = eldest.next();
      eldest.remove();
      return room;
    }
    Arena rooms = arena == null ? Arena.ofShared() : arena;
    arena = rooms;
    return rooms.allocate(bytes, 64);
  }

  /** Memory for a chunk's stored bytes; what it held is lost. */
  MemorySegment storedRoom(long bytes) {
    return stored.ofSize(bytes);
  }

  /** Memory for a chunk's cells before conversion; what it held is lost. */
  MemorySegment plainRoom(long bytes) {
    return plain.ofSize(bytes);
  }

  CodecScratch scratch() {
    return scratch;
  }

  @Override
  public void close() {
    scratch.close();
    stored.close();
    plain.close();
    chunks.clear();
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }
}
